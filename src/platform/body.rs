//! JSON as JavaScript parsed it.

use crate::{
    api::{Answer, Body, Look, Source},
    platform::JsCause,
};
use js_sys::Array;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;

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

    fn parse(text: &str) -> Option<Self> {
        let value = parsed(text);
        (!value.is_undefined()).then_some(JsBody(value))
    }

    fn parse_base64url(text: &str) -> Option<Self> {
        JsBody::given(&parse_base64url(text))
    }

    fn view(&self) -> Option<impl Look> {
        Some(self.clone())
    }

    fn fits(&self, answer: Answer) -> Result<(), &'static str> {
        if self.0.is_null_or_undefined() && answer == Answer::ObjectOrNothing {
            return Ok(());
        }
        if !self.is_object() {
            return Err("the answer is JSON, but no object");
        }
        if answer == Answer::Page {
            if self.field("data").is_none_or(|data| !Array::is_array(&data.0)) {
                return Err("the answer is no page: its `data` is no list");
            }
            if self.field("next_page").is_some_and(|cursor| !cursor.0.is_string()) {
                return Err("the answer is no page: its `next_page` is neither a text nor null");
            }
        }
        Ok(())
    }
}

impl JsBody {
    /// What a caller passed, unless it is left out: `undefined` or `null`.
    pub fn given(value: &JsValue) -> Option<Self> {
        (!value.is_null_or_undefined()).then(|| JsBody(value.clone()))
    }
}

impl Look for JsBody {
    // Once, and not in each of the places that look.
    #[inline(never)]
    fn field(&self, name: &str) -> Option<Self> {
        JsBody::given(&field(&self.0, name))
    }

    #[inline(never)]
    fn text_at(&self, name: &str) -> Option<String> {
        self.field(name)?.text()
    }

    fn length(&self) -> Option<u32> {
        self.0.dyn_ref::<Array>().map(Array::length)
    }

    fn item(&self, place: u32) -> Self {
        JsBody(self.0.unchecked_ref::<Array>().get(place))
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn number(&self) -> Option<u64> {
        let float = self.0.as_f64()?;
        is_whole(float).then_some(float as u64)
    }

    fn flag(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn is_object(&self) -> bool {
        self.0.is_object() && !Array::is_array(&self.0)
    }

    fn shown(&self) -> String {
        shown(&self.0)
    }
}

#[wasm_bindgen(module = "/js/body.js")]
extern "C" {
    /// A value out of JSON in base64url; `undefined` where it is none.
    #[wasm_bindgen(js_name = parseBase64url)]
    fn parse_base64url(text: &str) -> JsValue;
}

#[wasm_bindgen(module = "/js/params.js")]
extern "C" {
    /// A field of an object; `undefined` of anything else. A field that cannot be read was not left out: it gets a value that is right
    /// nowhere.
    pub(super) fn field(object: &JsValue, name: &str) -> JsValue;
}

#[wasm_bindgen(module = "/js/json.js")]
extern "C" {
    /// What a text of JSON stands for; `undefined` where it is none.
    fn parsed(text: &str) -> JsValue;
}

#[wasm_bindgen(module = "/js/errors.js")]
extern "C" {
    /// A wrong value for people.
    fn shown(value: &JsValue) -> String;
}

/// Whether JavaScript means a whole number, from 0 to the largest that it can hold exactly.
fn is_whole(float: f64) -> bool {
    const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;
    (0.0..=MAX_SAFE_INTEGER).contains(&float) && float as u64 as f64 == float
}
