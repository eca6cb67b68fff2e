//! The emulator as a JavaScript class.

mod driver;
mod exchange;

use super::{Emulator, Invalid, NewWork, Settings};
use driver::Driver;
use js_sys::{Error, Function, JSON, Promise};
use serde_json::Value;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

/// The names and the options of the class below. The options are read by [`Settings::from_json`] and [`NewWork::from_json`].
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
import type { RuntimeFetchInput, RuntimeRequestInit, RuntimeResponse } from './types/runtime.js';
import type { WorkItem } from './types/work.js';

/** How an emulator behaves. Everything may be left out. */
export interface EmulatorOptions {
  /** The API key that opens the management calls. Default: `sk-ant-api-emulator`. */
  apiKey?: string;
  /** Where identifiers come from, a whole number from 0: one seed, one sequence. Default: 0. */
  seed?: number;
  /**
   * How long a lease holds in seconds, where a heartbeat asks for nothing, and from the acknowledgement to the first heartbeat.
   * Default: 30.
   */
  defaultTtlSeconds?: number;
  /** The longest that a lease holds in seconds; a wish above it is cut to it. Default: 300. */
  maxTtlSeconds?: number;
  /** What `stop` answers: the work item, or 204 without a body. Default: `work`. */
  stopAnswer?: 'work' | 'empty';
  /** What a `poll` of an empty queue answers: 200 with `null`, or 204 without a body. Default: `null`. */
  emptyPoll?: 'null' | 'empty';
  /**
   * Whether each endpoint takes only the kinds of credential that the service takes there, of the right environment and work
   * item (`strict`), or any that the emulator gave out (`relaxed`). Default: `strict`.
   */
  credentials?: 'strict' | 'relaxed';
  /** The `api_base_url` in every work item's secret. Default: none. */
  apiBaseURL?: string;
}

/** Work to come. Everything may be left out. */
export interface NewWorkOptions {
  /** A session to run, or a health check. Default: `session`. */
  type?: 'session' | 'healthcheck';
  /** The session's identifier; a new one by default. A health check takes none. */
  sessionId?: string;
  /** Key-value pairs of the work item: at most 16, keys of 1 to 64 characters, values of at most 512. */
  metadata?: { [key: string]: string };
}
"#;

/// The whole Environments API in the process: environments, the work queue, leases that run out, credentials, errors.
///
/// ```js
/// const emulator = new Emulator();
/// const client = new Client({ apiKey: emulator.apiKey, fetch: emulator.fetch });
/// ```
#[wasm_bindgen(js_name = Emulator)]
#[derive(Debug)]
pub struct JsEmulator {
    driver: Rc<Driver>,
    fetch: Function,
}

#[wasm_bindgen(js_class = Emulator)]
impl JsEmulator {
    /// An API without environments, on the runtime's clock. Throws an `Error` that names the option where one is wrong.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_optional_param_type = "EmulatorOptions")] options: JsValue) -> Result<JsEmulator, JsValue> {
        let settings = json(&options, "options").and_then(|options| Settings::from_json(&options)).map_err(thrown)?;
        let driver = Rc::new(Driver::new(Emulator::new(settings)));
        Ok(JsEmulator { fetch: fetch_function(&driver), driver })
    }

    /// Answers a request as the API would. Give it to a client as its `fetch`, or call it from a server for each request. It is
    /// bound to the emulator, and works on when taken off it. Of the URL only path and query count.
    #[wasm_bindgen(getter, unchecked_return_type = "(input: RuntimeFetchInput, init?: RuntimeRequestInit) => Promise<RuntimeResponse>")]
    pub fn fetch(&self) -> Function {
        self.fetch.clone()
    }

    /// The API key that opens the management calls.
    #[wasm_bindgen(getter, js_name = apiKey)]
    pub fn api_key(&self) -> String {
        self.driver.with(|emulator, _| emulator.settings().api_key.clone())
    }

    /// The key of an environment's workers, to be sent as a bearer. Throws an `Error` where there is no such self-hosted
    /// environment.
    #[wasm_bindgen(js_name = environmentKey)]
    pub fn environment_key(
        &self,
        #[wasm_bindgen(js_name = environmentId, unchecked_param_type = "string")] environment_id: JsValue,
    ) -> Result<String, JsValue> {
        let id = text(&environment_id, "environmentId").map_err(thrown)?;
        let key = self.driver.with(|emulator, _| emulator.environment_key(&id));
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
        let item = self.driver.with(|emulator, now_ms| emulator.enqueue(&id, work, now_ms)).map_err(thrown)?;
        let item = serde_json::to_string(&item).map_err(|error| Error::new(&error.to_string()))?;
        JSON::parse(&item)
    }
}

/// `fetch` as a function of its own. It keeps the driver alive, not the class.
fn fetch_function(driver: &Rc<Driver>) -> Function {
    let driver = driver.clone();
    let fetch = move |input: JsValue, init: JsValue| -> Promise {
        // Everything but the body is read before the promise is made: the caller may change its objects after that.
        match exchange::Incoming::read(&input, &init) {
            Ok(incoming) => future_to_promise(incoming.answer(driver.clone())),
            Err(error) => Promise::reject(&error),
        }
    };
    Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(fetch).into_js_value().unchecked_into()
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
    value.as_string().ok_or_else(|| {
        let received = JSON::stringify(value).ok().and_then(|text| text.as_string());
        Invalid::new(name, received.unwrap_or_else(|| "nothing".into()), "a string")
    })
}

fn thrown(invalid: Invalid) -> JsValue {
    Error::new(&invalid.to_string()).into()
}
