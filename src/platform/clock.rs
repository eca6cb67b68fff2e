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
    fn arm(timers: &JsValue, ring: &Function, number: u32, delay_ms: f64, unref: bool);

    #[wasm_bindgen(js_name = workerTimers)]
    fn worker_timers() -> JsValue;
}

#[wasm_bindgen]
extern "C" {
    /// Milliseconds since the program began (High Resolution Time, 7.1). Engines differ in whether it goes on while a machine sleeps.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// The clocks and the timers of the JS runtime. Clones share their timers.
#[derive(Clone, Debug, Default)]
pub struct JsClock(Option<Rc<Timers>>);

#[derive(Debug)]
struct Timers {
    /// The Worker's; `undefined`: the runtime's own.
    own: JsValue,
    is_unref: Cell<bool>,
}

impl JsClock {
    /// With timers in a dedicated Worker, which go on when the page is hidden; `None` where the runtime has no Workers.
    pub fn in_worker() -> Option<Self> {
        let own = worker_timers();
        (!own.is_undefined()).then(|| JsClock(Some(Rc::new(Timers { own, is_unref: Cell::default() }))))
    }

    /// A clock whose timers can be told to keep no process alive ([`JsClock::set_unref`]).
    pub fn with_own_unref(&self) -> Self {
        let own = self.0.as_ref().map(|timers| timers.own.clone()).unwrap_or_default();
        JsClock(Some(Rc::new(Timers { own, is_unref: Cell::default() })))
    }

    /// Whether timers that are set from now on leave the process free to end. Only where the runtime knows of that.
    pub fn set_unref(&self, is_unref: bool) {
        if let Some(timers) = &self.0 {
            timers.is_unref.set(is_unref);
        }
    }

    fn timers(&self) -> JsValue {
        self.0.as_ref().map(|timers| timers.own.clone()).unwrap_or_default()
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
        let timers = clock.timers();
        let is_unref = clock.0.as_ref().is_some_and(|timers| timers.is_unref.get());
        Sleep(Revocable::on(|ring, number| arm(&timers, ring, number, delay_ms.min(MAX_DELAY_MS) as f64, is_unref)))
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.0).poll(context).map(|_| ())
    }
}
