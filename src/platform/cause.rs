//! A JS value as the source of a Rust error.

use super::body::field;
use std::fmt;
use wasm_bindgen::JsValue;

/// What JavaScript threw, or rejected a promise with: usually an `Error`, but anything can be thrown.
pub struct JsCause(pub JsValue);

impl fmt::Debug for JsCause {
    /// Never the value itself, which may hold anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JavaScript value")
    }
}

impl fmt::Display for JsCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().unwrap_or_else(|| "something that is no Error".into()))
    }
}

impl std::error::Error for JsCause {}

impl JsCause {
    /// The `message`, if this is an error of any realm.
    pub fn message(&self) -> Option<String> {
        self.property("message")
    }

    /// The `name`, which tells errors apart where `instanceof` fails: across realms.
    pub(crate) fn name(&self) -> Option<String> {
        self.property("name")
    }

    fn property(&self, name: &str) -> Option<String> {
        field(&self.0, name).as_string()
    }
}
