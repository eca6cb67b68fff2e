//! A machine, as the ledger sees it.

use super::ledger::Key;
use crate::lease::support::{START_MS, local_clock::LocalClock};

/// A machine whose monotonic clock stands still in sleep, and that does not say that it slept, looks at its clocks once a second (by a
/// clock that may be slow).
const SILENT_MS: u64 = 1_003;

pub struct Seat {
    clock: LocalClock,
    /// How many beats it may have on their way.
    pub max_in_flight: usize,
    /// How many it has.
    pub beats: usize,
    pub is_suspended: bool,
    /// Whether its monotonic clock stands still in sleep and it does not say that it slept.
    is_silent: bool,
    /// From then on it can be expected to know what time it is.
    knows_ms: u64,
    /// What is to be checked when it runs again: whether a handler was told of the end of its lease, and when that was.
    pub later: Vec<(Key, u64)>,
}

impl Seat {
    pub fn new(clock: LocalClock, max_in_flight: usize, is_silent: bool) -> Self {
        Seat { clock, max_in_flight, beats: 0, is_suspended: false, is_silent, knows_ms: 0, later: Vec::new() }
    }

    /// It runs again.
    pub fn resume(&mut self, now_ms: u64) {
        self.is_suspended = false;
        self.knows_ms = now_ms + if self.is_silent { SILENT_MS } else { 0 };
    }

    /// When its timers have had a chance to notice that a lease ran out.
    pub fn notices_ms(&self, until_ms: u64) -> u64 {
        self.clock.rings_ms(until_ms.max(self.knows_ms))
    }

    /// For people who look for a mistake.
    pub fn explained(&self, (machine, id): &Key, until_ms: u64) -> String {
        let Seat { is_suspended, is_silent, .. } = self;
        let [until_ms, knows_ms, notices_ms] = [until_ms, self.knows_ms, self.notices_ms(until_ms)].map(|ms| ms.saturating_sub(START_MS));
        format!(
            "machine {machine}, {id}, until {until_ms}, is noticed by {notices_ms}; suspended: {is_suspended}, silent: {is_silent}, \
             knows the time since {knows_ms}"
        )
    }
}
