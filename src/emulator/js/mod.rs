//! The emulator as a JavaScript class.

mod exchange;
mod options;
mod time;
mod types;

use super::{FaultPlan, Invalid, JournalFilter, NewWork, host::Host};
use crate::platform::{panic, task};
use js_sys::{Error, Function, JSON, Promise};
use serde::Serialize;
use serde_json::Value;
use std::{
    future::Future,
    task::{Context, Poll, Waker},
};
use time::Time;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/fetching.js")]
extern "C" {
    /// A function that answers, as `fetch`.
    fn fetching(answer: &JsValue) -> Function;
}

/// JavaScript's largest exact whole number.
const MAX_ADVANCE_MS: f64 = 9_007_199_254_740_991.0;

/// The whole Environments API in the process: environments, the work queue, leases that run out, credentials, errors.
///
/// ```js
/// const emulator = new Emulator();
/// const client = new Client({ apiKey: emulator.apiKey, fetch: emulator.fetch });
/// ```
#[wasm_bindgen(js_name = Emulator)]
#[derive(Debug)]
pub struct JsEmulator {
    host: Host<Time>,
    fetch: Function,
}

#[wasm_bindgen(js_class = Emulator)]
impl JsEmulator {
    /// An API without environments. Throws an `Error` that names the option where one is wrong.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_optional_param_type = "EmulatorOptions")] options: JsValue) -> Result<JsEmulator, JsValue> {
        let (emulator, time) = json(&options, "options").and_then(|options| options::create(&options)).map_err(thrown)?;
        Ok(Self::running(Host::new(emulator, time)))
    }

    /// An emulator that goes on where `export` stood: with the same identifiers, cursors and keys, and the same ones to come. Throws
    /// an `Error` where the state is none.
    #[wasm_bindgen]
    pub fn load(
        #[wasm_bindgen(unchecked_param_type = "EmulatorState")] state: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "LoadOptions")] options: JsValue,
    ) -> Result<JsEmulator, JsValue> {
        let options = json(&options, "options").map_err(thrown)?;
        let (emulator, time) = json(&state, "state").and_then(|state| options::load(&state, &options)).map_err(thrown)?;
        Ok(Self::running(Host::new(emulator, time)))
    }

    /// Everything that the emulator knows, as plain data for JSON: environments, work, leases, what is to come of the seed. Polls that
    /// wait, exchanges on their way and the journal are no part of it. It holds the API key.
    #[wasm_bindgen(unchecked_return_type = "EmulatorState")]
    pub fn export(&self) -> Result<JsValue, JsValue> {
        plain(&self.host.with(|emulator, now_ms| {
            emulator.settle(now_ms);
            emulator.export()
        }))
    }

    /// The present moment by the emulator's own clock, in milliseconds since 1970: that of the times that it writes.
    #[wasm_bindgen(getter)]
    pub fn now(&self) -> f64 {
        self.host.with(|emulator, now_ms| now_ms.saturating_add_signed(emulator.settings().clock_skew_ms)) as f64
    }

    /// Moves a virtual clock on: waits, leases, reclaiming and statistics move with it, each at its own moment. What was waiting is
    /// answered when the promises of `fetch` next run; to let a client act in between, move the clock in steps and await it. Throws
    /// an `Error` where the clock is real.
    pub fn advance(&self, #[wasm_bindgen(unchecked_param_type = "number")] ms: JsValue) -> Result<(), JsValue> {
        let Time::Virtual(clock) = self.host.clock() else {
            return Err(thrown(Invalid::new("clock", "\"real\"", "\"virtual\", to be moved")));
        };
        let whole = ms.as_f64().filter(|ms| (0.0..=MAX_ADVANCE_MS).contains(ms) && ms.fract() == 0.0);
        let ms = whole.ok_or_else(|| thrown(Invalid::new("ms", received(&ms), "a whole number of milliseconds, 0 or more")))?;
        clock.advance(ms as u64);
        self.host.with(|emulator, now_ms| emulator.settle(now_ms));
        Ok(())
    }

    /// Has things go wrong from here on, as the plan says; nothing without one. Calls are counted anew. Throws an `Error` that names
    /// what is wrong with the plan.
    #[wasm_bindgen(js_name = setFaults)]
    pub fn set_faults(&self, #[wasm_bindgen(unchecked_optional_param_type = "FaultPlan")] plan: JsValue) -> Result<(), JsValue> {
        let plan = json(&plan, "faults").and_then(|plan| FaultPlan::from_json(&plan)).map_err(thrown)?;
        self.host.with(|emulator, _| emulator.set_faults(plan));
        Ok(())
    }

    /// What happened, oldest first: every request with its answer, every change of an environment or a work item. No entry holds a
    /// credential. Throws an `Error` that names what is wrong with the filter.
    #[wasm_bindgen(unchecked_return_type = "JournalEntry[]")]
    pub fn journal(&self, #[wasm_bindgen(unchecked_optional_param_type = "JournalFilter")] filter: JsValue) -> Result<JsValue, JsValue> {
        let filter = json(&filter, "filter").and_then(|filter| JournalFilter::from_json(&filter)).map_err(thrown)?;
        plain(&self.host.with(|emulator, now_ms| {
            emulator.settle(now_ms);
            Value::Array(emulator.journal(&filter).map(|entry| entry.to_json()).collect())
        }))
    }

    /// What `journal` gives, as text: a line for each entry, to be printed.
    #[wasm_bindgen(js_name = journalText)]
    pub fn journal_text(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "JournalFilter")] filter: JsValue,
    ) -> Result<String, JsValue> {
        let filter = json(&filter, "filter").and_then(|filter| JournalFilter::from_json(&filter)).map_err(thrown)?;
        Ok(self.host.with(|emulator, now_ms| {
            emulator.settle(now_ms);
            emulator.journal(&filter).map(|entry| format!("{entry}\n")).collect()
        }))
    }

    /// Answers a request as the API would. Give it to a client as its `fetch`, or to a server as its handler. It is
    /// bound to the emulator, and works on when taken off it. Of the URL only path and query count.
    #[wasm_bindgen(getter, unchecked_return_type = "EmulatorFetch")]
    pub fn fetch(&self) -> Function {
        self.fetch.clone()
    }

    /// The API key that opens the management calls.
    #[wasm_bindgen(getter, js_name = apiKey)]
    pub fn api_key(&self) -> String {
        self.host.with(|emulator, _| emulator.settings().api_key.clone())
    }

    /// The key of an environment's workers, to be sent as a bearer. Throws an `Error` where there is no such self-hosted
    /// environment.
    #[wasm_bindgen(js_name = environmentKey)]
    pub fn environment_key(
        &self,
        #[wasm_bindgen(js_name = environmentId, unchecked_param_type = "string")] environment_id: JsValue,
    ) -> Result<String, JsValue> {
        let id = text(&environment_id, "environmentId").map_err(thrown)?;
        let key = self.host.with(|emulator, _| emulator.environment_key(&id));
        key.ok_or_else(|| thrown(Invalid::new("environmentId", format!("{id:?}"), "a self-hosted environment")))
    }

    /// Puts work into an environment's queue, as if a session had been created there or a dormant one had received a message. A
    /// poll that waits for it is answered at once. Throws an `Error` where the environment takes no work (it does not exist, is
    /// not self-hosted, or is archived), or where an option is wrong.
    #[wasm_bindgen(unchecked_return_type = "WorkItem")]
    pub fn enqueue(
        &self,
        #[wasm_bindgen(js_name = environmentId, unchecked_param_type = "string")] environment_id: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "NewWorkOptions")] options: JsValue,
    ) -> Result<JsValue, JsValue> {
        let id = text(&environment_id, "environmentId").map_err(thrown)?;
        let work = json(&options, "options").and_then(|options| NewWork::from_json(&options)).map_err(thrown)?;
        let item = self.host.with(|emulator, now_ms| emulator.enqueue(&id, work, now_ms)).map_err(thrown)?;
        plain(&item)
    }
}

impl JsEmulator {
    fn running(host: Host<Time>) -> Self {
        panic::watch();
        JsEmulator { fetch: fetch_function(&host), host }
    }
}

/// `fetch` as a function of its own. It keeps the emulator alive, not the class.
fn fetch_function(host: &Host<Time>) -> Function {
    let host = host.clone();
    let fetch = move |input: JsValue, init: JsValue| -> Promise {
        #[cfg(feature = "forced-panic")]
        panic::forced::panic_if_due(false);
        // Everything but the body is read before the promise is made: the caller may change its objects after that.
        let mut answer = match exchange::Incoming::read(&input, &init) {
            Ok(incoming) => Box::pin(incoming.answer(host.clone())),
            Err(error) => return Promise::reject(&error),
        };
        // Once now, so that what has no body has arrived when this function returns: whoever moves a virtual clock next counts on it.
        match answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(response)) => Promise::resolve(&response),
            Poll::Ready(Err(error)) => Promise::reject(&error),
            Poll::Pending => task::promise(answer),
        }
    };
    fetching(&Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(fetch).into_js_value())
}

/// Data as plain JavaScript.
fn plain<T: Serialize + ?Sized>(data: &T) -> Result<JsValue, JsValue> {
    let text = serde_json::to_string(data).map_err(|error| Error::new(&error.to_string()))?;
    JSON::parse(&text)
}

/// A JS value as JSON has it; nothing counts as an empty object.
fn json(value: &JsValue, name: &str) -> Result<Value, Invalid> {
    if value.is_undefined() {
        return Ok(Value::Object(Default::default()));
    }
    let text = JSON::stringify(value).ok().and_then(|text| text.as_string());
    text.and_then(|text| serde_json::from_str(&text).ok()).ok_or_else(|| Invalid::new(name, "what JSON cannot hold", "an object"))
}

fn text(value: &JsValue, name: &str) -> Result<String, Invalid> {
    value.as_string().ok_or_else(|| Invalid::new(name, received(value), "a string"))
}

/// A wrong value, for people.
fn received(value: &JsValue) -> String {
    JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_else(|| "nothing".into())
}

fn thrown(invalid: Invalid) -> JsValue {
    Error::new(&invalid.to_string()).into()
}
