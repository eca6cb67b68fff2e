//! Polls that wait for work (`block_ms`).

use super::{traffic::Ticket, visit::Visit};
use std::collections::{BTreeMap, BTreeSet};

/// A poll that waits.
#[derive(Debug)]
pub(crate) struct Waiter {
    /// When it is answered in any case.
    pub(crate) until_ms: u64,
    /// It takes items that were polled longer ago than this and not acknowledged.
    pub(crate) reclaim_ms: u64,
    /// The request.
    pub(crate) visit: Visit,
}

/// The polls that wait on one queue, in the order of arrival, of their end, and of what they reclaim.
#[derive(Debug, Default)]
pub(crate) struct Waiters {
    waiters: BTreeMap<Ticket, Waiter>,
    by_until: BTreeSet<(u64, Ticket)>,
    by_reclaim: BTreeSet<(u64, Ticket)>,
}

impl Waiters {
    pub(crate) fn push(&mut self, waiter: Waiter) {
        let ticket = waiter.visit.ticket;
        self.by_until.insert((waiter.until_ms, ticket));
        self.by_reclaim.insert((waiter.reclaim_ms, ticket));
        self.waiters.insert(ticket, waiter);
    }

    pub(crate) fn remove(&mut self, ticket: Ticket) -> Option<Waiter> {
        let waiter = self.waiters.remove(&ticket)?;
        self.by_until.remove(&(waiter.until_ms, ticket));
        self.by_reclaim.remove(&(waiter.reclaim_ms, ticket));
        Some(waiter)
    }

    /// Takes the one that came first.
    pub(crate) fn pop_first(&mut self) -> Option<Waiter> {
        let ticket = *self.waiters.keys().next()?;
        self.remove(ticket)
    }

    /// Takes one whose time is up.
    pub(crate) fn pop_overdue(&mut self, now_ms: u64) -> Option<Waiter> {
        let (until_ms, ticket) = *self.by_until.first()?;
        if until_ms <= now_ms { self.remove(ticket) } else { None }
    }

    /// Takes one that would reclaim an item polled `age_ms` ago.
    pub(crate) fn pop_reclaiming(&mut self, age_ms: u64) -> Option<Waiter> {
        let (reclaim_ms, ticket) = *self.by_reclaim.first()?;
        if reclaim_ms < age_ms { self.remove(ticket) } else { None }
    }

    pub(crate) fn first_until_ms(&self) -> Option<u64> {
        self.by_until.first().map(|(until_ms, _)| *until_ms)
    }

    pub(crate) fn least_reclaim_ms(&self) -> Option<u64> {
        self.by_reclaim.first().map(|(reclaim_ms, _)| *reclaim_ms)
    }
}
