//! Requests and responses, between JavaScript and the emulator.

use super::driver::Driver;
use crate::emulator::{HttpRequest, HttpResponse};
use js_sys::{Array, Promise, TypeError, Uint8Array};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, Response, ResponseInit, Url};

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
            None if request.method == "GET" => None,
            None => first.filter(|first| first.url().is_string()).map(Like::array_buffer).transpose()?,
        };
        Ok(Incoming { request, body, signal })
    }

    /// The answer, as a `Response`.
    pub(super) async fn answer(mut self, driver: Rc<Driver>) -> Result<JsValue, JsValue> {
        if let Some(body) = self.body {
            self.request.body = Uint8Array::new(&JsFuture::from(body).await?).to_vec();
            if let Some(signal) = self.signal.as_ref().filter(|signal| signal.aborted()) {
                return Err(signal.reason());
            }
        }
        outgoing(&driver.exchange(self.request, self.signal).await?)
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

fn outgoing(response: &HttpResponse) -> Result<JsValue, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &response.headers {
        headers.append(name, value)?;
    }
    let init = ResponseInit::new();
    init.set_status(response.status);
    init.set_headers(&headers);
    // A status such as 204 refuses even an empty body.
    let body = (!response.body.is_empty()).then(|| Uint8Array::from(response.body.as_slice()));
    Response::new_with_opt_js_u8_array_and_init(body.as_ref(), &init).map(JsValue::from)
}
