//! One call from JavaScript: its options come in, its promise goes out.

use super::{
    client::JsClient,
    error::{to_js, user_abort},
    headers::header_layer,
    options::at_least_one,
    page::List,
    panic::spawn,
    promise::{Answering, fail, open, park, succeed, wants_data},
};
use crate::{
    api::{
        Call, Exchange, Look, RequestOptions, Result,
        endpoint::Endpoint,
        look::{optional, wrong},
        race::until,
    },
    platform::{Aborted, FetchResponse, FetchTransport, JsBody, JsClock},
};
use js_sys::Reflect;
use std::pin::pin;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen(module = "/js/params.js")]
extern "C" {
    /// The parameters that belong into the body: all but those that go into the path or the headers.
    #[wasm_bindgen(js_name = bodyOf)]
    fn body_of(params: &JsValue) -> JsValue;
}

type JsExchange = Exchange<FetchTransport, JsClock>;

/// What every call takes last.
struct CallOptions {
    request: RequestOptions,
    signal: Option<AbortSignal>,
}

impl CallOptions {
    fn read(options: &JsValue) -> Result<Self> {
        let Some(options) = JsBody::given(options) else { return Ok(CallOptions { request: RequestOptions::default(), signal: None }) };
        if !options.is_object() {
            return Err(wrong("options", Some(&options), "an object"));
        }
        let request = RequestOptions {
            max_retries: max_retries(&options)?,
            timeout_ms: timeout_ms(&options)?,
            headers: header_layer(&options, "headers")?,
            credential: None,
        };
        Ok(CallOptions { request, signal: signal(&options)? })
    }
}

/// `maxRetries`, of a client or of a call.
pub(super) fn max_retries(options: &JsBody) -> Result<Option<u32>> {
    let retries = optional(options, "maxRetries", JsBody::number, "a whole number of retries from 0 up")?;
    Ok(retries.map(|retries| u32::try_from(retries).unwrap_or(u32::MAX)))
}

/// `timeout`, of a client or of a call.
pub(super) fn timeout_ms(options: &JsBody) -> Result<Option<u64>> {
    optional(options, "timeout", at_least_one, "a whole number of milliseconds from 1 up")
}

fn signal(options: &JsBody) -> Result<Option<AbortSignal>> {
    let read = |value: &JsBody| {
        // Not instanceof: a signal of another realm is one too.
        let has = |name: &str| Reflect::has(&value.0, &name.into()).unwrap_or(false);
        (has("aborted") && has("addEventListener")).then(|| value.0.clone().unchecked_into())
    };
    optional(options, "signal", read, "an AbortSignal")
}

/// A call from JavaScript: its endpoint, and its arguments as they came.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) client: JsClient,
    pub(super) endpoint: &'static Endpoint,
    pub(super) id: JsValue,
    pub(super) params: JsValue,
    pub(super) options: JsValue,
}

impl Asked {
    /// Starts the call and returns its promise. What is wrong with the arguments rejects the promise, so that there is one place
    /// to look for errors.
    pub(super) fn start(self) -> JsValue {
        let list = List::of(&self);
        let promise = open(list.is_some());
        match self.prepare(list) {
            Ok(delivery) => spawn(promise.clone(), delivery.run(promise.clone(), None)),
            Err(error) => fail(&promise, &to_js(&error)),
        }
        promise.into()
    }

    fn prepare(self, list: Option<List>) -> Result<Delivery> {
        let options = CallOptions::read(&self.options)?;
        Ok(Delivery { exchange: self.client.exchange(self.call()?, &options.request)?, signal: options.signal, list })
    }

    fn call(&self) -> Result<Call<JsBody>> {
        let params = JsBody::given(&self.params);
        self.endpoint.check_body(params.as_ref())?;
        let body = self.endpoint.body.is_some().then(|| JsBody(body_of(&self.params)));
        self.endpoint.call(JsBody::given(&self.id).as_ref(), params.as_ref(), body)
    }
}

/// A call on its way to its promise.
struct Delivery {
    exchange: JsExchange,
    signal: Option<AbortSignal>,
    list: Option<List>,
}

impl Delivery {
    /// Carries the call out, from `parked` on if that answer is there already, and settles the promise. When the caller's signal
    /// is aborted, it ends; when that was so before, it does not even start.
    async fn run(mut self, promise: Answering, parked: Option<FetchResponse>) {
        let signal = self.signal.clone().map(Aborted::new);
        let answered = until(signal, pin!(self.exchange.carry(parked, &|| wants_data(&promise)))).await;
        match answered {
            Ok(Ok((response, Some(body)))) => self.settle(&promise, response, body),
            Ok(Ok((response, None))) => self.leave(promise, response),
            Ok(Err(error)) => fail(&promise, &to_js(&error)),
            Err(reason) => fail(&promise, &user_abort(&reason)),
        }
    }

    fn settle(self, promise: &Answering, response: FetchResponse, body: Option<JsBody>) {
        let data = match (body, self.list) {
            (Some(JsBody(body)), Some(list)) => list.page(&body),
            (Some(JsBody(body)), None) => body,
            (None, _) => JsValue::NULL,
        };
        succeed(promise, &data, response.raw());
    }

    /// Leaves the answer with its promise: nobody wants its data, at least not yet.
    fn leave(mut self, promise: Answering, response: FetchResponse) {
        self.exchange.leave();
        response.detach();
        // The reference, not what the method `Response.clone()` makes of the body.
        let raw = Clone::clone(response.raw());
        // The collector frees it with the promise, if nobody ever asks; so it must not hold the promise itself.
        let read = Closure::once(move |promise: Answering| spawn(promise.clone(), self.run(promise, Some(response))));
        park(&promise, &raw, &read.into_js_value());
    }
}
