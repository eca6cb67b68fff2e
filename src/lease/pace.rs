//! How often a lease beats, and how early it counts as lost: arithmetic only.

use crate::api::retry::{doubled_ms, less};

const SHORTEST_INTERVAL_MS: u64 = 1_000;
const LONGEST_INTERVAL_MS: u64 = 30_000;
const EARLY: f64 = 0.2;

/// Beats that are due within this while go together, so that leases that beat at about the same time share a timer.
pub(super) const SLACK_MS: u64 = 20;

const FIRST_RETRY_MS: u64 = 500;
const RETRY_JITTER: f64 = 0.25;

const LONGEST_STOP_MS: u64 = 5_000;

const SHORTEST_MARGIN_MS: u64 = 100;
const LONGEST_MARGIN_MS: u64 = 2_000;

/// How long before its end a lease counts as over: a tenth of it, from 0.1 s to 2 s. It covers what clocks and timers get wrong.
pub fn margin_ms(ttl_ms: u64) -> u64 {
    (ttl_ms / 10).clamp(SHORTEST_MARGIN_MS, LONGEST_MARGIN_MS)
}

/// How long a lease is held for after a beat: without that margin. Called, and not written out at each place: bounds are long in code.
#[inline(never)]
pub(super) fn held_ms(ttl_ms: u64) -> u64 {
    ttl_ms.saturating_sub(margin_ms(ttl_ms))
}

/// The time between two beats: a third of the lease, from 1 s to 30 s; but never more than half of what it is held for, or a lease
/// of two seconds could not survive one lost beat.
pub fn interval_ms(ttl_ms: u64) -> u64 {
    (ttl_ms / 3).clamp(SHORTEST_INTERVAL_MS, LONGEST_INTERVAL_MS).min(held_ms(ttl_ms) / 2)
}

/// The wait until the next beat: the interval, up to a fifth early at random, so that leases that began together spread out.
pub(super) fn next_beat_ms(ttl_ms: u64, random: f64) -> u64 {
    less(interval_ms(ttl_ms), EARLY, random)
}

/// How long a handler may wind down: as long as was wished for, but what is left of the lease has to do for the stop too. A quarter of it
/// is kept for that, and no more than 5 s: time for a try that fails, the wait after it, and another.
pub(super) fn wind_down_ms(wanted_ms: u64, left_ms: u64) -> u64 {
    wanted_ms.min(left_ms - (left_ms / 4).min(LONGEST_STOP_MS))
}

/// The wait after a beat that failed: 0.5 s that doubles, at most the interval, less up to a quarter at random.
pub(super) fn retry_ms(failures: u32, ttl_ms: u64, random: f64) -> u64 {
    less(doubled_ms(FIRST_RETRY_MS, failures, interval_ms(ttl_ms)), RETRY_JITTER, random)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_by_the_lease() {
        let rows =
            [(0, 0), (1_000, 450), (2_000, 900), (2_500, 1_000), (3_000, 1_000), (30_000, 10_000), (90_000, 30_000), (300_000, 30_000)];
        for (ttl_ms, expected_ms) in rows {
            assert_eq!(interval_ms(ttl_ms), expected_ms, "a lease of {ttl_ms} ms");
        }
    }

    #[test]
    fn two_beats_fit_into_what_is_held() {
        for ttl_ms in (1_000..400_000).step_by(250) {
            assert!(2 * interval_ms(ttl_ms) <= ttl_ms - margin_ms(ttl_ms), "a lease of {ttl_ms} ms");
        }
    }

    #[test]
    fn a_beat_is_up_to_a_fifth_early_and_never_late() {
        assert_eq!([next_beat_ms(30_000, 0.0), next_beat_ms(30_000, 0.5), next_beat_ms(30_000, 1.0)], [10_000, 9_000, 8_000]);
    }

    #[test]
    fn winding_down_leaves_time_for_the_stop() {
        let rows = [(30_000, 28_000, 23_000), (30_000, 18_000, 13_500), (30_000, 1_000, 750), (30_000, 0, 0), (5_000, 28_000, 5_000)];
        for (wanted_ms, left_ms, expected_ms) in rows {
            assert_eq!(wind_down_ms(wanted_ms, left_ms), expected_ms, "{wanted_ms} of {left_ms} ms");
        }
    }

    #[test]
    fn failures_double_the_wait_up_to_the_interval() {
        let full: Vec<u64> = (0..7).map(|failures| retry_ms(failures, 30_000, 0.0)).collect();
        assert_eq!(full, [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
        assert_eq!([retry_ms(0, 30_000, 1.0), retry_ms(u32::MAX, 30_000, 1.0), retry_ms(3, 1_000, 0.0)], [375, 7_500, 450]);
    }
}
