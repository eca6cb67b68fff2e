//! JSON as JavaScript parsed it.

use crate::api::{Answer, Body, Look, Source};
use crate::platform::JsCause;
use js_sys::{Array, JSON, Reflect};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

/// A JSON document as the JS value that `JSON.parse` makes of it. It reaches the caller as it is: what nobody in Rust needs is
/// never decoded.
#[derive(Clone, Debug)]
pub struct JsBody(pub JsValue);

impl Body for JsBody {
    fn encode<M: Serialize + ?Sized>(value: &M) -> Result<Self, Source> {
        value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).map(JsBody).map_err(|error| Box::new(error) as Source)
    }

    fn decode<M: DeserializeOwned>(&self) -> Result<M, Source> {
        serde_wasm_bindgen::from_value(self.0.clone()).map_err(|error| Box::new(JsCause(error.into())) as Source)
    }

    fn look(text: &str) -> Option<impl Look> {
        JSON::parse(text).ok().map(JsBody)
    }

    fn fits(&self, answer: Answer) -> Result<(), &'static str> {
        let is_null = self.0.is_null();
        if is_null && answer == Answer::ObjectOrNothing {
            return Ok(());
        }
        if !self.0.is_object() || is_null || Array::is_array(&self.0) {
            return Err("the answer is JSON, but no object");
        }
        let field = |name: &str| Reflect::get(&self.0, &name.into()).unwrap_or_default();
        if answer == Answer::Page && !Array::is_array(&field("data")) {
            return Err("the answer is no page: its `data` is no list");
        }
        let is_cursor = |value: JsValue| value.is_string() || value.is_null() || value.is_undefined();
        if answer == Answer::Page && !is_cursor(field("next_page")) {
            return Err("the answer is no page: its `next_page` is neither a string nor null");
        }
        Ok(())
    }
}

impl Look for JsBody {
    fn field(&self, name: &str) -> Option<Self> {
        // Of `null` and `undefined` it throws.
        Reflect::get(&self.0, &name.into()).ok().map(JsBody)
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn number(&self) -> Option<u64> {
        let float = self.0.as_f64()?;
        (float >= 0.0 && float as u64 as f64 == float).then_some(float as u64)
    }

    fn flag(&self) -> Option<bool> {
        self.0.as_bool()
    }
}
