//! A client's options from JavaScript.

use super::{
    call::{max_retries, timeout_ms},
    fields::{Fields, shown},
    logger::log,
    nearest::nearest,
};
use crate::{
    api::{
        BaseUrl, ClientOptions, Credential, CredentialProvider, CredentialSource, DEFAULT_MAX_RESPONSE_BYTES, DEFAULT_TIMEOUT_MS,
        DEFAULT_VERSION, Error, HeaderLayer, LocalFuture, models::Secret, retry::DEFAULT_MAX_RETRIES, text::concat,
    },
    platform::{FetchTransport, JsCause},
};
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
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
    let fields = Fields::of("options", options)?;
    refuse_unknown(options)?;
    let browser_access = fields.flag("dangerouslyAllowBrowser")?.unwrap_or(false);
    let base_url = base_url(&fields)?;
    let headers = header_layer(&fields.value("defaultHeaders")?, "defaultHeaders")?;
    let may_lack_credential = base_url.is_same_origin || Credential::is_in(&headers)?;
    let options = ClientOptions {
        base_url: base_url.url,
        credential: credential(&fields, may_lack_credential, browser_access)?,
        max_retries: max_retries(&fields)?.unwrap_or(DEFAULT_MAX_RETRIES),
        timeout_ms: timeout_ms(&fields)?.unwrap_or(DEFAULT_TIMEOUT_MS),
        headers,
        betas: fields.betas()?,
        workspace_id: fields.text("workspaceId", "the id of a workspace, such as \"wrkspc_…\"")?,
        version: fields.text("anthropicVersion", "a version such as \"2023-06-01\"")?.unwrap_or_else(|| DEFAULT_VERSION.into()),
        browser_access,
        max_response_bytes: fields.number("maxResponseBytes", "a whole number of bytes")?.unwrap_or(DEFAULT_MAX_RESPONSE_BYTES),
        log: log(&fields, env("ANTHROPIC_LOG"))?,
    };
    Ok(Setup { options, transport: transport(&fields)? })
}

fn refuse_unknown(options: &JsValue) -> Result<(), Error> {
    let Some(options) = options.dyn_ref::<Object>() else { return Ok(()) };
    for name in Object::keys(options).iter().filter_map(|name| name.as_string()) {
        if !KNOWN.contains(&name.as_str()) {
            let hint = nearest(&name, KNOWN).map(|known| concat(&[" (did you mean `", known, "`?)"])).unwrap_or_default();
            return Err(Error::invalid(
                "options",
                concat(&["the unknown option `", &name, "`", &hint]),
                &concat(&["made of ", &KNOWN.join(", ")]),
            ));
        }
    }
    Ok(())
}

fn transport(fields: &Fields<'_>) -> Result<FetchTransport, Error> {
    let expected = "a function with the signature of fetch";
    let fetch = fields.value("fetch")?;
    if fetch.is_undefined() {
        return FetchTransport::global().ok_or_else(|| Error::invalid("fetch", "nothing, and this runtime has none of its own", expected));
    }
    match fetch.dyn_into::<Function>() {
        Ok(fetch) => Ok(FetchTransport::over(fetch)),
        Err(other) => Err(Error::invalid("fetch", shown(&other), expected)),
    }
}

/// A base URL, and whether it is a page's own origin, written without one.
struct Base {
    url: BaseUrl,
    is_same_origin: bool,
}

fn base_url(fields: &Fields<'_>) -> Result<Base, Error> {
    let expected = "a URL such as \"https://api.anthropic.com\", or in a page a path such as \"/api\"";
    let insecure = fields.flag("allowInsecureBaseURL")?.unwrap_or(false);
    let Some(text) = fields.text("baseURL", expected)?.or_else(|| env("ANTHROPIC_BASE_URL")) else {
        return Ok(Base { url: BaseUrl::default(), is_same_origin: false });
    };
    if let Ok(url) = Url::new(&text) {
        return Ok(Base { url: BaseUrl::parse(&url.href(), insecure)?, is_same_origin: false });
    }
    let location = global(&["location", "href"]).as_string();
    let url = location.and_then(|location| Url::new_with_base(&text, &location).ok());
    let url = url.ok_or_else(|| Error::invalid("baseURL", shown(&text.as_str().into()), expected))?;
    // The page came over this scheme itself, so there is nothing left to protect.
    Ok(Base { url: BaseUrl::parse(&url.href(), true)?, is_same_origin: global(&["location", "origin"]).as_string() == Some(url.origin()) })
}

fn credential(fields: &Fields<'_>, may_lack: bool, browser_access: bool) -> Result<CredentialSource, Error> {
    let (key, token) = (fields.value("apiKey")?, fields.value("authToken")?);
    let chosen = match (key.is_undefined(), token.is_undefined()) {
        (false, false) => return Err(Error::invalid("apiKey, authToken", "both", "one of the two")),
        (false, true) => source(Kind::ApiKey, key)?,
        (true, false) => source(Kind::AuthToken, token)?,
        (true, true) if may_lack => CredentialSource::Fixed(Credential::None),
        (true, true) => from_env(fields)?,
    };
    let is_key = matches!(chosen, CredentialSource::Fixed(Credential::ApiKey(_))) || !fields.value("apiKey")?.is_undefined();
    if is_key && !browser_access && is_window() {
        let expected = "left out in a browser window, where everyone who opens the page can read it: put a proxy of the same origin in between \
            (`baseURL: '/api'`), or set `dangerouslyAllowBrowser: true`";
        return Err(Error::invalid("apiKey", "an API key", expected));
    }
    Ok(chosen)
}

fn from_env(fields: &Fields<'_>) -> Result<CredentialSource, Error> {
    // `null` says: none, whatever the environment says.
    let read = |option: &str, name: &str| if fields.is_null(option) { None } else { env(name) };
    let key = read("apiKey", "ANTHROPIC_API_KEY").map(|key| Credential::ApiKey(Secret::new(key)));
    let token = || read("authToken", "ANTHROPIC_AUTH_TOKEN").or_else(|| read("authToken", "ANTHROPIC_ENVIRONMENT_KEY"));
    let credential = key.or_else(|| token().map(|token| Credential::Bearer(Secret::new(token))));
    let expected =
        "a credential: set one of the two, or one of the variables ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN and ANTHROPIC_ENVIRONMENT_KEY";
    credential.map(CredentialSource::Fixed).ok_or_else(|| Error::invalid("apiKey, authToken", "nothing", expected))
}

#[derive(Clone, Copy)]
enum Kind {
    ApiKey,
    AuthToken,
}

impl Kind {
    fn option(self) -> &'static str {
        match self {
            Kind::ApiKey => "apiKey",
            Kind::AuthToken => "authToken",
        }
    }

    fn credential(self, secret: String) -> Credential {
        match self {
            Kind::ApiKey => Credential::ApiKey(Secret::new(secret)),
            Kind::AuthToken => Credential::Bearer(Secret::new(secret)),
        }
    }
}

fn source(kind: Kind, value: JsValue) -> Result<CredentialSource, Error> {
    let wrong = |received: String| Error::invalid(kind.option(), received, "a text that is not empty, or a function that gives one");
    if let Some(text) = value.as_string() {
        return if text.trim().is_empty() {
            Err(wrong("an empty text".into()))
        } else {
            Ok(CredentialSource::Fixed(kind.credential(text)))
        };
    }
    match value.dyn_into::<Function>() {
        Ok(function) => Ok(CredentialSource::Provided(Rc::new(Asked { kind, function }))),
        Err(other) => Err(wrong(shown(&other))),
    }
}

/// A caller's function that is asked for the credential.
struct Asked {
    kind: Kind,
    function: Function,
}

impl CredentialProvider for Asked {
    fn credential(&self) -> LocalFuture<'_, Result<Credential, Error>> {
        Box::pin(async move {
            let option = self.kind.option();
            let failed = |cause: JsValue| {
                let source: Option<crate::api::Source> = Some(Box::new(JsCause(cause)));
                Error::Credential { message: concat(&["the function `", option, "` failed"]), source }
            };
            let promise = Promise::resolve(&self.function.call0(&JsValue::UNDEFINED).map_err(failed)?);
            let secret = JsFuture::from(promise).await.map_err(failed)?;
            match secret.as_string().filter(|secret| !secret.trim().is_empty()) {
                Some(secret) => Ok(self.kind.credential(secret)),
                None => Err(Error::Credential {
                    message: concat(&["the function `", option, "` must give a text that is not empty"]),
                    source: None,
                }),
            }
        })
    }
}

/// Headers in any of the forms that people have them in: `Headers` or any list of pairs, or an object. A value that is a list
/// stands for several; `null` leaves the header out.
pub(super) fn header_layer(headers: &JsValue, field: &str) -> Result<HeaderLayer, Error> {
    let mut layer = HeaderLayer::default();
    if headers.is_undefined() || headers.is_null() {
        return Ok(layer);
    }
    let wrong = |value: &JsValue| Error::invalid(field, shown(value), "a Headers, a list of pairs, or an object of names and values");
    let object = headers.dyn_ref::<Object>().ok_or_else(|| wrong(headers))?;
    let pairs = match js_sys::try_iter(object) {
        Ok(Some(pairs)) => pairs.collect::<Result<Array, JsValue>>().map_err(|_| wrong(headers))?,
        _ => Object::entries(object),
    };
    for pair in pairs.iter() {
        let pair = pair.dyn_into::<Array>().map_err(|pair| wrong(&pair))?;
        let name = pair.get(0).as_string().ok_or_else(|| wrong(&pair.get(0)))?;
        set_header(&mut layer, field, &name, &pair.get(1))?;
    }
    Ok(layer)
}

fn set_header(layer: &mut HeaderLayer, field: &str, name: &str, value: &JsValue) -> Result<(), Error> {
    if value.is_undefined() {
        return Ok(());
    }
    if value.is_null() {
        return layer.set(name, None);
    }
    let text = match value.dyn_ref::<Array>() {
        Some(values) => Some(String::from(values.join(", "))),
        None => value.as_string(),
    };
    match text {
        Some(text) => layer.set(name, Some(&text)),
        None => Err(Error::invalid(&concat(&[field, ".", name]), shown(value), "a text, or null to leave the header out")),
    }
}

/// A variable of the process environment; `None` where there is no process, or no permission to look.
fn env(name: &str) -> Option<String> {
    let value = global(&["process", "env", name]).as_string()?;
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Whether this is a page's window, and not a worker, a server or the edge.
fn is_window() -> bool {
    !global(&["window", "document"]).is_undefined()
}

/// A property of a property … of the global object, or `undefined`.
fn global(path: &[&str]) -> JsValue {
    path.iter().fold(js_sys::global().into(), |object: JsValue, name| Reflect::get(&object, &(*name).into()).unwrap_or_default())
}
