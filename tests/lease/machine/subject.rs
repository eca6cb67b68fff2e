//! A lease without network, and what happens to it.

use leasehold::{
    api::models::WorkState,
    lease::{Action, BeatOutcome, Event, GoodBeat, LeaseEnd, LeaseOptions, Machine, Moment, StoredBeat},
};

/// The wall clock at the time 0 of a test.
pub const WALL_MS: u64 = 1_700_000_000_000;

pub fn at(ms: u64) -> Moment {
    Moment { monotonic_ms: ms, wall_ms: WALL_MS + ms }
}

/// A lease that is taken through its life, without chance: no beat is early.
pub struct Subject(pub Machine);

impl Subject {
    pub fn with(options: LeaseOptions) -> Self {
        Subject(Machine::new(options, at(0), None))
    }

    /// Held since 0, with 30 s, and a server whose clock is ours.
    pub fn held() -> Self {
        Self::held_with(LeaseOptions::default())
    }

    pub fn held_with(options: LeaseOptions) -> Self {
        let mut subject = Subject::with(options);
        assert_eq!(subject.on(0, Event::Look), [Action::Beat]);
        subject.beat(0);
        assert_eq!(subject.on(0, good(0)), [Action::Ready]);
        subject
    }

    pub fn on(&mut self, ms: u64, event: Event) -> Vec<Action> {
        self.0.on(event, at(ms), 0.0)
    }

    /// Sends the beat that is due, and gives what it expects.
    pub fn beat(&mut self, ms: u64) -> String {
        self.0.begin_beat(at(ms)).expect("a beat to send").expected_last_heartbeat
    }

    pub fn next_look_ms(&self, ms: u64) -> Option<u64> {
        self.0.next_look_ms(at(ms))
    }
}

pub fn good(ms: u64) -> Event {
    Event::Beat(BeatOutcome::Good(GoodBeat {
        last_heartbeat: format!("beat at {ms}"),
        server_ms: Some(WALL_MS + ms),
        lease_extended: true,
        state: WorkState::Active,
        ttl_seconds: 30,
    }))
}

pub fn winding_down(state: WorkState, lease_extended: bool) -> Event {
    let Event::Beat(BeatOutcome::Good(beat)) = good(0) else { panic!("a good beat") };
    Event::Beat(BeatOutcome::Good(GoodBeat { state, lease_extended, ..beat }))
}

pub fn conflict(ms: u64) -> Event {
    let last_heartbeat = format!("beat at {ms}");
    let stored = StoredBeat { last_heartbeat, server_ms: WALL_MS + ms, state: WorkState::Active, ttl_seconds: 30 };
    Event::Beat(BeatOutcome::Conflict(Some(stored), None))
}

pub const UNANSWERED: Event = Event::Beat(BeatOutcome::Unanswered);

pub fn lost(end: LeaseEnd) -> [Action; 2] {
    [Action::Abort(end), Action::Done(end)]
}
