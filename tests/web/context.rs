//! The suite, loaded, and what each of its tests gets.

use super::{classes, server};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The suite's index. Not a module of the wasm's: for that each of its files would have to be named here, and the page that
/// wasm-bindgen's test server serves would have that many more to load.
pub(crate) async fn suite() -> JsValue {
    let import = Function::new_with_args("url", "return import(url)");
    let module: Promise = import.call1(&JsValue::NULL, &crate::suite_url().into()).unwrap().unchecked_into();
    JsFuture::from(module).await.unwrap()
}

/// An export of the suite's, or a field of one.
pub(crate) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

/// The names of an object's fields.
pub(crate) fn names(object: &JsValue) -> Vec<String> {
    let keys: Array = Object::keys(object.unchecked_ref::<Object>());
    keys.iter().filter_map(|name| name.as_string()).collect()
}

/// Runs one test of the suite.
pub(crate) async fn run(file: &str, test: &str) -> Result<(), JsValue> {
    let suite = suite().await;
    let [context, run]: [Function; 2] = ["context", "run"].map(|name| get(&suite, name).unchecked_into());
    let test = get(&get(&get(&suite, "files"), file), test);
    let given = classes::all();
    Reflect::set(&given, &"server".into(), &server().into())?;
    let promise: Promise = run.call2(&JsValue::NULL, &test, &context.call1(&JsValue::NULL, &given)?)?.unchecked_into();
    JsFuture::from(promise).await.map(|_| ())
}
