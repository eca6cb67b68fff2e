//! Which queue has something to do by itself, and when: a lease that runs out, a poll whose wait is over.

use super::table::Table;
use std::collections::BTreeSet;

/// The places of environments by their queue's next moment.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    due: BTreeSet<(u64, u64)>,
    by_place: Table<u64, u64>,
}

impl Schedule {
    /// Notes when a queue next has something to do; `None` for never.
    pub(crate) fn set(&mut self, place: u64, due_ms: Option<u64>) {
        if self.by_place.get(&place).copied() == due_ms {
            return;
        }
        if let Some(before_ms) = self.by_place.remove(&place) {
            self.due.remove(&(before_ms, place));
        }
        if let Some(due_ms) = due_ms {
            self.by_place.insert(place, due_ms);
            self.due.insert((due_ms, place));
        }
    }

    /// The soonest moment.
    pub(crate) fn first_ms(&self) -> Option<u64> {
        self.due.first().map(|(due_ms, _)| *due_ms)
    }

    /// A queue that has something to do by `now_ms`. It stays noted until the next [`Schedule::set`].
    pub(crate) fn due(&self, now_ms: u64) -> Option<u64> {
        self.due.first().filter(|(due_ms, _)| *due_ms <= now_ms).map(|(_, place)| *place)
    }
}
