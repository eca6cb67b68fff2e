//! The class `Work`.

use super::{
    call::{self, call_params},
    client::JsClient,
    environments::{ENVIRONMENT_ID, body_of, page_params},
    fields::{Fields, shown, text},
    page::List,
};
use crate::{
    api::{Call, CallParams, Error, work},
    platform::JsBody,
};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// What a work item's id looks like, for errors.
const WORK_ID: &str = "the id of a work item, such as \"work_…\"";

/// The calls on work items and their queue, at `client.environments.work`.
#[wasm_bindgen]
pub struct Work {
    client: JsClient,
}

/// A call on one work item, taken apart: the environment's id, the item's, and the other parameters.
struct Item<'a> {
    environment_id: String,
    work_id: String,
    fields: Fields<'a>,
    params: CallParams,
}

impl<'a> Item<'a> {
    fn read(work_id: &JsValue, params: &'a JsValue) -> Result<Self, Error> {
        let work_id = text("work_id", work_id, WORK_ID)?;
        let fields = Fields::of("params", params)?;
        let environment_id = text("environment_id", &fields.value("environment_id")?, ENVIRONMENT_ID)?;
        Ok(Item { environment_id, work_id, params: call_params(&fields)?, fields })
    }
}

impl Work {
    pub(super) fn new(client: JsClient) -> Self {
        Work { client }
    }

    /// A call on one work item.
    fn on_item(
        &self,
        work_id: &JsValue,
        params: &JsValue,
        options: &JsValue,
        call: impl FnOnce(Item<'_>) -> Result<Call<JsBody>, Error>,
    ) -> JsValue {
        call::start(&self.client, Item::read(work_id, params).and_then(call), options, None)
    }
}

#[wasm_bindgen]
impl Work {
    /// Reads a work item. Takes an API key.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.WorkItem>")]
    pub fn retrieve(
        &self,
        #[wasm_bindgen(js_name = workID, unchecked_param_type = "string")] work_id: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "types.WorkRetrieveParams")] params: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: &JsValue,
    ) -> JsValue {
        self.on_item(work_id, params, options, |item| work::retrieve(&item.environment_id, &item.work_id, &item.params))
    }

    /// Changes a work item's metadata: a text sets a key, `null` deletes it, what is left out stays. Takes an API key.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.WorkItem>")]
    pub fn update(
        &self,
        #[wasm_bindgen(js_name = workID, unchecked_param_type = "string")] work_id: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "types.WorkUpdateParams")] params: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: &JsValue,
    ) -> JsValue {
        self.on_item(work_id, params, options, |item| {
            let metadata = item.fields.value("metadata")?;
            if !metadata.is_object() || js_sys::Array::is_array(&metadata) {
                return Err(Error::invalid("metadata", shown(&metadata), "an object of texts, or null for keys to delete"));
            }
            work::update(&item.environment_id, &item.work_id, JsBody(body_of(params)), &item.params)
        })
    }

    /// Lists an environment's work items: `await` gives a page, `for await` every item of every page. Takes an environment key.
    #[wasm_bindgen(unchecked_return_type = "PagePromise<types.WorkItem>")]
    pub fn list(
        &self,
        #[wasm_bindgen(js_name = environmentID, unchecked_param_type = "string")] environment_id: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.WorkListParams | null")] params: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: &JsValue,
    ) -> JsValue {
        let read = || {
            let fields = Fields::of("params", params)?;
            Ok((text("environment_id", environment_id, ENVIRONMENT_ID)?, page_params(&fields)?, call_params(&fields)?))
        };
        match read() {
            Ok((id, params, call)) => {
                let make = move |page| work::list(&id, &work::WorkListParams { page, call: call.clone() });
                List { client: self.client.clone(), options: options.clone(), params, call: Rc::new(make) }.start()
            }
            Err(error) => call::refused(error, true),
        }
    }

    /// Acknowledges a work item that was polled: it leaves the queue and is this worker's. Takes an environment key or the item's
    /// sessions token.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.WorkItem>")]
    pub fn ack(
        &self,
        #[wasm_bindgen(js_name = workID, unchecked_param_type = "string")] work_id: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "types.WorkAckParams")] params: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: &JsValue,
    ) -> JsValue {
        self.on_item(work_id, params, options, |item| work::ack(&item.environment_id, &item.work_id, &item.params))
    }

    /// Beats: takes the lease on a work item, or extends it. Takes an environment key or the item's sessions token.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.HeartbeatResponse>")]
    pub fn heartbeat(
        &self,
        #[wasm_bindgen(js_name = workID, unchecked_param_type = "string")] work_id: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "types.WorkHeartbeatParams")] params: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: &JsValue,
    ) -> JsValue {
        self.on_item(work_id, params, options, |item| {
            let expected = "the `last_heartbeat` of the answer before, or \"NO_HEARTBEAT\" for the first";
            let params = work::WorkHeartbeatParams {
                desired_ttl_seconds: item.fields.number("desired_ttl_seconds", "a whole number of seconds from 1 up")?,
                expected_last_heartbeat: item.fields.text("expected_last_heartbeat", expected)?,
                call: item.params,
            };
            work::heartbeat(&item.environment_id, &item.work_id, &params)
        })
    }

    /// Asks the queue for a work item; `null` when there is none. Takes an environment key.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.WorkItem | null>")]
    pub fn poll(
        &self,
        #[wasm_bindgen(js_name = environmentID, unchecked_param_type = "string")] environment_id: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.WorkPollParams | null")] params: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: &JsValue,
    ) -> JsValue {
        let prepared = || {
            let id = text("environment_id", environment_id, ENVIRONMENT_ID)?;
            let fields = Fields::of("params", params)?;
            let block = "a whole number of milliseconds from 1 to 999, or left out for an answer at once";
            let params = work::WorkPollParams {
                block_ms: fields.number("block_ms", block)?,
                reclaim_older_than_ms: fields.number("reclaim_older_than_ms", "a whole number of milliseconds")?,
                worker_id: fields.text("Anthropic-Worker-ID", "the name of a worker, as a text")?,
                call: call_params(&fields)?,
            };
            work::poll(&id, &params)
        };
        call::start(&self.client, prepared(), options, None)
    }

    /// How full the queue is, and how many workers poll it. Takes an API key.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.WorkQueueStats>")]
    pub fn stats(
        &self,
        #[wasm_bindgen(js_name = environmentID, unchecked_param_type = "string")] environment_id: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.WorkStatsParams | null")] params: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: &JsValue,
    ) -> JsValue {
        let prepared =
            || work::stats(&text("environment_id", environment_id, ENVIRONMENT_ID)?, &call_params(&Fields::of("params", params)?)?);
        call::start(&self.client, prepared(), options, None)
    }

    /// Stops a work item: asks its worker to wind down, or with `force` ends it at once. Takes any credential that reaches it.
    /// Where the server answers nothing (204), the promise resolves to `null`.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.WorkItem>")]
    pub fn stop(
        &self,
        #[wasm_bindgen(js_name = workID, unchecked_param_type = "string")] work_id: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "types.WorkStopParams")] params: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: &JsValue,
    ) -> JsValue {
        self.on_item(work_id, params, options, |item| {
            item.fields.flag("force")?;
            work::stop(&item.environment_id, &item.work_id, JsBody(body_of(params)), &item.params)
        })
    }
}
