//! One call from JavaScript: its options come in, its promise goes out.

use super::{
    client::JsClient,
    error::{to_js, user_abort},
    headers::header_layer,
    options::Options,
    page::again,
    promise::{Answering, fail, open, park, succeed, wants_data},
};
use crate::{
    api::{Call, Exchange, RequestOptions, Result, endpoint::Endpoint, race::until},
    platform::{Aborted, FetchResponse, FetchTransport, JsBody, JsClock, function, task},
};
use std::{cell::Cell, pin::pin};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen(module = "/js/params.js")]
extern "C" {
    /// The parameters that belong into the body, in a list: all but those that go into the path or the headers. Or an error.
    #[wasm_bindgen(js_name = bodyOf)]
    fn body_of(params: &JsValue) -> JsValue;
}

#[wasm_bindgen(module = "/js/call-options.js")]
extern "C" {
    /// A call's options, each at its place, or an error.
    #[wasm_bindgen(js_name = readCall)]
    fn read_call(options: &JsValue) -> JsValue;
}

type JsExchange = Exchange<FetchTransport, JsClock>;

/// What every call takes last.
struct CallOptions {
    request: RequestOptions,
    signal: Option<AbortSignal>,
}

impl CallOptions {
    /// Those that JavaScript read; `undefined` is none.
    fn of(read: &JsValue) -> Result<Self, JsValue> {
        if read.is_undefined() {
            return Ok(CallOptions { request: RequestOptions::default(), signal: None });
        }
        let options = Options::of(read.clone())?;
        let headers = header_layer(&options.list(3)).map_err(|error| to_js(&error))?;
        let request = RequestOptions { max_retries: options.count(0), timeout_ms: options.number(1), headers, credential: None };
        let signal = Some(options.get(2)).filter(|signal| !signal.is_undefined()).map(JsCast::unchecked_into);
        Ok(CallOptions { request, signal })
    }
}

/// A call from JavaScript: its endpoint, and its arguments as they came.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) client: JsClient,
    pub(super) endpoint: &'static Endpoint,
    pub(super) id: JsValue,
    pub(super) params: JsValue,
    /// As `readCall` gives them, so that each page of a list is asked for with the same.
    pub(super) options: JsValue,
}

impl Asked {
    pub(super) fn new(client: &JsClient, endpoint: &'static Endpoint, id: JsValue, params: JsValue, options: &JsValue) -> Self {
        let options = if options.is_null_or_undefined() { JsValue::UNDEFINED } else { read_call(options) };
        Asked { client: client.clone(), endpoint, id, params, options }
    }

    /// Starts the call and returns its promise. What is wrong with the arguments rejects the promise, so that there is one place
    /// to look for errors.
    pub(super) fn start(self) -> JsValue {
        let promise = open(&again(&self), &self.params);
        match self.prepare() {
            Ok(delivery) => delivery.spawn(promise.clone(), None),
            Err(error) => fail(&promise, &error),
        }
        promise.into()
    }

    fn prepare(self) -> Result<Delivery, JsValue> {
        let CallOptions { request, signal } = CallOptions::of(&self.options)?;
        let body = self.endpoint.body.map(|_| Options::of(body_of(&self.params))).transpose()?.map(|list| JsBody(list.get(0)));
        let exchange = self.call(body).and_then(|call| self.client.exchange(call, &request)).map_err(|error| to_js(&error))?;
        Ok(Delivery { exchange, signal })
    }

    fn call(&self, body: Option<JsBody>) -> Result<Call<JsBody>> {
        // What is sent, and not what `params` may have besides: inherited fields.
        self.endpoint.check_body(body.as_ref())?;
        self.endpoint.call(JsBody::given(&self.id).as_ref(), JsBody::given(&self.params).as_ref(), body)
    }
}

/// A call on its way to its promise.
struct Delivery {
    exchange: JsExchange,
    signal: Option<AbortSignal>,
}

impl Delivery {
    /// Carries the call out in the background. A panic in it rejects its promise.
    fn spawn(self, promise: Answering, parked: Option<FetchResponse>) {
        task::spawn(promise.clone().into(), Box::pin(self.run(promise, parked)));
    }

    /// Carries the call out, from `parked` on if that answer is there already, and settles the promise. When the caller's signal
    /// is aborted, it ends; when that was so before, it does not even start.
    async fn run(mut self, promise: Answering, parked: Option<FetchResponse>) {
        let signal = self.signal.as_ref().map(Aborted::new);
        let answered = until(signal, pin!(self.exchange.carry(parked, &|| wants_data(&promise)))).await;
        match answered {
            Ok(Ok((response, Some(body)))) => succeed(&promise, &body.map_or(JsValue::NULL, |body| body.0), response.raw()),
            Ok(Ok((response, None))) => self.leave(promise, response),
            Ok(Err(error)) => fail(&promise, &to_js(&error)),
            Err(reason) => fail(&promise, &user_abort(&reason)),
        }
    }

    /// Leaves the answer with its promise: nobody wants its data, at least not yet.
    fn leave(mut self, promise: Answering, response: FetchResponse) {
        self.exchange.leave();
        response.detach();
        // The reference, not what the method `Response.clone()` makes of the body.
        let raw = Clone::clone(response.raw());
        // The collector frees it with the promise, if nobody ever asks; so it must not hold the promise itself.
        let parked = Cell::new(Some((self, response)));
        let read = function(Box::new(move |promise| {
            if let Some((delivery, response)) = parked.take() {
                response.attach();
                delivery.spawn(promise.unchecked_into(), Some(response));
            }
            JsValue::UNDEFINED
        }));
        park(&promise, &raw, &read);
    }
}
