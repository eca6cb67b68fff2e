//! The class `Client`.

#[cfg(feature = "leases")]
use super::heartbeats::Beats;
use super::{client_options, environments::Environments, options::Options};
use crate::{
    api,
    platform::{FetchTransport, JsClock, panic},
};
use std::{cell::OnceCell, rc::Rc};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/client-options.js")]
extern "C" {
    /// A client's options with some of them changed, in a list; or an error.
    fn changed(options: &JsValue, changes: &JsValue) -> JsValue;
}

#[wasm_bindgen(module = "/js/params.js")]
extern "C" {
    /// The calls on environments under the official SDK's name.
    #[wasm_bindgen(js_name = betaOf)]
    fn beta_of(environments: &JsValue) -> JsValue;
}

/// The client that all classes share.
pub(super) type JsClient = api::Client<FetchTransport, JsClock>;

/// What the classes of a client share.
pub(super) struct Core {
    pub(super) client: JsClient,
    #[cfg(feature = "leases")]
    pub(super) beats: Beats,
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
    pub(super) core: Rc<Core>,
    given: JsValue,
    environments: OnceCell<JsValue>,
    beta: OnceCell<JsValue>,
}

#[wasm_bindgen]
impl Client {
    /// Makes a client. It needs one credential: `apiKey` or `authToken`, or one of the variables of the process environment.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_optional_param_type = "types.ClientOptions")] options: &JsValue) -> Result<Client, JsValue> {
        panic::watch();
        let (core, given) = client_options::client(options)?;
        Ok(Client { core: Rc::new(core), given, environments: OnceCell::new(), beta: OnceCell::new() })
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

    /// A copy of this client with some options changed; one that is `undefined` stays as it is. A credential replaces the one there was,
    /// whatever its kind, also where `defaultHeaders` carried it.
    ///
    /// @throws InvalidInputError when an option is unknown or wrong.
    #[wasm_bindgen(js_name = withOptions)]
    pub fn with_options(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Partial<types.ClientOptions>")] options: &JsValue,
    ) -> Result<Client, JsValue> {
        Client::new(&Options::of(changed(&self.given, options))?.get(0))
    }
}
