//! What `js/poller.js` loops over.

use super::{client::Core, error::to_js, lease_options::item, options::Options, work::Work};
use crate::{
    api::race::until,
    lease,
    platform::{Aborted, FetchTransport, JsClock, task},
};
use js_sys::Promise;
use std::{pin::pin, rc::Rc};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen(module = "/js/poller.js")]
extern "C" {
    #[wasm_bindgen(js_name = openPoller)]
    fn open_poller(claims: Claims, environment_id: &JsValue, worker_id: &JsValue, signal: &JsValue) -> JsValue;
}

type JsPoller = lease::Poller<FetchTransport, JsClock>;

/// What a `WorkPoller` claims items with.
#[wasm_bindgen(skip_typescript)]
pub struct Claims {
    poller: Rc<JsPoller>,
    auto_stop: bool,
}

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "import type { WorkPoller } from './poller.js';";

#[wasm_bindgen]
impl Work {
    /// Claims work items one after the other: polls, acknowledges, yields, and stops the item after the loop's body.
    ///
    /// ```js
    /// for await (const item of work.poller({ environmentId, environmentKey })) await handle(item);
    /// ```
    ///
    /// @throws InvalidInputError when an option is wrong.
    #[wasm_bindgen(unchecked_return_type = "WorkPoller")]
    pub fn poller(&self, #[wasm_bindgen(unchecked_param_type = "types.WorkPollerOptions")] options: JsValue) -> Result<JsValue, JsValue> {
        open(&self.core, &options)
    }
}

fn open(core: &Core, options: &JsValue) -> Result<JsValue, JsValue> {
    let options = Options::read("p", options)?;
    let (how, client) = options.polling(core).map_err(|error| to_js(&error))?;
    let claims = Claims { poller: Rc::new(JsPoller::new(client, how)), auto_stop: options.flag(12) };
    Ok(open_poller(claims, &options.get(7), &options.get(8), &options.signal()))
}

#[wasm_bindgen]
impl Claims {
    /// The next item, acknowledged; `undefined` when there will be none any more.
    pub fn claim(&self, signal: AbortSignal) -> Promise {
        let poller = self.poller.clone();
        task::promise(Box::pin(async move {
            let claimed = until(Some(Aborted::new(&signal)), pin!(poller.claim())).await;
            match claimed {
                Ok(Ok(Some(item))) => Ok(item.body.0),
                Ok(Ok(None)) | Err(_) => Ok(JsValue::UNDEFINED),
                Ok(Err(error)) => Err(to_js(&error)),
            }
        }))
    }

    /// Stops an item after the loop's body, unless the caller does that.
    pub fn stop(&self, work: JsValue) -> Promise {
        let (poller, stops) = (self.poller.clone(), self.auto_stop);
        task::promise(Box::pin(async move {
            if let (true, Ok(item)) = (stops, item(&work)) {
                poller.stop(&item, false).await;
            }
            Ok(JsValue::UNDEFINED)
        }))
    }
}
