//! One work item: a state machine. Time comes in as an argument and nothing goes out.

use super::{errors::ApiError, timestamp::Timestamp};
use crate::api::models::{Extra, Heartbeat, Metadata, Secret, WorkData, WorkItem, WorkLeaseState, WorkState};

/// What the first heartbeat of a lease expects to be stored.
const NO_HEARTBEAT: &str = "NO_HEARTBEAT";
const MS_PER_SECOND: u64 = 1_000;

/// A work item as the server keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) data: WorkData,
    pub(crate) metadata: Metadata,
    pub(crate) created_at: Timestamp,
    pub(crate) phase: Phase,
    pub(crate) acknowledged_at: Option<Timestamp>,
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) stop_requested_at: Option<Timestamp>,
    pub(crate) stopped_at: Option<Timestamp>,
    /// The stored heartbeat; cleared when the lease runs out.
    pub(crate) heartbeat: Option<Timestamp>,
    /// The latest heartbeat ever stored. Never cleared: the next one is later, so none can be mistaken for an older one.
    pub(crate) newest_heartbeat: Option<Timestamp>,
}

/// Where an item is in its life, with what only that phase has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// In the queue.
    Waiting,
    /// Handed out by a poll, and in the queue again some time after that unless it is acknowledged.
    Polled { at_ms: u64 },
    /// Acknowledged; no heartbeat yet.
    Starting(Lease),
    /// Its worker's heartbeats arrive.
    Active(Lease),
    /// Asked to stop; its worker winds down.
    Stopping(Lease),
    /// Over.
    Stopped,
}

/// How long an item stays with its worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lease {
    pub(crate) expires_ms: u64,
    pub(crate) ttl_seconds: u64,
}

impl Lease {
    fn new(now_ms: u64, ttl_seconds: u64) -> Self {
        Lease { expires_ms: now_ms.saturating_add(ttl_seconds.saturating_mul(MS_PER_SECOND)), ttl_seconds }
    }
}

impl Item {
    /// A new item, waiting.
    pub(crate) fn new(id: String, data: WorkData, metadata: Metadata, now_ms: u64) -> Self {
        Item {
            id,
            data,
            metadata,
            created_at: Timestamp::from_ms(now_ms),
            phase: Phase::Waiting,
            acknowledged_at: None,
            started_at: None,
            stop_requested_at: None,
            stopped_at: None,
            heartbeat: None,
            newest_heartbeat: None,
        }
    }

    /// Hands the item out. Only for one that waits, or was handed out long enough ago.
    pub(crate) fn poll(&mut self, now_ms: u64) {
        self.phase = Phase::Polled { at_ms: now_ms };
    }

    /// Takes the item out of the queue, polled or not. Its lease runs from here, so that an item whose worker dies before the first
    /// heartbeat is not lost. Whoever comes second gets 409, so that an item polled twice has one worker.
    pub(crate) fn ack(&mut self, ttl_seconds: u64, now_ms: u64) -> Result<(), ApiError> {
        match self.phase {
            Phase::Waiting | Phase::Polled { .. } => {
                self.phase = Phase::Starting(Lease::new(now_ms, ttl_seconds));
                self.acknowledged_at = Some(Timestamp::from_ms(now_ms));
                Ok(())
            }
            Phase::Starting(_) | Phase::Active(_) | Phase::Stopping(_) | Phase::Stopped => {
                Err(ApiError::conflict(format!("the work item is {}; only a queued one can be acknowledged", self.state())))
            }
        }
    }

    /// Renews the lease, where `expected` is what is stored (`NO_HEARTBEAT` for none; without `expected` nothing is compared).
    /// An item in the queue is nobody's: its heartbeat is refused like that of a lease that was lost. One that is asked to stop
    /// compares nothing and extends nothing.
    pub(crate) fn heartbeat(&mut self, expected: Option<&str>, ttl_seconds: u64, now_ms: u64) -> Result<Heartbeat, ApiError> {
        match self.phase {
            Phase::Waiting | Phase::Polled { .. } => Err(self.refused("the work item is queued: nobody holds its lease")),
            Phase::Starting(_) | Phase::Active(_) => {
                let stored = self.heartbeat.map(|heartbeat| heartbeat.to_string());
                if expected.is_some_and(|expected| expected != stored.as_deref().unwrap_or(NO_HEARTBEAT)) {
                    return Err(self.refused("expected_last_heartbeat is not the stored heartbeat: another worker may hold the lease"));
                }
                self.beat(ttl_seconds, now_ms);
                Ok(self.report(true))
            }
            Phase::Stopping(_) | Phase::Stopped => Ok(self.report(false)),
        }
    }

    /// Asks for a stop. Where nobody holds the item, or `force`, it is over; else its worker may wind down. A second request
    /// ends a stopping item if it is the worker's own (`by_worker`) or forced, and is a conflict otherwise.
    pub(crate) fn stop(&mut self, force: bool, by_worker: bool, now_ms: u64) -> Result<(), ApiError> {
        match self.phase {
            Phase::Starting(lease) | Phase::Active(lease) if !force => self.phase = Phase::Stopping(lease),
            Phase::Waiting | Phase::Polled { .. } | Phase::Starting(_) | Phase::Active(_) => self.end(now_ms),
            Phase::Stopping(_) if force || by_worker => self.end(now_ms),
            Phase::Stopping(_) | Phase::Stopped => {
                return Err(ApiError::conflict(format!("the work item is {} already", self.state())));
            }
        }
        self.stop_requested_at = self.stop_requested_at.or(Some(Timestamp::from_ms(now_ms)));
        Ok(())
    }

    /// The lease ran out at `at_ms`: a stopping item is over, any other goes back to the queue as if nobody had had it.
    pub(crate) fn expire(&mut self, at_ms: u64) {
        if matches!(self.phase, Phase::Stopping(_)) {
            return self.end(at_ms);
        }
        self.phase = Phase::Waiting;
        self.acknowledged_at = None;
        self.started_at = None;
        self.heartbeat = None;
    }

    /// Another worker takes the item, as if its lease had run out: the other has acknowledged it and sent a heartbeat. Says whether
    /// there was something to take.
    pub(crate) fn steal(&mut self, ttl_seconds: u64, now_ms: u64) -> bool {
        if matches!(self.phase, Phase::Stopping(_) | Phase::Stopped) {
            return false;
        }
        let now = Timestamp::from_ms(now_ms);
        self.acknowledged_at = Some(now);
        self.started_at = Some(now);
        self.beat(ttl_seconds, now_ms);
        true
    }

    /// The item as the API shows it.
    pub(crate) fn show(&self, environment_id: &str, secret: Option<Secret>) -> WorkItem {
        let text = |moment: Option<Timestamp>| moment.map(|moment| moment.to_string());
        WorkItem {
            id: self.id.clone(),
            acknowledged_at: text(self.acknowledged_at),
            created_at: self.created_at.to_string(),
            data: self.data.clone(),
            environment_id: environment_id.into(),
            latest_heartbeat_at: text(self.heartbeat),
            metadata: self.metadata.clone(),
            secret,
            started_at: text(self.started_at),
            state: self.state(),
            stop_requested_at: text(self.stop_requested_at),
            stopped_at: text(self.stopped_at),
            object_type: "work".into(),
            extra: Extra::new(),
        }
    }

    fn beat(&mut self, ttl_seconds: u64, now_ms: u64) {
        let now = Timestamp::from_ms(now_ms);
        let heartbeat = Some(now.after(self.newest_heartbeat));
        self.heartbeat = heartbeat;
        self.newest_heartbeat = heartbeat;
        self.started_at = self.started_at.or(Some(now));
        self.phase = Phase::Active(Lease::new(now_ms, ttl_seconds));
    }

    fn end(&mut self, at_ms: u64) {
        self.phase = Phase::Stopped;
        self.stopped_at = Some(Timestamp::from_ms(at_ms));
    }

    /// Where it is in its life.
    pub(crate) fn state(&self) -> WorkState {
        match self.phase {
            Phase::Waiting | Phase::Polled { .. } => WorkState::Queued,
            Phase::Starting(_) => WorkState::Starting,
            Phase::Active(_) => WorkState::Active,
            Phase::Stopping(_) => WorkState::Stopping,
            Phase::Stopped => WorkState::Stopped,
        }
    }

    /// 0 where there is no lease.
    fn ttl_seconds(&self) -> u64 {
        match self.phase {
            Phase::Starting(lease) | Phase::Active(lease) | Phase::Stopping(lease) => lease.ttl_seconds,
            Phase::Waiting | Phase::Polled { .. } | Phase::Stopped => 0,
        }
    }

    fn report(&self, lease_extended: bool) -> Heartbeat {
        Heartbeat {
            last_heartbeat: self.heartbeat.map(|heartbeat| heartbeat.to_string()).unwrap_or_default(),
            lease_extended,
            state: self.state(),
            ttl_seconds: self.ttl_seconds(),
            object_type: "work_heartbeat".into(),
            extra: Extra::new(),
        }
    }

    fn refused(&self, message: &'static str) -> ApiError {
        let current_state = WorkLeaseState {
            last_heartbeat: self.heartbeat.map(|heartbeat| heartbeat.to_string()),
            lease_extended: false,
            state: self.state(),
            ttl_seconds: self.ttl_seconds(),
        };
        ApiError::heartbeat_precondition_failed(message, current_state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::models::HealthCheckWorkData;

    #[test]
    fn a_new_lease_never_repeats_a_heartbeat_of_the_old_one() {
        let data = WorkData::HealthCheck(HealthCheckWorkData { id: "healthcheck_1".into(), extra: Extra::new() });
        let mut item = Item::new("work_1".into(), data, Metadata::new(), 5);
        let mut lease = || {
            item.ack(30, 5).expect("a queued item");
            let first = item.heartbeat(Some(NO_HEARTBEAT), 30, 5).expect("the first heartbeat").last_heartbeat;
            item.expire(5);
            first
        };
        // The clock stands still.
        assert_eq!(lease(), "1970-01-01T00:00:00.005000Z");
        assert_eq!(lease(), "1970-01-01T00:00:00.005001Z");
    }
}
