//! Tells tasks that something changed.

use std::{
    cell::Cell,
    future::{Future, poll_fn},
    task::{Poll, Waker},
};

/// Wakes whoever waits for a change. It holds no state of its own: each waits for a condition, and looks again when it rings.
#[derive(Default)]
pub(super) struct Bell(Cell<Vec<Waker>>);

impl Bell {
    /// Something changed.
    pub(super) fn ring(&self) {
        for waker in self.0.take() {
            waker.wake();
        }
    }

    /// Rings where more stand here than `most`: they who went stand here too, and those who wait come back.
    pub(super) fn sweep(&self, most: usize) {
        let wakers = self.0.take();
        let are_many = wakers.len() > most;
        self.0.set(wakers);
        if are_many {
            self.ring();
        }
    }

    /// Waits until `condition` gives something.
    pub(super) fn until<T>(&self, mut condition: impl FnMut() -> Option<T> + Unpin) -> impl Future<Output = T> + Unpin {
        poll_fn(move |context| match condition() {
            Some(value) => Poll::Ready(value),
            None => {
                self.wakes(context.waker());
                Poll::Pending
            }
        })
    }

    fn wakes(&self, waker: &Waker) {
        let mut wakers = self.0.take();
        // A task that was woken by something else must not stand here twice.
        if !wakers.iter().any(|other| other.will_wake(waker)) {
            wakers.push(waker.clone());
        }
        self.0.set(wakers);
    }
}
