//! A client's options from JavaScript.

use super::{
    call::{max_retries, timeout_ms},
    credential::credential,
    headers::header_layer,
    logger::log,
    nearest::nearest,
    runtime::{env, global},
};
use crate::{
    api::{
        BaseUrl, ClientOptions, Credential, DEFAULT_MAX_RESPONSE_BYTES, DEFAULT_TIMEOUT_MS, DEFAULT_VERSION, Error, Look,
        endpoint::betas,
        look::{optional, some_text, wrong},
        models::Beta,
        retry::DEFAULT_MAX_RETRIES,
        text::{concat, join, quoted},
    },
    platform::{FetchTransport, JsBody},
};
use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;
use web_sys::Url;

/// Every option there is. One that is not here is a mistake, and probably a dangerous one.
const KNOWN: &[&str] = &[
    "allowInsecureBaseURL",
    "anthropicVersion",
    "apiKey",
    "authToken",
    "baseURL",
    "betas",
    "dangerouslyAllowBrowser",
    "defaultHeaders",
    "fetch",
    "logLevel",
    "logger",
    "maxResponseBytes",
    "maxRetries",
    "timeout",
    "workspaceId",
];

/// What a client is made of.
pub(super) struct Setup {
    pub(super) options: ClientOptions,
    pub(super) transport: FetchTransport,
}

/// Reads and checks the options.
pub(super) fn read(options: &JsValue) -> Result<Setup, Error> {
    let options = JsBody::given(options).unwrap_or_else(|| JsBody(Object::new().into()));
    refuse_unknown(&options)?;
    let browser_access = optional(&options, "dangerouslyAllowBrowser", JsBody::flag, "true or false")?.unwrap_or(false);
    let base = base_url(&options)?;
    let headers = header_layer(&options, "defaultHeaders")?;
    let may_lack_credential = base.is_same_origin || Credential::is_in(&headers)?;
    let client = ClientOptions {
        base_url: base.url,
        credential: credential(&options, may_lack_credential, browser_access)?,
        max_retries: max_retries(&options)?.unwrap_or(DEFAULT_MAX_RETRIES),
        timeout_ms: timeout_ms(&options)?.unwrap_or(DEFAULT_TIMEOUT_MS),
        headers,
        betas: betas(&options)?.into_iter().map(Beta::Other).collect(),
        workspace_id: optional(&options, "workspaceId", some_text, "the id of a workspace, such as \"wrkspc_…\"")?,
        version: optional(&options, "anthropicVersion", some_text, "a version such as \"2023-06-01\"")?
            .unwrap_or_else(|| DEFAULT_VERSION.into()),
        browser_access,
        max_response_bytes: optional(&options, "maxResponseBytes", JsBody::number, "a whole number of bytes")?
            .unwrap_or(DEFAULT_MAX_RESPONSE_BYTES),
        log: log(&options, env("ANTHROPIC_LOG"))?,
    };
    Ok(Setup { options: client, transport: transport(&options)? })
}

fn refuse_unknown(options: &JsBody) -> Result<(), Error> {
    if !options.is_object() {
        return Err(wrong("options", Some(options), "an object"));
    }
    for name in Object::keys(options.0.unchecked_ref::<Object>()).iter().filter_map(|name| name.as_string()) {
        if !KNOWN.contains(&name.as_str()) {
            let hint = nearest(&name, KNOWN).map(|known| concat(&[" (did you mean `", known, "`?)"])).unwrap_or_default();
            return Err(Error::invalid(
                "options",
                concat(&["the unknown option `", &name, "`", &hint]),
                &concat(&["made of ", &join(KNOWN.iter().copied(), ", ")]),
            ));
        }
    }
    Ok(())
}

fn transport(options: &JsBody) -> Result<FetchTransport, Error> {
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

fn base_url(options: &JsBody) -> Result<Base, Error> {
    let expected = "a URL such as \"https://api.anthropic.com\", or in a page a path such as \"/api\"";
    let insecure = optional(options, "allowInsecureBaseURL", JsBody::flag, "true or false")?.unwrap_or(false);
    let Some(text) = optional(options, "baseURL", JsBody::text, expected)?.or_else(|| env("ANTHROPIC_BASE_URL")) else {
        return Ok(Base { url: BaseUrl::default(), is_same_origin: false });
    };
    if let Ok(url) = Url::new(&text) {
        return Ok(Base { url: parsed(&url, insecure)?, is_same_origin: false });
    }
    let location = global(&["location", "href"]).as_string();
    let url = location.and_then(|location| Url::new_with_base(&text, &location).ok());
    let url = url.ok_or_else(|| Error::invalid("baseURL", quoted(&text), expected))?;
    let is_same_origin = global(&["location", "origin"]).as_string() == Some(url.origin());
    // The page came over this scheme itself, so there is nothing left to protect. `//host` leads elsewhere.
    Ok(Base { url: parsed(&url, insecure || is_same_origin)?, is_same_origin })
}

/// A URL as a base. What may be a secret is not shown.
fn parsed(url: &Url, insecure: bool) -> Result<BaseUrl, Error> {
    if [url.username(), url.password(), url.search(), url.hash()].iter().any(|part| !part.is_empty()) {
        let expected = "a URL without user name, query or fragment";
        return Err(Error::invalid("baseURL", concat(&[&url.origin(), " with something of that kind"]), expected));
    }
    BaseUrl::parse(&url.href(), insecure)
}
