//! Headers from JavaScript.

use crate::{
    api::{HeaderLayer, Look, Result},
    platform::JsBody,
};
use wasm_bindgen::JsValue;

/// The headers of a list of names and values in turn, as `pairsOf` in `js/params.js` takes them apart. A value that is no text is `null`:
/// the header is left out.
pub(super) fn header_layer(list: &JsValue) -> Result<HeaderLayer> {
    let mut layer = HeaderLayer::default();
    let mut texts = JsBody(list.clone()).items().unwrap_or_default().into_iter().map(|text| text.text());
    while let (Some(Some(name)), Some(value)) = (texts.next(), texts.next()) {
        layer.set(&name, value.as_deref())?;
    }
    Ok(layer)
}
