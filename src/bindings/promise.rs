//! The promise that every call returns, of `js/promise.js`.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::Response;

#[wasm_bindgen(module = "/js/promise.js")]
extern "C" {
    /// An `APIPromise`, or a `PagePromise`.
    #[derive(Clone)]
    pub(super) type Answering;

    /// Whether somebody waits for the data.
    #[wasm_bindgen(js_name = wantsData)]
    pub(super) fn wants_data(promise: &Answering) -> bool;

    /// Hands over an answer whose data nobody waits for yet; `read` is called once somebody does.
    pub(super) fn park(promise: &Answering, response: &Response, read: &Function);

    /// Settles the promise with data.
    pub(super) fn succeed(promise: &Answering, data: &JsValue, response: &Response);

    /// Settles the promise with an error.
    pub(super) fn fail(promise: &Answering, error: &JsValue);
}

#[wasm_bindgen(module = "/js/page.js")]
extern "C" {
    /// A promise that is to be settled here. A call that lists gives what makes it again, with other parameters.
    #[wasm_bindgen(js_name = openCall)]
    pub(super) fn open(again: &JsValue, params: &JsValue) -> Answering;
}
