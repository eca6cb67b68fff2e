//! One call from JavaScript: its options come in, its promise goes out.

use super::{
    client::JsClient,
    error::Ended,
    fields::{Fields, shown},
    options::header_layer,
    page::List,
    promise::{Answering, fail, open, park, succeed, wants_data},
};
use crate::{
    api::{Call, CallParams, Error, Exchange, RequestOptions, race::race},
    platform::{Aborted, FetchResponse, FetchTransport, JsBody, JsClock},
};
use js_sys::Reflect;
use std::future::Future;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortSignal;

type JsExchange = Exchange<FetchTransport, JsClock>;

/// What every call takes last.
struct CallOptions {
    request: RequestOptions,
    signal: Option<AbortSignal>,
}

impl CallOptions {
    fn read(options: &JsValue) -> Result<Self, Error> {
        let fields = Fields::of("options", options)?;
        let request = RequestOptions {
            max_retries: max_retries(&fields)?,
            timeout_ms: timeout_ms(&fields)?,
            headers: header_layer(&fields.value("headers")?, "headers")?,
            credential: None,
        };
        Ok(CallOptions { request, signal: signal(&fields)? })
    }
}

/// `maxRetries`, of a client or of a call.
pub(super) fn max_retries(fields: &Fields<'_>) -> Result<Option<u32>, Error> {
    let expected = "a whole number of retries from 0 up";
    Ok(fields.number("maxRetries", expected)?.map(|retries| u32::try_from(retries).unwrap_or(u32::MAX)))
}

/// `timeout`, of a client or of a call.
pub(super) fn timeout_ms(fields: &Fields<'_>) -> Result<Option<u64>, Error> {
    let expected = "a whole number of milliseconds from 1 up";
    match fields.number("timeout", expected)? {
        Some(0) => Err(Error::invalid("timeout", "0", expected)),
        timeout => Ok(timeout),
    }
}

fn signal(fields: &Fields<'_>) -> Result<Option<AbortSignal>, Error> {
    let value = fields.value("signal")?;
    if value.is_undefined() {
        return Ok(None);
    }
    // Not instanceof: a signal of another realm is one too.
    let has = |name: &str| Reflect::has(&value, &name.into()).unwrap_or(false);
    if value.is_object() && has("aborted") && has("addEventListener") {
        return Ok(Some(value.unchecked_into()));
    }
    Err(Error::invalid("signal", shown(&value), "an AbortSignal"))
}

/// The parameters that any call takes.
pub(super) fn call_params(fields: &Fields<'_>) -> Result<CallParams, Error> {
    Ok(CallParams { betas: fields.betas()?, workspace_id: fields.text("workspace_id", "the id of a workspace, such as \"wrkspc_…\"")? })
}

/// Starts a call and returns its promise; with `list` the promise is for a page. What is wrong with the arguments rejects the
/// promise, so that there is one place to look for errors.
pub(super) fn start(client: &JsClient, call: Result<Call<JsBody>, Error>, options: &JsValue, list: Option<List>) -> JsValue {
    let prepare = |call| {
        let options = CallOptions::read(options)?;
        Ok((client.exchange(call, &options.request)?, options.signal))
    };
    match call.and_then(prepare) {
        Ok((exchange, signal)) => {
            let promise = open(list.is_some());
            spawn_local(deliver(promise.clone(), exchange, signal, list));
            promise.into()
        }
        Err(error) => refused(error, list.is_some()),
    }
}

/// The promise of a call that is not made.
pub(super) fn refused(error: Error, paged: bool) -> JsValue {
    let promise = open(paged);
    fail(&promise, &Ended::Failed(error).into());
    promise.into()
}

/// Carries a call out and settles its promise.
async fn deliver(promise: Answering, mut exchange: JsExchange, signal: Option<AbortSignal>, list: Option<List>) {
    match abortable(signal.clone(), exchange.send()).await {
        Ok(response) if wants_data(&promise) => finish(promise, exchange, response, signal, list).await,
        Ok(response) => leave(promise, exchange, response, signal, list),
        Err(ended) => fail(&promise, &ended.into()),
    }
}

/// Reads the answer and settles the promise.
async fn finish(promise: Answering, mut exchange: JsExchange, response: FetchResponse, signal: Option<AbortSignal>, list: Option<List>) {
    match abortable(signal, exchange.finish(response)).await {
        Ok((response, body)) => {
            let data = match (body, list) {
                (Some(JsBody(body)), Some(list)) => list.page(&body),
                (Some(JsBody(body)), None) => body,
                (None, _) => JsValue::NULL,
            };
            succeed(&promise, &data, response.raw());
        }
        Err(ended) => fail(&promise, &ended.into()),
    }
}

/// Leaves the answer with its promise: nobody wants its data, at least not yet.
fn leave(promise: Answering, mut exchange: JsExchange, response: FetchResponse, signal: Option<AbortSignal>, list: Option<List>) {
    exchange.leave();
    response.detach();
    // The reference, not what the method `Response.clone()` makes of the body.
    let raw = Clone::clone(response.raw());
    let later = promise.clone();
    // The collector frees it with the promise, if nobody ever asks.
    let read = Closure::once(move || spawn_local(finish(later, exchange, response, signal, list)));
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
