//! The network through `fetch`, of the runtime or of the caller.

use super::wait::Wait;
use crate::{
    api::{Fault, FaultKind, HeaderLayer, Headers, Look, Request, Response, Source, Transport, text::concat},
    platform::{JsBody, JsCause},
};
use js_sys::{Function, JSON};
use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::Rc,
};
use wasm_bindgen::prelude::*;
use web_sys::AbortController;

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
        ring: &Function,
        number: u32,
    ) -> Result<AbortController, JsValue>;

    /// Headers like others.
    #[wasm_bindgen(catch, js_name = headersLike)]
    fn headers_like(others: &JsValue) -> Result<web_sys::Headers, JsValue>;

    /// Sets a header, or takes it out. Whether the runtime does that.
    fn put(headers: &web_sys::Headers, name: &str, value: Option<&str>) -> bool;

    #[wasm_bindgen(js_name = isResponse)]
    fn is_response(answer: &JsValue) -> bool;
}

#[wasm_bindgen(module = "/js/cause.js")]
extern "C" {
    /// What an error says; `None` where there is none.
    fn told(thrown: &JsValue) -> Option<String>;
}

#[wasm_bindgen(module = "/js/runtime.js")]
extern "C" {
    #[wasm_bindgen(js_name = globalFetch)]
    fn global_fetch() -> Option<Function>;
}

#[wasm_bindgen(module = "/js/body.js")]
extern "C" {
    #[wasm_bindgen(js_name = readJSON)]
    fn read_json(response: &web_sys::Response, limit_bytes: f64, ring: &Function, number: u32);

    #[wasm_bindgen(js_name = headerOf)]
    fn header_of(response: &web_sys::Response, name: &str) -> Option<String>;

    /// The names and values of an answer's headers, in turn.
    #[wasm_bindgen(js_name = headersOf)]
    fn headers_of(response: &web_sys::Response) -> JsValue;

    #[wasm_bindgen(js_name = readText)]
    fn read_text(response: &web_sys::Response, limit_bytes: f64, ring: &Function, number: u32);
}

/// Sends requests with `fetch`. It follows no redirect, sends no cookies and no referrer.
pub struct FetchTransport {
    fetch: Function,
    /// Whether `fetch` is the caller's, who may write into what it is given.
    is_given: bool,
    /// Layers of headers that many calls share, converted once: those with the client's credential, and those without.
    shared: [RefCell<Option<Converted>>; 2],
}

/// A layer of headers, and what it is for `fetch`.
type Converted = (Rc<HeaderLayer>, web_sys::Headers);

impl FetchTransport {
    /// Over the runtime's own `fetch`; `None` where it has none.
    pub fn global() -> Option<Self> {
        global_fetch().map(|fetch| Self::new(fetch, false))
    }

    /// Over a `fetch` that the caller gives: a service binding's, the emulator's, a test's. It is called without a `this`.
    pub fn over(fetch: Function) -> Self {
        Self::new(fetch, true)
    }

    pub(crate) fn new(fetch: Function, is_given: bool) -> Self {
        FetchTransport { fetch, is_given, shared: Default::default() }
    }

    fn start(&self, request: &Request<JsBody>) -> Result<(Wait, AbortGuard), Fault> {
        let headers = self.headers(&request.headers)?;
        let body = match &request.body {
            Some(body) => JSON::stringify(&body.0).map_err(|cause| refused("the body cannot be written as JSON", cause))?.into(),
            None => JsValue::UNDEFINED,
        };
        let Request { url, method, .. } = request;
        let (wait, sent) = Wait::on(|ring, number| send(&self.fetch, url, method.as_str(), &headers, &body, ring, number));
        let controller = sent.map_err(|cause| refused("the runtime has no AbortController", cause))?;
        Ok((wait, AbortGuard { controller, is_over: Cell::default() }))
    }

    fn answered(&self, answer: Result<JsValue, JsValue>, guard: AbortGuard) -> Result<FetchResponse, Fault> {
        let answer = answer.map_err(|cause| guard.broken(cause))?;
        if self.is_given && !is_response(&answer) {
            return Err(refused("`fetch` gave something that is no Response", JsValue::UNDEFINED));
        }
        Ok(FetchResponse { raw: answer.unchecked_into(), guard })
    }

    /// The headers for `fetch`: those that calls share with, on top of them, those of this call.
    fn headers(&self, headers: &Headers) -> Result<web_sys::Headers, Fault> {
        let shared = self.shared(headers.shared())?;
        if !self.is_given && headers.own().is_empty() {
            return Ok(shared);
        }
        converted(&shared, headers.own())
    }

    fn shared(&self, layer: &Rc<HeaderLayer>) -> Result<web_sys::Headers, Fault> {
        let [last, before] = &self.shared;
        let kept = |place: &RefCell<Option<Converted>>| {
            place.borrow().as_ref().filter(|(kept, _)| Rc::ptr_eq(kept, layer)).map(|(_, converted)| converted.clone())
        };
        if let Some(converted) = kept(last).or_else(|| kept(before)) {
            return Ok(converted);
        }
        let converted = converted(&JsValue::UNDEFINED, layer)?;
        before.replace(last.replace(Some((layer.clone(), converted.clone()))));
        Ok(converted)
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
        let (wait, guard) = self.start(request)?;
        let answer = wait.await;
        self.answered(answer, guard)
    }
}

/// An answer of [`FetchTransport`]. Dropping it before its body is read aborts the exchange.
pub struct FetchResponse {
    raw: web_sys::Response,
    guard: AbortGuard,
}

impl FetchResponse {
    /// The `Response` itself.
    pub fn raw(&self) -> &web_sys::Response {
        &self.raw
    }

    /// Leaves the body to whoever has [`FetchResponse::raw`]: dropping this aborts nothing any more.
    pub fn detach(&self) {
        self.guard.is_over.set(true);
    }

    /// What came of reading the body: after that there is nothing left to abort.
    fn read(&self, outcome: Result<JsValue, JsValue>) -> Result<JsValue, Fault> {
        let value = outcome.map_err(body_fault)?;
        self.guard.is_over.set(true);
        Ok(value)
    }
}

impl fmt::Debug for FetchResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchResponse").field("status", &self.status()).finish_non_exhaustive()
    }
}

impl Response for FetchResponse {
    type Body = JsBody;

    fn status(&self) -> u16 {
        self.raw.status()
    }

    fn header(&self, name: &str) -> Option<String> {
        header_of(&self.raw, name)
    }

    fn headers(&self) -> Vec<(String, String)> {
        let mut headers = Vec::new();
        let mut texts = JsBody(headers_of(&self.raw)).items().unwrap_or_default().into_iter().map(|text| text.text());
        while let (Some(Some(name)), Some(Some(value))) = (texts.next(), texts.next()) {
            headers.push((name, value));
        }
        headers
    }

    async fn json(&self, limit_bytes: u64) -> Result<Option<JsBody>, Fault> {
        let (wait, ()) = Wait::on(|ring, number| read_json(&self.raw, limit_bytes as f64, ring, number));
        let value = self.read(wait.await)?;
        Ok((!value.is_undefined()).then_some(JsBody(value)))
    }

    async fn text(&self, limit_bytes: u64) -> Result<String, Fault> {
        let (wait, ()) = Wait::on(|ring, number| read_text(&self.raw, limit_bytes as f64, ring, number));
        let text = self.read(wait.await)?;
        Ok(text.as_string().unwrap_or_default())
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

/// Headers like others, with a layer on top of them.
fn converted(others: &JsValue, layer: &HeaderLayer) -> Result<web_sys::Headers, Fault> {
    let headers = headers_like(others).map_err(|cause| refused("the runtime has no Headers", cause))?;
    for (name, value) in layer.iter() {
        if !put(&headers, name, value) {
            return Err(refused(&concat(&["the runtime refuses the header ", name]), JsValue::UNDEFINED));
        }
    }
    Ok(headers)
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

/// A fault with what JavaScript says of it.
fn fault(kind: FaultKind, message: &str, cause: JsValue) -> Fault {
    let told = told(&cause);
    let message = told.as_ref().map_or_else(|| message.into(), |told| concat(&[message, ": ", told]));
    Fault { kind, message, source: told.map(|_| Box::new(JsCause(cause)) as Source) }
}
