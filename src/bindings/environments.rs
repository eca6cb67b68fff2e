//! The class `Environments`.

use super::{
    call::{self, call_params},
    client::JsClient,
    fields::{Fields, text},
    page::List,
    work::Work,
};
use crate::{
    api::{Call, CallParams, Error, PageParams, environments},
    platform::JsBody,
};
use std::{cell::OnceCell, rc::Rc};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/params.js")]
extern "C" {
    /// The parameters that belong into the body: all but those that go into the path or the headers.
    #[wasm_bindgen(js_name = bodyOf)]
    pub(super) fn body_of(params: &JsValue) -> JsValue;
}

/// What an environment's id looks like, for errors.
pub(super) const ENVIRONMENT_ID: &str = "the id of an environment, such as \"env_…\"";

/// The calls on environments, at `client.environments`. They take an API key.
#[wasm_bindgen]
pub struct Environments {
    client: JsClient,
    work: OnceCell<JsValue>,
}

impl Environments {
    pub(super) fn new(client: JsClient) -> Self {
        Environments { client, work: OnceCell::new() }
    }

    /// A call on one environment that takes nothing but what any call takes.
    fn simple(
        &self,
        id: &JsValue,
        params: &JsValue,
        options: &JsValue,
        call: fn(&str, &CallParams) -> Result<Call<JsBody>, Error>,
    ) -> JsValue {
        let prepared = || call(&text("environment_id", id, ENVIRONMENT_ID)?, &call_params(&Fields::of("params", params)?)?);
        call::start(&self.client, prepared(), options, None)
    }
}

#[wasm_bindgen]
impl Environments {
    /// The calls on work items, and on the queue they wait in.
    #[wasm_bindgen(getter, unchecked_return_type = "Work")]
    pub fn work(&self) -> JsValue {
        self.work.get_or_init(|| Work::new(self.client.clone()).into()).clone()
    }

    /// Creates an environment. Only the name has to be given.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.Environment>")]
    pub fn create(
        &self,
        #[wasm_bindgen(unchecked_param_type = "types.EnvironmentCreateParams")] params: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: &JsValue,
    ) -> JsValue {
        let prepared = || {
            let fields = Fields::of("params", params)?;
            let name = fields.text("name", "a name for people, as a text")?.filter(|name| !name.is_empty());
            name.ok_or_else(|| Error::invalid("name", "nothing", "a name for people, not empty"))?;
            environments::create(JsBody(body_of(params)), &call_params(&fields)?)
        };
        call::start(&self.client, prepared(), options, None)
    }

    /// Reads an environment.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.Environment>")]
    pub fn retrieve(
        &self,
        #[wasm_bindgen(js_name = environmentID, unchecked_param_type = "string")] id: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.EnvironmentRetrieveParams | null")] params: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: &JsValue,
    ) -> JsValue {
        self.simple(id, params, options, environments::retrieve)
    }

    /// Changes an environment. What is left out stays as it is; `description: null` clears it, and so does a metadata key that is
    /// set to `null` or `''`.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.Environment>")]
    pub fn update(
        &self,
        #[wasm_bindgen(js_name = environmentID, unchecked_param_type = "string")] id: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "types.EnvironmentUpdateParams")] params: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: &JsValue,
    ) -> JsValue {
        let prepared = || {
            let id = text("environment_id", id, ENVIRONMENT_ID)?;
            environments::update(&id, JsBody(body_of(params)), &call_params(&Fields::of("params", params)?)?)
        };
        call::start(&self.client, prepared(), options, None)
    }

    /// Lists environments: `await` gives a page, `for await` every environment of every page.
    #[wasm_bindgen(unchecked_return_type = "PagePromise<types.Environment>")]
    pub fn list(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "types.EnvironmentListParams | null")] params: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: &JsValue,
    ) -> JsValue {
        let read = || {
            let fields = Fields::of("params", params)?;
            Ok((fields.flag("include_archived")?, page_params(&fields)?, call_params(&fields)?))
        };
        match read() {
            Ok((include_archived, params, call)) => {
                let make =
                    move |page| environments::list(&environments::EnvironmentListParams { include_archived, page, call: call.clone() });
                List { client: self.client.clone(), options: options.clone(), params, call: Rc::new(make) }.start()
            }
            Err(error) => call::refused(error, true),
        }
    }

    /// Deletes an environment.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.EnvironmentDeleted>")]
    pub fn delete(
        &self,
        #[wasm_bindgen(js_name = environmentID, unchecked_param_type = "string")] id: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.EnvironmentDeleteParams | null")] params: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: &JsValue,
    ) -> JsValue {
        self.simple(id, params, options, environments::delete)
    }

    /// Archives an environment: no new session can use it.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.Environment>")]
    pub fn archive(
        &self,
        #[wasm_bindgen(js_name = environmentID, unchecked_param_type = "string")] id: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.EnvironmentArchiveParams | null")] params: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: &JsValue,
    ) -> JsValue {
        self.simple(id, params, options, environments::archive)
    }
}

/// `limit` and `page`, of either list.
pub(super) fn page_params(fields: &Fields<'_>) -> Result<PageParams, Error> {
    let page = fields.text("page", "a cursor: the `next_page` of the page before")?;
    Ok(PageParams { limit: fields.number("limit", "a whole number from 1 up")?, page })
}
