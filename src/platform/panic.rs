//! A panic is a bug of ours. It ends the call or the task that it happens in, with its message as the error, and no other.
//!
//! There is no unwinding: what the task held is not dropped. The wasm goes on because no borrow lives across an `.await` or a call into
//! JavaScript; `js/panic.js` puts the stack back, and CONTRIBUTING says what was weighed.

use crate::api::LocalFuture;
use js_sys::{Array, Promise};
use std::{
    cell::Cell,
    future::Future,
    mem::ManuallyDrop,
    panic::{PanicHookInfo, set_hook},
    pin::Pin,
    sync::atomic::{AtomicBool, Ordering},
    task::{Context, Poll},
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

#[wasm_bindgen(module = "/js/panic.js")]
extern "C" {
    /// Makes an error of a panic's message, and tells it whom it concerns.
    fn panicked(message: &str, file: &str, line: u32, concerns: &JsValue);
}

#[wasm_bindgen(module = "/js/promise.js")]
extern "C" {
    /// A plain promise, what resolves it, and what rejects it.
    #[wasm_bindgen(js_name = deferred)]
    fn open_plain() -> Array;

    /// Settles that.
    fn settle(deferred: &Array, outcome: &JsValue, is_error: bool);
}

thread_local! {
    /// Whom the task that runs just now concerns; `undefined` outside of tasks. It goes with no thread, so the access cannot fail.
    static RUNNING: Cell<ManuallyDrop<JsValue>> = const { Cell::new(ManuallyDrop::new(JsValue::UNDEFINED)) };
}

/// Says whom the task that runs from here on concerns; gives whom the one before did.
fn runs_for(concerns: JsValue) -> JsValue {
    ManuallyDrop::into_inner(RUNNING.replace(ManuallyDrop::new(concerns)))
}

/// Whom the task that runs just now concerns.
pub(super) fn running() -> JsValue {
    let concerns = runs_for(JsValue::UNDEFINED);
    runs_for(concerns.clone());
    concerns
}

/// Has panics told to `js/panic.js` from here on. It is for a wasm that is a program of its own: a program has one panic hook.
pub fn watch() {
    static IS_WATCHED: AtomicBool = AtomicBool::new(false);
    if !IS_WATCHED.swap(true, Ordering::Relaxed) {
        set_hook(Box::new(tell));
    }
}

/// Runs a task beside the others. `concerns` is who hears of a panic in it: a promise (`js/promise.js`), or
/// `true`, which stands for everybody in the `watchers` of `js/panic.js`.
pub fn spawn(concerns: JsValue, task: LocalFuture<'static, ()>) {
    spawn_local(Watched { concerns, task });
}

/// A promise of what `work` gives. A panic in it rejects it.
pub fn promise(work: LocalFuture<'static, Result<JsValue, JsValue>>) -> Promise {
    let deferred = open_plain();
    let promise = deferred.get(0).unchecked_into();
    let concerns = deferred.clone().into();
    let settle = async move {
        let outcome = work.await;
        let is_error = outcome.is_err();
        settle(&deferred, &outcome.unwrap_or_else(|error| error), is_error);
    };
    spawn(concerns, Box::pin(settle));
    promise
}

fn tell(info: &PanicHookInfo<'_>) {
    let payload = info.payload();
    let message = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let (file, line) = info.location().map_or(("", 0), |place| (place.file(), place.line()));
    panicked(message.unwrap_or_default(), file, line, &runs_for(JsValue::UNDEFINED));
    // What was to run after the task in this turn is still queued. This has the queue run again.
    spawn_local(async {});
}

struct Watched {
    concerns: JsValue,
    task: LocalFuture<'static, ()>,
}

impl Future for Watched {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        runs_for(self.concerns.clone());
        #[cfg(feature = "forced-panic")]
        forced::panic_if_due(self.concerns == JsValue::TRUE);
        let polled = self.task.as_mut().poll(context);
        runs_for(JsValue::UNDEFINED);
        polled
    }
}

/// Panics on demand, for the tests.
#[cfg(feature = "forced-panic")]
#[allow(clippy::panic, missing_docs, reason = "it is what this is for")]
pub mod forced {
    use std::cell::Cell;
    use wasm_bindgen::prelude::*;

    thread_local! {
        static CALL_IS_DUE: Cell<bool> = const { Cell::new(false) };
        static TASK_IS_DUE: Cell<bool> = const { Cell::new(false) };
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
        CALL_IS_DUE.set(true);
    }

    /// The next task in the background that runs panics.
    #[wasm_bindgen(js_name = forcePanicInTask)]
    pub fn force_panic_in_task() {
        TASK_IS_DUE.set(true);
    }

    pub fn panic_if_due(is_background: bool) {
        assert!(is_background || !CALL_IS_DUE.take(), "forced, in a call");
        assert!(!is_background || !TASK_IS_DUE.take(), "forced, in a task");
    }
}
