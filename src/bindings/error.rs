//! Errors, as the JS classes of `js/errors.js`.

use crate::{
    api::{Error, Source},
    platform::JsCause,
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/errors.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeError)]
    fn make_error(kind: u8, cause: &JsValue, status: Option<u16>, first: &str, second: &str, third: &str) -> JsValue;
    /// The error of a call whose signal was aborted.
    #[wasm_bindgen(js_name = userAbort)]
    pub(super) fn user_abort(reason: &JsValue) -> JsValue;
}

/// The JS error of `error`.
pub(super) fn to_js(error: &Error) -> JsValue {
    let message = error.message();
    let (kind, source, texts): (_, _, [&str; 3]) = match error {
        Error::InvalidInput { field, received, expected, source } => (0, source, [field, received, expected]),
        // `js/credential.js` made it.
        Error::Credential { source, .. } => return cause(source),
        Error::Connection { request_id, source, .. } => (1, source, [&message, request_id.as_deref().unwrap_or_default(), ""]),
        Error::Timeout { .. } => (2, &None, [&message, "", ""]),
        Error::Status(error) => (3, &None, [&message, &error.text, error.headers.lines()]),
        Error::InvalidResponse { request_id, source, .. } => (4, source, [&message, request_id.as_deref().unwrap_or_default(), ""]),
    };
    let [first, second, third] = texts;
    make_error(kind, &cause(source), error.status(), first, second, third)
}

/// What JavaScript threw, if that is where the error comes from.
fn cause(source: &Option<Source>) -> JsValue {
    source.as_deref().and_then(|source| source.downcast_ref::<JsCause>()).map(|cause| cause.0.clone()).unwrap_or_default()
}
