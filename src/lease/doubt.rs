//! Beats whose answer never came. The next beat then conflicts with ourselves, and has to be told from a lease that was stolen.

use super::{DoubtSnapshot, Moment, pace::held_ms};
use crate::api::models::WorkState;

/// How far the server's clock is ahead of ours (negative: behind). Each timestamp that the server makes between a request and its answer
/// tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ServerTime {
    /// At least, in milliseconds.
    pub least_ms: i64,
    /// At most.
    pub most_ms: i64,
}

impl ServerTime {
    /// From a timestamp that the server made after a request was sent and before its answer came. It is a millisecond wider than that on
    /// each side: all these times are cut off, and an answer may take less than one.
    pub fn observed(server_ms: u64, sent: Moment, received: Moment) -> Self {
        let (least_ms, most_ms) = (difference_ms(server_ms, received.wall_ms), difference_ms(server_ms, sent.wall_ms));
        ServerTime { least_ms: least_ms.saturating_sub(1), most_ms: most_ms.saturating_add(1) }
    }

    /// The same where the timestamp is cut off, and may stand for up to `ms` later.
    pub(super) fn up_to_ms(self, ms: i64) -> Self {
        ServerTime { most_ms: self.most_ms.saturating_add(ms), ..self }
    }

    /// The same where either clock may be off by so much.
    pub(super) fn give_or_take(self, ms: u64) -> Self {
        let ms = ms as i64;
        ServerTime { least_ms: self.least_ms.saturating_sub(ms), ..self.up_to_ms(ms) }
    }

    /// Whether the server may have made the timestamp `server_ms` from `first` to `last`.
    fn is_between(self, server_ms: u64, first: Moment, last: Moment) -> bool {
        let at_least_ms = difference_ms(server_ms, first.wall_ms);
        let at_most_ms = difference_ms(server_ms, last.wall_ms);
        at_least_ms >= self.least_ms && at_most_ms <= self.most_ms
    }
}

/// Of times less than 292 million years apart.
fn difference_ms(server_ms: u64, ours_ms: u64) -> i64 {
    server_ms.wrapping_sub(ours_ms) as i64
}

/// The heartbeat that the server has stored, as it says when it refuses one (412, `error.details.current_state`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBeat {
    /// The heartbeat, to be echoed exactly.
    pub last_heartbeat: String,
    /// The same as milliseconds since 1970, by the server's clock.
    pub server_ms: u64,
    /// Where the item is in its life.
    pub state: WorkState,
    /// How long the lease holds, in seconds.
    pub ttl_seconds: u64,
}

/// Beats that may have taken effect: the first of them was sent at `first`, the last of them given up at `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Doubt {
    pub(super) first: Moment,
    pub(super) last: Moment,
}

impl Doubt {
    /// As plain data.
    pub(super) fn snapshot(self) -> DoubtSnapshot {
        DoubtSnapshot { from_ms: self.first.wall_ms, until_ms: self.last.wall_ms }
    }

    /// Goes on with what somebody else was in doubt of. Only the wall clock's times say something here.
    pub(super) fn resume(snapshot: DoubtSnapshot, now: Moment) -> Self {
        Doubt { first: Moment { wall_ms: snapshot.from_ms, ..now }, last: Moment { wall_ms: snapshot.until_ms, ..now } }
    }

    /// One more beat without an answer.
    pub(super) fn and(earlier: Option<Doubt>, sent: Moment, given_up: Moment) -> Self {
        Doubt { first: earlier.map_or(sent, |earlier| earlier.first), last: given_up }
    }

    /// Whether `stored` is one of these beats. The lease was held from `held_from` for `ttl_ms`. Nobody else can have taken it while
    /// it had not run out, so the beats must have been sent before that, less the margin for what clocks get wrong.
    pub(super) fn explains(self, stored: &StoredBeat, held_from: Moment, ttl_ms: u64, server_time: Option<ServerTime>) -> bool {
        let was_held = self.first.since_ms(held_from) < held_ms(ttl_ms);
        let is_ours = server_time.is_some_and(|server| server.is_between(stored.server_ms, self.first, self.last));
        was_held && is_ours && stored.state == WorkState::Active
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Moment {
        Moment { monotonic_ms: ms, wall_ms: 1_000_000 + ms }
    }

    fn stored(server_ms: u64) -> StoredBeat {
        StoredBeat { last_heartbeat: "x".into(), server_ms, state: WorkState::Active, ttl_seconds: 30 }
    }

    #[test]
    fn only_a_heartbeat_inside_the_doubt_is_ours() {
        // The server is an hour ahead; its clock was seen with an error of 200 ms.
        let hour_ms = 3_600_000;
        let server_time = ServerTime::observed(1_000_100 + hour_ms, at(0), at(200));
        let doubt = Doubt { first: at(10_000), last: at(12_000) };
        let rows = [(9_898, false), (9_899, true), (11_000, true), (12_101, true), (12_102, false), (0, false), (90_000, false)];
        for (ms, ours) in rows {
            let found = doubt.explains(&stored(1_000_000 + hour_ms + ms), at(0), 30_000, Some(server_time));
            assert_eq!(found, ours, "a heartbeat at {ms} ms");
        }
        assert!(!doubt.explains(&stored(1_011_000), at(0), 30_000, None), "the server's clock is unknown");
        let other = StoredBeat { state: WorkState::Starting, ..stored(1_011_000 + hour_ms) };
        assert!(!doubt.explains(&other, at(0), 30_000, Some(server_time)), "not active");
    }

    #[test]
    fn a_server_less_than_a_millisecond_away_is_no_stranger() {
        // It is 0.7 ms behind: seen at 10.9 ms, when it reads 10.2, and beaten at 20.1, when it reads 19.4. Nobody sees the fractions.
        let server_time = ServerTime::observed(1_000_010, at(10), at(10));
        let doubt = Doubt { first: at(20), last: at(20) };
        assert!(doubt.explains(&stored(1_000_019), at(0), 30_000, Some(server_time)));
        // Or 0.7 ms ahead: seen at 10.2, and beaten at 20.5.
        assert!(doubt.explains(&stored(1_000_021), at(0), 30_000, Some(server_time)));
        assert!(!doubt.explains(&stored(1_000_022), at(0), 30_000, Some(server_time)));
    }

    #[test]
    fn a_lease_that_may_have_run_out_is_not_ours() {
        let server_time = ServerTime::observed(1_000_000, at(0), at(0));
        for (sent_ms, ours) in [(27_999, true), (28_000, false), (40_000, false)] {
            let doubt = Doubt { first: at(sent_ms), last: at(sent_ms + 100) };
            assert_eq!(doubt.explains(&stored(1_000_000 + sent_ms), at(0), 30_000, Some(server_time)), ours, "sent at {sent_ms} ms");
        }
    }

    #[test]
    fn doubts_add_up() {
        let one = Doubt::and(None, at(1), at(5));
        assert_eq!(Doubt::and(Some(one), at(7), at(9)), Doubt { first: at(1), last: at(9) });
    }
}
