//! What `js/lease.js` makes the class `Lease` of.

use super::{client::Core, error::to_js, lease_options::item, options::Options, work::Work};
use crate::{
    lease::{self, LeaseEnd, LeasePhase, LeaseSnapshot},
    platform::{FetchTransport, JsBody, JsClock, task},
};
use js_sys::Function;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/lease.js")]
extern "C" {
    /// The class that wraps a lease. When `signal` is aborted, it winds down. A worker has others for its leases (`js/worker.js`).
    #[wasm_bindgen(js_name = openLease)]
    fn open_lease(held: Held, signal: &JsValue) -> JsValue;
}

#[wasm_bindgen(module = "/js/lease-errors.js")]
extern "C" {
    /// Called by JavaScript only; named for the reason that `options.rs` gives.
    #[allow(dead_code)]
    type LeaseLostError;
}

/// A lease over fetch.
pub(super) type JsLease = lease::Lease<FetchTransport, JsClock>;

/// A lease, as `js/lease.js` sees it.
#[wasm_bindgen(skip_typescript)]
pub struct Held {
    lease: JsLease,
}

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "import type { Lease } from './lease.js';";

#[wasm_bindgen]
impl Work {
    /// Holds a work item that was polled and acknowledged: beats by itself, from now on, until it is stopped, released or lost. Hand it
    /// over at once: until the first beat is answered, the lease counts for 30 s from this call on. With `timers: 'manual'` nothing
    /// happens without ticks.
    ///
    /// ```js
    /// await using lease = work.lease(item);
    /// await lease.ready;
    /// await handle(item, lease.signal);
    /// ```
    ///
    /// @throws InvalidInputError when the item or an option is wrong.
    #[wasm_bindgen(unchecked_return_type = "Lease")]
    pub fn lease(
        &self,
        #[wasm_bindgen(unchecked_param_type = "types.ClaimedWork")] work: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.LeaseOptions")] options: JsValue,
    ) -> Result<JsValue, JsValue> {
        open(&self.core, &work, &options)
    }
}

fn open(core: &Core, work: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let options = Options::read("l", options)?;
    let item = item(work)?;
    let lease = hold(core, item, &options).map_err(|error| to_js(&error))?;
    Ok(open_lease(Held::of(lease), &options.signal()))
}

fn hold(core: &Core, item: lease::Item<JsBody>, options: &Options) -> crate::api::Result<JsLease> {
    let calls = item.calls(&options.calls()?);
    let (client, heartbeats) = (options.client(core)?, core.beats.of(&core.client));
    JsLease::hold(&client, heartbeats, item.item, calls, (options.lease(), options.snapshot()))
}

impl Held {
    pub(super) fn of(lease: JsLease) -> Self {
        Held { lease }
    }

    fn number(&self, fact: u32) -> Option<u64> {
        // It looks at the clocks. What is told is of now, also where a handler blocks the loop.
        let aborted = self.lease.aborted();
        let number = match fact {
            0 => match self.lease.phase() {
                LeasePhase::Starting => 0,
                LeasePhase::Held => 1,
                LeasePhase::Stopping => 2,
                LeasePhase::Ending => 3,
                LeasePhase::Ended => 4,
            },
            1 => number_of(self.lease.ended()?).into(),
            2 => number_of(aborted?).into(),
            3 => status_of(aborted?)?.into(),
            4 => self.lease.held_until_ms(),
            5 => self.lease.ttl_seconds(),
            6 => self.lease.beats_ended().into(),
            _ => {
                let LeaseSnapshot { held_from_ms, in_doubt, server_time, .. } = self.lease.snapshot();
                match fact {
                    10 => held_from_ms,
                    11 => in_doubt?.from_ms,
                    12 => in_doubt?.until_ms,
                    13 => server_time?.least_ms as u64,
                    _ => server_time?.most_ms as u64,
                }
            }
        };
        Some(number)
    }
}

#[wasm_bindgen]
impl Held {
    /// One fact about it, by its number in `js/lease.js`.
    pub fn ask(&self, fact: u32) -> JsValue {
        match fact {
            7 => self.lease.last_heartbeat().map_or(JsValue::UNDEFINED, Into::into),
            8 => self.lease.item().work_id.as_ref().into(),
            9 => self.lease.item().environment_id.as_ref().into(),
            // The server's clock may be behind.
            _ => self.number(fact).map_or(JsValue::UNDEFINED, |number| (number as i64 as f64).into()),
        }
    }

    /// Tells it to do something, by its number in `js/lease.js`.
    pub fn tell(&self, what: u32) {
        match what {
            0 => self.lease.hurry(),
            1 | 2 => self.lease.begin_stop(what == 2),
            3 => self.lease.release(),
            _ => self.lease.ask_to_stop(),
        }
    }

    /// Calls `changed` once, and after every change until it is over.
    pub fn watch(&self, changed: Function) {
        let lease = self.lease.clone();
        let watching = async move {
            loop {
                // At once, too: it may have ended before this task had its first turn.
                let is_over = lease.ended().is_some();
                // It does not throw, but for a signal's listener; and that one's error is reported by the runtime.
                let _ = changed.call0(&JsValue::UNDEFINED);
                if is_over {
                    break;
                }
                lease.changed().await;
            }
        };
        task::spawn(JsValue::TRUE, Box::pin(watching));
    }
}

/// An end by its number in `js/lease.js`: losses first.
pub(super) fn number_of(end: LeaseEnd) -> u8 {
    match end {
        LeaseEnd::Expired => 0,
        LeaseEnd::Taken => 1,
        LeaseEnd::Refused { .. } => 2,
        // A request for a stop is no end by itself: what follows it is one.
        LeaseEnd::StopRequested | LeaseEnd::Stopped => 3,
        LeaseEnd::Released => 4,
    }
}

/// The status with which a server refuses heartbeats.
pub(super) fn status_of(end: LeaseEnd) -> Option<u16> {
    if let LeaseEnd::Refused { status } = end { Some(status) } else { None }
}
