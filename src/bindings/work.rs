//! The class `Work`.

use super::{call::Asked, client::Core};
use crate::api::endpoint::{Endpoint, WORK_ACK, WORK_HEARTBEAT, WORK_LIST, WORK_POLL, WORK_RETRIEVE, WORK_STATS, WORK_STOP, WORK_UPDATE};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The calls on work items and their queue, at `client.environments.work`.
#[wasm_bindgen]
pub struct Work {
    pub(super) core: Rc<Core>,
}

impl Work {
    pub(super) fn new(core: Rc<Core>) -> Self {
        Work { core }
    }

    fn start(&self, endpoint: &'static Endpoint, id: JsValue, params: JsValue, options: JsValue) -> JsValue {
        Asked::new(&self.core.client, endpoint, id, params, &options).start()
    }
}

#[wasm_bindgen]
impl Work {
    /// Reads a work item. Takes an API key.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.WorkItem>")]
    pub fn retrieve(
        &self,
        #[wasm_bindgen(js_name = workID, unchecked_param_type = "string")] work_id: JsValue,
        #[wasm_bindgen(unchecked_param_type = "types.WorkRetrieveParams")] params: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: JsValue,
    ) -> JsValue {
        self.start(&WORK_RETRIEVE, work_id, params, options)
    }

    /// Changes a work item's metadata: a text sets a key, `null` deletes it, what is left out stays. Takes an API key.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.WorkItem>")]
    pub fn update(
        &self,
        #[wasm_bindgen(js_name = workID, unchecked_param_type = "string")] work_id: JsValue,
        #[wasm_bindgen(unchecked_param_type = "types.WorkUpdateParams")] params: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: JsValue,
    ) -> JsValue {
        self.start(&WORK_UPDATE, work_id, params, options)
    }

    /// Lists an environment's work items: `await` gives a page, `for await` every item of every page. Takes an environment key.
    #[wasm_bindgen(unchecked_return_type = "PagePromise<types.WorkItem>")]
    pub fn list(
        &self,
        #[wasm_bindgen(js_name = environmentID, unchecked_param_type = "string")] environment_id: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.WorkListParams | null")] params: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: JsValue,
    ) -> JsValue {
        self.start(&WORK_LIST, environment_id, params, options)
    }

    /// Acknowledges a work item that was polled: it leaves the queue and is this worker's. Takes an environment key or the item's
    /// sessions token.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.WorkItem>")]
    pub fn ack(
        &self,
        #[wasm_bindgen(js_name = workID, unchecked_param_type = "string")] work_id: JsValue,
        #[wasm_bindgen(unchecked_param_type = "types.WorkAckParams")] params: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: JsValue,
    ) -> JsValue {
        self.start(&WORK_ACK, work_id, params, options)
    }

    /// Beats: takes the lease on a work item, or extends it. Takes an environment key or the item's sessions token.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.HeartbeatResponse>")]
    pub fn heartbeat(
        &self,
        #[wasm_bindgen(js_name = workID, unchecked_param_type = "string")] work_id: JsValue,
        #[wasm_bindgen(unchecked_param_type = "types.WorkHeartbeatParams")] params: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: JsValue,
    ) -> JsValue {
        self.start(&WORK_HEARTBEAT, work_id, params, options)
    }

    /// Asks the queue for a work item; `null` when there is none. Takes an environment key.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.WorkItem | null>")]
    pub fn poll(
        &self,
        #[wasm_bindgen(js_name = environmentID, unchecked_param_type = "string")] environment_id: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.WorkPollParams | null")] params: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: JsValue,
    ) -> JsValue {
        self.start(&WORK_POLL, environment_id, params, options)
    }

    /// How full the queue is, and how many workers poll it. Takes an API key.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.WorkQueueStats>")]
    pub fn stats(
        &self,
        #[wasm_bindgen(js_name = environmentID, unchecked_param_type = "string")] environment_id: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.WorkStatsParams | null")] params: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: JsValue,
    ) -> JsValue {
        self.start(&WORK_STATS, environment_id, params, options)
    }

    /// Stops a work item: asks its worker to wind down, or with `force` ends it at once. Takes any credential that reaches it.
    /// Where the server answers nothing (204), the promise resolves to `null`.
    #[wasm_bindgen(unchecked_return_type = "APIPromise<types.WorkItem>")]
    pub fn stop(
        &self,
        #[wasm_bindgen(js_name = workID, unchecked_param_type = "string")] work_id: JsValue,
        #[wasm_bindgen(unchecked_param_type = "types.WorkStopParams")] params: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "types.RequestOptions")] options: JsValue,
    ) -> JsValue {
        self.start(&WORK_STOP, work_id, params, options)
    }
}
