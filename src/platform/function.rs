//! What JavaScript calls.

use js_sys::Function;
use wasm_bindgen::prelude::*;

/// A function for JavaScript; the collector frees it. There is one kind, whatever it is for: each brings its glue on both sides.
pub(crate) fn function(call: Box<dyn Fn(JsValue) -> JsValue>) -> Function {
    Closure::wrap(call).into_js_value().unchecked_into()
}
