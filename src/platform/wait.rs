//! What JavaScript does later: promises, timers, aborts. Each waits under a number, and JavaScript rings it.
//!
//! wasm-bindgen's way would be a closure for each (two for a promise), and each closure an entry in a registry of finalizers.

use js_sys::Function;
use std::{
    cell::RefCell,
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/wait.js")]
extern "C" {
    #[cfg(any(feature = "bindings", feature = "emulator"))]
    #[wasm_bindgen(js_name = whenSettled)]
    fn when_settled(promise: &js_sys::Promise, ring: &Function, number: u32);
}

thread_local! {
    static SLOTS: RefCell<Slots> = const { RefCell::new(Slots { all: Vec::new(), free: Vec::new() }) };

    /// What JavaScript calls with a number, with what came of it, and whether that is an error.
    static RING: Closure<dyn Fn(u32, JsValue, bool)> = Closure::new(ring);
}

/// All that is waited for. A number is used again once nobody can ring it any more.
struct Slots {
    all: Vec<Slot>,
    free: Vec<u32>,
}

enum Slot {
    /// Nobody waits, and nobody rings.
    Free,
    /// Somebody waits.
    Waiting(Option<Waker>),
    /// Nobody waits any more, but it will still be rung.
    Left,
    /// It was rung, or will never be.
    Over(Result<JsValue, JsValue>),
}

impl Slots {
    fn take(&mut self) -> u32 {
        let number = self.free.pop().unwrap_or(self.all.len() as u32);
        match self.all.get_mut(number as usize) {
            Some(slot) => *slot = Slot::Waiting(None),
            None => self.all.push(Slot::Waiting(None)),
        }
        number
    }

    fn release(&mut self, number: u32) {
        if let Some(slot) = self.all.get_mut(number as usize) {
            *slot = Slot::Free;
            self.free.push(number);
        }
    }
}

fn ring(number: u32, value: JsValue, is_error: bool) {
    let outcome = if is_error { Err(value) } else { Ok(value) };
    let waker = SLOTS.with_borrow_mut(|slots| match slots.all.get_mut(number as usize) {
        Some(slot @ Slot::Waiting(_)) => match std::mem::replace(slot, Slot::Over(outcome)) {
            Slot::Waiting(waker) => waker,
            _ => None,
        },
        Some(Slot::Left) => {
            slots.release(number);
            None
        }
        _ => None,
    });
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// Ends with what JavaScript rings.
#[must_use = "what nobody waits for need not be told"]
#[derive(Debug)]
pub(crate) struct Wait(u32);

impl Wait {
    /// Gives a function of JavaScript, `ring`, which is to be called once as `ring(number, value, isError)`, and that number.
    pub(crate) fn on<V>(start: impl FnOnce(&Function, u32) -> V) -> (Self, V) {
        let wait = Wait(SLOTS.with_borrow_mut(Slots::take));
        let started = RING.with(|ring| start(ring.as_ref().unchecked_ref(), wait.0));
        (wait, started)
    }

    /// Waits for a promise.
    #[cfg(any(feature = "bindings", feature = "emulator"))]
    pub(crate) fn promise(promise: &js_sys::Promise) -> Self {
        Wait::on(|ring, number| when_settled(promise, ring, number)).0
    }

    /// Says that it will not be rung any more.
    pub(crate) fn call_off(&self) {
        ring(self.0, JsValue::UNDEFINED, false);
    }
}

impl Future for Wait {
    type Output = Result<JsValue, JsValue>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        SLOTS.with_borrow_mut(|slots| match slots.all.get_mut(self.0 as usize) {
            Some(Slot::Waiting(waker)) => {
                *waker = Some(context.waker().clone());
                Poll::Pending
            }
            Some(Slot::Over(outcome)) => Poll::Ready(outcome.clone()),
            _ => Poll::Pending,
        })
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        SLOTS.with_borrow_mut(|slots| match slots.all.get_mut(self.0 as usize) {
            Some(slot @ Slot::Waiting(_)) => *slot = Slot::Left,
            _ => slots.release(self.0),
        });
    }
}
