//! The caller's `AbortSignal`, as a future.

use std::{
    cell::RefCell,
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

/// Ends with the signal's `reason` once it is aborted. Dropping it takes the listener off, so that a signal that lives as long
/// as the program does not collect listeners.
#[must_use = "a listener that is dropped is taken off"]
#[derive(Debug)]
pub struct Aborted {
    signal: AbortSignal,
    waker: Rc<RefCell<Option<Waker>>>,
    listener: Closure<dyn FnMut()>,
}

impl Aborted {
    /// Listens to `signal`.
    pub fn new(signal: AbortSignal) -> Self {
        let waker: Rc<RefCell<Option<Waker>>> = Rc::default();
        let shared = waker.clone();
        let listener = Closure::new(move || {
            let waker = shared.borrow_mut().take();
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        // It cannot fail: `abort` is a name like any other.
        let _ = signal.add_event_listener_with_callback("abort", listener.as_ref().unchecked_ref());
        Aborted { signal, waker, listener }
    }
}

impl Future for Aborted {
    type Output = JsValue;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<JsValue> {
        if self.signal.aborted() {
            return Poll::Ready(self.signal.reason());
        }
        *self.waker.borrow_mut() = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Aborted {
    fn drop(&mut self) {
        let _ = self.signal.remove_event_listener_with_callback("abort", self.listener.as_ref().unchecked_ref());
    }
}
