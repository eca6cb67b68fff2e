//! What is due when.

use std::{cmp::Reverse, collections::BinaryHeap};

/// Things by the time at which they are due, the soonest first, those of one time in the order in which they came.
pub(super) struct Agenda<T> {
    heap: BinaryHeap<Reverse<Entry<T>>>,
    count: u64,
}

struct Entry<T> {
    due_ms: u64,
    number: u64,
    thing: T,
}

impl<T> Agenda<T> {
    /// Puts a thing down.
    pub(super) fn add(&mut self, due_ms: u64, thing: T) {
        self.count += 1;
        self.heap.push(Reverse(Entry { due_ms, number: self.count, thing }));
    }

    /// The first, and when it is due.
    pub(super) fn first(&self) -> Option<(u64, &T)> {
        self.heap.peek().map(|Reverse(entry)| (entry.due_ms, &entry.thing))
    }

    /// Takes the first, if it is due by `until_ms`, with the time at which it was.
    pub(super) fn take(&mut self, until_ms: u64) -> Option<(u64, T)> {
        if self.first()?.0 > until_ms {
            return None;
        }
        self.heap.pop().map(|Reverse(entry)| (entry.due_ms, entry.thing))
    }

    /// Everything, in no order, with the times at which it is due.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, &T)> {
        self.heap.iter().map(|Reverse(entry)| (entry.due_ms, &entry.thing))
    }

    /// Throws away what is not to be kept.
    pub(super) fn retain(&mut self, mut keeps: impl FnMut(u64, &T) -> bool) {
        let mut all = std::mem::take(self);
        while let Some((due_ms, thing)) = all.take(u64::MAX) {
            if keeps(due_ms, &thing) {
                self.add(due_ms, thing);
            }
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.heap.len()
    }
}

impl<T> Default for Agenda<T> {
    fn default() -> Self {
        Agenda { heap: BinaryHeap::new(), count: 0 }
    }
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl<T> Eq for Entry<T> {}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.due_ms, self.number).cmp(&(other.due_ms, other.number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_soonest_first_and_then_the_oldest() {
        let mut agenda = Agenda::default();
        for (due_ms, name) in [(30, "d"), (10, "a"), (20, "c"), (10, "b")] {
            agenda.add(due_ms, name);
        }
        assert_eq!((agenda.len(), agenda.first()), (4, Some((10, &"a"))));
        let taken: Vec<_> = std::iter::from_fn(|| agenda.take(20)).collect();
        assert_eq!(taken, [(10, "a"), (10, "b"), (20, "c")]);
        assert_eq!(agenda.take(29), None);
        agenda.add(40, "e");
        agenda.retain(|due_ms, name| (due_ms, *name) != (40, "e"));
        assert_eq!(agenda.iter().collect::<Vec<_>>(), [(30, &"d")]);
    }
}
