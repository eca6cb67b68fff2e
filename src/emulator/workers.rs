//! Workers that were seen polling.

use super::table::Table;
use std::collections::BTreeSet;

/// How long a worker counts after its last poll (the API document, under `WorkersPolling`).
const WINDOW_MS: u64 = 30_000;

/// Who polled when, by the worker's own id.
#[derive(Debug, Default)]
pub(crate) struct Workers {
    seen_ms: Table<String, u64>,
    by_seen: BTreeSet<(u64, String)>,
}

impl Workers {
    /// Notes a poll.
    pub(crate) fn see(&mut self, worker_id: &str, now_ms: u64) {
        self.forget(now_ms);
        if let Some(before_ms) = self.seen_ms.insert(worker_id.into(), now_ms) {
            self.by_seen.remove(&(before_ms, worker_id.into()));
        }
        self.by_seen.insert((now_ms, worker_id.into()));
    }

    /// How many polled in the last 30 s.
    pub(crate) fn count(&mut self, now_ms: u64) -> u64 {
        self.forget(now_ms);
        self.seen_ms.len() as u64
    }

    /// Who polled when.
    pub(crate) fn seen(&self) -> impl Iterator<Item = (&str, u64)> {
        self.by_seen.iter().map(|(seen_ms, worker_id)| (worker_id.as_str(), *seen_ms))
    }

    fn forget(&mut self, now_ms: u64) {
        while let Some((seen_ms, worker_id)) = self.by_seen.first()
            && now_ms.saturating_sub(*seen_ms) > WINDOW_MS
        {
            self.seen_ms.remove(worker_id);
            self.by_seen.pop_first();
        }
    }
}
