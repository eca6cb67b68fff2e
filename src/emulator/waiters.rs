//! Polls that wait for work (`block_ms`).

use super::envelope::Envelope;
use std::collections::{BTreeMap, BTreeSet};

/// A poll that waits.
#[derive(Debug)]
pub(crate) struct Waiter {
    /// Its number, in the order of arrival.
    pub(crate) number: u64,
    /// When it is answered in any case.
    pub(crate) until_ms: u64,
    /// It takes items that were polled longer ago than this and not acknowledged.
    pub(crate) reclaim_ms: u64,
    /// What its answer is put into.
    pub(crate) envelope: Envelope,
}

/// The polls that wait on one queue, in the order of arrival, of their end, and of what they reclaim.
#[derive(Debug, Default)]
pub(crate) struct Waiters {
    waiters: BTreeMap<u64, Waiter>,
    by_until: BTreeSet<(u64, u64)>,
    by_reclaim: BTreeSet<(u64, u64)>,
}

impl Waiters {
    pub(crate) fn push(&mut self, waiter: Waiter) {
        self.by_until.insert((waiter.until_ms, waiter.number));
        self.by_reclaim.insert((waiter.reclaim_ms, waiter.number));
        self.waiters.insert(waiter.number, waiter);
    }

    pub(crate) fn remove(&mut self, number: u64) -> Option<Waiter> {
        let waiter = self.waiters.remove(&number)?;
        self.by_until.remove(&(waiter.until_ms, number));
        self.by_reclaim.remove(&(waiter.reclaim_ms, number));
        Some(waiter)
    }

    /// Takes the one that came first.
    pub(crate) fn pop_first(&mut self) -> Option<Waiter> {
        let number = *self.waiters.keys().next()?;
        self.remove(number)
    }

    /// Takes one whose time is up.
    pub(crate) fn pop_overdue(&mut self, now_ms: u64) -> Option<Waiter> {
        let (until_ms, number) = *self.by_until.first()?;
        if until_ms <= now_ms { self.remove(number) } else { None }
    }

    /// Takes one that would reclaim an item polled `age_ms` ago.
    pub(crate) fn pop_reclaiming(&mut self, age_ms: u64) -> Option<Waiter> {
        let (reclaim_ms, number) = *self.by_reclaim.first()?;
        if reclaim_ms < age_ms { self.remove(number) } else { None }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiters.is_empty()
    }

    pub(crate) fn first_until_ms(&self) -> Option<u64> {
        self.by_until.first().map(|(until_ms, _)| *until_ms)
    }

    pub(crate) fn least_reclaim_ms(&self) -> Option<u64> {
        self.by_reclaim.first().map(|(reclaim_ms, _)| *reclaim_ms)
    }
}
