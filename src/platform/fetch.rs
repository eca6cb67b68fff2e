//! The network through `fetch`, of the runtime or of the caller.

use crate::{
    api::{Fault, FaultKind, HeaderLayer, Headers, Look, Request, Response, Source, Transport, text::concat},
    platform::{JsBody, JsCause},
};
use gloo_net::http;
use js_sys::{Function, JSON, Promise, Reflect};
use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::Rc,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal};

#[wasm_bindgen(module = "/js/send.js")]
extern "C" {
    /// Calls `fetch`, without a `this`. One crossing into JavaScript instead of one for each field of the init.
    #[wasm_bindgen(catch)]
    fn send(
        fetch: &Function,
        url: &str,
        method: &str,
        headers: &web_sys::Headers,
        body: &JsValue,
        signal: &AbortSignal,
        has_ambient: bool,
    ) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(module = "/js/body.js")]
extern "C" {
    #[wasm_bindgen(js_name = readJSON)]
    fn read_json(response: &web_sys::Response, limit_bytes: f64) -> Promise;

    /// The names and values of an answer's headers, in turn.
    #[wasm_bindgen(js_name = headersOf)]
    fn headers_of(response: &web_sys::Response) -> JsValue;

    #[wasm_bindgen(js_name = readText)]
    fn read_text(response: &web_sys::Response, limit_bytes: f64) -> Promise;
}

/// Sends requests with `fetch`. It follows no redirect, sends no cookies and no referrer.
pub struct FetchTransport {
    fetch: Function,
    /// Whether `fetch` is the caller's, who may write into what it is given.
    is_given: bool,
    /// Whether the runtime knows of cookies and referrers. workerd does not, and refuses a request that names them.
    has_ambient: bool,
    /// The headers that all calls share, converted once.
    shared: RefCell<Option<(Rc<HeaderLayer>, web_sys::Headers)>>,
}

impl FetchTransport {
    /// Over the runtime's own `fetch`; `None` where it has none.
    pub fn global() -> Option<Self> {
        let fetch = Reflect::get(&js_sys::global(), &"fetch".into()).ok()?;
        Some(Self::new(fetch.dyn_into().ok()?, false))
    }

    /// Over a `fetch` that the caller gives: a service binding's, the emulator's, a test's. It is called without a `this`.
    pub fn over(fetch: Function) -> Self {
        Self::new(fetch, true)
    }

    fn new(fetch: Function, is_given: bool) -> Self {
        FetchTransport { fetch, is_given, has_ambient: knows_ambient(), shared: RefCell::default() }
    }

    fn start(&self, request: &Request<JsBody>) -> Result<(Promise, AbortGuard), Fault> {
        let controller = AbortController::new().map_err(|cause| refused("the runtime has no AbortController", cause))?;
        let headers = self.headers(&request.headers)?;
        let body = match &request.body {
            Some(body) => JSON::stringify(&body.0).map_err(|cause| refused("the body cannot be written as JSON", cause))?.into(),
            None => JsValue::UNDEFINED,
        };
        let guard = AbortGuard { controller, is_over: Cell::new(false) };
        let signal = guard.controller.signal();
        let sent = send(&self.fetch, &request.url, request.method.as_str(), &headers, &body, &signal, self.has_ambient);
        Ok((Promise::resolve(&sent.map_err(|cause| guard.broken(cause))?), guard))
    }

    fn answered(&self, answer: Result<JsValue, JsValue>, guard: AbortGuard) -> Result<FetchResponse, Fault> {
        let answer = answer.map_err(|cause| guard.broken(cause))?;
        if self.is_given && !is_response(&answer) {
            return Err(refused("`fetch` gave something that is no Response", JsValue::UNDEFINED));
        }
        Ok(FetchResponse::new(answer.unchecked_into(), guard))
    }

    fn headers(&self, headers: &Headers) -> Result<web_sys::Headers, Fault> {
        let Some(layer) = headers.shared() else { return convert(headers) };
        let kept = self.shared.borrow().as_ref().filter(|(kept, _)| Rc::ptr_eq(kept, layer)).map(|(_, converted)| converted.clone());
        let converted = match kept {
            Some(converted) => converted,
            None => {
                let converted = convert(headers)?;
                *self.shared.borrow_mut() = Some((layer.clone(), converted.clone()));
                converted
            }
        };
        if !self.is_given {
            return Ok(converted);
        }
        web_sys::Headers::new_with_headers(&converted).map_err(|cause| refused("the headers cannot be copied", cause))
    }
}

impl fmt::Debug for FetchTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchTransport").field("is_given", &self.is_given).finish_non_exhaustive()
    }
}

impl Transport for FetchTransport {
    type Body = JsBody;
    type Response = FetchResponse;

    async fn send(&self, request: &Request<JsBody>) -> Result<FetchResponse, Fault> {
        let (sent, guard) = self.start(request)?;
        let answer = JsFuture::from(sent).await;
        self.answered(answer, guard)
    }
}

/// An answer of [`FetchTransport`]. Dropping it before its body is read aborts the exchange.
pub struct FetchResponse {
    raw: web_sys::Response,
    status: u16,
    headers: http::Headers,
    guard: AbortGuard,
}

impl FetchResponse {
    fn new(raw: web_sys::Response, guard: AbortGuard) -> Self {
        FetchResponse { status: raw.status(), headers: http::Headers::from_raw(raw.headers()), raw, guard }
    }

    /// The `Response` itself.
    pub fn raw(&self) -> &web_sys::Response {
        &self.raw
    }

    /// Leaves the body to whoever has [`FetchResponse::raw`]: dropping this aborts nothing any more.
    pub fn detach(&self) {
        self.guard.is_over.set(true);
    }
}

impl fmt::Debug for FetchResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchResponse").field("status", &self.status).finish_non_exhaustive()
    }
}

impl Response for FetchResponse {
    type Body = JsBody;

    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name)
    }

    fn headers(&self) -> Vec<(String, String)> {
        let texts = JsBody(headers_of(&self.raw)).items().unwrap_or_default();
        texts.chunks(2).filter_map(|pair| Some((pair.first()?.text()?, pair.get(1)?.text()?))).collect()
    }

    async fn json(&self, limit_bytes: u64) -> Result<Option<JsBody>, Fault> {
        let value = self.read(JsFuture::from(read_json(&self.raw, limit_bytes as f64)).await)?;
        Ok((!value.is_undefined()).then_some(JsBody(value)))
    }

    async fn text(&self, limit_bytes: u64) -> Result<String, Fault> {
        let text = self.read(JsFuture::from(read_text(&self.raw, limit_bytes as f64)).await)?;
        Ok(text.as_string().unwrap_or_default())
    }
}

impl FetchResponse {
    /// What came of reading the body: after that there is nothing left to abort.
    fn read(&self, outcome: Result<JsValue, JsValue>) -> Result<JsValue, Fault> {
        let value = outcome.map_err(body_fault)?;
        self.guard.is_over.set(true);
        Ok(value)
    }
}

/// Aborts an exchange when it is dropped before the exchange is over.
struct AbortGuard {
    controller: AbortController,
    is_over: Cell<bool>,
}

impl AbortGuard {
    /// The fault of a `fetch` that failed. There is nothing left to abort.
    fn broken(&self, cause: JsValue) -> Fault {
        self.is_over.set(true);
        fault(FaultKind::Connection, "the connection failed", cause)
    }
}

impl Drop for AbortGuard {
    fn drop(&mut self) {
        if !self.is_over.get() {
            self.controller.abort();
        }
    }
}

/// Whether requests of this runtime carry cookies and referrers.
fn knows_ambient() -> bool {
    let prototype = Reflect::get(&js_sys::global(), &"Request".into()).and_then(|class| Reflect::get(&class, &"prototype".into()));
    prototype.and_then(|prototype| Reflect::has(&prototype, &"credentials".into())).unwrap_or(false)
}

/// Whether a caller's `fetch` gave what the rest relies on.
fn is_response(answer: &JsValue) -> bool {
    let field = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap_or_default();
    answer.is_object() && field(answer, "status").as_f64().is_some() && field(&field(answer, "headers"), "get").is_function()
}

fn convert(headers: &Headers) -> Result<web_sys::Headers, Fault> {
    let converted = web_sys::Headers::new().map_err(|cause| refused("the runtime has no Headers", cause))?;
    for (name, value) in headers.iter() {
        // Without the cause: it would quote the value, which may be a credential.
        converted.set(name, value).map_err(|_| refused(&concat(&["the runtime refuses the header ", name]), JsValue::UNDEFINED))?;
    }
    Ok(converted)
}

fn refused(message: &str, cause: JsValue) -> Fault {
    fault(FaultKind::Refused, message, cause)
}

fn body_fault(cause: JsValue) -> Fault {
    let cause = JsCause(cause);
    let (kind, message) = match cause.name().as_deref() {
        Some("SyntaxError") => (FaultKind::NotJson, "the answer is no JSON"),
        Some("BodyTooLarge") => (FaultKind::TooLarge, "the answer is too large"),
        _ => (FaultKind::Connection, "the connection broke while the answer came"),
    };
    fault(kind, message, cause.0)
}

/// A fault with what JavaScript says of it, and of what is behind that: Node's fetch says only "fetch failed" itself.
fn fault(kind: FaultKind, message: &str, cause: JsValue) -> Fault {
    let behind = Reflect::get(&cause, &"cause".into()).ok().and_then(|cause| JsCause(cause).message());
    let cause = JsCause(cause);
    let message = match (cause.message(), behind) {
        (Some(first), Some(second)) => concat(&[message, ": ", &first, " (", &second, ")"]),
        (Some(first), None) => concat(&[message, ": ", &first]),
        (None, _) if cause.0.is_undefined() => message.into(),
        (None, _) => concat(&[message, ": ", "something was thrown that is no Error"]),
    };
    let source = (!cause.0.is_undefined()).then(|| Box::new(cause) as Source);
    Fault { kind, message, source }
}
