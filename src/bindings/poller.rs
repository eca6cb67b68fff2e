//! The poller: what `js/poller.js` loops over.

use super::{
    client::Core,
    lease::item,
    lease_options::Helper,
    options::{flag, refuse_unknown},
    promise::promise,
};
use crate::{
    api::{
        Error, Look, Result,
        look::{optional, some_text, wrong},
        race::until,
    },
    lease::{self, LONGEST_BLOCK_MS, PollerOptions},
    platform::{Aborted, FetchTransport, JsBody, JsClock},
};
use js_sys::Promise;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen(module = "/js/poller.js")]
extern "C" {
    #[wasm_bindgen(js_name = openPoller)]
    fn open_poller(claims: Claims, environment_id: &str, worker_id: &str, signal: &JsValue) -> JsValue;

    /// A name that no other worker has.
    #[wasm_bindgen(js_name = uniqueName)]
    fn unique_name() -> String;
}

/// The options of pollers, which workers have too.
pub(super) const POLLER: &[&str] =
    &["blockMs", "drain", "environmentId", "environmentKey", "reclaimOlderThanMs", "requestOptions", "signal", "workerId"];

type JsPoller = lease::Poller<FetchTransport, JsClock>;

/// What a `WorkPoller` claims items with.
#[wasm_bindgen(skip_typescript)]
pub struct Claims {
    poller: Rc<JsPoller>,
    auto_stop: bool,
}

/// `work.poller(options)`.
pub(super) fn open(core: &Core, options: &JsValue) -> Result<JsValue> {
    let options = JsBody(options.clone());
    let known: Vec<&str> = POLLER.iter().copied().chain(["autoStop"]).collect();
    refuse_unknown(&options, &known)?;
    let helper = Helper::read(core, &options)?;
    let signal = helper.signal.clone().map_or(JsValue::UNDEFINED, Into::into);
    let auto_stop = options.field("autoStop").is_none() || flag(&options, "autoStop")?;
    let (how, client) = (poller_options(&options, helper.calls)?, helper.client);
    if how.environment_id.is_empty() {
        return Err(no_environment(&options));
    }
    let (environment_id, worker_id) = (how.environment_id.clone(), how.worker_id.clone());
    let claims = Claims { poller: Rc::new(JsPoller::new(client, how)), auto_stop };
    Ok(open_poller(claims, &environment_id, &worker_id, &signal))
}

/// How to poll. The environment may be missing.
pub(super) fn poller_options(options: &JsBody, calls: lease::CallOptions) -> Result<PollerOptions> {
    let worker_id = optional(options, "workerId", some_text, "a name that is this worker's alone: a text that is not empty")?;
    let environment_id = optional(options, "environmentId", some_text, "the id of an environment, such as \"env_…\"")?;
    let mut how = PollerOptions::new(environment_id.unwrap_or_default(), worker_id.unwrap_or_else(unique_name));
    how.calls = calls;
    how.drain = flag(options, "drain")?;
    let block = |value: &JsBody| value.number().filter(|block_ms| (1..=LONGEST_BLOCK_MS).contains(block_ms));
    let block_ms = optional(options, "blockMs", block, "a whole number of milliseconds from 1 to 999, or null")?;
    // `null` is not the same as left out: it asks for polls that do not wait.
    let waits = !js_sys::Reflect::get(&options.0, &"blockMs".into()).is_ok_and(|value| value.is_null());
    how.block_ms = block_ms.or(how.block_ms).filter(|_| waits);
    how.reclaim_older_than_ms = optional(options, "reclaimOlderThanMs", JsBody::number, "a whole number of milliseconds")?;
    Ok(how)
}

/// The error of a poller or a worker without an environment.
pub(super) fn no_environment(options: &JsBody) -> Box<Error> {
    wrong("environmentId", options.field("environmentId").as_ref(), "the id of the environment to poll, such as \"env_…\"")
}

#[wasm_bindgen]
impl Claims {
    /// The next item, acknowledged; `undefined` when there will be none any more.
    pub fn claim(&self, signal: AbortSignal) -> Promise {
        let poller = self.poller.clone();
        promise(Box::pin(async move {
            match until(Some(Aborted::new(signal)), poller.claim()).await {
                Ok(Ok(Some(item))) => Ok(item.body.0),
                Ok(Ok(None)) | Err(_) => Ok(JsValue::UNDEFINED),
                Ok(Err(error)) => Err(super::error::to_js(&error)),
            }
        }))
    }

    /// Stops an item after the loop's body, unless the caller does that.
    pub fn stop(&self, work: JsValue) -> Promise {
        let (poller, stops) = (self.poller.clone(), self.auto_stop);
        promise(Box::pin(async move {
            if let (true, Ok(item)) = (stops, item(&work)) {
                poller.stop(&item, false).await;
            }
            Ok(JsValue::UNDEFINED)
        }))
    }
}
