//! The class `Environments`.

use super::{call::Asked, client::Core, work::Work};
use crate::api::endpoint::{ARCHIVE, CREATE, DELETE, Endpoint, LIST, RETRIEVE, UPDATE};
use std::{cell::OnceCell, rc::Rc};
use wasm_bindgen::prelude::*;

/// The calls on environments, at `client.environments`. They take an API key.
#[wasm_bindgen]
pub struct Environments {
    core: Rc<Core>,
    work: OnceCell<JsValue>,
}

impl Environments {
    pub(super) fn new(core: Rc<Core>) -> Self {
        Environments { core, work: OnceCell::new() }
    }

    fn start(&self, endpoint: &'static Endpoint, id: JsValue, params: JsValue, options: JsValue) -> JsValue {
        Asked::new(&self.core.client, endpoint, id, params, &options).start()
    }
}

#[wasm_bindgen]
impl Environments {
    /// The calls on work items, and on the queue they wait in.
    #[wasm_bindgen(getter, unchecked_return_type = "Work")]
    pub fn work(&self) -> JsValue {
        self.work.get_or_init(|| Work::new(self.core.clone()).into()).clone()
    }

    /// Creates an environment. Only the name has to be given.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.Environment>")]
    pub fn create(
        &self,
        #[wasm_bindgen(unchecked_param_type = "types.EnvironmentCreateParams")] params: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: JsValue,
    ) -> JsValue {
        self.start(&CREATE, JsValue::UNDEFINED, params, options)
    }

    /// Reads an environment.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.Environment>")]
    pub fn retrieve(
        &self,
        #[wasm_bindgen(js_name = environmentID, unchecked_param_type = "string")] id: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.EnvironmentRetrieveParams | null")] params: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: JsValue,
    ) -> JsValue {
        self.start(&RETRIEVE, id, params, options)
    }

    /// Changes an environment. What is left out stays as it is; `description: null` clears it, and so does a metadata key that is
    /// set to `null` or `''`.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.Environment>")]
    pub fn update(
        &self,
        #[wasm_bindgen(js_name = environmentID, unchecked_param_type = "string")] id: JsValue,
        #[wasm_bindgen(unchecked_param_type = "types.EnvironmentUpdateParams")] params: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: JsValue,
    ) -> JsValue {
        self.start(&UPDATE, id, params, options)
    }

    /// Lists environments: `await` gives a page, `for await` every environment of every page.
    #[wasm_bindgen(unchecked_return_type = "PagePromise<types.Environment>")]
    pub fn list(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "types.EnvironmentListParams | null")] params: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: JsValue,
    ) -> JsValue {
        self.start(&LIST, JsValue::UNDEFINED, params, options)
    }

    /// Deletes an environment.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.EnvironmentDeleted>")]
    pub fn delete(
        &self,
        #[wasm_bindgen(js_name = environmentID, unchecked_param_type = "string")] id: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.EnvironmentDeleteParams | null")] params: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: JsValue,
    ) -> JsValue {
        self.start(&DELETE, id, params, options)
    }

    /// Archives an environment: no new session can use it.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.Environment>")]
    pub fn archive(
        &self,
        #[wasm_bindgen(js_name = environmentID, unchecked_param_type = "string")] id: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.EnvironmentArchiveParams | null")] params: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: JsValue,
    ) -> JsValue {
        self.start(&ARCHIVE, id, params, options)
    }
}
