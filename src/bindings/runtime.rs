//! What runtime this is.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// A variable of the process environment; `None` where there is no process, or no permission to look.
pub(super) fn env(name: &str) -> Option<String> {
    let value = global(&["process", "env", name]).as_string()?;
    Some(value.trim_ascii().to_owned()).filter(|value| !value.is_empty())
}

/// Whether this is a page's window, and not a worker, a server or the edge.
pub(super) fn is_window() -> bool {
    !global(&["window", "document"]).is_undefined()
}

/// A property of a property … of the global object, or `undefined`.
pub(super) fn global(path: &[&str]) -> JsValue {
    path.iter().fold(js_sys::global().into(), |object: JsValue, name| {
        // Asking `undefined` would throw, and wasm-bindgen leaves a slot of its table of objects behind for each exception that it catches.
        if object.is_object() { Reflect::get(&object, &(*name).into()).unwrap_or_default() } else { JsValue::UNDEFINED }
    })
}
