//! Time from JavaScript.

use super::wait::Revocable;
use crate::api::{Clock, MAX_DELAY_MS};
use js_sys::{Date, Function, Math};
use std::{
    cell::Cell,
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/timers.js")]
extern "C" {
    fn arm(in_worker: bool, ring: &Function, number: u32, delay_ms: f64, unref: bool);
}

#[wasm_bindgen]
extern "C" {
    /// Milliseconds since the program began (High Resolution Time, 7.1). Engines differ in whether it goes on while a machine sleeps.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// The clocks and the timers of the JS runtime. Clones are told together to keep no process alive.
#[derive(Clone, Debug, Default)]
pub struct JsClock {
    in_worker: bool,
    is_unref: Option<Rc<Cell<bool>>>,
}

impl JsClock {
    /// With timers in a dedicated Worker, which go on when the page is hidden. There is one for all such clocks, while a timer runs. Where
    /// the runtime has no Workers, or the page forbids them, the timers are the runtime's own.
    pub fn in_worker() -> Self {
        JsClock { in_worker: true, is_unref: None }
    }

    /// A clock whose timers can be told to keep no process alive ([`JsClock::set_unref`]).
    pub fn with_own_unref(&self) -> Self {
        JsClock { is_unref: Some(Rc::default()), ..*self }
    }

    /// Whether timers that are set from now on leave the process free to end. Only where the runtime knows of that.
    pub fn set_unref(&self, is_unref: bool) {
        if let Some(own) = &self.is_unref {
            own.set(is_unref);
        }
    }
}

impl Clock for JsClock {
    type Sleep = Sleep;

    fn now_ms(&self) -> u64 {
        Date::now() as u64
    }

    fn monotonic_ms(&self) -> u64 {
        performance_now() as u64
    }

    fn sleep(&self, delay_ms: u64) -> Sleep {
        Sleep::new(self, delay_ms)
    }

    fn parse_http_date(&self, text: &str) -> Option<u64> {
        let date_ms = Date::parse(text);
        (date_ms >= 0.0).then_some(date_ms as u64)
    }

    fn parse_timestamp(&self, text: &str) -> Option<u64> {
        self.parse_http_date(text)
    }

    fn random(&self) -> f64 {
        Math::random()
    }
}

/// A timer that runs. Dropping it clears it.
#[must_use = "a timer that is dropped is cleared"]
#[derive(Debug)]
pub struct Sleep(Revocable);

impl Sleep {
    fn new(clock: &JsClock, delay_ms: u64) -> Self {
        let is_unref = clock.is_unref.as_ref().is_some_and(|own| own.get());
        Sleep(Revocable::on(|ring, number| arm(clock.in_worker, ring, number, delay_ms.min(MAX_DELAY_MS) as f64, is_unref)))
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.0).poll(context).map(|_| ())
    }
}
