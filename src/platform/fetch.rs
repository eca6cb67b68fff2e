//! The network through `fetch`, of the runtime or of the caller.

use super::wait::Wait;
use crate::{
    api::{AnswerHeaders, Fault, FaultKind, HeaderLayer, Look, Request, Response, Source, Transport, text::concat},
    platform::{JsBody, JsCause},
};
use gloo_net::http;
use js_sys::Function;
use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::Rc,
};
use wasm_bindgen::prelude::*;
use web_sys::AbortController;

#[wasm_bindgen(module = "/js/send.js")]
extern "C" {
    /// Calls `fetch`, without a `this`. One crossing into JavaScript instead of one for each field of the init and each header. What
    /// cannot be sent is rung as a `Refusal`.
    fn send(
        fetch: &Function,
        url: &str,
        method: &str,
        shared: &JsValue,
        own: &str,
        body: &JsValue,
        ring: &Function,
        number: u32,
    ) -> AbortController;

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
    #[wasm_bindgen(js_name = readBody)]
    fn read_body(response: &web_sys::Response, limit_bytes: f64, is_text: bool, ring: &Function, number: u32);

    /// An answer's headers in lines.
    #[wasm_bindgen(js_name = headerLines)]
    fn header_lines(response: &web_sys::Response) -> String;

    /// One of them.
    fn header(response: &web_sys::Response, name: &str) -> Option<String>;
}

/// Sends requests with `fetch`. It follows no redirect, sends no cookies and no referrer.
pub struct FetchTransport {
    fetch: Function,
    /// Layers of headers that many calls share, as texts of JavaScript's: those with the client's credential, and those without.
    shared: RefCell<[Option<Converted>; 2]>,
}

/// A layer of headers, and its lines as JavaScript has them.
type Converted = (Rc<HeaderLayer>, JsValue);

impl FetchTransport {
    /// Over the runtime's own `fetch`; `None` where it has none.
    pub fn global() -> Option<Self> {
        global_fetch().map(Self::over)
    }

    /// Over a `fetch` that the caller gives: a service binding's, the emulator's, a test's. It is called without a `this`.
    pub fn over(fetch: Function) -> Self {
        FetchTransport { fetch, shared: Default::default() }
    }

    fn start(&self, request: &Request<JsBody>) -> (Wait, AbortGuard) {
        const NOTHING: &JsValue = &JsValue::UNDEFINED;
        let Request { url, method, headers, body } = request;
        let (shared, own) = (self.shared(headers.shared()), headers.own().lines());
        let body = body.as_ref().map_or(NOTHING, |body| &body.0);
        let (wait, controller) = Wait::on(|ring, number| send(&self.fetch, url, method.as_str(), &shared, own, body, ring, number));
        (wait, AbortGuard { controller, is_over: Cell::default() })
    }

    fn answered(&self, answer: Result<JsValue, JsValue>, guard: AbortGuard) -> Result<FetchResponse, Fault> {
        let answer = answer.map_err(|cause| guard.broken(cause))?;
        if !is_response(&answer) {
            return Err(fault(FaultKind::Refused, "`fetch` gave something that is no Response", JsValue::UNDEFINED));
        }
        let answer = http::Response::from(answer.unchecked_into::<web_sys::Response>());
        Ok(FetchResponse { status: answer.status(), raw: answer.into(), guard })
    }

    fn shared(&self, layer: &Rc<HeaderLayer>) -> JsValue {
        let kept = self.shared.borrow().iter().flatten().find(|(kept, _)| Rc::ptr_eq(kept, layer)).map(|(_, converted)| converted.clone());
        kept.unwrap_or_else(|| {
            let converted = JsValue::from_str(layer.lines());
            let [last, before] = &mut *self.shared.borrow_mut();
            *before = last.replace((layer.clone(), converted.clone()));
            converted
        })
    }
}

impl fmt::Debug for FetchTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchTransport").finish_non_exhaustive()
    }
}

impl Transport for FetchTransport {
    type Body = JsBody;
    type Response = FetchResponse;

    fn send(&self, request: &Request<JsBody>) -> impl Future<Output = Result<FetchResponse, Fault>> {
        let (wait, guard) = self.start(request);
        wait.then(|answer| self.answered(answer, guard))
    }
}

/// An answer of [`FetchTransport`]. Dropping it before its body is read aborts the exchange.
pub struct FetchResponse {
    raw: web_sys::Response,
    /// Asked for once: each question goes to JavaScript.
    status: u16,
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

    /// Takes the body back: dropping this aborts the exchange again.
    pub fn attach(&self) {
        self.guard.is_over.set(false);
    }

    fn reading(&self, limit_bytes: u64, is_text: bool) -> Wait {
        Wait::on(|ring, number| read_body(&self.raw, limit_bytes as f64, is_text, ring, number)).0
    }

    /// What came of reading the body. There is nothing left to abort of one that was read to its end, and one that somebody else reads is
    /// theirs.
    fn read(&self, outcome: Result<JsValue, JsValue>) -> Result<JsValue, Fault> {
        let read = outcome.map_err(body_fault);
        self.guard.is_over.set(!matches!(&read, Err(fault) if fault.kind != FaultKind::NotJson));
        read
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
        self.status
    }

    fn header(&self, name: &str) -> Option<String> {
        header(&self.raw, name)
    }

    fn headers(&self) -> AnswerHeaders {
        AnswerHeaders::of_lines(header_lines(&self.raw))
    }

    fn json(&self, limit_bytes: u64) -> impl Future<Output = Result<Option<JsBody>, Fault>> {
        self.reading(limit_bytes, false).then(|outcome| self.read(outcome).map(|value| (!value.is_undefined()).then_some(JsBody(value))))
    }

    fn text(&self, limit_bytes: u64) -> impl Future<Output = Result<String, Fault>> {
        self.reading(limit_bytes, true).then(|outcome| self.read(outcome).map(|text| text.as_string().unwrap_or_default()))
    }
}

/// Aborts an exchange when it is dropped before the exchange is over.
struct AbortGuard {
    controller: AbortController,
    is_over: Cell<bool>,
}

impl AbortGuard {
    /// The fault of a `fetch` that failed, or was not called. There is nothing left to abort.
    fn broken(&self, cause: JsValue) -> Fault {
        self.is_over.set(true);
        let error = JsBody(cause);
        if error.text_at("name").as_deref() == Some("Refusal") {
            let cause = error.field("cause").map(|cause| cause.0).unwrap_or_default();
            return fault(FaultKind::Refused, &error.text_at("message").unwrap_or_default(), cause);
        }
        fault(FaultKind::Connection, "the connection failed", error.0)
    }
}

impl Drop for AbortGuard {
    fn drop(&mut self) {
        if !self.is_over.get() {
            self.controller.abort();
        }
    }
}

fn body_fault(cause: JsValue) -> Fault {
    let (kind, what) = match JsCause(cause.clone()).name().as_deref() {
        Some("SyntaxError") => (FaultKind::NotJson, "the answer is no JSON"),
        Some("BodyTaken") => (FaultKind::NotJson, "the answer cannot be read"),
        Some("BodyTooLarge") => (FaultKind::TooLarge, "the answer is too large"),
        _ => (FaultKind::Connection, "the connection broke while the answer came"),
    };
    fault(kind, what, cause)
}

/// A fault with what JavaScript says of it.
fn fault(kind: FaultKind, message: &str, cause: JsValue) -> Fault {
    let told = told(&cause);
    let message = told.as_ref().map_or_else(|| message.into(), |told| concat(&[message, ": ", told]));
    Fault { kind, message, source: told.map(|_| Box::new(JsCause(cause)) as Source) }
}
