//! Headers from JavaScript.

use crate::{
    api::{Error, HeaderLayer, Look, Result, look::wrong, text::concat},
    platform::JsBody,
};
use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/params.js")]
extern "C" {
    /// Headers in any of their forms as a list of pairs; `undefined` where it is none of them.
    #[wasm_bindgen(js_name = pairsOf)]
    fn pairs_of(headers: &JsValue) -> JsValue;
}

/// Headers in any of the forms that people have them in: `Headers` or any list of pairs, or an object. A value that is a list
/// stands for several; `null` leaves the header out.
pub(super) fn header_layer(options: &JsBody, field: &str) -> Result<HeaderLayer> {
    let mut layer = HeaderLayer::default();
    let Some(headers) = options.field(field) else { return Ok(layer) };
    let refuse = |value: &JsBody| {
        // A text is probably a header with its value.
        let received = value.text().map_or_else(|| value.shown(), |_| "a text".into());
        Error::invalid(field, received, "a Headers, a list of pairs, or an object of names and values")
    };
    let pairs = JsBody(pairs_of(&headers.0)).items().ok_or_else(|| refuse(&headers))?;
    for pair in &pairs {
        let parts = pair.items().ok_or_else(|| refuse(pair))?;
        let name = parts.first().and_then(Look::text).ok_or_else(|| refuse(pair))?;
        set_header(&mut layer, field, &name, parts.get(1).map_or(&JsValue::UNDEFINED, |value| &value.0))?;
    }
    Ok(layer)
}

fn set_header(layer: &mut HeaderLayer, field: &str, name: &str, value: &JsValue) -> Result<()> {
    if value.is_undefined() {
        return Ok(());
    }
    if value.is_null() {
        return layer.set(name, None);
    }
    let text = match value.dyn_ref::<Array>() {
        Some(values) => Some(String::from(values.join(", "))),
        None => value.as_string(),
    };
    match text {
        Some(text) => layer.set(name, Some(&text)),
        None => Err(wrong(&concat(&[field, ".", name]), JsBody::given(value).as_ref(), "a text, or null to leave the header out")),
    }
}
