//! The class `EnvironmentWorker`.

use super::{
    call::{signal, signal_of},
    client::Core,
    error::to_js,
    heartbeats::facts,
    lease::{Cause, JsLease, Lease, error, item},
    lease_options::{Helper, LEASE, environment_key, lease_options},
    options::{at_least_one, refuse_unknown},
    poller::{POLLER, no_environment, poller_options},
    promise::promise,
    runtime::env,
};
use crate::{
    api::{
        LocalFuture, Look, Result, Source,
        look::{optional, wrong},
        models::Secret,
        race::until,
    },
    lease::{self, Failure, Handler, Item, ItemEnd, LeasedItem, Notice, WorkerEvent, WorkerOptions},
    platform::{Aborted, FetchTransport, JsBody, JsCause, JsClock},
};
use js_sys::{Date, Function, Promise};
use std::{pin::pin, rc::Rc};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

#[wasm_bindgen(module = "/js/worker.js")]
extern "C" {
    /// Who listens to a worker.
    #[derive(Clone)]
    type Listeners;

    #[wasm_bindgen(constructor)]
    fn new() -> Listeners;

    #[wasm_bindgen(method)]
    fn on(this: &Listeners, kind: &JsValue, listener: &JsValue) -> JsValue;

    #[wasm_bindgen(method)]
    fn tell(this: &Listeners, kind: &str, work_id: &str, number: f64, time: f64, payload: &JsValue);

    /// The item of `handleItem`, with what the process environment says of it.
    #[wasm_bindgen(js_name = claimedItem)]
    fn claimed_item(given: &JsValue, env: &Closure<dyn Fn(String) -> Option<String>>) -> JsValue;
}

type JsWorker = lease::Worker<FetchTransport, JsClock>;

/// Claims items, holds the lease on each while `onWork` runs, and stops them.
#[wasm_bindgen]
pub struct EnvironmentWorker {
    worker: JsWorker,
    listeners: Listeners,
    cause: Cause,
    signal: Option<AbortSignal>,
    has_environment: bool,
    has_key: bool,
}

/// `work.worker(options)`.
pub(super) fn open(core: &Core, options: &JsValue) -> Result<EnvironmentWorker> {
    let options = JsBody(options.clone());
    let lease = LEASE.iter().copied().filter(|name| *name != "snapshot" && !POLLER.contains(name));
    let known: Vec<&str> = POLLER.iter().copied().chain(lease).chain(["concurrency", "onWork"]).collect();
    refuse_unknown(&options, &known)?;
    let on_work = options.field("onWork").and_then(|value| value.function());
    let on_work =
        on_work.ok_or_else(|| wrong("onWork", options.field("onWork").as_ref(), "a function that takes a work item and its lease"))?;
    let concurrency = optional(&options, "concurrency", at_least_one, "a whole number of items from 1 up")?.unwrap_or(1);
    let Helper { client, calls, signal } = Helper::read(core, &options)?;
    let poller = poller_options(&options, calls)?;
    let has_environment = !poller.environment_id.is_empty();
    let has_key = options.field("environmentKey").is_some();
    let concurrency = usize::try_from(concurrency).unwrap_or(usize::MAX);
    let how = WorkerOptions { poller, concurrency, lease: lease_options(&options)? };
    let (listeners, cause) = (Listeners::new(), Cause::default());
    let handler: Rc<dyn Handler<_, _>> = Rc::new(OnWork { function: on_work, listeners: listeners.clone(), cause: cause.clone() });
    let worker = JsWorker::new(client, core.heartbeats().clone(), how, handler);
    Ok(EnvironmentWorker { worker, listeners, cause, signal, has_environment, has_key })
}

#[wasm_bindgen]
impl EnvironmentWorker {
    /// Polls and works until `drain()`, or until a signal is aborted: this one, or the one in the options. Then the leases wind down;
    /// what has not ended when its lease has is left alone.
    ///
    /// Rejects when further polls are pointless (401, 403, 404), once the handlers that run are done. A handler that throws fails its
    /// item, never the worker.
    #[wasm_bindgen(unchecked_return_type = "Promise<void>")]
    pub fn run(&self, #[wasm_bindgen(unchecked_optional_param_type = "RuntimeAbortSignal | null")] signal: JsValue) -> Promise {
        let started = self.start(&signal);
        let (worker, cause) = (self.worker.clone(), self.cause.clone());
        promise(Box::pin(async move {
            let signal = started.map_err(|error| to_js(&error))?;
            let mut run = pin!(worker.run());
            let result = match until(signal.map(Aborted::new), run.as_mut()).await {
                Ok(result) => result,
                Err(reason) => {
                    *cause.borrow_mut() = reason;
                    worker.stop();
                    run.await
                }
            };
            result.map(|()| JsValue::UNDEFINED).map_err(|error| to_js(&error))
        }))
    }

    /// Stops polling, and resolves when the handlers are done. `run()` then resolves too.
    #[wasm_bindgen(unchecked_return_type = "Promise<void>")]
    pub fn drain(&self) -> Promise {
        let worker = self.worker.clone();
        promise(Box::pin(async move {
            worker.drain().await;
            Ok(JsValue::UNDEFINED)
        }))
    }

    /// Works on one item that was claimed and acknowledged elsewhere: one that was polled; or its parts, each by default from the
    /// variables that `ant worker poll --on-work` sets. Rejects with what the handler threw, or with `LeaseLostError`.
    #[wasm_bindgen(js_name = handleItem, unchecked_return_type = "Promise<void>")]
    pub fn handle_item(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "types.WorkItem | types.HandleItemOptions")] work: JsValue,
    ) -> Promise {
        let claimed = self.claimed(&work);
        let (worker, cause) = (self.worker.clone(), self.cause.clone());
        promise(Box::pin(async move {
            let (item, signal) = claimed.map_err(|error| to_js(&error))?;
            let leased = item.item.clone();
            let reason = cause.clone();
            let stop = async move {
                match signal {
                    Some(signal) => *reason.borrow_mut() = Aborted::new(signal).await,
                    None => std::future::pending().await,
                }
            };
            match worker.handle_item(item, Box::pin(stop)).await {
                ItemEnd::Finished | ItemEnd::Stopped => Ok(JsValue::UNDEFINED),
                ItemEnd::Failed(source) => Err(thrown(&source)),
                ItemEnd::Lost(end) => Err(error(&leased, end, &cause)),
            }
        }))
    }

    /// What it has come to.
    #[wasm_bindgen(unchecked_return_type = "types.WorkerStats")]
    pub fn stats(&self) -> JsValue {
        let stats = self.worker.stats();
        let counts = [stats.running as u64, stats.claimed, stats.finished, stats.failed, stats.lost, stats.polls];
        facts("running claimed finished failed lost polls", &counts.map(|count| count as f64))
    }

    /// Calls `listener` with every event of this type; gives a function that ends that.
    ///
    /// @throws InvalidInputError when there is no such event.
    #[wasm_bindgen(skip_typescript)]
    pub fn on(&self, kind: &JsValue, listener: &JsValue) -> JsValue {
        self.listeners.on(kind, listener)
    }
}

#[wasm_bindgen(typescript_custom_section)]
const ON: &str = r#"
export interface EnvironmentWorker {
  /** Calls `listener` with every event of this type; gives a function that ends that. */
  on<Type extends keyof types.WorkerEvents>(type: Type, listener: (event: types.WorkerEvents[Type]) => void): () => void;
}
"#;

impl EnvironmentWorker {
    /// Checks that the worker can run, and what ends it.
    fn start(&self, signal: &JsValue) -> Result<Option<AbortSignal>> {
        if !self.has_environment {
            return Err(no_environment(&JsBody(JsValue::UNDEFINED)));
        }
        if self.worker.is_on() {
            return Err(crate::api::Error::invalid("run", "a worker that runs", "called once at a time"));
        }
        Ok(signal_of(&JsBody::given(signal))?.or_else(|| self.signal.clone()))
    }

    fn claimed(&self, work: &JsValue) -> Result<(Item<JsBody>, Option<AbortSignal>)> {
        let read = Closure::<dyn Fn(String) -> Option<String>>::new(|name: String| env(&name));
        let given = JsBody(work.clone());
        let found = item(&claimed_item(work, &read))?;
        let key = environment_key(&given)?;
        // The worker's own key stands in its client already.
        let from_env = || env("ANTHROPIC_ENVIRONMENT_KEY").filter(|_| !self.has_key).map(Secret::new);
        let item = match key.or_else(from_env) {
            Some(key) => found.or_bearer(key),
            None => found,
        };
        Ok((item, signal(&given)?.or_else(|| self.signal.clone())))
    }
}

/// Calls `onWork`.
struct OnWork {
    function: Function,
    listeners: Listeners,
    cause: Cause,
}

impl Handler<FetchTransport, JsClock> for OnWork {
    fn handle(&self, item: Rc<Item<JsBody>>, lease: JsLease) -> LocalFuture<'static, Result<(), Source>> {
        let lease = Lease::new(lease, self.cause.clone());
        let called = self.function.call2(&JsValue::UNDEFINED, &item.body.0, &lease.into());
        Box::pin(async move {
            let result = match called {
                Ok(promise) => JsFuture::from(Promise::resolve(&promise)).await,
                Err(thrown) => Err(thrown),
            };
            result.map(|_| ()).map_err(|thrown| Box::new(JsCause(thrown)) as Source)
        })
    }

    fn event(&self, event: WorkerEvent<'_, JsBody>) {
        let none = JsValue::UNDEFINED;
        match event {
            WorkerEvent::Claimed(item) => self.listeners.tell("claimed", &item.item.work_id, 0.0, 0.0, &item.body.0),
            WorkerEvent::Lease(item, notice) => self.told(item, notice),
            WorkerEvent::Finished { work_id, ran_ms } => self.listeners.tell("finished", work_id, ran_ms as f64, 0.0, &none),
            WorkerEvent::Failed { work_id, ran_ms, failure } => {
                let error = match failure {
                    Failure::Handler(source) => thrown(source),
                    Failure::Call(error) => to_js(error),
                };
                self.listeners.tell("failed", work_id, ran_ms as f64, 0.0, &error);
            }
            WorkerEvent::Idle => self.listeners.tell("idle", "", 0.0, 0.0, &none),
        }
    }
}

impl OnWork {
    fn told(&self, item: &LeasedItem, notice: Notice<'_>) {
        let (kind, number, time, payload) = match notice {
            Notice::Beat { late_ms, held_for_ms } => ("beat", late_ms as f64, Date::now() + held_for_ms as f64, JsValue::UNDEFINED),
            Notice::Late { late_ms } => ("late", late_ms as f64, 0.0, JsValue::UNDEFINED),
            Notice::Lost(end) => ("lost", 0.0, 0.0, error(item, end, &self.cause)),
            Notice::Stopping => ("stopping", 0.0, 0.0, error(item, lease::LeaseEnd::StopRequested, &self.cause)),
            // The log has it, and the item comes again.
            Notice::StopFailed(_) => return,
        };
        self.listeners.tell(kind, &item.work_id, number, time, &payload);
    }
}

/// What JavaScript threw.
fn thrown(source: &Source) -> JsValue {
    source.downcast_ref::<JsCause>().map(|cause| cause.0.clone()).unwrap_or_default()
}
