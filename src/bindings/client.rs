//! The class `Client`.

use super::{environments::Environments, error::to_js, options};
use crate::{
    api,
    platform::{FetchTransport, JsClock},
};
use js_sys::{Object, Reflect};
use std::cell::OnceCell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/params.js")]
extern "C" {
    /// A client's options with some of them changed.
    fn changed(options: &JsValue, changes: &JsValue) -> JsValue;
}

/// The client that all classes share.
pub(super) type JsClient = api::Client<FetchTransport, JsClock>;

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
    client: JsClient,
    given: JsValue,
    environments: OnceCell<JsValue>,
    beta: OnceCell<JsValue>,
}

#[wasm_bindgen]
impl Client {
    /// Makes a client. It needs one credential: `apiKey` or `authToken`, or one of the variables of the process environment.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_optional_param_type = "types.ClientOptions")] options: &JsValue) -> Result<Client, JsValue> {
        let client = options::client(options).map_err(|error| to_js(&error))?;
        let given = changed(&Object::new(), options);
        Ok(Client { client, given, environments: OnceCell::new(), beta: OnceCell::new() })
    }

    /// The calls on environments, and below them the calls on work.
    #[wasm_bindgen(getter, unchecked_return_type = "Environments")]
    pub fn environments(&self) -> JsValue {
        self.environments.get_or_init(|| Environments::new(self.client.clone()).into()).clone()
    }

    /// The same under the name that the official SDK has for it: `client.beta.environments`.
    #[wasm_bindgen(getter, unchecked_return_type = "Pick<Client, 'environments'>")]
    pub fn beta(&self) -> JsValue {
        let beta = || {
            let beta = Object::new();
            // It cannot fail: the object is new and ours.
            let _ = Reflect::set(&beta, &"environments".into(), &self.environments());
            beta.into()
        };
        self.beta.get_or_init(beta).clone()
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
