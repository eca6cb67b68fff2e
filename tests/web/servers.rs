//! The test server, as tests in Rust use it: through the suite's own way to it.

use super::{
    context::{get, suite},
    server,
};
use js_sys::{Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// Answers that the server gives one after the other.
    pub(crate) type Script;
    #[wasm_bindgen(method, getter, js_name = baseURL)]
    pub(crate) fn base_url(this: &Script) -> String;
    #[wasm_bindgen(method, catch)]
    async fn log(this: &Script) -> Result<JsValue, JsValue>;

    /// An emulator of its own.
    pub(crate) type Emulated;
    #[wasm_bindgen(method, getter, js_name = baseURL)]
    pub(crate) fn base_url(this: &Emulated) -> String;
    #[wasm_bindgen(method, getter, js_name = apiKey)]
    pub(crate) fn api_key(this: &Emulated) -> String;
    #[wasm_bindgen(method, catch)]
    pub(crate) async fn enqueue(this: &Emulated, environment_id: &str) -> Result<JsValue, JsValue>;
}

impl Script {
    /// A script of these steps, a list in JSON.
    pub(crate) async fn new(steps: &str) -> Script {
        made("script", &JSON::parse(steps).unwrap()).await.unchecked_into()
    }

    /// Every request so far, as the server saw it.
    pub(crate) async fn requests(&self) -> Vec<serde_json::Value> {
        serde_wasm_bindgen::from_value(self.log().await.unwrap()).unwrap()
    }
}

impl Emulated {
    /// An emulator with these options, in JSON.
    pub(crate) async fn new(options: &str) -> Emulated {
        made("emulated", &js_sys::Array::of1(&JSON::parse(options).unwrap())).await.unchecked_into()
    }
}

/// What a function of the suite's context makes of these arguments.
async fn made(function: &str, arguments: &JsValue) -> JsValue {
    let given = Object::new();
    Reflect::set(&given, &"server".into(), &server().into()).unwrap();
    let context: Function = get(&suite().await, "context").unchecked_into();
    let context = context.call1(&JsValue::NULL, &given).unwrap();
    let promise: Promise =
        get(&context, function).unchecked_into::<Function>().apply(&context, arguments.unchecked_ref()).unwrap().unchecked_into();
    JsFuture::from(promise).await.unwrap()
}
