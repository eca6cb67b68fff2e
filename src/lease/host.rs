//! Where leases live.

use crate::api::LocalFuture;
use std::{future::poll_fn, task::Poll};

/// What scheduler, lease and worker need of the program they run in, besides a [`Clock`](crate::api::Clock).
pub trait Host {
    /// Runs a task beside the others, on this thread. It may start at once or later.
    fn spawn(&self, task: LocalFuture<'static, ()>);

    /// Ends when everything else that is ready had its turn, so that many beats in a row hold nobody up. By default the executor
    /// decides: the task is woken at once.
    fn turn(&self) -> LocalFuture<'static, ()> {
        let mut had_turn = false;
        Box::pin(poll_fn(move |context| {
            if std::mem::replace(&mut had_turn, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        }))
    }

    /// Told when the first lease is held, and when the last one is over. In between, whatever says that the machine woke up or is
    /// online again should lead to [`Heartbeats::wake`](super::Heartbeats::wake).
    fn holds(&self, any: bool) {
        let _ = any;
    }
}

/// A function that spawns is host enough, whatever it gives back: `tokio::task::spawn_local`, `wasm_bindgen_futures::spawn_local`.
impl<F: Fn(LocalFuture<'static, ()>) -> R, R> Host for F {
    fn spawn(&self, task: LocalFuture<'static, ()>) {
        self(task);
    }
}
