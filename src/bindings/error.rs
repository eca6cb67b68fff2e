//! Errors, as the JS classes of `js/errors.js`.

use crate::{
    api::{Error, Source},
    platform::JsCause,
};
use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/errors.js")]
extern "C" {
    #[wasm_bindgen(js_name = connectionError)]
    fn connection_error(message: &str, cause: &JsValue, status: Option<u16>, request_id: Option<&str>) -> JsValue;
    #[wasm_bindgen(js_name = invalidInput)]
    fn invalid_input(field: &str, received: &str, expected: &str, cause: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = invalidResponse)]
    fn invalid_response(message: &str, cause: &JsValue, status: u16, request_id: Option<&str>) -> JsValue;
    #[wasm_bindgen(js_name = statusError)]
    fn status_error(status: u16, text: &str, message: &str, headers: &Array) -> JsValue;
    #[wasm_bindgen(js_name = timeoutError)]
    fn timeout_error(message: &str) -> JsValue;
    /// The error of a call whose signal was aborted.
    #[wasm_bindgen(js_name = userAbort)]
    pub(super) fn user_abort(reason: &JsValue) -> JsValue;
}

/// The JS error of `error`.
pub(super) fn to_js(error: &Error) -> JsValue {
    let message = error.message();
    match error {
        Error::InvalidInput { field, received, expected, source } => invalid_input(field, received, expected, &cause(source)),
        // `js/credential.js` made it.
        Error::Credential { source, .. } => cause(source),
        Error::Connection { status, request_id, source, .. } => connection_error(&message, &cause(source), *status, request_id.as_deref()),
        Error::Timeout { .. } => timeout_error(&message),
        Error::Status(error) => {
            let headers = Array::new();
            for text in error.headers.iter().flat_map(|(name, value)| [name, value]) {
                headers.push(&text.into());
            }
            status_error(error.status, &error.text, &message, &headers)
        }
        Error::InvalidResponse { status, request_id, source, .. } => {
            invalid_response(&message, &cause(source), *status, request_id.as_deref())
        }
    }
}

/// What JavaScript threw, if that is where the error comes from.
fn cause(source: &Option<Source>) -> JsValue {
    source.as_deref().and_then(|source| source.downcast_ref::<JsCause>()).map(|cause| cause.0.clone()).unwrap_or_default()
}
