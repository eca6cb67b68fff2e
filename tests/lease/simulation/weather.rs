//! What the network does to a request.

use std::cell::{Cell, RefCell};

/// How bad it is. Each is a share of all calls, or of a minute.
#[derive(Clone, Copy, Debug)]
pub struct Climate {
    /// Requests that never arrive.
    pub lost_requests: f64,
    /// Answers that never arrive, after the request took effect.
    pub lost_answers: f64,
    /// Answers that are an error that passes; half of them after the request took effect.
    pub errors: f64,
    /// Answers that break off in the middle of their body.
    pub cut_bodies: f64,
    /// How long one way takes at most, mostly.
    pub longest_ms: u64,
    /// Ways that take up to a minute.
    pub stuck: f64,
}

impl Climate {
    pub const FAIR: Climate = Climate { lost_requests: 0.0, lost_answers: 0.0, errors: 0.0, cut_bodies: 0.0, longest_ms: 100, stuck: 0.0 };
    pub const BAD: Climate =
        Climate { lost_requests: 0.04, lost_answers: 0.04, errors: 0.04, cut_bodies: 0.02, longest_ms: 1_500, stuck: 0.01 };
}

/// What becomes of one request.
#[derive(Clone, Copy, Debug)]
pub struct Fate {
    pub there_ms: u64,
    pub back_ms: u64,
    pub end: End,
    /// Whether the client learns that nothing will come, or waits.
    pub hangs: bool,
}

/// How it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Arrives,
    RequestLost,
    AnswerLost,
    BodyCut,
    Status { status: u16, takes_effect: bool },
}

/// The weather of the moment.
pub struct Weather {
    pub climate: Cell<Climate>,
    random: RefCell<fastrand::Rng>,
}

impl Weather {
    pub fn new(climate: Climate, seed: u64) -> Self {
        Weather { climate: Cell::new(climate), random: RefCell::new(fastrand::Rng::with_seed(seed)) }
    }

    pub fn fate(&self) -> Fate {
        let Climate { lost_requests, lost_answers, errors, cut_bodies, longest_ms, stuck } = self.climate.get();
        let mut random = self.random.borrow_mut();
        let mut way_ms = || if random.f64() < stuck { random.u64(longest_ms..60_000) } else { random.u64(1..=longest_ms) };
        let (there_ms, back_ms) = (way_ms(), way_ms());
        let draw = random.f64();
        let end = if draw < lost_requests {
            End::RequestLost
        } else if draw < lost_requests + lost_answers {
            End::AnswerLost
        } else if draw < lost_requests + lost_answers + cut_bodies {
            End::BodyCut
        } else if draw < lost_requests + lost_answers + cut_bodies + errors {
            let status = [500, 503, 529, 429, 409, 408][random.usize(..6)];
            End::Status { status, takes_effect: random.bool() }
        } else {
            End::Arrives
        };
        Fate { there_ms, back_ms, end, hangs: random.bool() }
    }
}
