//! A worker: one item at a time, held by the lease under test.

use super::network::{Ask, Future, Happening, Network};
use leasehold::{
    api::models::{Heartbeat, WorkItem, WorkState},
    lease::{Action, BeatOutcome, Event, GoodBeat, LeaseEnd, LeaseOptions, Machine, Moment, ServerTime, StopOutcome, StoredBeat},
};
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// How long a poll, an ack or a stop may take.
const CALL_MS: u64 = 10_000;
const PAUSE_MS: u64 = 1_000;

/// What a worker is at.
enum Doing {
    Nothing,
    Polling,
    Acknowledging { id: String, sent: Moment },
    Holding(Box<Holding>),
}

/// An item in a worker's hands.
struct Holding {
    id: String,
    lease: Machine,
    /// Since when the handler runs; it stops by itself, or when it is told to.
    running: bool,
    done_at_ms: u64,
    beat_sent: Option<Moment>,
    in_doubt: bool,
}

/// What became of leases.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Lost answers that were survived.
    pub adopted: u64,
    /// Leases that were not renewed in time.
    pub expired: u64,
    /// Leases that the server said were another's, or nobody's.
    pub taken: u64,
}

impl Tally {
    pub fn add(&mut self, other: Tally) {
        self.adopted += other.adopted;
        self.expired += other.expired;
        self.taken += other.taken;
    }
}

pub struct Worker {
    number: usize,
    doing: Doing,
    /// The call whose answer is waited for.
    call: u64,
    calls: u64,
    timer: u64,
    /// How long this machine slept, which its monotonic clock did not count.
    slept_ms: u64,
    wall_skew_ms: u64,
    pub asleep_until_ms: u64,
    pub tally: Tally,
}

/// What a worker has to act with.
pub struct Hands<'a> {
    pub now_ms: u64,
    pub future: &'a mut Future,
    pub network: &'a mut Network,
}

impl Worker {
    pub fn new(number: usize, wall_skew_ms: u64) -> Self {
        Worker {
            number,
            doing: Doing::Nothing,
            call: 0,
            calls: 0,
            timer: 0,
            slept_ms: 0,
            wall_skew_ms,
            asleep_until_ms: 0,
            tally: Tally::default(),
        }
    }

    /// The item whose handler runs here, and was not told to end.
    pub fn running(&self) -> Option<&str> {
        match &self.doing {
            Doing::Holding(holding) if holding.running => Some(&holding.id),
            _ => None,
        }
    }

    pub fn sleep(&mut self, now_ms: u64, for_ms: u64) {
        self.asleep_until_ms = now_ms + for_ms;
        self.slept_ms += for_ms;
    }

    fn moment(&self, now_ms: u64) -> Moment {
        Moment { monotonic_ms: now_ms - self.slept_ms.min(now_ms), wall_ms: now_ms + self.wall_skew_ms }
    }

    /// A timer rang, or the machine woke up.
    pub fn look(&mut self, hands: &mut Hands<'_>) {
        match &mut self.doing {
            Doing::Nothing => {
                self.doing = Doing::Polling;
                self.ask(hands, Ask::Poll, CALL_MS);
            }
            Doing::Polling | Doing::Acknowledging { .. } => {}
            Doing::Holding(holding) if holding.running && holding.done_at_ms <= hands.now_ms => {
                self.event(hands, Event::Look);
                if self.running().is_some() {
                    self.event(hands, Event::Stop { force: true });
                }
            }
            Doing::Holding(_) => self.event(hands, Event::Look),
        }
    }

    pub fn rings(&mut self, hands: &mut Hands<'_>, timer: u64) {
        if timer == self.timer {
            self.look(hands);
        }
    }

    /// A call ended: with an answer, or with none.
    pub fn ended(&mut self, hands: &mut Hands<'_>, call: u64, answer: Option<(u16, Vec<u8>)>) {
        if call != self.call {
            return;
        }
        self.call = 0;
        match std::mem::replace(&mut self.doing, Doing::Nothing) {
            Doing::Nothing => {}
            Doing::Polling => self.polled(hands, answer),
            Doing::Acknowledging { id, sent } => self.acknowledged(hands, id, sent, answer),
            Doing::Holding(holding) if holding.beat_sent.is_none() => {
                let left_ms = holding.lease.held_for_ms(self.moment(hands.now_ms));
                let id = holding.id.clone();
                self.doing = Doing::Holding(holding);
                match answer {
                    // The transport tries it again, for as long as the lease is held.
                    None if left_ms > 0 => self.ask(hands, Ask::Stop(id), left_ms.min(CALL_MS)),
                    Some((200 | 409, _)) => self.event(hands, Event::Stopped(StopOutcome::Done)),
                    _ => self.event(hands, Event::Stopped(StopOutcome::Failed)),
                }
            }
            Doing::Holding(holding) => {
                let event = Event::Beat(outcome(answer));
                let was_in_doubt = holding.in_doubt;
                let conflicted = matches!(event, Event::Beat(BeatOutcome::Conflict(..)));
                let unanswered = matches!(event, Event::Beat(BeatOutcome::Unanswered));
                self.doing = Doing::Holding(Box::new(Holding { beat_sent: None, in_doubt: unanswered, ..*holding }));
                self.event(hands, event);
                self.tally.adopted += u64::from(was_in_doubt && conflicted && self.running().is_some());
            }
        }
    }

    fn polled(&mut self, hands: &mut Hands<'_>, answer: Option<(u16, Vec<u8>)>) {
        let item: Option<WorkItem> =
            answer.filter(|(status, _)| *status == 200).and_then(|(_, body)| serde_json::from_slice(&body).unwrap());
        match item {
            Some(item) => {
                self.doing = Doing::Acknowledging { id: item.id.clone(), sent: self.moment(hands.now_ms) };
                self.ask(hands, Ask::Ack(item.id), CALL_MS);
            }
            None => self.ring(hands, PAUSE_MS),
        }
    }

    fn acknowledged(&mut self, hands: &mut Hands<'_>, id: String, sent: Moment, answer: Option<(u16, Vec<u8>)>) {
        let Some((200, body)) = answer else { return self.ring(hands, PAUSE_MS) };
        let item: WorkItem = serde_json::from_slice(&body).unwrap();
        let server_ms = milliseconds(item.acknowledged_at.as_deref().unwrap());
        let server_time = ServerTime::observed(server_ms, sent, self.moment(hands.now_ms));
        let lease = Machine::new(LeaseOptions::default(), sent, Some(server_time));
        let done_at_ms = hands.now_ms + hands.network.random.u64(1_000..120_000);
        self.doing = Doing::Holding(Box::new(Holding { id, lease, running: false, done_at_ms, beat_sent: None, in_doubt: false }));
        self.event(hands, Event::Look);
    }

    /// Tells the lease, and does what it says.
    fn event(&mut self, hands: &mut Hands<'_>, event: Event) {
        let now = self.moment(hands.now_ms);
        let Doing::Holding(holding) = &mut self.doing else { return };
        let actions = holding.lease.on(event, now, hands.network.random.f64());
        for action in actions {
            let Doing::Holding(holding) = &mut self.doing else { panic!("{action:?} after the end") };
            match action {
                Action::Ready => holding.running = true,
                Action::Abort(_) => holding.running = false,
                Action::CancelBeat => {
                    holding.beat_sent = None;
                    self.call = 0;
                }
                Action::Beat => {
                    let beat = holding.lease.begin_beat(now).expect("a beat that is due");
                    holding.beat_sent = Some(now);
                    let ask = Ask::Beat { id: holding.id.clone(), expected: beat.expected_last_heartbeat };
                    self.ask(hands, ask, beat.timeout_ms);
                }
                Action::Stop { .. } => {
                    holding.running = false;
                    let (id, left_ms) = (holding.id.clone(), holding.lease.held_for_ms(now));
                    self.ask(hands, Ask::Stop(id), left_ms.min(CALL_MS));
                }
                Action::Done(end) => {
                    assert!(!holding.running || !end.is_loss(), "the handler of a lost lease was not told");
                    assert_ne!(end, LeaseEnd::StopRequested, "a stop request is no end");
                    self.tally.expired += u64::from(end == LeaseEnd::Expired);
                    self.tally.taken += u64::from(end.is_loss() && end != LeaseEnd::Expired);
                    self.doing = Doing::Nothing;
                    self.call = 0;
                }
            }
        }
        self.rearm(hands);
    }

    /// One timer, for whatever comes first.
    fn rearm(&mut self, hands: &mut Hands<'_>) {
        let Doing::Holding(holding) = &self.doing else { return self.ring(hands, PAUSE_MS) };
        let done_in_ms = if holding.running { holding.done_at_ms.saturating_sub(hands.now_ms) } else { u64::MAX };
        if let Some(look_ms) = holding.lease.next_look_ms(self.moment(hands.now_ms)) {
            self.ring(hands, look_ms.min(done_in_ms).max(1));
        }
    }

    fn ring(&mut self, hands: &mut Hands<'_>, in_ms: u64) {
        self.timer += 1;
        hands.future.add(hands.now_ms + in_ms, Happening::Rings { worker: self.number, timer: self.timer });
    }

    fn ask(&mut self, hands: &mut Hands<'_>, ask: Ask, timeout_ms: u64) {
        self.calls += 1;
        self.call = self.calls;
        hands.future.add(hands.now_ms + timeout_ms, Happening::TimesOut { worker: self.number, call: self.call });
        hands.network.send(hands.future, hands.now_ms, self.number, self.call, ask);
    }
}

/// What a heartbeat's answer means to the lease.
fn outcome(answer: Option<(u16, Vec<u8>)>) -> BeatOutcome {
    let Some((status, body)) = answer else { return BeatOutcome::Unanswered };
    if status == 412 {
        let body: Value = serde_json::from_slice(&body).unwrap();
        let state = &body["error"]["details"]["current_state"];
        return BeatOutcome::Conflict(
            state["last_heartbeat"].as_str().map(|last_heartbeat| StoredBeat {
                last_heartbeat: last_heartbeat.into(),
                server_ms: milliseconds(last_heartbeat),
                state: WorkState::from(state["state"].as_str().unwrap()),
                ttl_seconds: state["ttl_seconds"].as_u64().unwrap(),
            }),
            None,
        );
    }
    if status != 200 {
        return BeatOutcome::Refused { status };
    }
    let beat: Heartbeat = serde_json::from_slice(&body).unwrap();
    BeatOutcome::Good(GoodBeat {
        server_ms: (!beat.last_heartbeat.is_empty()).then(|| milliseconds(&beat.last_heartbeat)),
        last_heartbeat: beat.last_heartbeat,
        lease_extended: beat.lease_extended,
        state: beat.state,
        ttl_seconds: beat.ttl_seconds,
    })
}

fn milliseconds(timestamp: &str) -> u64 {
    let moment = OffsetDateTime::parse(timestamp, &Rfc3339).unwrap();
    u64::try_from(moment.unix_timestamp_nanos() / 1_000_000).unwrap()
}
