//! One call from JavaScript: its options come in, its promise goes out.

use super::{
    client::JsClient,
    error::Ended,
    headers::header_layer,
    page::List,
    promise::{Answering, fail, open, park, succeed, wants_data},
};
use crate::{
    api::{
        Call, Error, Exchange, Look, RequestOptions,
        endpoint::Endpoint,
        look::{optional, wrong},
        race::race,
    },
    platform::{Aborted, FetchResponse, FetchTransport, JsBody, JsClock},
};
use js_sys::Reflect;
use std::future::Future;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
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
    fn read(options: &JsValue) -> Result<Self, Error> {
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
pub(super) fn max_retries(options: &JsBody) -> Result<Option<u32>, Error> {
    let retries = optional(options, "maxRetries", JsBody::number, "a whole number of retries from 0 up")?;
    Ok(retries.map(|retries| u32::try_from(retries).unwrap_or(u32::MAX)))
}

/// `timeout`, of a client or of a call.
pub(super) fn timeout_ms(options: &JsBody) -> Result<Option<u64>, Error> {
    let read = |value: &JsBody| value.number().filter(|&timeout| timeout > 0);
    optional(options, "timeout", read, "a whole number of milliseconds from 1 up")
}

fn signal(options: &JsBody) -> Result<Option<AbortSignal>, Error> {
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
        match self.prepare() {
            Ok((exchange, signal)) => spawn_local(deliver(promise.clone(), exchange, signal, list)),
            Err(error) => fail(&promise, &Ended::Failed(error).into()),
        }
        promise.into()
    }

    fn prepare(self) -> Result<(JsExchange, Option<AbortSignal>), Error> {
        let options = CallOptions::read(&self.options)?;
        Ok((self.client.exchange(self.call()?, &options.request)?, options.signal))
    }

    fn call(&self) -> Result<Call<JsBody>, Error> {
        let params = JsBody::given(&self.params);
        self.endpoint.check_body(params.as_ref())?;
        let body = self.endpoint.body.is_some().then(|| JsBody(body_of(&self.params)));
        self.endpoint.call(JsBody::given(&self.id).as_ref(), params.as_ref(), body)
    }
}

/// An answer on its way to a promise.
enum Answered {
    /// Read to its end.
    Whole(FetchResponse, Option<JsBody>),
    /// Its headers only: nobody wants the data, at least not yet.
    Headers(FetchResponse),
}

/// Carries a call out and settles its promise.
async fn deliver(promise: Answering, mut exchange: JsExchange, signal: Option<AbortSignal>, list: Option<List>) {
    let work = async {
        let response = exchange.send().await?;
        if !wants_data(&promise) {
            return Ok(Answered::Headers(response));
        }
        let (response, body) = exchange.finish(response).await?;
        Ok(Answered::Whole(response, body))
    };
    match abortable(signal.clone(), work).await {
        Ok(Answered::Headers(response)) => leave(promise, exchange, response, signal, list),
        Ok(Answered::Whole(response, body)) => settle(&promise, Ok((response, body)), list),
        Err(ended) => settle(&promise, Err(ended), list),
    }
}

fn settle(promise: &Answering, ended: Result<(FetchResponse, Option<JsBody>), Ended>, list: Option<List>) {
    match ended {
        Ok((response, body)) => {
            let data = match (body, list) {
                (Some(JsBody(body)), Some(list)) => list.page(&body),
                (Some(JsBody(body)), None) => body,
                (None, _) => JsValue::NULL,
            };
            succeed(promise, &data, response.raw());
        }
        Err(ended) => fail(promise, &ended.into()),
    }
}

/// Leaves the answer with its promise: nobody wants its data, at least not yet.
fn leave(promise: Answering, mut exchange: JsExchange, response: FetchResponse, signal: Option<AbortSignal>, list: Option<List>) {
    exchange.leave();
    response.detach();
    // The reference, not what the method `Response.clone()` makes of the body.
    let raw = Clone::clone(response.raw());
    // The collector frees it with the promise, if nobody ever asks; so it must not hold the promise itself.
    let read = Closure::once(move |promise: Answering| {
        spawn_local(async move { settle(&promise, abortable(signal, exchange.finish(response)).await, list) });
    });
    park(&promise, &raw, &read.into_js_value());
}

/// `work`, cut off when the caller's signal is aborted; not even started when it is aborted already.
async fn abortable<T>(signal: Option<AbortSignal>, work: impl Future<Output = Result<T, Error>>) -> Result<T, Ended> {
    let work = async { work.await.map_err(Ended::Failed) };
    match signal {
        Some(signal) => race(async { Err(Ended::Aborted(Aborted::new(signal).await)) }, work).await,
        None => work.await,
    }
}
