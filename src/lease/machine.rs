//! The life of one lease, as a state machine.

use super::{
    LeaseEnd, LeaseSnapshot, Moment, ServerTime, StoredBeat,
    doubt::Doubt,
    event::{Action, Beat, BeatOutcome, Event, GoodBeat, StopOutcome},
    moment::Deadline,
    pace::{SLACK_MS, held_ms, interval_ms, next_beat_ms, retry_ms, wind_down_ms},
};
use crate::api::{Error, Result, models::WorkState, work::NO_HEARTBEAT};

const MS_PER_SECOND: u64 = 1_000;
/// What a lease holds from its acknowledgement to its first heartbeat (the API's default). What was desired counts from there on: the
/// acknowledgement does not ask for it. A server with a shorter one would have to be told of by `desired_ttl_seconds`.
const ASSUMED_TTL_SECONDS: u64 = 30;

/// How a lease is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseOptions {
    /// The lease's wanted length in seconds. The server's word in its answers is what counts. Default: the server's.
    pub desired_ttl_seconds: Option<u64>,
    /// Whether a heartbeat of our own whose answer was lost is taken over when the next one conflicts with it. Default: yes.
    pub adopts: bool,
    /// How long the handler may wind down once a stop was asked for, in milliseconds; then the stop is forced. It ends a while before the
    /// lease does, which is not renewed meanwhile: the stop has to arrive. Default: 30 s.
    pub wind_down_ms: u64,
}

impl Default for LeaseOptions {
    fn default() -> Self {
        LeaseOptions { desired_ttl_seconds: None, adopts: true, wind_down_ms: 30_000 }
    }
}

impl LeaseOptions {
    /// Refuses a lease of no length, before anything is sent.
    pub(super) fn check(&self) -> Result<()> {
        match self.desired_ttl_seconds {
            Some(0) => Err(Error::invalid("desired_ttl_seconds", "0", "a whole number of seconds from 1 up")),
            _ => Ok(()),
        }
    }
}

/// Where a lease is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeasePhase {
    /// Acknowledged; no heartbeat was answered yet.
    Starting,
    /// Held.
    Held,
    /// A stop was asked for: the handler winds down.
    Stopping,
    /// The stop is on its way.
    Ending,
    /// Over. No call is made for the item any more.
    Ended,
}

/// One lease's state. It is told what happens ([`Machine::on`]) and says what is to be done; it knows no clock, no timer and no network.
#[derive(Clone, Debug)]
pub struct Machine {
    options: LeaseOptions,
    phase: LeasePhase,
    last_heartbeat: Option<String>,
    /// When the last good beat was sent; before the first, when the item was acknowledged.
    held_from: Moment,
    ttl_ms: u64,
    next_beat: Deadline,
    beat: Beating,
    /// In a box, as what few leases ever have: a program may hold a hundred thousand.
    doubt: Option<Box<Doubt>>,
    server_time: Option<ServerTime>,
    failures: u32,
    wind_down: Option<Box<Deadline>>,
    /// Whether the stop that is on its way, or was, is by force.
    forces: bool,
    /// Why the handler was told to end. The first reason stays.
    aborted: Option<LeaseEnd>,
    ended: Option<LeaseEnd>,
    adopted: u32,
    beats_ended: u32,
}

/// Where the next beat is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beating {
    /// It is not due yet.
    Rests,
    /// It is due, and somebody was told so.
    Due,
    /// It was sent, and is given up when its time is over.
    Sent(Deadline),
}

impl Machine {
    /// A lease on an item whose acknowledgement was sent at `acknowledged`. `server_time` is what its answer told of the server's
    /// clock.
    pub fn new(options: LeaseOptions, acknowledged: Moment, server_time: Option<ServerTime>) -> Self {
        Machine {
            phase: LeasePhase::Starting,
            last_heartbeat: None,
            held_from: acknowledged,
            ttl_ms: in_ms(ASSUMED_TTL_SECONDS),
            // The first beat goes out at once.
            next_beat: Deadline { from: acknowledged, after_ms: 0 },
            beat: Beating::Rests,
            doubt: None,
            server_time,
            failures: 0,
            wind_down: None,
            forces: false,
            aborted: None,
            ended: None,
            adopted: 0,
            beats_ended: 0,
            options,
        }
    }

    /// A lease that was held elsewhere. Its first beat is due at once.
    pub fn resume(options: LeaseOptions, snapshot: LeaseSnapshot, now: Moment) -> Self {
        let mut lease = Machine::new(options, now, None);
        lease.go_on(snapshot, now);
        lease
    }

    /// Makes of a new lease one that was held elsewhere.
    pub(super) fn go_on(&mut self, snapshot: LeaseSnapshot, now: Moment) {
        // The other machine's monotonic clock says nothing here: only the wall clock's difference counts.
        self.held_from = Moment { wall_ms: snapshot.held_from_ms, ..now };
        self.doubt = snapshot.in_doubt.map(|doubt| Doubt::resume(doubt, now).into());
        self.lasts(snapshot.ttl_seconds);
        // Seen from here, it is known less well: the margin is for clocks that differ.
        self.server_time = snapshot.server_time.map(|server| server.give_or_take(self.ttl_ms - held_ms(self.ttl_ms)));
        if snapshot.last_heartbeat.is_some() {
            self.phase = LeasePhase::Held;
            self.last_heartbeat = snapshot.last_heartbeat;
        }
    }

    /// What it takes to go on elsewhere.
    pub fn snapshot(&self) -> LeaseSnapshot {
        let last_heartbeat = self.last_heartbeat.clone();
        let (ttl_seconds, held_from_ms) = (self.ttl_ms / MS_PER_SECOND, self.held_from.wall_ms);
        let in_doubt = self.in_doubt().map(Doubt::snapshot);
        LeaseSnapshot { last_heartbeat, ttl_seconds, held_from_ms, in_doubt, server_time: self.server_time }
    }

    /// Beats without an answer, the one on its way included: whoever goes on does not hear of it.
    fn in_doubt(&self) -> Option<Doubt> {
        let doubt = self.doubt.as_deref().copied();
        let Beating::Sent(Deadline { from, after_ms }) = self.beat else { return doubt };
        Some(Doubt::and(doubt, from, Moment { wall_ms: from.wall_ms.saturating_add(after_ms), ..from }))
    }

    /// Where it is in its life.
    pub fn phase(&self) -> LeasePhase {
        self.phase
    }

    /// How long the lease is still held for, in milliseconds, if no further beat succeeds.
    pub fn held_for_ms(&self, now: Moment) -> u64 {
        Deadline { from: self.held_from, after_ms: held_ms(self.ttl_ms) }.left_ms(now)
    }

    /// How many lost answers were taken over.
    pub fn adopted(&self) -> u32 {
        self.adopted
    }

    /// Why the handler was told to end, once it was.
    pub fn aborted(&self) -> Option<LeaseEnd> {
        self.aborted
    }

    /// Why the lease is over, once it is.
    pub fn ended(&self) -> Option<LeaseEnd> {
        self.ended
    }

    /// The last heartbeat that the server took.
    pub fn last_heartbeat(&self) -> Option<&str> {
        self.last_heartbeat.as_deref()
    }

    /// How long the lease holds after a beat, in seconds.
    pub fn ttl_seconds(&self) -> u64 {
        self.ttl_ms / MS_PER_SECOND
    }

    /// How many beats were answered or given up.
    pub fn beats_ended(&self) -> u32 {
        self.beats_ended
    }

    /// How many beats have failed since the last good one.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// Whether a stop by force is on its way, or was.
    pub fn forces(&self) -> bool {
        self.forces
    }

    /// Whether a beat is on its way.
    pub fn is_beating(&self) -> bool {
        matches!(self.beat, Beating::Sent(_))
    }

    /// How long until [`Event::Look`] has something to do, in milliseconds; `None` once the lease is over.
    pub fn next_look_ms(&self, now: Moment) -> Option<u64> {
        let beat = match self.beat {
            Beating::Rests if self.renews() => Some(self.next_beat),
            Beating::Sent(cut_off) => Some(cut_off),
            _ => None,
        };
        let wind_down = self.wind_down.as_deref().copied().filter(|_| self.phase == LeasePhase::Stopping);
        let held_ms = self.held_for_ms(now);
        let left_ms = |deadline: Option<Deadline>| deadline.map_or(held_ms, |deadline| deadline.left_ms(now));
        (self.phase != LeasePhase::Ended).then(|| held_ms.min(left_ms(beat)).min(left_ms(wind_down)))
    }

    /// Notes that a beat is being sent now, and says what it is. Call it on [`Action::Beat`], right before the request goes out: the
    /// lease holds from there. `None` when no beat may be sent: one is on its way, or the lease is not to be renewed.
    pub fn begin_beat(&mut self, now: Moment) -> Option<Beat> {
        if !self.renews() || self.is_beating() || self.held_for_ms(now) == 0 {
            return None;
        }
        if self.phase == LeasePhase::Starting {
            self.expect_desired(now);
        }
        let timeout_ms = interval_ms(self.ttl_ms).min(self.held_for_ms(now));
        self.beat = Beating::Sent(Deadline { from: now, after_ms: timeout_ms });
        Some(Beat {
            expected_last_heartbeat: self.last_heartbeat.clone().unwrap_or_else(|| NO_HEARTBEAT.into()),
            desired_ttl_seconds: self.options.desired_ttl_seconds,
            timeout_ms,
            late_ms: self.next_beat.over_ms(now),
        })
    }

    /// A first beat gives the lease the length that was desired, also where its answer is lost. A shorter lease may then run out, and be
    /// another's, long before the time that the acknowledgement gave is over.
    fn expect_desired(&mut self, now: Moment) {
        let Some(desired_seconds) = self.options.desired_ttl_seconds else { return };
        let ttl_ms = in_ms(desired_seconds);
        if held_ms(ttl_ms) < self.held_for_ms(now) {
            self.held_from = now;
            self.ttl_ms = ttl_ms;
        }
    }

    /// Takes an event, and says what is to be done, in this order. `random` is a number from 0 up to 1.
    pub fn on(&mut self, event: Event, now: Moment, random: f64) -> Vec<Action> {
        let mut actions = Vec::new();
        if self.phase == LeasePhase::Ended {
            return actions;
        }
        // Before anything else: a lease that has run out is not renewed, and an answer that comes too late renews nothing. Only of a
        // stop does the answer count: it went out while the lease was held.
        if self.held_for_ms(now) == 0 && !matches!(event, Event::Stopped(_)) {
            self.lose(LeaseEnd::Expired, &mut actions);
            return actions;
        }
        match event {
            Event::Look | Event::Woke | Event::Hurry => {
                if matches!(event, Event::Hurry) || (matches!(event, Event::Woke) && self.failures > 0) {
                    self.next_beat = Deadline { from: now, after_ms: 0 };
                }
                self.look(now, random, &mut actions);
            }
            Event::Beat(outcome) => self.beaten(outcome, now, random, &mut actions),
            Event::AskStop => self.wind_down(now, &mut actions),
            Event::Stop { force } => self.stop(force, &mut actions),
            Event::Stopped(outcome) => self.stopped(outcome, &mut actions),
            Event::Release => self.end(LeaseEnd::Released, &mut actions),
        }
        actions
    }

    /// Whether beats may be sent.
    fn renews(&self) -> bool {
        matches!(self.phase, LeasePhase::Starting | LeasePhase::Held)
    }

    fn look(&mut self, now: Moment, random: f64, actions: &mut Vec<Action>) {
        match self.beat {
            Beating::Rests if self.renews() && self.next_beat.left_ms(now) <= SLACK_MS => {
                self.beat = Beating::Due;
                actions.push(Action::Beat);
            }
            Beating::Sent(cut_off) if cut_off.is_over(now) => {
                actions.push(Action::CancelBeat);
                self.beaten(BeatOutcome::Unanswered, now, random, actions);
            }
            _ => {}
        }
        if self.phase == LeasePhase::Stopping && self.wind_down.as_deref().is_some_and(|wind_down| wind_down.is_over(now)) {
            self.stop(true, actions);
        }
    }

    fn beaten(&mut self, outcome: BeatOutcome, now: Moment, random: f64, actions: &mut Vec<Action>) {
        let Beating::Sent(Deadline { from: sent, .. }) = self.beat else { return };
        self.beat = Beating::Rests;
        self.beats_ended = self.beats_ended.wrapping_add(1);
        match outcome {
            BeatOutcome::Good(beat) if beat.lease_extended && is_live(&beat.state) => self.renew(beat, sent, now, random, actions),
            BeatOutcome::Good(_) => self.wind_down(now, actions),
            BeatOutcome::Conflict(stored, server_time) => {
                self.server_time = self.server_time.or(server_time);
                self.conflict(stored, now, actions);
            }
            BeatOutcome::Refused { status } => self.lose(LeaseEnd::Refused { status }, actions),
            BeatOutcome::Unanswered => {
                self.doubt = Some(Doubt::and(self.doubt.as_deref().copied(), sent, now).into());
                self.next_beat = Deadline { from: now, after_ms: retry_ms(self.failures, self.ttl_ms, random) };
                self.failures = self.failures.saturating_add(1);
            }
        }
    }

    fn renew(&mut self, beat: GoodBeat, sent: Moment, received: Moment, random: f64, actions: &mut Vec<Action>) {
        if let Some(server_ms) = beat.server_ms {
            self.server_time = Some(ServerTime::observed(server_ms, sent, received));
        }
        self.last_heartbeat = Some(beat.last_heartbeat);
        self.held_from = sent;
        self.lasts(beat.ttl_seconds);
        self.next_beat = Deadline { from: sent, after_ms: next_beat_ms(self.ttl_ms, random) };
        self.doubt = None;
        self.failures = 0;
        if self.phase == LeasePhase::Starting {
            self.phase = LeasePhase::Held;
            actions.push(Action::Ready);
        }
    }

    /// The server's word for the lease's length. A length of nothing says nothing: the one before goes on.
    fn lasts(&mut self, seconds: u64) {
        if seconds > 0 {
            self.ttl_ms = in_ms(seconds);
        }
    }

    /// 412. Where it is a beat of our own that the server has, we take that over, and confirm it at once.
    fn conflict(&mut self, stored: Option<StoredBeat>, now: Moment, actions: &mut Vec<Action>) {
        let ours = stored
            .zip(self.doubt.as_deref().copied())
            .filter(|(stored, doubt)| self.options.adopts && doubt.explains(stored, self.held_from, self.ttl_ms, self.server_time));
        let Some((stored, doubt)) = ours else { return self.lose(LeaseEnd::Taken, actions) };
        self.last_heartbeat = Some(stored.last_heartbeat);
        self.lasts(stored.ttl_seconds);
        // Which of the beats in doubt it was is unknown; the first is the safe answer.
        self.held_from = doubt.first;
        self.doubt = None;
        self.adopted = self.adopted.saturating_add(1);
        self.next_beat = Deadline { from: now, after_ms: 0 };
        self.beat = Beating::Due;
        actions.push(Action::Beat);
    }

    /// A stop is asked for, by the server or by the caller.
    fn wind_down(&mut self, now: Moment, actions: &mut Vec<Action>) {
        if !self.renews() {
            return;
        }
        self.cancel_beat(actions);
        self.phase = LeasePhase::Stopping;
        let after_ms = wind_down_ms(self.options.wind_down_ms, self.held_for_ms(now));
        self.wind_down = Some(Deadline { from: now, after_ms }.into());
        self.abort(LeaseEnd::StopRequested, actions);
    }

    fn stop(&mut self, force: bool, actions: &mut Vec<Action>) {
        // What is forced overtakes what is not.
        if self.phase == LeasePhase::Ending && (self.forces || !force) {
            return;
        }
        self.cancel_beat(actions);
        self.phase = LeasePhase::Ending;
        self.forces = force;
        actions.push(Action::Stop { force });
    }

    fn stopped(&mut self, outcome: StopOutcome, actions: &mut Vec<Action>) {
        self.end(if outcome == StopOutcome::Done { LeaseEnd::Stopped } else { LeaseEnd::Released }, actions);
    }

    fn lose(&mut self, end: LeaseEnd, actions: &mut Vec<Action>) {
        self.abort(end, actions);
        self.end(end, actions);
    }

    fn abort(&mut self, end: LeaseEnd, actions: &mut Vec<Action>) {
        if self.aborted.is_none() {
            self.aborted = Some(end);
            actions.push(Action::Abort(end));
        }
    }

    fn end(&mut self, end: LeaseEnd, actions: &mut Vec<Action>) {
        self.cancel_beat(actions);
        self.phase = LeasePhase::Ended;
        self.ended = Some(end);
        actions.push(Action::Done(end));
    }

    fn cancel_beat(&mut self, actions: &mut Vec<Action>) {
        if std::mem::replace(&mut self.beat, Beating::Rests) != Beating::Rests {
            self.beats_ended = self.beats_ended.wrapping_add(1);
            actions.push(Action::CancelBeat);
        }
    }
}

fn in_ms(seconds: u64) -> u64 {
    // A hundred years do, and can be added to any time that there is.
    seconds.min(u32::MAX.into()) * MS_PER_SECOND
}

/// Whether an item in this state is to be worked on. A state that nobody knows yet is not a reason to drop it.
fn is_live(state: &WorkState) -> bool {
    !matches!(state, WorkState::Stopping | WorkState::Stopped)
}
