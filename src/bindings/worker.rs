//! What `js/worker.js` makes the class `EnvironmentWorker` of.

use super::{
    client::Core,
    error::to_js,
    heartbeats::counted,
    lease::{Held, JsLease, number_of, status_of},
    lease_options::item,
    options::Options,
    work::Work,
};
use crate::{
    api::{LocalFuture, Source, models::Secret},
    lease::{self, Failure, Handler, Item, ItemEnd, LeaseEnd, LeasedItem, Notice, WorkerEvent, WorkerOptions},
    platform::{FetchTransport, JsBody, JsCause, JsClock, Wait, task},
};
use js_sys::{Array, Date, Function, Promise};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/worker.js")]
extern "C" {
    /// What a worker calls: `onWork`, and its listeners.
    #[derive(Clone)]
    type Told;

    #[wasm_bindgen(constructor)]
    fn new(on_work: &JsValue) -> Told;

    /// Calls `onWork`, and rings with what comes of it. What it throws is caught there: an import that catches leaves a slot behind.
    #[wasm_bindgen(method)]
    fn work(this: &Told, work: &JsValue, held: Held, ring: &Function, number: u32);

    #[wasm_bindgen(method)]
    fn tell(this: &Told, kind: &str, work_id: &str, number: f64, time: f64, payload: &JsValue);

    /// Tells that a lease ends or has to: why, by its number, and the status where it was refused.
    #[wasm_bindgen(method)]
    fn end(this: &Told, kind: &str, work_id: &str, environment_id: &str, end: u8, status: u16);

    #[wasm_bindgen(js_name = openWorker)]
    fn open_worker(crew: Crew, told: &Told, environment_id: &JsValue, signal: &JsValue, has_key: bool) -> JsValue;
}

type JsWorker = lease::Worker<FetchTransport, JsClock>;

/// A worker, as `js/worker.js` sees it.
#[wasm_bindgen(skip_typescript)]
pub struct Crew {
    worker: JsWorker,
}

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "import type { EnvironmentWorker } from './worker.js';";

#[wasm_bindgen]
impl Work {
    /// A worker: claims items, holds the lease on each while `onWork` runs, and stops them; as many at once as `concurrency` says. With
    /// `timers: 'manual'` no lease beats, and no handler begins, without ticks of `client.heartbeats`.
    ///
    /// ```js
    /// const worker = work.worker({ environmentId, environmentKey, concurrency: 8, onWork: (item, lease) => handle(item, lease.signal) });
    /// await worker.run(signal);
    /// ```
    ///
    /// @throws InvalidInputError when an option is wrong.
    #[wasm_bindgen(unchecked_return_type = "EnvironmentWorker")]
    pub fn worker(
        &self,
        #[wasm_bindgen(unchecked_param_type = "types.EnvironmentWorkerOptions")] options: JsValue,
    ) -> Result<JsValue, JsValue> {
        open(&self.core, &options)
    }
}

fn open(core: &Core, options: &JsValue) -> Result<JsValue, JsValue> {
    let options = Options::read("w", options)?;
    let (poller, client) = options.polling(core).map_err(|error| to_js(&error))?;
    let told = Told::new(&options.get(14));
    let handler = Rc::new(OnWork { told: told.clone() });
    let how = WorkerOptions { poller, concurrency: options.concurrency(), lease: options.lease() };
    let worker = JsWorker::new(client, core.beats.of(&core.client).clone(), how, handler);
    Ok(open_worker(Crew { worker }, &told, &options.get(7), &options.signal(), options.flag(0)))
}

#[wasm_bindgen]
impl Crew {
    /// Whether it runs.
    #[wasm_bindgen(js_name = isOn)]
    pub fn is_on(&self) -> bool {
        self.worker.is_on()
    }

    /// Polls and works until it is told otherwise.
    pub fn run(&self) -> Promise {
        // On from here on, and not from when the promise's task has its first turn: it may be stopped before.
        let run = self.worker.run();
        task::promise(Box::pin(async move { run.await.map(|()| JsValue::UNDEFINED).map_err(|error| to_js(&error)) }))
    }

    /// Stops polling; resolves when the handlers are done.
    pub fn drain(&self) -> Promise {
        let worker = self.worker.clone();
        task::promise(Box::pin(async move {
            worker.drain().await;
            Ok(JsValue::UNDEFINED)
        }))
    }

    /// Stops polling, and tells the handlers to end.
    pub fn stop(&self) {
        self.worker.stop();
    }

    /// Works on one item, until `stopped` resolves; resolves with the end of its lease, by its number, and the status, where it was lost.
    /// The key is for items without a token.
    pub fn handle(&self, work: JsValue, key: Option<String>, stopped: Promise) -> Promise {
        let worker = self.worker.clone();
        task::promise(Box::pin(async move {
            let mut item = item(&work)?;
            if let Some(key) = key {
                item = item.or_bearer(Secret::new(key));
            }
            let stop = async move { drop(Wait::promise(&stopped).await) };
            match worker.handle_item(item, Box::pin(stop)).await {
                ItemEnd::Finished | ItemEnd::Stopped => Ok(JsValue::UNDEFINED),
                ItemEnd::Failed(source) => Err(thrown(&source)),
                ItemEnd::Lost(end) => Ok(Array::of2(&number_of(end).into(), &status_of(end).unwrap_or_default().into()).into()),
            }
        }))
    }

    /// What it has come to.
    pub fn stats(&self) -> JsValue {
        let stats = self.worker.stats();
        counted(
            "running claimed finished failed lost polls",
            &[stats.running as u64, stats.claimed, stats.finished, stats.failed, stats.lost, stats.polls],
        )
    }
}

/// Calls `onWork`.
struct OnWork {
    told: Told,
}

impl OnWork {
    fn end(&self, kind: &str, item: &LeasedItem, end: LeaseEnd) {
        self.told.end(kind, &item.work_id, &item.environment_id, number_of(end), status_of(end).unwrap_or_default());
    }
}

impl Handler<FetchTransport, JsClock> for OnWork {
    fn handle(&self, item: Rc<Item<JsBody>>, lease: JsLease) -> LocalFuture<'static, Result<(), Source>> {
        let (wait, ()) = Wait::on(|ring, number| self.told.work(&item.body.0, Held::of(lease), ring, number));
        Box::pin(wait.then(|result| result.map(|_| ()).map_err(|thrown| Box::new(JsCause(thrown)) as Source)))
    }

    fn event(&self, event: WorkerEvent<'_, JsBody>) {
        let (kind, work_id, number, time, payload): (_, &str, u64, u64, _) = match event {
            WorkerEvent::Claimed(item) => ("claimed", &item.item.work_id, 0, 0, item.body.0.clone()),
            WorkerEvent::Finished { work_id, ran_ms } => ("finished", work_id, ran_ms, 0, JsValue::UNDEFINED),
            WorkerEvent::Failed { work_id, ran_ms, failure: Failure::Handler(source) } => ("failed", work_id, ran_ms, 0, thrown(source)),
            WorkerEvent::Failed { work_id, ran_ms, failure: Failure::Call(error) } => ("failed", work_id, ran_ms, 0, to_js(error)),
            WorkerEvent::Idle => ("idle", "", 0, 0, JsValue::UNDEFINED),
            WorkerEvent::Lease(item, Notice::Beat { late_ms, held_for_ms }) => {
                ("beat", &item.work_id, late_ms, Date::now() as u64 + held_for_ms, JsValue::UNDEFINED)
            }
            WorkerEvent::Lease(item, Notice::Late { late_ms }) => ("late", &item.work_id, late_ms, 0, JsValue::UNDEFINED),
            WorkerEvent::Lease(item, Notice::Lost(end)) => return self.end("lost", item, end),
            WorkerEvent::Lease(item, Notice::Stopping) => return self.end("stopping", item, LeaseEnd::StopRequested),
            // The log has it, and the item comes again.
            WorkerEvent::Lease(_, Notice::StopFailed(_)) => return,
        };
        self.told.tell(kind, work_id, number as f64, time as f64, &payload);
    }
}

/// What JavaScript threw.
fn thrown(source: &Source) -> JsValue {
    source.downcast_ref::<JsCause>().map(|cause| cause.0.clone()).unwrap_or_default()
}
