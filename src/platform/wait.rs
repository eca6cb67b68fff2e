//! What JavaScript does later: promises, timers, aborts. Each waits under a number, and JavaScript rings it.
//!
//! wasm-bindgen's way would be a closure for each (two for a promise), and each closure an entry in a registry of finalizers.

use js_sys::Function;
use std::{
    cell::{Cell, RefCell},
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll, Waker},
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/wait.js")]
extern "C" {
    /// Takes off the timer or the listener that would ring.
    #[wasm_bindgen(js_name = callOff)]
    fn call_off(ring: &Function, number: u32);

    #[cfg(feature = "calls")]
    #[wasm_bindgen(js_name = whenSettled)]
    fn when_settled(promise: &js_sys::Promise, ring: &Function, number: u32);
}

thread_local! {
    // A reference needs no dropping, so the access cannot fail.
    static WAITS: Cell<Option<&'static Waits>> = const { Cell::new(None) };
}

/// All that is waited for.
struct Waits {
    slots: RefCell<Slots>,
    /// What JavaScript calls with a number, with what came of it, and whether that is an error.
    ring: Function,
}

/// A number is used again once nobody can ring it any more.
#[derive(Default)]
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

    /// Whom to wake.
    fn ring(&mut self, number: u32, outcome: Result<JsValue, JsValue>) -> Option<Waker> {
        match self.all.get_mut(number as usize) {
            Some(slot @ Slot::Waiting(_)) => match std::mem::replace(slot, Slot::Over(outcome)) {
                Slot::Waiting(waker) => waker,
                _ => None,
            },
            Some(Slot::Left) => {
                self.release(number);
                None
            }
            _ => None,
        }
    }

    fn release(&mut self, number: u32) {
        if let Some(slot) = self.all.get_mut(number as usize) {
            *slot = Slot::Free;
            self.free.push(number);
        }
    }
}

/// Made when something is first waited for, and kept.
fn waits() -> &'static Waits {
    WAITS.get().unwrap_or_else(|| {
        let ring = Closure::<dyn Fn(u32, JsValue, bool)>::new(ring).into_js_value().unchecked_into();
        let waits = Box::leak(Box::new(Waits { slots: RefCell::default(), ring }));
        WAITS.set(Some(waits));
        waits
    })
}

fn ring(number: u32, value: JsValue, is_error: bool) {
    let outcome = if is_error { Err(value) } else { Ok(value) };
    let waker = waits().slots.borrow_mut().ring(number, outcome);
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
        let wait = Wait(waits().slots.borrow_mut().take());
        let started = start(&waits().ring, wait.0);
        (wait, started)
    }

    /// What `map` makes of what is rung. It has no states and nothing to pin, which a block of `async` would have.
    pub(crate) fn then<V>(mut self, map: impl FnOnce(Result<JsValue, JsValue>) -> V) -> impl Future<Output = V> {
        let mut map = Some(map);
        poll_fn(move |context| match Pin::new(&mut self).poll(context) {
            Poll::Ready(outcome) => map.take().map_or(Poll::Pending, |map| Poll::Ready(map(outcome))),
            Poll::Pending => Poll::Pending,
        })
    }

    /// Waits for a promise.
    #[cfg(feature = "leases")]
    pub(crate) fn promise(promise: &js_sys::Promise) -> Self {
        Wait::on(|ring, number| when_settled(promise, ring, number)).0
    }
}

impl Future for Wait {
    type Output = Result<JsValue, JsValue>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match waits().slots.borrow_mut().all.get_mut(self.0 as usize) {
            Some(Slot::Waiting(waker)) => {
                *waker = Some(context.waker().clone());
                Poll::Pending
            }
            Some(Slot::Over(outcome)) => Poll::Ready(outcome.clone()),
            _ => Poll::Pending,
        }
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        let mut slots = waits().slots.borrow_mut();
        match slots.all.get_mut(self.0 as usize) {
            Some(slot @ Slot::Waiting(_)) => *slot = Slot::Left,
            _ => slots.release(self.0),
        }
    }
}

/// The same for what can be called off: a timer, a listener. Dropping it does.
#[derive(Debug)]
pub(super) struct Revocable(Wait);

impl Revocable {
    /// Gives `ring` and the number to a function that leaves behind, at that number, what takes it off (`js/wait.js`).
    pub(super) fn on(start: impl FnOnce(&Function, u32)) -> Self {
        Revocable(Wait::on(start).0)
    }
}

impl Future for Revocable {
    type Output = JsValue;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<JsValue> {
        // It is rung as no error.
        Pin::new(&mut self.0).poll(context).map(Result::unwrap_or_default)
    }
}

impl Drop for Revocable {
    fn drop(&mut self) {
        let number = self.0.0;
        call_off(&waits().ring, number);
        // It will not be rung any more. Nobody is woken: who waited has dropped it.
        let _waker = waits().slots.borrow_mut().ring(number, Ok(JsValue::UNDEFINED));
    }
}
