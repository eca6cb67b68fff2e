//! A panic is a bug of ours. It ends the call or the task that it happens in, with its message as the error, and no other.
//!
//! There is no unwinding: what the task held is not dropped. The wasm goes on because no borrow lives across an `.await` or a call into
//! JavaScript; `js/panic.js` puts the stack back, and CONTRIBUTING says what was weighed.

use super::task;
use std::{
    panic::{PanicHookInfo, set_hook},
    sync::atomic::{AtomicBool, Ordering},
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/panic.js")]
extern "C" {
    /// Makes an error of a panic's message, and tells it whom it concerns.
    fn panicked(message: &str, file: &str, line: u32, concerns: &JsValue);
}

/// Has panics told to `js/panic.js` from here on. It is for a wasm that is a program of its own: a program has one panic hook.
pub fn watch() {
    static IS_WATCHED: AtomicBool = AtomicBool::new(false);
    if !IS_WATCHED.swap(true, Ordering::Relaxed) {
        set_hook(Box::new(tell));
    }
}

fn tell(info: &PanicHookInfo<'_>) {
    let payload = info.payload();
    let message = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let (file, line) = info.location().map_or(("", 0), |place| (place.file(), place.line()));
    panicked(message.unwrap_or_default(), file, line, &task::panicking());
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
