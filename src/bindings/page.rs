//! Pages of `js/page.js`.

use super::{call, client::JsClient};
use crate::{
    api::{Call, Error, PageParams},
    platform::JsBody,
};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = page)]
    fn new_page(body: &JsValue, next: &JsValue) -> JsValue;
}

/// A list: how to ask for the page at a cursor.
#[derive(Clone)]
pub(super) struct List {
    pub(super) client: JsClient,
    pub(super) options: JsValue,
    pub(super) params: PageParams,
    pub(super) call: Rc<dyn Fn(PageParams) -> Result<Call<JsBody>, Error>>,
}

impl List {
    /// Asks for the page that `params` names.
    pub(super) fn start(self) -> JsValue {
        let call = (self.call)(self.params.clone());
        call::start(&self.client.clone(), call, &self.options.clone(), Some(self))
    }

    /// The page that the server sent as `body`.
    pub(super) fn page(self, body: &JsValue) -> JsValue {
        let next = move |cursor: String| {
            let params = PageParams { page: Some(cursor), ..self.params.clone() };
            List { params, ..self.clone() }.start()
        };
        // The collector frees it with the page.
        new_page(body, &Closure::<dyn Fn(String) -> JsValue>::new(next).into_js_value())
    }
}
