//! Header names and values: what is taken, a server's library takes too, and it is one header.

use arbitrary::{Arbitrary, Unstructured};
use http::{HeaderName, HeaderValue};
use leasehold::api::HeaderLayer;

/// What no error may quote.
const SECRET: &str = "sk-ant-fuzz-0f3c9b7a51e84d26";

/// Names and values of one layer.
pub fn target(data: &[u8]) {
    let Ok(headers) = Vec::<(String, Option<String>)>::arbitrary_take_rest(Unstructured::new(data)) else { return };
    let mut layer = HeaderLayer::default();
    for (name, value) in &headers {
        match layer.set(name, value.as_deref()) {
            Ok(()) => {
                assert!(HeaderName::from_bytes(name.as_bytes()).is_ok(), "{name:?}");
                assert!(value.as_deref().is_none_or(is_value), "{value:?}");
            }
            Err(error) => {
                let is_refused = HeaderName::from_bytes(name.as_bytes()).is_err() || !value.as_deref().is_none_or(is_value);
                assert!(is_refused, "{name:?}: {value:?}: {error}");
                let secret = [SECRET, value.as_deref().unwrap_or_default()].concat();
                let error = layer.set(name, Some(&secret)).map_or_else(|error| error.to_string(), |()| String::new());
                assert!(!error.contains(SECRET), "{error}");
            }
        }
    }
}

/// Whether the library takes it, as fetch writes it: Latin-1, without the white space around it.
fn is_value(text: &str) -> bool {
    let latin: Option<Vec<u8>> = text.trim_matches([' ', '\t']).chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    latin.is_some_and(|bytes| HeaderValue::from_bytes(&bytes).is_ok())
}
