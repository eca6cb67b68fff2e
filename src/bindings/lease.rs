//! The class `Lease`.

use super::{
    client::Core,
    lease_options::{Helper, LEASE, lease_options, snapshot},
    options::{flag, refuse_unknown},
    promise::promise,
};
use crate::{
    api::{
        Look, Result,
        look::{some_text, wrong},
        race::until,
    },
    lease::{self, Item, LeaseEnd, LeasePhase},
    platform::{Aborted, FetchTransport, JsBody, JsClock},
};
use js_sys::{Object, Promise};
use std::{
    cell::{OnceCell, RefCell},
    rc::Rc,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal};

#[wasm_bindgen(module = "/js/facts.js")]
extern "C" {
    #[wasm_bindgen(js_name = snapshot)]
    fn plain_snapshot(last_heartbeat: Option<String>, ttl_seconds: f64, held_from_ms: f64) -> JsValue;
}

#[wasm_bindgen(module = "/js/errors.js")]
extern "C" {
    #[wasm_bindgen(js_name = leaseLost)]
    fn lease_lost(work_id: &str, environment_id: &str, reason: &str, status: Option<u16>) -> JsValue;
    #[wasm_bindgen(js_name = stopRequested)]
    fn stop_requested(work_id: &str, environment_id: &str, cause: &JsValue) -> JsValue;
}

/// A lease over fetch.
pub(super) type JsLease = lease::Lease<FetchTransport, JsClock>;

/// Why the caller asked for a stop: the reason of the caller's signal. Shared by a worker's leases.
pub(super) type Cause = Rc<RefCell<JsValue>>;

/// One held work item. It beats by itself until it is stopped, released or lost.
#[wasm_bindgen]
pub struct Lease {
    lease: JsLease,
    cause: Cause,
    controller: OnceCell<AbortController>,
    ready: OnceCell<Promise>,
    done: OnceCell<Promise>,
}

/// `work.lease(work, options)`.
pub(super) fn open(core: &Core, work: &JsValue, options: &JsValue) -> Result<Lease> {
    let options = JsBody::given(options).unwrap_or_else(|| JsBody(Object::new().into()));
    refuse_unknown(&options, LEASE)?;
    let Helper { client, calls, signal } = Helper::read(core, &options)?;
    let item = item(work)?;
    let calls = item.calls(&calls);
    let (how, heartbeats) = (lease_options(&options)?, core.heartbeats());
    let lease = match snapshot(&options)? {
        Some(snapshot) => JsLease::resume(&client, heartbeats, item.item, calls, (how, snapshot))?,
        None => JsLease::new(&client, heartbeats, item.item, calls, how)?,
    };
    let lease = Lease::new(lease, Cause::default());
    if let Some(signal) = signal {
        lease.stop_when(signal);
    }
    Ok(lease)
}

/// A work item that the caller passed.
pub(super) fn item(work: &JsValue) -> Result<Item<JsBody>> {
    let body = JsBody(work.clone());
    for field in ["id", "environment_id"] {
        let given = body.field(field);
        if given.as_ref().and_then(some_text).is_none() {
            let name = if field == "id" { "work.id" } else { "work.environment_id" };
            return Err(wrong(name, given.as_ref(), "a text that is not empty, as in an item that was polled"));
        }
    }
    Item::read(body).ok_or_else(|| wrong("work", Some(&JsBody(work.clone())), "a work item that was polled"))
}

impl Lease {
    pub(super) fn new(lease: JsLease, cause: Cause) -> Self {
        Lease { lease, cause, controller: OnceCell::new(), ready: OnceCell::new(), done: OnceCell::new() }
    }

    /// Asks for a stop when the caller's signal is aborted.
    fn stop_when(&self, signal: AbortSignal) {
        let (lease, cause) = (self.lease.clone(), self.cause.clone());
        spawn_local(async move {
            if let Err(reason) = until(Some(Aborted::new(signal)), lease.done()).await {
                *cause.borrow_mut() = reason;
                lease.ask_to_stop();
            }
        });
    }
}

#[wasm_bindgen]
impl Lease {
    /// The work item's id.
    #[wasm_bindgen(getter)]
    pub fn id(&self) -> String {
        self.lease.item().work_id.as_ref().into()
    }

    /// The environment's id.
    #[wasm_bindgen(getter, js_name = environmentId)]
    pub fn environment_id(&self) -> String {
        self.lease.item().environment_id.as_ref().into()
    }

    /// Where it is in its life.
    #[wasm_bindgen(getter, unchecked_return_type = "types.LeaseState")]
    pub fn state(&self) -> String {
        match self.lease.phase() {
            LeasePhase::Starting => "starting",
            LeasePhase::Held => "held",
            LeasePhase::Stopping => "stopping",
            LeasePhase::Ending => "ending",
            LeasePhase::Ended => "ended",
        }
        .into()
    }

    /// Tells the handler to end: aborted with a `LeaseLostError` or a `StopRequestedError` as its `reason`. Everything that the handler
    /// waits for should be given it.
    #[wasm_bindgen(getter, unchecked_return_type = "RuntimeAbortSignal")]
    pub fn signal(&self) -> Result<AbortSignal, JsValue> {
        if let Some(controller) = self.controller.get() {
            return Ok(controller.signal());
        }
        let controller = AbortController::new()?;
        let (lease, cause) = (self.lease.clone(), self.cause.clone());
        let _ = self.controller.set(controller.clone());
        match lease.aborted() {
            Some(end) => controller.abort_with_reason(&reason(&lease, end, &cause)),
            None => {
                let controller = controller.clone();
                spawn_local(async move {
                    if let Some(end) = lease.told_to_end().await {
                        controller.abort_with_reason(&reason(&lease, end, &cause));
                    }
                });
            }
        }
        Ok(controller.signal())
    }

    /// Why it ended; `null` while it has not.
    #[wasm_bindgen(getter, unchecked_return_type = "types.LeaseEnd | null")]
    pub fn reason(&self) -> JsValue {
        self.lease.ended().map_or(JsValue::NULL, |end| name(end).into())
    }

    /// Until when it is held if no further beat succeeds, in milliseconds since 1970.
    #[wasm_bindgen(getter, js_name = heldUntil)]
    pub fn held_until(&self) -> f64 {
        self.lease.held_until_ms() as f64
    }

    /// The last heartbeat that the server took, RFC 3339 as it came; `null` before the first.
    #[wasm_bindgen(getter, js_name = lastHeartbeat, unchecked_return_type = "string | null")]
    pub fn last_heartbeat(&self) -> JsValue {
        self.lease.last_heartbeat().map_or(JsValue::NULL, Into::into)
    }

    /// How long it holds after a beat, in seconds: the server's word.
    #[wasm_bindgen(getter, js_name = ttlSeconds)]
    pub fn ttl_seconds(&self) -> f64 {
        self.lease.ttl_seconds() as f64
    }

    /// Resolves when the first beat was answered. Rejects with `LeaseLostError` or `StopRequestedError` when there is nothing to hold.
    #[wasm_bindgen(getter, unchecked_return_type = "Promise<void>")]
    pub fn ready(&self) -> Promise {
        let make = || {
            let (lease, cause) = (self.lease.clone(), self.cause.clone());
            promise(Box::pin(async move { settled(lease.ready().await, &lease, &cause) }))
        };
        self.ready.get_or_init(make).clone()
    }

    /// Resolves when it is over, with why. It never rejects.
    #[wasm_bindgen(getter, unchecked_return_type = "Promise<types.LeaseEnd>")]
    pub fn done(&self) -> Promise {
        let make = || {
            let lease = self.lease.clone();
            promise(Box::pin(async move { Ok(name(lease.done().await).into()) }))
        };
        self.done.get_or_init(make).clone()
    }

    /// Beats now, out of turn, and resolves when that was answered, or failed in a way that may pass. Rejects with `LeaseLostError` or
    /// `StopRequestedError` when the lease is not to be renewed.
    #[wasm_bindgen(unchecked_return_type = "Promise<void>")]
    pub fn beat(&self) -> Promise {
        let (lease, cause) = (self.lease.clone(), self.cause.clone());
        promise(Box::pin(async move { settled(lease.beat().await, &lease, &cause) }))
    }

    /// Stops the item and resolves when the lease is over, with why. With `force` it is stopped at once; without, the server decides
    /// when. A lease that is lost or over is left alone: nothing is sent.
    ///
    /// @throws InvalidInputError when `force` is neither true nor false.
    #[wasm_bindgen(unchecked_return_type = "Promise<types.LeaseEnd>")]
    pub fn stop(&self, #[wasm_bindgen(unchecked_optional_param_type = "types.WorkStopRequest")] options: &JsValue) -> Promise {
        let options = JsBody::given(options).unwrap_or_else(|| JsBody(Object::new().into()));
        let (lease, force) = (self.lease.clone(), flag(&options, "force"));
        promise(Box::pin(async move {
            let force = force.map_err(|error| super::error::to_js(&error))?;
            Ok(name(lease.stop(force).await).into())
        }))
    }

    /// Gives it up without a stop: the item goes back to the queue when the lease runs out.
    pub fn release(&self) {
        self.lease.release();
    }

    /// What it takes to go on with it in another process: plain data, and nothing secret. Beats go on here until it is released.
    #[wasm_bindgen(unchecked_return_type = "types.LeaseSnapshot")]
    pub fn snapshot(&self) -> JsValue {
        let snapshot = self.lease.snapshot();
        plain_snapshot(snapshot.last_heartbeat, snapshot.ttl_seconds as f64, snapshot.held_from_ms as f64)
    }

    /// Stops the item by force, unless the lease is over: what `await using` does at the end.
    #[wasm_bindgen(js_name = "[Symbol.asyncDispose]", unchecked_return_type = "Promise<void>")]
    pub fn async_dispose(&self) -> Promise {
        let lease = self.lease.clone();
        promise(Box::pin(async move {
            lease.stop(true).await;
            Ok(JsValue::UNDEFINED)
        }))
    }
}

/// The word for an end.
pub(super) fn name(end: LeaseEnd) -> &'static str {
    match end {
        LeaseEnd::Expired => "expired",
        LeaseEnd::Taken => "taken",
        LeaseEnd::Refused { .. } => "refused",
        LeaseEnd::Released => "released",
        // A request for a stop is no end by itself: what follows it is one.
        LeaseEnd::StopRequested | LeaseEnd::Stopped => "stopped",
    }
}

/// Why a handler has to end, as an error.
pub(super) fn reason(lease: &JsLease, end: LeaseEnd, cause: &Cause) -> JsValue {
    error(lease.item(), end, cause)
}

/// The same, where only the item is at hand.
pub(super) fn error(item: &lease::LeasedItem, end: LeaseEnd, cause: &Cause) -> JsValue {
    let lease::LeasedItem { work_id, environment_id } = item;
    let status = if let LeaseEnd::Refused { status } = end { Some(status) } else { None };
    if end.is_loss() {
        lease_lost(work_id, environment_id, name(end), status)
    } else {
        let cause = cause.borrow().clone();
        stop_requested(work_id, environment_id, &cause)
    }
}

fn settled(result: Result<(), LeaseEnd>, lease: &JsLease, cause: &Cause) -> Result<JsValue, JsValue> {
    result.map(|()| JsValue::UNDEFINED).map_err(|end| reason(lease, end, cause))
}
