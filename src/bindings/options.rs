//! A client's options from JavaScript.

use super::{
    call::{max_retries, timeout_ms},
    logger::log,
    nearest::nearest,
};
use crate::{
    api::{
        BaseUrl, ClientOptions, Credential, CredentialProvider, CredentialSource, DEFAULT_MAX_RESPONSE_BYTES, DEFAULT_TIMEOUT_MS,
        DEFAULT_VERSION, Error, HeaderLayer, LocalFuture, Look,
        endpoint::betas,
        look::{optional, wrong},
        models::{Beta, Secret},
        retry::DEFAULT_MAX_RETRIES,
        text::{concat, join, quoted},
    },
    platform::{FetchTransport, JsBody, JsCause},
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
        workspace_id: optional(&options, "workspaceId", JsBody::text, "the id of a workspace, such as \"wrkspc_…\"")?,
        version: optional(&options, "anthropicVersion", JsBody::text, "a version such as \"2023-06-01\"")?
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
    let given: Option<Function> = optional(options, "fetch", function, expected)?;
    given
        .map(FetchTransport::over)
        .or_else(FetchTransport::global)
        .ok_or_else(|| Error::invalid("fetch", "nothing, and this runtime has none", expected))
}

fn function(value: &JsBody) -> Option<Function> {
    value.0.dyn_ref().cloned()
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
        return Ok(Base { url: BaseUrl::parse(&url.href(), insecure)?, is_same_origin: false });
    }
    let location = global(&["location", "href"]).as_string();
    let url = location.and_then(|location| Url::new_with_base(&text, &location).ok());
    let url = url.ok_or_else(|| Error::invalid("baseURL", quoted(&text), expected))?;
    // The page came over this scheme itself, so there is nothing left to protect.
    Ok(Base { url: BaseUrl::parse(&url.href(), true)?, is_same_origin: global(&["location", "origin"]).as_string() == Some(url.origin()) })
}

fn credential(options: &JsBody, may_lack: bool, browser_access: bool) -> Result<CredentialSource, Error> {
    let chosen = match (options.field(API_KEY), options.field(AUTH_TOKEN)) {
        (Some(_), Some(_)) => return Err(Error::invalid("apiKey, authToken", "both", "one of the two")),
        (Some(key), None) => source(Kind::ApiKey, key)?,
        (None, Some(token)) => source(Kind::AuthToken, token)?,
        (None, None) if may_lack => CredentialSource::Fixed(Credential::None),
        (None, None) => from_env(options)?,
    };
    let is_key = matches!(chosen, CredentialSource::Fixed(Credential::ApiKey(_))) || options.field(API_KEY).is_some();
    if is_key && !browser_access && is_window() {
        let expected = "left out in a browser window, where everyone who opens the page can read it: put a proxy of the same origin in between \
            (`baseURL: '/api'`), or set `dangerouslyAllowBrowser: true`";
        return Err(Error::invalid(API_KEY, "an API key", expected));
    }
    Ok(chosen)
}

fn from_env(options: &JsBody) -> Result<CredentialSource, Error> {
    // `null` says: none, whatever the environment says.
    let read = |option: &str, name: &str| if is_null(options, option) { None } else { env(name) };
    let key = read(API_KEY, "ANTHROPIC_API_KEY").map(|key| Credential::ApiKey(Secret::new(key)));
    let token = || read(AUTH_TOKEN, "ANTHROPIC_AUTH_TOKEN").or_else(|| read(AUTH_TOKEN, "ANTHROPIC_ENVIRONMENT_KEY"));
    let credential = key.or_else(|| token().map(|token| Credential::Bearer(Secret::new(token))));
    let expected =
        "a credential: set one of the two, or one of the variables ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN and ANTHROPIC_ENVIRONMENT_KEY";
    credential.map(CredentialSource::Fixed).ok_or_else(|| Error::invalid("apiKey, authToken", "nothing", expected))
}

/// Whether an option is there and `null`, which is not the same as left out.
fn is_null(options: &JsBody, name: &str) -> bool {
    Reflect::get(&options.0, &name.into()).is_ok_and(|value| value.is_null())
}

const API_KEY: &str = "apiKey";
const AUTH_TOKEN: &str = "authToken";

#[derive(Clone, Copy)]
enum Kind {
    ApiKey,
    AuthToken,
}

impl Kind {
    fn option(self) -> &'static str {
        match self {
            Kind::ApiKey => API_KEY,
            Kind::AuthToken => AUTH_TOKEN,
        }
    }

    fn credential(self, secret: String) -> Credential {
        match self {
            Kind::ApiKey => Credential::ApiKey(Secret::new(secret)),
            Kind::AuthToken => Credential::Bearer(Secret::new(secret)),
        }
    }
}

fn source(kind: Kind, value: JsBody) -> Result<CredentialSource, Error> {
    let refuse = |received: String| Err(Error::invalid(kind.option(), received, "a text that is not empty, or a function that gives one"));
    if let Some(text) = value.text() {
        return if text.trim().is_empty() { refuse("an empty text".into()) } else { Ok(CredentialSource::Fixed(kind.credential(text))) };
    }
    match function(&value) {
        Some(function) => Ok(CredentialSource::Provided(Rc::new(Asked { kind, function }))),
        None => refuse(value.shown()),
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
pub(super) fn header_layer(options: &JsBody, field: &str) -> Result<HeaderLayer, Error> {
    let mut layer = HeaderLayer::default();
    let Some(headers) = options.field(field) else { return Ok(layer) };
    let refuse = |value: &JsBody| wrong(field, Some(value), "a Headers, a list of pairs, or an object of names and values");
    let object = headers.0.dyn_ref::<Object>().ok_or_else(|| refuse(&headers))?;
    let pairs = match js_sys::try_iter(object) {
        Ok(Some(pairs)) => pairs.collect::<Result<Array, JsValue>>().map_err(|_| refuse(&headers))?,
        _ => Object::entries(object),
    };
    for pair in pairs.iter().map(JsBody) {
        let parts = pair.items().ok_or_else(|| refuse(&pair))?;
        let name = parts.first().and_then(Look::text).ok_or_else(|| refuse(&pair))?;
        set_header(&mut layer, field, &name, parts.get(1).map_or(&JsValue::UNDEFINED, |value| &value.0))?;
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
        None => Err(wrong(&concat(&[field, ".", name]), JsBody::given(value).as_ref(), "a text, or null to leave the header out")),
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
