//! Now, on two clocks.

use crate::api::Clock;

/// A moment, on both clocks that a machine has. Neither can be trusted alone: the monotonic one may stand still while a laptop
/// sleeps, and the wall clock jumps when somebody sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since some fixed point, never going back.
    pub monotonic_ms: u64,
    /// Milliseconds since 1970.
    pub wall_ms: u64,
}

impl Moment {
    /// The present, by `clock`.
    pub fn now(clock: &impl Clock) -> Self {
        Moment { monotonic_ms: clock.monotonic_ms(), wall_ms: clock.now_ms() }
    }

    /// Milliseconds since an earlier moment: the larger of the two clocks' answers, so that a lease is rather thought over than
    /// thought held.
    #[inline(never)] // It is asked in many places, and is as long as several calls.
    pub fn since_ms(self, earlier: Moment) -> u64 {
        let monotonic_ms = self.monotonic_ms.saturating_sub(earlier.monotonic_ms);
        monotonic_ms.max(self.wall_ms.saturating_sub(earlier.wall_ms))
    }
}

/// A point in time, given as a while after a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Deadline {
    pub(super) from: Moment,
    pub(super) after_ms: u64,
}

impl Deadline {
    /// How long it still is; 0 once it is over.
    pub(super) fn left_ms(self, now: Moment) -> u64 {
        self.after_ms.saturating_sub(now.since_ms(self.from))
    }

    /// How long it has been over.
    pub(super) fn over_ms(self, now: Moment) -> u64 {
        now.since_ms(self.from).saturating_sub(self.after_ms)
    }

    pub(super) fn is_over(self, now: Moment) -> bool {
        self.left_ms(now) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_larger_difference_counts() {
        let start = Moment { monotonic_ms: 1_000, wall_ms: 50_000 };
        let rows = [
            (Moment { monotonic_ms: 1_500, wall_ms: 50_500 }, 500, "awake"),
            (Moment { monotonic_ms: 1_500, wall_ms: 90_000 }, 40_000, "asleep, with a monotonic clock that stopped"),
            (Moment { monotonic_ms: 41_000, wall_ms: 50_500 }, 40_000, "the wall clock was set back"),
            (Moment { monotonic_ms: 1_500, wall_ms: 10 }, 500, "the wall clock was set far back"),
        ];
        for (now, expected_ms, what) in rows {
            assert_eq!(now.since_ms(start), expected_ms, "{what}");
            let deadline = Deadline { from: start, after_ms: 40_000 };
            assert_eq!(deadline.is_over(now), expected_ms >= 40_000, "{what}");
        }
    }
}
