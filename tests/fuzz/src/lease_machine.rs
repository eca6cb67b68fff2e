//! One lease, and anything that may happen to it, in any order, on two clocks that cannot be trusted. What must hold is kept in a
//! second book, which knows only when beats were sent and what came back.

use arbitrary::{Arbitrary, Unstructured};
use leasehold::{
    api::models::WorkState,
    lease::{
        Action, BeatOutcome, DoubtSnapshot, Event, GoodBeat, LeaseEnd, LeaseOptions, LeasePhase, LeaseSnapshot, Machine, Moment,
        ServerTime, StopOutcome, StoredBeat, interval_ms, margin_ms,
    },
};

#[derive(Arbitrary, Debug)]
struct Scene {
    desired_ttl_seconds: Option<u64>,
    adopts: bool,
    wind_down_ms: u64,
    start: Moments,
    server_ms: Option<u64>,
    snapshot: Option<Snapshot>,
    steps: Vec<(Passing, Step)>,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
struct Moments {
    monotonic_ms: u64,
    wall_ms: u64,
}

/// A snapshot as somebody else has written it.
#[derive(Arbitrary, Debug)]
struct Snapshot {
    last_heartbeat: Option<String>,
    ttl_seconds: u64,
    held_from_ms: u64,
    in_doubt: Option<InDoubt>,
    server_time: Option<(i64, i64)>,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
struct InDoubt {
    from_ms: u64,
    until_ms: u64,
}

/// How time passes before a step.
#[derive(Arbitrary, Clone, Copy, Debug)]
enum Passing {
    Not,
    Little(u8),
    /// Both clocks agree.
    Some(u16),
    /// Until the machine wants to look.
    ToTheNextLook,
    /// Until just before the end.
    ToTheEnd(u8),
    /// The machine sleeps: the monotonic clock stands still.
    Asleep(u32),
    /// Somebody sets the wall clock.
    Set(u64),
    Any(u64),
}

#[derive(Arbitrary, Debug)]
enum Step {
    Look,
    Woke,
    Hurry,
    /// The beat that is due is sent.
    Send,
    Good {
        last_heartbeat: u8,
        server_ms: Option<u64>,
        extended: bool,
        state: State,
        ttl: Ttl,
    },
    /// The server has stored what the latest beat brought.
    ConflictWithUs {
        after_ms: u8,
        ttl: Ttl,
    },
    Conflict {
        stored: Option<(u64, State, Ttl)>,
        server_ms: Option<u64>,
    },
    Refused {
        status: u16,
    },
    Unanswered,
    AskStop,
    Stop {
        force: bool,
    },
    Stopped {
        done: bool,
    },
    Release,
    /// Another machine goes on with it.
    HandOver {
        monotonic_ms: u64,
    },
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum State {
    Active,
    Starting,
    Stopping,
    Stopped,
    New,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Ttl {
    Usual,
    Short(u8),
    Any(u64),
}

/// A machine and the second book.
struct Subject {
    machine: Machine,
    options: LeaseOptions,
    now: Moment,
    random: f64,
    /// When the latest beat was sent, while nobody knows what came of it.
    sent: Option<Moment>,
    /// Since when it is held, by the latest good answer, and for how long.
    held: (Moment, u64),
    heartbeat: Option<String>,
    /// The first of the beats in doubt.
    doubted: Option<Moment>,
    seen: Seen,
}

/// What was asked of the caller.
#[derive(Default)]
struct Seen {
    readies: u32,
    aborts: u32,
    stops: u32,
    forced: bool,
    dones: u32,
}

/// A lease's whole life, or some of it.
pub fn target(data: &[u8]) {
    let Ok(scene) = Scene::arbitrary_take_rest(Unstructured::new(data)) else { return };
    let mut subject = Subject::new(&scene);
    for (passing, step) in &scene.steps {
        subject.pass(*passing);
        subject.step(step);
        subject.check();
    }
}

impl Subject {
    fn new(scene: &Scene) -> Self {
        // A lease of no length is refused before there is a machine.
        let desired_ttl_seconds = scene.desired_ttl_seconds.filter(|&seconds| seconds > 0);
        let options = LeaseOptions { desired_ttl_seconds, adopts: scene.adopts, wind_down_ms: scene.wind_down_ms };
        let now = Moment { monotonic_ms: scene.start.monotonic_ms, wall_ms: scene.start.wall_ms };
        let mut held = (now, 30_000);
        let (mut heartbeat, mut doubted) = (None, None);
        let machine = match &scene.snapshot {
            Some(snapshot) => {
                let snapshot = snapshot.made();
                let text = serde_json::to_string(&snapshot).expect("plain data");
                assert_eq!(serde_json::from_str::<LeaseSnapshot>(&text).ok().as_ref(), Some(&snapshot));
                held = (Moment { wall_ms: snapshot.held_from_ms, ..now }, ttl_ms(snapshot.ttl_seconds, 30_000));
                heartbeat.clone_from(&snapshot.last_heartbeat);
                doubted = snapshot.in_doubt.map(|doubt| Moment { wall_ms: doubt.from_ms, ..now });
                Machine::resume(options.clone(), snapshot, now)
            }
            None => Machine::new(options.clone(), now, scene.server_ms.map(|ms| ServerTime::observed(ms, now, now))),
        };
        let random = f64::from(u8::try_from(scene.steps.len() % 256).unwrap_or_default()) / 256.0;
        Subject { machine, options, now, random, sent: None, held, heartbeat, doubted, seen: Seen::default() }
    }

    fn pass(&mut self, passing: Passing) {
        let (monotonic_ms, wall_ms) = match passing {
            Passing::Not => (0, 0),
            Passing::Little(ms) => (ms.into(), ms.into()),
            Passing::Some(ms) => (ms.into(), ms.into()),
            Passing::ToTheNextLook => {
                let ms = self.machine.next_look_ms(self.now).unwrap_or_default();
                (ms, ms)
            }
            Passing::ToTheEnd(before_ms) => {
                let ms = self.machine.held_for_ms(self.now).saturating_sub(before_ms.into());
                (ms, ms)
            }
            Passing::Asleep(ms) => (0, ms.into()),
            Passing::Set(wall_ms) => {
                self.now.wall_ms = wall_ms;
                (0, 0)
            }
            Passing::Any(ms) => (ms, ms),
        };
        self.now.monotonic_ms = self.now.monotonic_ms.saturating_add(monotonic_ms);
        self.now.wall_ms = self.now.wall_ms.saturating_add(wall_ms);
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Send => return self.send(),
            Step::HandOver { monotonic_ms } => return self.hand_over(*monotonic_ms),
            _ => {}
        }
        let event = self.event(step);
        let (was, was_beating, is_over) = (self.machine.phase(), self.machine.is_beating(), self.left_ms() == 0);
        let looked_too_late = self.machine.next_look_ms(self.now) == Some(0);
        let held_for_ms = self.machine.held_for_ms(self.now);
        let actions = self.machine.on(event.clone(), self.now, self.random);
        let is_too_late = is_over && !matches!(event, Event::Stopped(_));
        self.note(&event, was_beating, was != LeasePhase::Ended && !is_too_late);
        self.obey(&actions, was);

        if was == LeasePhase::Ended {
            assert!(actions.is_empty(), "{actions:?} after the end");
        } else if is_too_late {
            assert_eq!(self.machine.ended(), Some(LeaseEnd::Expired), "held for longer than anybody may believe");
            assert!(self.machine.aborted().is_some(), "the handler goes on");
        }
        if matches!(event, Event::Look) && looked_too_late {
            let looks_again = self.machine.next_look_ms(self.now) == Some(0);
            assert!(!actions.is_empty() || !looks_again, "looking changes nothing, and is wanted again at once");
        }
        let renews = matches!(event, Event::Beat(BeatOutcome::Good(_) | BeatOutcome::Conflict(..))) && was_beating;
        assert!(renews || self.machine.held_for_ms(self.now) <= held_for_ms, "held for longer without an answer");
    }

    /// What the steps are for the machine.
    fn event(&self, step: &Step) -> Event {
        let server_time = |ms: &u64| ServerTime::observed(*ms, self.sent.unwrap_or(self.now), self.now);
        match step {
            Step::Woke => Event::Woke,
            Step::Hurry => Event::Hurry,
            Step::Good { last_heartbeat, server_ms, extended, state, ttl } => Event::Beat(BeatOutcome::Good(GoodBeat {
                last_heartbeat: format!("beat {last_heartbeat}"),
                server_ms: server_ms.or(Some(self.now.wall_ms)).filter(|_| *last_heartbeat != 7),
                lease_extended: *extended,
                state: state.made(),
                ttl_seconds: ttl.seconds(),
            })),
            Step::ConflictWithUs { after_ms, ttl } => {
                let server_ms = self.doubted.unwrap_or(self.now).wall_ms.saturating_add((*after_ms).into());
                Event::Beat(BeatOutcome::Conflict(Some(stored(server_ms, State::Active, *ttl)), None))
            }
            Step::Conflict { stored: found, server_ms } => Event::Beat(BeatOutcome::Conflict(
                found.map(|(server_ms, state, ttl)| stored(server_ms, state, ttl)),
                server_ms.as_ref().map(server_time),
            )),
            Step::Refused { status } => Event::Beat(BeatOutcome::Refused { status: *status }),
            Step::Unanswered => Event::Beat(BeatOutcome::Unanswered),
            Step::AskStop => Event::AskStop,
            Step::Stop { force } => Event::Stop { force: *force },
            Step::Stopped { done } => Event::Stopped(if *done { StopOutcome::Done } else { StopOutcome::Failed }),
            Step::Release => Event::Release,
            Step::Look | Step::Send | Step::HandOver { .. } => Event::Look,
        }
    }

    /// Sends the beat, if the machine lets us.
    fn send(&mut self) {
        let (phase, was_beating) = (self.machine.phase(), self.machine.is_beating());
        let Some(beat) = self.machine.begin_beat(self.now) else { return };
        assert!(!was_beating, "two beats at a time");
        assert!(matches!(phase, LeasePhase::Starting | LeasePhase::Held), "a beat in {phase:?}");
        assert!(self.left_ms() > 0, "a beat for a lease that may have run out");
        // A first beat gives the lease the length that is desired, also where its answer is lost.
        let desired_ms = self.options.desired_ttl_seconds.map(|seconds| seconds.min(u32::MAX.into()) * 1_000);
        let is_shorter = |ttl_ms: &u64| ttl_ms.saturating_sub(margin_ms(*ttl_ms)) < self.left_ms();
        if let Some(ttl_ms) = desired_ms.filter(|ttl_ms| phase == LeasePhase::Starting && is_shorter(ttl_ms)) {
            self.held = (self.now, ttl_ms);
        }
        assert_eq!(beat.expected_last_heartbeat, self.heartbeat.as_deref().unwrap_or("NO_HEARTBEAT"));
        assert_eq!(beat.desired_ttl_seconds, self.options.desired_ttl_seconds);
        assert!(beat.timeout_ms <= self.left_ms() && beat.timeout_ms <= interval_ms(self.held.1), "it hangs for too long: {beat:?}");
        self.sent = Some(self.now);
    }

    /// Notes in the second book what an event means. `counts` is whether the lease was there to hear of it.
    fn note(&mut self, event: &Event, was_beating: bool, counts: bool) {
        let Event::Beat(outcome) = event else { return };
        let Some(sent) = self.sent.filter(|_| was_beating && counts) else { return };
        match outcome {
            BeatOutcome::Good(beat) if beat.lease_extended && !matches!(beat.state, WorkState::Stopping | WorkState::Stopped) => {
                self.held = (sent, ttl_ms(beat.ttl_seconds, self.held.1));
                self.heartbeat = Some(beat.last_heartbeat.clone());
                self.doubted = None;
            }
            BeatOutcome::Conflict(stored, _) if self.machine.ended().is_none() => {
                let stored = stored.as_ref().expect("only what the server says can be taken over");
                let first = self.doubted.take().expect("nothing was in doubt");
                assert!(self.options.adopts && stored.state == WorkState::Active);
                assert!(first.since_ms(self.held.0) < self.held.1, "the lease may have run out before");
                self.held = (first, ttl_ms(stored.ttl_seconds, self.held.1));
                self.heartbeat = Some(stored.last_heartbeat.clone());
            }
            BeatOutcome::Unanswered => drop(self.doubted.get_or_insert(sent)),
            _ => {}
        }
    }

    fn obey(&mut self, actions: &[Action], was: LeasePhase) {
        for (index, action) in actions.iter().enumerate() {
            assert_eq!(self.seen.dones, 0, "{action:?} after the end");
            match action {
                Action::Beat => {
                    assert_eq!(self.seen.stops, 0, "a beat beside the stop");
                    let mut copy = self.machine.clone();
                    let can = copy.begin_beat(self.now).is_some();
                    assert!(can || self.machine.held_for_ms(self.now) == 0, "a beat is due that cannot be sent");
                }
                Action::CancelBeat => {
                    // One that was given up may have arrived.
                    if was != LeasePhase::Ended && matches!(self.machine.phase(), LeasePhase::Starting | LeasePhase::Held) {
                        self.doubted = self.doubted.or(self.sent);
                    }
                }
                Action::Ready => {
                    self.seen.readies += 1;
                    assert_eq!((self.seen.readies, self.seen.aborts, self.seen.stops), (1, 0, 0), "ready");
                }
                Action::Abort(_) => {
                    self.seen.aborts += 1;
                    assert_eq!(self.seen.aborts, 1, "aborted");
                }
                Action::Stop { force } => {
                    self.seen.stops += 1;
                    assert!(self.seen.stops == 1 || (self.seen.stops == 2 && *force && !self.seen.forced), "a stop too many");
                    self.seen.forced = *force;
                    assert!(self.left_ms() > 0, "a stop for what may be somebody else's");
                }
                Action::Done(end) => {
                    self.seen.dones += 1;
                    assert_eq!(index + 1, actions.len(), "it comes last");
                    assert_eq!(self.machine.ended(), Some(*end));
                    assert!(!end.is_loss() || self.seen.aborts == 1, "lost, and the handler was not told");
                }
            }
        }
        assert_eq!(self.machine.aborted().is_some(), self.seen.aborts == 1);
    }

    /// Another machine goes on with the snapshot; its monotonic clock is its own.
    fn hand_over(&mut self, monotonic_ms: u64) {
        if self.machine.phase() == LeasePhase::Ended || self.seen.aborts + self.seen.stops > 0 {
            return;
        }
        let snapshot = self.machine.snapshot();
        let text = serde_json::to_string(&snapshot).expect("plain data");
        let read: LeaseSnapshot = serde_json::from_str(&text).expect("a snapshot can be read");
        assert_eq!(read, snapshot);
        self.doubted = self.doubted.or(self.sent.filter(|_| self.machine.is_beating()));
        self.now.monotonic_ms = monotonic_ms;
        let wall_only = |moment: Moment| Moment { monotonic_ms, ..moment };
        self.held = (wall_only(self.held.0), self.held.1 / 1_000 * 1_000);
        self.doubted = self.doubted.map(wall_only);
        self.sent = None;
        self.seen = Seen { readies: u32::from(snapshot.last_heartbeat.is_some()), ..Seen::default() };
        self.machine = Machine::resume(self.options.clone(), read, self.now);
        assert_eq!(self.machine.snapshot().held_from_ms, snapshot.held_from_ms);
    }

    /// How long anybody may believe that the lease is held, by the second book.
    fn left_ms(&self) -> u64 {
        let (from, ttl_ms) = self.held;
        ttl_ms.saturating_sub(margin_ms(ttl_ms)).saturating_sub(self.now.since_ms(from))
    }

    /// What holds at any time.
    fn check(&self) {
        let machine = &self.machine;
        assert_eq!(machine.held_for_ms(self.now), self.left_ms(), "both books");
        assert_eq!(machine.last_heartbeat(), self.heartbeat.as_deref());
        assert_eq!(machine.phase() == LeasePhase::Ended, machine.ended().is_some());
        match machine.next_look_ms(self.now) {
            None => assert_eq!(machine.phase(), LeasePhase::Ended, "nobody looks"),
            Some(ms) => {
                assert!(machine.phase() != LeasePhase::Ended, "somebody looks after the end");
                assert!(ms <= self.left_ms(), "the watchdog comes too late");
            }
        }
        if machine.phase() == LeasePhase::Ended {
            assert!(!machine.is_beating() && machine.clone().begin_beat(self.now).is_none(), "a call after the end");
        }
    }
}

impl Snapshot {
    fn made(&self) -> LeaseSnapshot {
        let Snapshot { last_heartbeat, ttl_seconds, held_from_ms, in_doubt, server_time } = self;
        LeaseSnapshot {
            last_heartbeat: last_heartbeat.clone(),
            ttl_seconds: *ttl_seconds,
            held_from_ms: *held_from_ms,
            in_doubt: in_doubt.map(|InDoubt { from_ms, until_ms }| DoubtSnapshot { from_ms, until_ms }),
            server_time: server_time.map(|(least_ms, most_ms)| ServerTime { least_ms, most_ms }),
        }
    }
}

impl State {
    fn made(self) -> WorkState {
        match self {
            State::Active => WorkState::Active,
            State::Starting => WorkState::Starting,
            State::Stopping => WorkState::Stopping,
            State::Stopped => WorkState::Stopped,
            State::New => WorkState::Other("pausing".into()),
        }
    }
}

impl Ttl {
    fn seconds(self) -> u64 {
        match self {
            Ttl::Usual => 30,
            Ttl::Short(seconds) => seconds.into(),
            Ttl::Any(seconds) => seconds,
        }
    }
}

/// How long a lease holds by the server's word, or by the one `before` where that says nothing.
fn ttl_ms(seconds: u64, before: u64) -> u64 {
    match seconds {
        0 => before,
        _ => seconds.min(u32::MAX.into()) * 1_000,
    }
}

fn stored(server_ms: u64, state: State, ttl: Ttl) -> StoredBeat {
    StoredBeat { last_heartbeat: format!("stored at {server_ms}"), server_ms, state: state.made(), ttl_seconds: ttl.seconds() }
}
