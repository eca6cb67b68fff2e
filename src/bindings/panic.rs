//! A panic is a bug of ours. It ends the call that it happens in, with its message as that call's error, and no other.
//!
//! There is no unwinding: what the call held is not dropped. The wasm goes on because no borrow lives across an `.await` or a call into
//! JavaScript; `js/panic.js` puts the stack back, and CONTRIBUTING says what was weighed.

use super::promise::Answering;
use std::{
    cell::RefCell,
    future::Future,
    panic::{PanicHookInfo, set_hook},
    pin::Pin,
    sync::Once,
    task::{Context, Poll},
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

#[wasm_bindgen(module = "/js/panic.js")]
extern "C" {
    /// Makes an error of a panic's message, and rejects the promise of the call with it, where there is one.
    fn panicked(message: &str, file: &str, line: u32, promise: Option<Answering>);
}

thread_local! {
    /// The promise of the call that runs just now.
    static RUNNING: RefCell<Option<Answering>> = const { RefCell::new(None) };
}

/// Carries out a call in the background. A panic in it rejects its promise.
pub(super) fn spawn(promise: Answering, call: impl Future<Output = ()> + 'static) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| set_hook(Box::new(tell)));
    spawn_local(Watched { promise, call: Box::pin(call) });
}

fn tell(info: &PanicHookInfo<'_>) {
    let payload = info.payload();
    let message = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let (file, line) = info.location().map_or(("", 0), |place| (place.file(), place.line()));
    panicked(message.unwrap_or_default(), file, line, RUNNING.take());
    // What was to run after the call in this turn is still queued. This has the queue run again.
    spawn_local(async {});
}

struct Watched<F> {
    promise: Answering,
    call: Pin<Box<F>>,
}

impl<F: Future<Output = ()>> Future for Watched<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        RUNNING.set(Some(self.promise.clone()));
        #[cfg(feature = "forced-panic")]
        forced::panic_if_due();
        let polled = self.call.as_mut().poll(context);
        RUNNING.set(None);
        polled
    }
}

/// Panics on demand, for the tests.
#[cfg(feature = "forced-panic")]
#[allow(clippy::panic, reason = "it is what this is for")]
mod forced {
    use std::cell::Cell;
    use wasm_bindgen::prelude::*;

    thread_local! {
        static DUE: Cell<bool> = const { Cell::new(false) };
    }

    /// Panics here and now.
    #[wasm_bindgen(js_name = forcePanic)]
    pub fn force_panic(depth: u32) {
        // Something on the stack, so that a stack that is not put back is used up.
        let room = std::hint::black_box([depth; 4_096]);
        assert!(room[0] != depth, "forced, {depth}");
    }

    /// The next call that runs panics.
    #[wasm_bindgen(js_name = forcePanicInCall)]
    pub fn force_panic_in_call() {
        DUE.set(true);
    }

    pub(super) fn panic_if_due() {
        assert!(!DUE.take(), "forced, in a call");
    }
}
