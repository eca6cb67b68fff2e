//! Time from JavaScript.

use crate::api::{Clock, MAX_DELAY_MS};
use js_sys::{Date, Function, Math};
use std::{
    cell::RefCell,
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, delay_ms: f64) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// The clock and the timers of the JS runtime.
#[derive(Clone, Copy, Debug, Default)]
pub struct JsClock;

impl Clock for JsClock {
    type Sleep = Sleep;

    fn now_ms(&self) -> u64 {
        Date::now() as u64
    }

    fn sleep(&self, delay_ms: u64) -> Sleep {
        Sleep::new(delay_ms)
    }

    fn parse_http_date(&self, text: &str) -> Option<u64> {
        let date_ms = Date::parse(text);
        (date_ms >= 0.0).then_some(date_ms as u64)
    }

    fn random(&self) -> f64 {
        Math::random()
    }
}

/// A timer that runs. Dropping it clears it.
#[must_use = "a timer that is dropped is cleared"]
#[derive(Debug)]
pub struct Sleep {
    timer: JsValue,
    state: Rc<RefCell<State>>,
    _handler: Closure<dyn FnMut()>,
}

#[derive(Debug, Default)]
struct State {
    is_over: bool,
    waker: Option<Waker>,
}

impl Sleep {
    fn new(delay_ms: u64) -> Self {
        let state = Rc::new(RefCell::new(State::default()));
        let shared = state.clone();
        let handler = Closure::new(move || {
            let waker = {
                let mut state = shared.borrow_mut();
                state.is_over = true;
                state.waker.take()
            };
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        let timer = set_timeout(handler.as_ref().unchecked_ref(), delay_ms.min(MAX_DELAY_MS) as f64);
        Sleep { timer, state, _handler: handler }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state.borrow_mut();
        if state.is_over {
            return Poll::Ready(());
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        clear_timeout(&self.timer);
    }
}
