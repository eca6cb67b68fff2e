//! A client's options from JavaScript.

#[cfg(feature = "bindings")]
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
    Ok((core, options.get(19)))
}

fn core(options: &Options) -> Result<Core> {
    let base_url = match options.text(0) {
        Some(url) => BaseUrl::parse(&url, options.flag(1))?,
        None => BaseUrl::default(),
    };
    let headers = header_layer(&options.list(2))?;
    let (list, mut betas) = (options.list(8), Vec::new());
    while let Some(beta) = list.text(betas.len() as u32) {
        betas.push(beta);
    }
    let client = ClientOptions {
        base_url,
        credential: credential(options.get(3), options.flag(4)),
        max_retries: options.count(6).unwrap_or(DEFAULT_MAX_RETRIES),
        timeout_ms: options.number(7).unwrap_or(DEFAULT_TIMEOUT_MS),
        headers,
        betas,
        workspace_id: options.text(9),
        version: options.text(10).unwrap_or_else(|| DEFAULT_VERSION.into()),
        browser_access: options.flag(5),
        max_response_bytes: options.number(11).unwrap_or(DEFAULT_MAX_RESPONSE_BYTES),
        log: log(options.get(12), options.count(13)),
    };
    let transport = FetchTransport::new(options.get(14).unchecked_into(), options.flag(15));
    let clock = if options.flag(17) { JsClock::in_worker().unwrap_or_default() } else { JsClock::default() };
    Ok(Core {
        #[cfg(feature = "bindings")]
        beats: Beats::new(options, client.log.clone()),
        client: api::Client::new(transport, clock, client)?,
    })
}
