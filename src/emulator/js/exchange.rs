//! Requests and responses, between JavaScript and the emulator.

use super::time::Time;
use crate::{
    api::{Clock, race::until},
    emulator::{Answer, HttpRequest, HttpResponse, host::Host},
    platform::{Aborted, JsClock, task},
};
use js_sys::{Array, Object, Promise, Reflect, TypeError, Uint8Array};
use std::pin::pin;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, ResponseInit, Url};

/// What a path alone is taken to be relative to. Only path and query of a URL count.
const BASE: &str = "http://emulator.invalid";

#[wasm_bindgen]
extern "C" {
    /// What fetch takes first or second. Its fields are read without regard to its class: a runtime may have several `Request`
    /// classes, and a server may pass something of its own as the second argument.
    type Like;
    #[wasm_bindgen(method, getter)]
    fn url(this: &Like) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn href(this: &Like) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn method(this: &Like) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &Like) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Like) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn signal(this: &Like) -> JsValue;
    #[wasm_bindgen(method, catch, js_name = arrayBuffer)]
    fn array_buffer(this: &Like) -> Result<Promise, JsValue>;

    /// `Response`, as the runtime's reader of every kind of body.
    #[wasm_bindgen(js_name = Response, extends = Like)]
    type AnyBody;
    #[wasm_bindgen(constructor, catch, js_class = "Response")]
    fn new(body: &JsValue) -> Result<AnyBody, JsValue>;

    /// `Response`, with any kind of body.
    #[wasm_bindgen(js_name = Response)]
    type AnyResponse;
    #[wasm_bindgen(constructor, catch, js_class = "Response")]
    fn new(body: &JsValue, init: &ResponseInit) -> Result<AnyResponse, JsValue>;

    /// `ReadableStream`, of an underlying source.
    #[wasm_bindgen(js_name = ReadableStream)]
    type AnyStream;
    #[wasm_bindgen(constructor, js_class = "ReadableStream")]
    fn new(source: &Object) -> AnyStream;

    /// `ReadableStreamDefaultController`
    type Controller;
    #[wasm_bindgen(method)]
    fn enqueue(this: &Controller, chunk: &Uint8Array);
    #[wasm_bindgen(method)]
    fn error(this: &Controller, reason: &TypeError);
}

/// A request as JavaScript gave it: all read, but for a body that takes time.
pub(super) struct Incoming {
    request: HttpRequest,
    body: Option<Promise>,
    signal: Option<AbortSignal>,
}

impl Incoming {
    /// Reads the arguments of fetch. Fails as fetch does: with the signal's reason, or with a `TypeError`.
    pub(super) fn read(input: &JsValue, init: &JsValue) -> Result<Self, JsValue> {
        let first = input.is_object().then(|| input.unchecked_ref::<Like>());
        let second = init.is_object().then(|| init.unchecked_ref::<Like>());
        let url = url_of(input, first)?;
        // A URL object has none of the fields below, so it may be asked for them like a request.
        let [method, headers, signal] = [Like::method, Like::headers, Like::signal]
            .map(|field| second.map(field).filter(|value| !value.is_undefined()).or_else(|| first.map(field)).unwrap_or_default());
        let signal: Option<AbortSignal> = signal.dyn_into().ok();
        if let Some(signal) = signal.as_ref().filter(|signal| signal.aborted()) {
            return Err(signal.reason());
        }
        let mut request = HttpRequest {
            method: method.as_string().unwrap_or_else(|| "GET".into()).to_ascii_uppercase(),
            path: url.pathname(),
            query: url.search().trim_start_matches('?').into(),
            headers: header_pairs(&headers)?,
            body: Vec::new(),
        };
        let body = match second.map(Like::body).filter(|body| !body.is_undefined() && !body.is_null()) {
            Some(body) => match body.as_string() {
                Some(text) => {
                    request.body = text.into_bytes();
                    None
                }
                None => Some(AnyBody::new(&body)?.array_buffer()?),
            },
            // By these methods nothing is sent, and servers cannot be asked for it.
            None if ["GET", "HEAD", "TRACE"].contains(&request.method.as_str()) => None,
            // A request without a body takes no time, where it says so; not every runtime's does.
            None => first.filter(|first| first.url().is_string() && !first.body().is_null()).map(Like::array_buffer).transpose()?,
        };
        Ok(Incoming { request, body, signal })
    }

    /// The answer, as a `Response`.
    pub(super) async fn answer(mut self, host: Host<Time>) -> Result<JsValue, JsValue> {
        if let Some(body) = self.body {
            self.request.body = Uint8Array::new(&JsFuture::from(body).await?).to_vec();
            if let Some(signal) = self.signal.as_ref().filter(|signal| signal.aborted()) {
                return Err(signal.reason());
            }
        }
        let answer = until(self.signal.as_ref().map(Aborted::new), pin!(host.exchange(self.request))).await?;
        match &answer {
            Answer::Whole(response) => outgoing(response, whole(response)),
            Answer::BreaksOff(response) => outgoing(response, breaking_off(response)),
            Answer::Nothing => Err(TypeError::new("fetch failed: the connection closed without an answer").into()),
        }
    }
}

fn url_of(input: &JsValue, like: Option<&Like>) -> Result<Url, JsValue> {
    let text = input.as_string().or_else(|| like.and_then(|like| like.href().as_string().or_else(|| like.url().as_string())));
    let text = text.ok_or_else(|| TypeError::new("input: expected a Request, a URL or a string"))?;
    Url::new_with_base(&text, BASE)
}

fn header_pairs(headers: &JsValue) -> Result<Vec<(String, String)>, JsValue> {
    if headers.is_undefined() || headers.is_null() {
        return Ok(Vec::new());
    }
    // The constructor takes every form of headers, whatever the name of this binding says.
    let headers = Headers::new_with_str_sequence_sequence(headers)?;
    let mut pairs = Vec::new();
    for pair in &headers.entries() {
        let pair: Array = pair?.unchecked_into();
        pairs.push((pair.get(0).as_string().unwrap_or_default(), pair.get(1).as_string().unwrap_or_default()));
    }
    Ok(pairs)
}

fn outgoing(response: &HttpResponse, body: JsValue) -> Result<JsValue, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &response.headers {
        headers.append(name, value)?;
    }
    let init = ResponseInit::new();
    init.set_status(response.status);
    init.set_headers(&headers);
    AnyResponse::new(&body, &init).map(JsValue::from)
}

fn whole(response: &HttpResponse) -> JsValue {
    // A status such as 204 refuses even an empty body.
    if response.body.is_empty() { JsValue::NULL } else { Uint8Array::from(response.body.as_slice()).into() }
}

/// A body that gives what is there, and then fails as a connection does that closes.
fn breaking_off(response: &HttpResponse) -> JsValue {
    if response.body.is_empty() {
        return JsValue::NULL;
    }
    let mut chunk = Some(Uint8Array::from(response.body.as_slice()));
    let pull = move |controller: Controller| match chunk.take() {
        Some(chunk) => {
            controller.enqueue(&chunk);
            Promise::resolve(&JsValue::UNDEFINED)
        }
        // Not at once: a server that serves this has to get the first half out before it closes the connection.
        None => task::promise(Box::pin(async move {
            JsClock::default().sleep(0).await;
            controller.error(&TypeError::new("terminated: the connection closed in the middle of the body"));
            Ok(JsValue::UNDEFINED)
        })),
    };
    let source = Object::new();
    // It cannot fail: this object takes any property.
    let _ = Reflect::set(&source, &"pull".into(), &Closure::<dyn FnMut(Controller) -> Promise>::new(pull).into_js_value());
    AnyStream::new(&source).into()
}
