//! The class `Heartbeats`.

use super::{
    client::{Client, JsClient},
    options::Options,
};
use crate::{
    api::Log,
    lease::{self, HeartbeatOptions},
    platform::{JsClock, JsHost, task},
};
use js_sys::{Array, Promise};
use std::{cell::OnceCell, rc::Rc};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/facts.js")]
extern "C" {
    /// A plain object of numbers.
    fn facts(names: &str, values: &Array) -> JsValue;
}

/// What was counted, as a plain object; `names` stand with spaces in between.
pub(super) fn counted(names: &str, counts: &[u64]) -> JsValue {
    facts(names, &counts.iter().map(|&count| JsValue::from(count as f64)).collect())
}

/// A client's scheduler.
pub(super) type JsHeartbeats = lease::Heartbeats<JsClock>;

/// A client's scheduler, and the object that shows it. Each is made when it is first needed, for most clients only make calls.
pub(super) struct Beats {
    options: HeartbeatOptions,
    scheduler: OnceCell<JsHeartbeats>,
    shown: OnceCell<JsValue>,
}

impl Beats {
    pub(super) fn new(options: &Options, log: Option<Rc<dyn Log>>) -> Self {
        let max_in_flight = options.count(16).map_or(HeartbeatOptions::default().max_in_flight, |beats| beats as usize);
        let options = HeartbeatOptions { max_in_flight, timer: !options.flag(14), log };
        Beats { options, scheduler: OnceCell::new(), shown: OnceCell::new() }
    }

    /// The scheduler of `client`.
    pub(super) fn of(&self, client: &JsClient) -> &JsHeartbeats {
        self.scheduler.get_or_init(|| {
            let host = Rc::new(JsHost::default());
            let heartbeats = JsHeartbeats::new(client.clock().with_own_unref(), host.clone(), self.options.clone());
            host.when_awake(Rc::new(heartbeats.waker()));
            heartbeats
        })
    }
}

#[wasm_bindgen]
impl Client {
    /// The heartbeats of all leases that this client holds.
    #[wasm_bindgen(getter, unchecked_return_type = "Heartbeats")]
    pub fn heartbeats(&self) -> JsValue {
        let beats = &self.core.beats;
        beats.shown.get_or_init(|| Heartbeats { heartbeats: beats.of(&self.core.client).clone() }.into()).clone()
    }
}

/// The heartbeats of all leases that a client holds, at `client.heartbeats`. They share one timer.
#[wasm_bindgen]
pub struct Heartbeats {
    heartbeats: JsHeartbeats,
}

#[wasm_bindgen]
impl Heartbeats {
    /// How many leases are held.
    #[wasm_bindgen(getter)]
    pub fn size(&self) -> usize {
        self.heartbeats.size()
    }

    /// When something is due next, in milliseconds since 1970; `null` while no lease is held.
    #[wasm_bindgen(getter, js_name = nextAt, unchecked_return_type = "number | null")]
    pub fn next_at(&self) -> JsValue {
        or_null(self.heartbeats.next_at_ms())
    }

    /// Sends what is due, waits for the answers, and gives the next due time in milliseconds since 1970, or `null` when no lease is
    /// held. For clients with `timers: 'manual'`, whose host wakes them by an alarm.
    #[wasm_bindgen(unchecked_return_type = "Promise<number | null>")]
    pub fn tick(&self) -> Promise {
        let heartbeats = self.heartbeats.clone();
        task::promise(Box::pin(async move { Ok(or_null(heartbeats.tick().await)) }))
    }

    /// What the heartbeats have come to.
    #[wasm_bindgen(unchecked_return_type = "types.HeartbeatStats")]
    pub fn stats(&self) -> JsValue {
        let (stats, lateness) = (self.heartbeats.stats(), self.heartbeats.stats().lateness);
        let counts = [
            self.heartbeats.size() as u64,
            self.heartbeats.in_flight() as u64,
            self.heartbeats.waiting() as u64,
            stats.beats,
            stats.failures,
            stats.adopted,
            stats.lost,
            stats.late,
            lateness.at_most_ms(50),
            lateness.at_most_ms(99),
            lateness.max_ms,
        ];
        counted("size inFlight waiting beats failures adopted lost late latenessP50Ms latenessP99Ms latenessMaxMs", &counts)
    }

    /// Lets the process end while leases are held, where the runtime knows of that (Node, Deno, Bun).
    pub fn unref(&self) {
        self.heartbeats.clock().set_unref(true);
        self.heartbeats.rearm();
    }

    /// Keeps the process alive while leases are held, as at first.
    #[wasm_bindgen(js_name = ref)]
    pub fn keep(&self) {
        self.heartbeats.clock().set_unref(false);
        self.heartbeats.rearm();
    }
}

/// A number of milliseconds, or `null`.
fn or_null(ms: Option<u64>) -> JsValue {
    ms.map_or(JsValue::NULL, |ms| (ms as f64).into())
}
