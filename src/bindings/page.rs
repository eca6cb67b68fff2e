//! The pages after the one that a call asks for.

use super::call::Asked;
use crate::{api::Answer, platform::function};
use wasm_bindgen::prelude::*;

/// A function that makes the call again with other parameters, if it lists. `js/page.js` makes pages with it.
pub(super) fn again(asked: &Asked) -> JsValue {
    if asked.endpoint.answer != Answer::Page {
        return JsValue::UNDEFINED;
    }
    let asked = asked.clone();
    function(Box::new(move |params| Asked { params, ..asked.clone() }.start())).into()
}
