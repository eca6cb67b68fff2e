//! A client's options from JavaScript.

#[cfg(feature = "leases")]
use super::heartbeats::Beats;
use super::{client::Core, credential::credential, error::to_js, headers::header_layer, logger::log, options::Options};
use crate::{
    api::{
        self, BaseUrl, ClientOptions, DEFAULT_MAX_RESPONSE_BYTES, DEFAULT_TIMEOUT_MS, DEFAULT_VERSION, Result, retry::DEFAULT_MAX_RETRIES,
    },
    platform::{FetchTransport, JsClock},
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/client-options.js")]
extern "C" {
    /// The options, each at its place, or an error.
    #[wasm_bindgen(js_name = readClient)]
    fn read_client(options: &JsValue) -> JsValue;
}

/// The client that the options describe, and a copy of them.
pub(super) fn client(options: &JsValue) -> Result<(Core, JsValue), JsValue> {
    let options = Options::of(read_client(options))?;
    let core = core(&options).map_err(|error| to_js(&error))?;
    Ok((core, options.get(17)))
}

fn core(options: &Options) -> Result<Core> {
    let base_url = BaseUrl::checked(options.text(0).unwrap_or_default());
    let headers = header_layer(&options.list(1))?;
    let client = ClientOptions {
        base_url,
        credential: credential(options.get(2), options.flag(3)),
        max_retries: options.count(5).unwrap_or(DEFAULT_MAX_RETRIES),
        timeout_ms: options.number(6).unwrap_or(DEFAULT_TIMEOUT_MS),
        headers,
        betas: vec![options.text(7).unwrap_or_default()],
        workspace_id: options.text(8),
        version: options.text(9).unwrap_or_else(|| DEFAULT_VERSION.into()),
        browser_access: options.flag(4),
        max_response_bytes: options.number(10).unwrap_or(DEFAULT_MAX_RESPONSE_BYTES),
        log: log(options.get(11), options.count(12)),
    };
    let transport = FetchTransport::over(options.get(13).unchecked_into());
    let clock = if options.flag(15) { JsClock::in_worker() } else { JsClock::default() };
    Ok(Core {
        #[cfg(feature = "leases")]
        beats: Beats::new(options, client.log.clone()),
        client: api::Client::new(transport, clock, client)?,
    })
}
