//! The credential that comes with a work item: decoded as a library decodes it, or refused without a word of it.

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use leasehold::api::{
    Body,
    models::{Secret, WorkSecret},
};
use leasehold::lease::{CallOptions, Item};
use serde_json::{Value, json};

/// Ours takes any padding, or none, and does not mind bits behind the last byte.
const LIBRARY: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true),
);

/// Any text as a secret, and any bytes as what one holds.
pub fn target(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        check(text);
    }
    check(&LIBRARY.encode(data));
}

fn check(text: &str) {
    let expected = LIBRARY.decode(text).ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let expected = expected.filter(Value::is_object).and_then(|value| serde_json::from_value::<WorkSecret>(value).ok());
    let found = WorkSecret::decode(&Secret::new(text));
    match &found {
        Ok(found) => assert_eq!(Some(found), expected.as_ref()),
        Err(error) => {
            assert_eq!(expected, None);
            // One of two texts, whatever the secret is.
            let said =
                ["%", "e30"].map(|other| WorkSecret::decode(&Secret::new(other)).map_or_else(|error| error.to_string(), |_| String::new()));
            assert!(said.contains(&error.to_string()) && said.contains(&format!("{error:?}")), "{error}");
        }
    }
    let item = json!({"id": "work_1", "environment_id": "env_1", "secret": text});
    let item = Item::<Vec<u8>>::read(Body::encode(&item).expect("JSON can be written")).expect("it has its ids");
    let token = item.calls(&CallOptions::default()).credential;
    if let Ok(secret) = &found {
        let is_empty = secret.sessions_token.expose().is_empty();
        assert_eq!(token.is_some(), !is_empty, "the item's own bearer");
    }
}
