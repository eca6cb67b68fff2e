//! Pages of `js/page.js`.

use super::call::Asked;
use crate::api::Answer;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = page)]
    fn new_page(body: &JsValue, params: &JsValue, next: &JsValue) -> JsValue;
}

/// A call that lists, kept for the pages after the one that it asks for.
pub(super) struct List(Asked);

impl List {
    /// `asked`, if it lists.
    pub(super) fn of(asked: &Asked) -> Option<Self> {
        (asked.endpoint.answer == Answer::Page).then(|| List(asked.clone()))
    }

    /// The page that the server sent as `body`.
    pub(super) fn page(self, body: &JsValue) -> JsValue {
        let params = self.0.params.clone();
        let next = move |params: JsValue| Asked { params, ..self.0.clone() }.start();
        // The collector frees it with the page.
        new_page(body, &params, &Closure::<dyn Fn(JsValue) -> JsValue>::new(next).into_js_value())
    }
}
