//! One environment's work items, indexed so that nothing takes longer than O(log n) in their number.

use super::{
    item::{Item, Phase},
    table::Table,
    waiters::{Waiter, Waiters},
    workers::Workers,
};
use crate::api::models::{Extra, WorkQueueStats};
use std::collections::{BTreeMap, BTreeSet};

/// The items and who waits for them. An item's place is its number in the order of creation.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    items: BTreeMap<u64, Item>,
    places: Table<String, u64>,
    index: Index,
    created: u64,
    /// Polls that wait for work.
    pub(crate) waiters: Waiters,
    /// Workers that were seen polling.
    pub(crate) workers: Workers,
}

/// The places of items by what they wait for. Each item is in the sets of its phase and in no other.
#[derive(Debug, Default)]
struct Index {
    /// Waiting, oldest first: an item that comes back keeps its place in the line.
    waiting: BTreeSet<u64>,
    /// Polled, by when.
    polled: BTreeSet<(u64, u64)>,
    /// Waiting or polled, oldest first.
    queued: BTreeSet<u64>,
    /// Leased, by when the lease runs out.
    leased: BTreeSet<(u64, u64)>,
}

impl Index {
    fn add(&mut self, place: u64, phase: Phase) {
        match phase {
            Phase::Waiting => {
                self.waiting.insert(place);
                self.queued.insert(place);
            }
            Phase::Polled { at_ms } => {
                self.polled.insert((at_ms, place));
                self.queued.insert(place);
            }
            Phase::Starting(lease) | Phase::Active(lease) | Phase::Stopping(lease) => {
                self.leased.insert((lease.expires_ms, place));
            }
            Phase::Stopped => {}
        }
    }

    fn remove(&mut self, place: u64, phase: Phase) {
        match phase {
            Phase::Waiting => {
                self.waiting.remove(&place);
                self.queued.remove(&place);
            }
            Phase::Polled { at_ms } => {
                self.polled.remove(&(at_ms, place));
                self.queued.remove(&place);
            }
            Phase::Starting(lease) | Phase::Active(lease) | Phase::Stopping(lease) => {
                self.leased.remove(&(lease.expires_ms, place));
            }
            Phase::Stopped => {}
        }
    }
}

impl Queue {
    /// Adds an item at the end of the line.
    pub(crate) fn push(&mut self, item: Item) -> &Item {
        let place = self.created;
        self.created += 1;
        self.places.insert(item.id.clone(), place);
        self.index.add(place, item.phase);
        self.items.entry(place).or_insert(item)
    }

    /// The place of an item.
    pub(crate) fn place(&self, id: &str) -> Option<u64> {
        self.places.get(id).copied()
    }

    /// The item at a place.
    pub(crate) fn get(&self, place: u64) -> Option<&Item> {
        self.items.get(&place)
    }

    /// Changes an item, and its place in the index with it.
    pub(crate) fn change<R>(&mut self, place: u64, change: impl FnOnce(&mut Item) -> R) -> Option<R> {
        let item = self.items.get_mut(&place)?;
        let before = item.phase;
        let result = change(item);
        if item.phase != before {
            self.index.remove(place, before);
            self.index.add(place, item.phase);
        }
        Some(result)
    }

    /// Hands out one item: the one that was polled longest ago and not acknowledged, if that is more than `reclaim_ms`; else the
    /// oldest that waits.
    pub(crate) fn claim(&mut self, reclaim_ms: u64, now_ms: u64) -> Option<u64> {
        let reclaimable = self.longest_polled_ms(now_ms).is_some_and(|age_ms| age_ms > reclaim_ms);
        let place = if reclaimable { self.index.polled.first()?.1 } else { *self.index.waiting.first()? };
        self.change(place, |item| item.poll(now_ms))?;
        Some(place)
    }

    /// Ends a lease that has run out. Gives the item's place.
    pub(crate) fn expire(&mut self, now_ms: u64) -> Option<u64> {
        let &(expires_ms, place) = self.index.leased.first().filter(|(expires_ms, _)| *expires_ms <= now_ms)?;
        self.change(place, |item| item.expire(expires_ms))?;
        Some(place)
    }

    /// Gives the polls whose wait is over, each with the place of its item or with none.
    pub(crate) fn serve(&mut self, now_ms: u64) -> Vec<(Waiter, Option<u64>)> {
        let mut over = Vec::new();
        while let Some(waiter) = self.next_served(now_ms) {
            let place = self.claim(waiter.reclaim_ms, now_ms);
            over.push((waiter, place));
        }
        while let Some(waiter) = self.waiters.pop_overdue(now_ms) {
            over.push((waiter, None));
        }
        over
    }

    /// When the queue next has something to do by itself: [`Queue::expire`] or [`Queue::serve`].
    pub(crate) fn next_due_ms(&self) -> Option<u64> {
        let lease = self.index.leased.first().map(|(expires_ms, _)| *expires_ms);
        let polled = self.index.polled.first().map(|(at_ms, _)| *at_ms);
        let reclaim = polled.zip(self.waiters.least_reclaim_ms()).map(|(at_ms, after_ms)| at_ms.saturating_add(after_ms).saturating_add(1));
        [lease, reclaim, self.waiters.first_until_ms()].into_iter().flatten().min()
    }

    /// Every item with its place.
    pub(crate) fn items(&self) -> impl Iterator<Item = (u64, &Item)> {
        self.items.iter().map(|(place, item)| (*place, item))
    }

    /// Puts an item at its place again; `None` where that is taken, or its identifier is.
    pub(crate) fn restore(&mut self, place: u64, item: Item) -> Option<()> {
        if self.items.contains_key(&place) || self.places.insert(item.id.clone(), place).is_some() {
            return None;
        }
        self.created = self.created.max(place + 1);
        self.index.add(place, item.phase);
        self.items.insert(place, item);
        Some(())
    }

    /// The newest `limit` items before `before`, with their places, from new to old.
    pub(crate) fn list(&self, before: u64, limit: usize) -> Vec<(u64, &Item)> {
        self.items.range(..before).rev().take(limit).map(|(place, item)| (*place, item)).collect()
    }

    /// How full the queue is.
    pub(crate) fn stats(&mut self, now_ms: u64) -> WorkQueueStats {
        let oldest = self.index.queued.first().and_then(|place| self.items.get(place));
        WorkQueueStats {
            depth: self.index.waiting.len() as u64,
            oldest_queued_at: oldest.map(|item| item.created_at.to_string()),
            pending: self.index.polled.len() as u64,
            object_type: "work_queue_stats".into(),
            workers_polling: Some(self.workers.count(now_ms)),
            extra: Extra::new(),
        }
    }

    /// The poll that there is an item for, if any: whoever came first, or for an item to be reclaimed whoever reclaims soonest.
    fn next_served(&mut self, now_ms: u64) -> Option<Waiter> {
        if !self.index.waiting.is_empty() {
            return self.waiters.pop_first();
        }
        self.longest_polled_ms(now_ms).and_then(|age_ms| self.waiters.pop_reclaiming(age_ms))
    }

    fn longest_polled_ms(&self, now_ms: u64) -> Option<u64> {
        self.index.polled.first().map(|(at_ms, _)| now_ms.saturating_sub(*at_ms))
    }
}
