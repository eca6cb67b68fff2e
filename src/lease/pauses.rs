//! How long to wait between polls: arithmetic only.

use crate::api::retry::{doubled_ms, less};

/// How long the queue has to be empty before polls get pauses in between.
const QUIET_MS: u64 = 30_000;
const SHORTEST_PAUSE_MS: u64 = 1_000;
const LONGEST_PAUSE_MS: u64 = 3_000;

const FIRST_BACKOFF_MS: u64 = 1_000;
const LONGEST_BACKOFF_MS: u64 = 60_000;
const BACKOFF_JITTER: f64 = 0.25;

/// What the polls before say of the next one.
#[derive(Debug, Default)]
pub(super) struct Pauses {
    failures: u32,
    /// When the wait after the latest failure is over.
    failed_until_ms: u64,
    empty_since_ms: Option<u64>,
}

impl Pauses {
    /// There was an item: there may be more.
    pub(super) fn hit(&mut self) {
        *self = Pauses::default();
    }

    /// There was none. Polls that waited for work follow each other at once, until the queue has been empty for a while; those that
    /// did not wait, and later all, pause for 1 to 3 s.
    pub(super) fn empty(&mut self, now_ms: u64, waited: bool, random: f64) -> u64 {
        self.failures = 0;
        let since_ms = *self.empty_since_ms.get_or_insert(now_ms);
        if waited && now_ms.saturating_sub(since_ms) < QUIET_MS {
            return 0;
        }
        LONGEST_PAUSE_MS - less(LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS, 1.0, random)
    }

    /// It failed: 1 s that doubles up to a minute, less up to a quarter, so that many pollers do not come back together. What fails during
    /// that wait was on its way together with it, and waits for the rest.
    pub(super) fn failed(&mut self, now_ms: u64, random: f64) -> u64 {
        if self.failures == 0 || self.failed_until_ms <= now_ms {
            let full_ms = doubled_ms(FIRST_BACKOFF_MS, self.failures, LONGEST_BACKOFF_MS);
            self.failures = self.failures.saturating_add(1);
            self.failed_until_ms = now_ms + less(full_ms, BACKOFF_JITTER, random);
        }
        self.failed_until_ms - now_ms
    }

    /// Whether the latest poll was answered with "none".
    pub(super) fn is_quiet(&self) -> bool {
        self.failures == 0 && self.empty_since_ms.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polls_follow_at_once_until_it_has_been_quiet_for_a_while() {
        let mut pauses = Pauses::default();
        assert_eq!([0, 15_000, 29_999].map(|now_ms| pauses.empty(now_ms, true, 0.5)), [0, 0, 0]);
        assert_eq!([30_000, 90_000].map(|now_ms| pauses.empty(now_ms, true, 0.5)), [2_000, 2_000]);
        pauses.hit();
        assert_eq!(pauses.empty(95_000, true, 0.5), 0);
    }

    #[test]
    fn a_server_that_does_not_wait_is_not_hammered() {
        let mut pauses = Pauses::default();
        assert_eq!([0.0, 0.5, 1.0].map(|random| pauses.empty(0, false, random)), [1_000, 2_000, 3_000]);
    }

    #[test]
    fn failures_double_up_to_a_minute_less_a_quarter() {
        let mut pauses = Pauses::default();
        let mut now_ms = 0;
        for wait_ms in [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000] {
            assert_eq!(pauses.failed(now_ms, 0.0), wait_ms);
            assert_eq!(pauses.failed(now_ms + 100, 0.0), wait_ms - 100, "on its way together with it");
            now_ms += wait_ms;
        }
        assert!(!pauses.is_quiet());
        pauses.empty(0, true, 0.0);
        assert!(pauses.is_quiet());
        assert_eq!(pauses.failed(0, 1.0), 750);
    }
}
