//! A client's options from JavaScript.

use super::{
    call::{max_retries, timeout_ms},
    client::Core,
    credential::credential,
    error::to_js,
    headers::header_layer,
    logger::log,
    runtime::env,
};
use crate::{
    api::{
        self, BaseUrl, ClientOptions, Credential, Error, Look, Result,
        endpoint::betas,
        look::{optional, some_text},
        text::{concat, quoted},
    },
    lease::HeartbeatOptions,
    platform::{FetchTransport, JsBody, JsClock},
};
use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/params.js")]
extern "C" {
    /// A URL, perhaps relative to the page: its text, its origin, and whether it is relative and of the page's origin; `undefined`
    /// where it is none.
    fn resolve(url: &str) -> JsValue;
}

/// Every option of a client. One that is not here is a mistake, and probably a dangerous one.
const KNOWN: &str = "allowInsecureBaseURL anthropicVersion apiKey authToken baseURL betas dangerouslyAllowBrowser defaultHeaders fetch \
    logLevel logger maxBeatsInFlight maxResponseBytes maxRetries timeout timers workspaceId";

#[wasm_bindgen(module = "/js/options.js")]
extern "C" {
    /// Refuses what is no object, and options that there are not.
    #[wasm_bindgen(catch, js_name = refuseUnknown)]
    fn refuse_unknown(options: &JsValue, known: &str) -> Result<(), JsValue>;
}

/// The client that the options describe.
pub(super) fn client(options: &JsValue) -> Result<Core, JsValue> {
    let options = JsBody::given(options).unwrap_or_else(|| JsBody(Object::new().into()));
    refuse_unknown(&options.0, KNOWN)?;
    read(options).map_err(|error| to_js(&error))
}

fn read(options: JsBody) -> Result<Core> {
    let timers = timers(&options)?;
    let mut client = ClientOptions::new(Credential::None);
    client.browser_access = flag(&options, "dangerouslyAllowBrowser")?;
    let base = base_url(&options)?;
    client.base_url = base.url;
    client.headers = header_layer(&options, "defaultHeaders")?;
    let may_lack_credential = base.is_same_origin || Credential::is_in(&client.headers)?;
    client.credential = credential(&options, may_lack_credential, client.browser_access)?;
    client.max_retries = max_retries(&options)?.unwrap_or(client.max_retries);
    client.timeout_ms = timeout_ms(&options)?.unwrap_or(client.timeout_ms);
    client.betas = betas(&options)?;
    client.workspace_id = optional(&options, "workspaceId", some_text, "the id of a workspace, such as \"wrkspc_…\"")?;
    if let Some(version) = optional(&options, "anthropicVersion", some_text, "a version such as \"2023-06-01\"")? {
        client.version = version;
    }
    let max_response_bytes = optional(&options, "maxResponseBytes", JsBody::number, "a whole number of bytes")?;
    client.max_response_bytes = max_response_bytes.unwrap_or(client.max_response_bytes);
    client.log = log(&options, env("ANTHROPIC_LOG"))?;
    let client = api::Client::new(transport(&options)?, timers.clock, client)?;
    let beats = optional(&options, "maxBeatsInFlight", at_least_one, "a whole number of beats from 1 up")?;
    let max_in_flight = beats.map_or(HeartbeatOptions::default().max_in_flight, |beats| usize::try_from(beats).unwrap_or(usize::MAX));
    let log = client.options().log.clone();
    Ok(Core::new(client, HeartbeatOptions { max_in_flight, timer: !timers.is_manual, log }))
}

/// Where timers come from, and whether leases have any.
struct Timers {
    clock: JsClock,
    is_manual: bool,
}

fn timers(options: &JsBody) -> Result<Timers> {
    let expected = "\"auto\", \"manual\" or, where there are Workers, \"worker\"";
    let read = |value: &JsBody| match value.text().as_deref() {
        Some("auto") => Some(Timers { clock: JsClock::default(), is_manual: false }),
        Some("manual") => Some(Timers { clock: JsClock::default(), is_manual: true }),
        Some("worker") => Some(Timers { clock: JsClock::in_worker()?, is_manual: false }),
        _ => None,
    };
    Ok(optional(options, "timers", read, expected)?.unwrap_or(Timers { clock: JsClock::default(), is_manual: false }))
}

/// The value, if it is a whole number from 1 up.
pub(super) fn at_least_one(value: &JsBody) -> Option<u64> {
    value.number().filter(|&number| number > 0)
}

pub(super) fn flag(options: &JsBody, name: &str) -> Result<bool> {
    Ok(optional(options, name, JsBody::flag, "true or false")?.unwrap_or(false))
}

fn transport(options: &JsBody) -> Result<FetchTransport> {
    let expected = "a function with the signature of fetch";
    let given: Option<Function> = optional(options, "fetch", JsBody::function, expected)?;
    given
        .map(FetchTransport::over)
        .or_else(FetchTransport::global)
        .ok_or_else(|| Error::invalid("fetch", "nothing, and this runtime has none", expected))
}

/// A base URL, and whether it is a page's own origin, written without one.
struct Base {
    url: BaseUrl,
    is_same_origin: bool,
}

fn base_url(options: &JsBody) -> Result<Base> {
    let expected = "a URL such as \"https://api.anthropic.com\", or in a page a path such as \"/api\"";
    let insecure = flag(options, "allowInsecureBaseURL")?;
    let Some(text) = optional(options, "baseURL", JsBody::text, expected)?.or_else(|| env("ANTHROPIC_BASE_URL")) else {
        return Ok(Base { url: BaseUrl::default(), is_same_origin: false });
    };
    let parts = JsBody(resolve(&text)).items().unwrap_or_default();
    let [href, origin, is_same_origin] = parts.as_slice() else {
        return Err(Error::invalid("baseURL", quoted(&text), expected));
    };
    let href = href.text().unwrap_or_default();
    if href.bytes().any(|byte| b"@?#".contains(&byte)) {
        // What may be a secret is not shown.
        let received = concat(&[&origin.text().unwrap_or_default(), " with something of that kind"]);
        return Err(Error::invalid("baseURL", received, "a URL without user name, query or fragment"));
    }
    let is_same_origin = is_same_origin.flag().unwrap_or_default();
    // The page came over this scheme itself, so there is nothing left to protect. `//host` leads elsewhere.
    Ok(Base { url: BaseUrl::parse(&href, insecure || is_same_origin)?, is_same_origin })
}
