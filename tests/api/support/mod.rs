//! What the tests run on.

mod bench;
mod calls;
mod clock;
mod examples;
mod provider;
mod script;

pub use bench::{Bench, TestClient, call_headers};
pub use calls::{CALLS, CallRow, IDS, Ids};
pub use clock::{START_MS, VirtualClock};
pub use examples::{example, example_names, round_trip, try_round_trip};
pub use provider::ScriptedProvider;
pub use script::{Reply, Script, Sent, Step};

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

/// Polls `future` once, as an executor would, and leaves it where it then is.
pub fn step<F: Future + ?Sized>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
    future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

/// Runs a future until it waits for something.
pub fn start<F: Future>(future: F) -> Pin<Box<F>> {
    let mut future = Box::pin(future);
    assert!(step(&mut future).is_pending(), "it ended where it should wait");
    future
}
