//! The worker's calls, without decoding what they answer: of that, a few fields are looked at.

use super::{BeatOutcome, GoodBeat, LONGEST_BLOCK_MS, LeasedItem, Moment, ServerTime, StopOutcome, StoredBeat, event::Beat};
use crate::api::{
    Body, Call, Client, Clock, Credential, Error, Exchange, HeaderLayer, LocalFuture, Look, NO_TIMEOUT, Result, StatusError, Transport,
    endpoint::{Endpoint, WORK_ACK, WORK_HEARTBEAT, WORK_POLL, WORK_STOP},
    models::WorkLeaseState,
    retry::{RetryAdvice, backoff_ms, is_retryable},
    text::number,
};

/// How long one try of a poll, an acknowledgement or a stop may take, at most. The server answers each at once, a poll within a second; an
/// answer that was lost on the way must not take a slot for as long as other calls may take.
const CALL_TIMEOUT_MS: u64 = 10_000;

/// How the calls for an item are sent.
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    /// The bearer, instead of the client's credential: an environment key, or an item's sessions token.
    pub credential: Option<Credential>,
    /// Headers on top of the client's.
    pub headers: HeaderLayer,
}

/// The same, lent.
#[derive(Clone, Copy)]
pub(super) struct How<'a> {
    pub(super) credential: Option<&'a Credential>,
    pub(super) headers: &'a HeaderLayer,
}

impl CallOptions {
    pub(super) fn how(&self) -> How<'_> {
        How { credential: self.credential.as_ref(), headers: &self.headers }
    }
}

/// How to ask for work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Poll<'a> {
    pub(super) environment_id: &'a str,
    pub(super) block_ms: Option<u64>,
    pub(super) reclaim_older_than_ms: Option<u64>,
    pub(super) worker_id: &'a str,
}

/// What a call will answer, in a box, because there are four callers, and an exchange is a large future.
pub(super) type Answering<B> = LocalFuture<'static, Result<Option<B>>>;

fn answer<T: Transport, C: Clock>(
    client: &Client<T, C>,
    call: Result<Call<T::Body>>,
    how: How<'_>,
    max_retries: Option<u32>,
    timeout_ms: u64,
) -> Answering<T::Body> {
    let exchange = call.and_then(|call| Exchange::new(client.clone(), call, how.headers, how.credential));
    Box::pin(async move {
        let mut exchange = exchange?;
        exchange.limit(max_retries, Some(timeout_ms));
        Ok(exchange.carry(None, &|| true).await?.1.flatten())
    })
}

/// Asks for an item.
pub(super) fn poll<T: Transport, C: Clock>(client: &Client<T, C>, poll: &Poll<'_>, how: How<'_>) -> Answering<T::Body> {
    // Failures are for the poll loop to wait out, which is more patient.
    answer(client, poll.call(), how, Some(0), timeout_ms(client))
}

impl Poll<'_> {
    fn call<B>(&self) -> Result<Call<B>> {
        if let Some(given) = self.block_ms.filter(|block_ms| !(1..=LONGEST_BLOCK_MS).contains(block_ms)) {
            return Err(Error::invalid("block_ms", number(given), "a whole number of milliseconds from 1 to 999, or nothing"));
        }
        let (block_ms, reclaim_ms) = (self.block_ms.map(number), self.reclaim_older_than_ms.map(number));
        let query = [("block_ms", block_ms.as_deref()), ("reclaim_older_than_ms", reclaim_ms.as_deref())];
        WORK_POLL.call_with(&[self.environment_id], &query, None)?.by_worker(self.worker_id)
    }
}

/// A call on one item.
pub(super) struct OnItem<'a, T: Transport, C: Clock> {
    pub(super) client: &'a Client<T, C>,
    pub(super) item: &'a LeasedItem,
    pub(super) how: How<'a>,
}

impl<T: Transport, C: Clock> OnItem<'_, T, C> {
    fn call(&self, endpoint: &'static Endpoint, query: &[(&str, Option<&str>)], body: Option<T::Body>) -> Result<Call<T::Body>> {
        endpoint.call_with(&[&self.item.environment_id, &self.item.work_id], query, body)
    }

    /// Whether the calls can be made at all.
    pub(super) fn check(&self) -> Result<()> {
        let call = self.call(&WORK_HEARTBEAT, &[], None)?;
        Exchange::new(self.client.clone(), call, self.how.headers, self.how.credential).map(|_| ())
    }

    /// Acknowledges the item.
    pub(super) fn ack(&self) -> Answering<T::Body> {
        answer(self.client, self.call(&WORK_ACK, &[], None), self.how, None, timeout_ms(self.client))
    }

    /// What the answer to an acknowledgement tells of the server's clock.
    pub(super) fn acknowledged(&self, body: Option<T::Body>, sent: Moment) -> Option<ServerTime> {
        let acknowledged_at = body?.view()?.text_at("acknowledged_at")?;
        let clock = self.client.clock();
        Some(ServerTime::observed(clock.parse_timestamp(&acknowledged_at)?, sent, Moment::now(clock)))
    }

    /// Sends a beat. There is no timer on it: the lease gives it up when its time is over.
    pub(super) fn beat(&self, beat: &Beat) -> Answering<T::Body> {
        let ttl_seconds = beat.desired_ttl_seconds.map(number);
        let expected = Some(beat.expected_last_heartbeat.as_str());
        let query = [("desired_ttl_seconds", ttl_seconds.as_deref()), ("expected_last_heartbeat", expected)];
        answer(self.client, self.call(&WORK_HEARTBEAT, &query, None), self.how, Some(0), NO_TIMEOUT)
    }

    /// What the answer to a beat means to the lease.
    pub(super) fn beaten(&self, answer: Result<Option<T::Body>>, sent: Moment) -> BeatOutcome {
        match answer {
            Ok(body) => {
                let good = body.as_ref().and_then(Body::view).and_then(|view| self.good(&view));
                good.map_or(BeatOutcome::Unanswered, BeatOutcome::Good)
            }
            Err(mut error) => self.refused(&mut error, sent),
        }
    }

    fn good(&self, view: &impl Look) -> Option<GoodBeat> {
        let WorkLeaseState { last_heartbeat, lease_extended, state, ttl_seconds } = WorkLeaseState::look_at(view)?;
        // Without a heartbeat to be echoed, it cannot be gone on with; it need not be where the lease ends.
        let last_heartbeat = last_heartbeat.or((!lease_extended).then(String::new))?;
        let server_ms = self.client.clock().parse_timestamp(&last_heartbeat);
        Some(GoodBeat { last_heartbeat, server_ms, lease_extended, state, ttl_seconds })
    }

    /// What an error means to the lease.
    fn refused(&self, error: &mut Error, sent: Moment) -> BeatOutcome {
        match error {
            Error::Status(error) if error.status == 412 => BeatOutcome::Conflict(self.stored(error), self.server_time(error, sent)),
            _ if is_lasting(error) => BeatOutcome::Refused { status: error.status().unwrap_or_default() },
            _ => BeatOutcome::Unanswered,
        }
    }

    fn stored(&self, error: &mut StatusError) -> Option<StoredBeat> {
        let WorkLeaseState { last_heartbeat, state, ttl_seconds, .. } = error.lease.take()?;
        let last_heartbeat = last_heartbeat?;
        let server_ms = self.client.clock().parse_timestamp(&last_heartbeat)?;
        Some(StoredBeat { last_heartbeat, server_ms, state, ttl_seconds })
    }

    /// What the `date` header (RFC 9110, 6.6.1) tells of the server's clock, for a lease that has no better knowledge. It names the
    /// second in which the answer was made.
    fn server_time(&self, error: &StatusError, sent: Moment) -> Option<ServerTime> {
        let clock = self.client.clock();
        let server_ms = clock.parse_http_date(error.headers.get("date")?)?;
        Some(ServerTime::observed(server_ms, sent, Moment::now(clock)).up_to_ms(999))
    }

    /// Stops the item; again, up to `retries` times, where another try may help. One that failed comes with its error.
    pub(super) async fn stop(&self, force: bool, retries: u32, timeout_ms: &dyn Fn() -> u64) -> (StopOutcome, Option<Box<Error>>) {
        let mut retry = 0;
        loop {
            let body = T::Body::parse(if force { "{\"force\":true}" } else { "{}" });
            // 409 is an answer here, and not to be tried again.
            let answer = answer(self.client, self.call(&WORK_STOP, &[], body), self.how, Some(0), timeout_ms());
            let Err(error) = answer.await else { return (StopOutcome::Done, None) };
            match outcome_of_stop(&error) {
                Some(StopOutcome::Done) => return (StopOutcome::Done, None),
                None if retry < retries => {
                    let clock = self.client.clock();
                    clock.sleep(wait_ms(&error, clock, backoff_ms(retry, clock.random()))).await;
                }
                _ => return (StopOutcome::Failed, Some(error)),
            }
            retry += 1;
        }
    }
}

/// The client's own limit, where that is shorter.
pub(super) fn timeout_ms<T: Transport, C: Clock>(client: &Client<T, C>) -> u64 {
    client.options().timeout_ms.min(CALL_TIMEOUT_MS)
}

/// The wait after a failure: what the server asks for, where that is longer than our own.
pub(super) fn wait_ms(error: &Error, clock: &impl Clock, own_ms: u64) -> u64 {
    let asked_ms = match error {
        Error::Status(error) => RetryAdvice::of(&error.headers).delay_ms(clock),
        _ => None,
    };
    own_ms.max(asked_ms.unwrap_or_default())
}

fn outcome_of_stop(error: &Error) -> Option<StopOutcome> {
    match error {
        Error::Status(error) if error.status == 409 => Some(StopOutcome::Done),
        _ if has_succeeded(error) => Some(StopOutcome::Done),
        Error::Status(error) if is_retryable(error.status) => None,
        Error::Connection { .. } | Error::Timeout { .. } | Error::Credential { .. } => None,
        _ => Some(StopOutcome::Failed),
    }
}

/// Whether it is only what was answered that is wrong. Of an acknowledgement and a stop, the answer does not matter.
pub(super) fn has_succeeded(error: &Error) -> bool {
    matches!(error, Error::InvalidResponse { status: 200..300, .. })
}

/// Whether a call that failed like this will always fail: a 4xx that does not pass (408 and 409 do), or input that is wrong. A bad key or a
/// missing environment never recovers.
pub(super) fn is_lasting(error: &Error) -> bool {
    match error {
        Error::Status(error) => (400..500).contains(&error.status) && !is_retryable(error.status),
        Error::InvalidInput { .. } => true,
        _ => false,
    }
}
