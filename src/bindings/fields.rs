//! Plain JS objects, read field by field, so that an error can name the field.

use crate::api::{Error, models::Beta, text::quoted};
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

/// The fields of an object that a caller passed. `undefined` and `null` count as left out, the object's own included.
pub(super) struct Fields<'a>(Option<&'a JsValue>);

impl<'a> Fields<'a> {
    /// `name` says in errors which argument it is.
    pub(super) fn of(name: &str, object: &'a JsValue) -> Result<Self, Error> {
        if object.is_undefined() || object.is_null() {
            return Ok(Fields(None));
        }
        if !object.is_object() || Array::is_array(object) {
            return Err(Error::invalid(name, shown(object), "an object"));
        }
        Ok(Fields(Some(object)))
    }

    /// The field as it is, or `undefined`.
    pub(super) fn value(&self, field: &str) -> Result<JsValue, Error> {
        let Some(object) = self.0 else { return Ok(JsValue::UNDEFINED) };
        let value = Reflect::get(object, &field.into()).map_err(|_| Error::invalid(field, "a getter that throws", "a value"))?;
        Ok(if value.is_null() { JsValue::UNDEFINED } else { value })
    }

    /// Whether the field is there and `null`, where that is not the same as left out.
    pub(super) fn is_null(&self, field: &str) -> bool {
        self.0.is_some_and(|object| Reflect::get(object, &field.into()).is_ok_and(|value| value.is_null()))
    }

    pub(super) fn text(&self, field: &str, expected: &str) -> Result<Option<String>, Error> {
        let value = self.value(field)?;
        match value.as_string() {
            Some(text) => Ok(Some(text)),
            None if value.is_undefined() => Ok(None),
            None => Err(Error::invalid(field, shown(&value), expected)),
        }
    }

    pub(super) fn flag(&self, field: &str) -> Result<Option<bool>, Error> {
        let value = self.value(field)?;
        match value.as_bool() {
            Some(flag) => Ok(Some(flag)),
            None if value.is_undefined() => Ok(None),
            None => Err(Error::invalid(field, shown(&value), "true or false")),
        }
    }

    /// A whole number from 0 up.
    pub(super) fn number(&self, field: &str, expected: &str) -> Result<Option<u64>, Error> {
        let value = self.value(field)?;
        match value.as_f64() {
            Some(float) if is_whole(float) => Ok(Some(float as u64)),
            None if value.is_undefined() => Ok(None),
            _ => Err(Error::invalid(field, shown(&value), expected)),
        }
    }

    pub(super) fn betas(&self) -> Result<Vec<Beta>, Error> {
        let value = self.value("betas")?;
        if value.is_undefined() {
            return Ok(Vec::new());
        }
        let wrong = |value: &JsValue| Error::invalid("betas", shown(value), "a list of beta names such as \"managed-agents-2026-04-01\"");
        let list = value.dyn_ref::<Array>().ok_or_else(|| wrong(&value))?;
        let beta =
            |beta: JsValue| beta.as_string().filter(|text| !text.is_empty()).map(|text| text.as_str().into()).ok_or_else(|| wrong(&beta));
        list.iter().map(beta).collect()
    }
}

/// Whether JavaScript means a whole number, and one that it can hold exactly.
fn is_whole(float: f64) -> bool {
    const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;
    (0.0..=MAX_SAFE_INTEGER).contains(&float) && float as u64 as f64 == float
}

/// A text that a caller passed.
pub(super) fn text(field: &str, value: &JsValue, expected: &str) -> Result<String, Error> {
    value.as_string().ok_or_else(|| Error::invalid(field, shown(value), expected))
}

#[wasm_bindgen]
extern "C" {
    /// `String(value)`: the text of a primitive.
    #[wasm_bindgen(js_name = String)]
    fn text_of(value: &JsValue) -> String;
}

/// What a caller passed, for people. Objects are not looked into.
pub(super) fn shown(value: &JsValue) -> String {
    if let Some(text) = value.as_string() {
        quoted(&text)
    } else if value.is_undefined() {
        "nothing".into()
    } else if Array::is_array(value) {
        "a list".into()
    } else if value.is_function() {
        "a function".into()
    } else if value.is_object() {
        "an object".into()
    } else {
        text_of(value)
    }
}
