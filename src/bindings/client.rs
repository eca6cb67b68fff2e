//! The class `Client`.

use super::{environments::Environments, heartbeats::Heartbeats, options};
use crate::{
    api,
    lease::{self, HeartbeatOptions},
    platform::{FetchTransport, JsClock, JsHost},
};
use std::{cell::OnceCell, rc::Rc};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/params.js")]
extern "C" {
    /// A client's options with some of them changed.
    fn changed(options: &JsValue, changes: &JsValue) -> JsValue;

    /// The calls on environments under the official SDK's name.
    #[wasm_bindgen(js_name = betaOf)]
    fn beta_of(environments: &JsValue) -> JsValue;
}

/// The client that all classes share.
pub(super) type JsClient = api::Client<FetchTransport, JsClock>;

/// Its heartbeats.
pub(super) type JsHeartbeats = lease::Heartbeats<JsClock>;

/// A client and its heartbeats.
pub(super) struct Core {
    pub(super) client: JsClient,
    heartbeats: OnceCell<JsHeartbeats>,
    options: HeartbeatOptions,
}

impl Core {
    pub(super) fn new(client: JsClient, options: HeartbeatOptions) -> Self {
        Core { client, heartbeats: OnceCell::new(), options }
    }

    /// The scheduler; made when it is first needed, for most clients only make calls.
    pub(super) fn heartbeats(&self) -> &JsHeartbeats {
        self.heartbeats.get_or_init(|| {
            let host = Rc::new(JsHost::default());
            let clock = self.client.clock().with_own_unref();
            let heartbeats = JsHeartbeats::new(clock, host.clone(), self.options.clone());
            host.when_awake(Rc::new(heartbeats.waker()));
            heartbeats
        })
    }
}

/// A client of the self-hosted Environments API.
///
/// ```js
/// const client = new Client({ apiKey });
/// for await (const environment of client.environments.list()) console.log(environment.name);
/// ```
///
/// @throws InvalidInputError when an option is unknown or wrong; it says which, and what would be right.
#[wasm_bindgen]
pub struct Client {
    core: Rc<Core>,
    given: JsValue,
    heartbeats: OnceCell<JsValue>,
    environments: OnceCell<JsValue>,
    beta: OnceCell<JsValue>,
}

#[wasm_bindgen]
impl Client {
    /// Makes a client. It needs one credential: `apiKey` or `authToken`, or one of the variables of the process environment.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_optional_param_type = "types.ClientOptions")] options: &JsValue) -> Result<Client, JsValue> {
        let (core, given) = options::client(options)?;
        Ok(Client { core: Rc::new(core), given, heartbeats: OnceCell::new(), environments: OnceCell::new(), beta: OnceCell::new() })
    }

    /// The calls on environments, and below them the calls on work.
    #[wasm_bindgen(getter, unchecked_return_type = "Environments")]
    pub fn environments(&self) -> JsValue {
        self.environments.get_or_init(|| Environments::new(self.core.clone()).into()).clone()
    }

    /// The same under the name that the official SDK has for it: `client.beta.environments`.
    #[wasm_bindgen(getter, unchecked_return_type = "Pick<Client, 'environments'>")]
    pub fn beta(&self) -> JsValue {
        self.beta.get_or_init(|| beta_of(&self.environments())).clone()
    }

    /// The heartbeats of all leases that this client holds.
    #[wasm_bindgen(getter, unchecked_return_type = "Heartbeats")]
    pub fn heartbeats(&self) -> JsValue {
        self.heartbeats.get_or_init(|| Heartbeats::new(self.core.heartbeats().clone()).into()).clone()
    }

    /// A copy of this client with some options changed. A credential replaces the one there was, whatever its kind.
    ///
    /// @throws InvalidInputError when an option is unknown or wrong.
    #[wasm_bindgen(js_name = withOptions)]
    pub fn with_options(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Partial<types.ClientOptions>")] options: &JsValue,
    ) -> Result<Client, JsValue> {
        Client::new(&changed(&self.given, options))
    }
}
