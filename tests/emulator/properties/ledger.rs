//! A second book of every item, kept from the journal alone, and what it would count.

use leasehold::{
    api::models::WorkState,
    emulator::{Change, Emulator, JournalEntry, JournalEvent, JournalFilter},
};
use std::collections::BTreeMap;

/// How long a worker counts after its last poll.
const WORKER_WINDOW_MS: u64 = 30_000;

#[derive(Default)]
pub struct Ledger {
    pub items: BTreeMap<String, Line>,
    polled_by: BTreeMap<String, u64>,
    /// The number of the last entry that was read.
    pub read: u64,
}

/// One item.
#[derive(Debug)]
pub struct Line {
    pub state: WorkState,
    /// Handed out by a poll, and neither acknowledged nor back in the queue since.
    pub is_polled: bool,
    pub was_stolen: bool,
    pub queued_at_ms: u64,
}

impl Ledger {
    /// Reads on, and checks that each change is one that the item's state allows.
    pub fn read(&mut self, emulator: &Emulator) {
        let filter = JournalFilter { after: Some(self.read), ..JournalFilter::default() };
        for entry in emulator.journal(&filter) {
            assert_eq!(entry.number, self.read + 1, "an entry is missing");
            self.read = entry.number;
            self.note(entry);
        }
    }

    /// Items that wait, items that were polled, and when the oldest of both was queued.
    pub fn count(&self) -> (u64, u64, Option<u64>) {
        let queued = || self.items.values().filter(|line| line.state == WorkState::Queued);
        let polled = queued().filter(|line| line.is_polled).count() as u64;
        (queued().count() as u64 - polled, polled, queued().map(|line| line.queued_at_ms).min())
    }

    /// Workers whose poll arrived in the last 30 s.
    pub fn workers(&self, now_ms: u64) -> u64 {
        self.polled_by.values().filter(|at_ms| now_ms - **at_ms <= WORKER_WINDOW_MS).count() as u64
    }

    /// A poll arrived, and took effect.
    pub fn polled_by(&mut self, worker: &str, at_ms: u64) {
        self.polled_by.insert(worker.to_owned(), at_ms);
    }

    fn note(&mut self, entry: &JournalEntry) {
        let JournalEvent::Change { change, work_id: Some(id), state: Some(state), .. } = &entry.event else { return };
        if *change == Change::WorkQueued {
            let line = Line { state: state.clone(), is_polled: false, was_stolen: false, queued_at_ms: entry.at_ms };
            assert!(self.items.insert(id.clone(), line).is_none(), "{entry}: an identifier twice");
            return;
        }
        let line = self.items.get_mut(id).unwrap_or_else(|| panic!("{entry}: nobody queued it"));
        let before = std::mem::replace(&mut line.state, state.clone());
        use WorkState::{Active, Queued, Starting, Stopped, Stopping};
        let allowed = match change {
            Change::WorkPolled => (before, state) == (Queued, &Queued),
            Change::WorkAcknowledged => (before, state) == (Queued, &Starting),
            Change::WorkExtended => matches!(before, Starting | Active) && *state == Active,
            Change::WorkStolen => matches!(before, Queued | Starting | Active) && *state == Active,
            Change::WorkExpired => matches!((before, state), (Starting | Active, Queued) | (Stopping, Stopped)),
            Change::WorkStopped => {
                matches!((before, state), (Starting | Active, Stopping) | (Queued | Starting | Active | Stopping, Stopped))
            }
            _ => false,
        };
        assert!(allowed, "{entry}: not from the state before");
        line.was_stolen |= *change == Change::WorkStolen;
        line.is_polled = match change {
            Change::WorkPolled => true,
            Change::WorkExpired | Change::WorkAcknowledged | Change::WorkStolen => false,
            _ => line.is_polled,
        };
    }
}
