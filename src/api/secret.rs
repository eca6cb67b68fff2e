//! The per-item credential that `poll` hands out: base64url of a JSON object (RFC 4648, 5; padding optional).

use super::{
    Body, Error, Look, Result,
    models::{Secret, WorkSecret},
};
use serde_json::Value;

impl WorkSecret {
    /// Decodes [`WorkItem::secret`](super::models::WorkItem::secret).
    ///
    /// # Errors
    /// [`Error::InvalidInput`] that says what is wrong, and nothing of what the secret holds.
    pub fn decode(secret: &Secret) -> Result<Self> {
        let wrong = |received: &str| Error::invalid("secret", received, "base64url of {\"sessions_token\": …}");
        let bytes = base64url(secret.expose()).ok_or_else(|| wrong("a text that is no base64url"))?;
        // A list of its fields would do for serde.
        let fields = serde_json::from_slice(&bytes).map(Value::Object);
        fields.and_then(serde_json::from_value).map_err(|_| wrong("base64url of something else"))
    }
}

/// The sessions token in an item's secret. `None` where the secret does not decode or holds no token: then the environment key is the
/// item's bearer.
pub(crate) fn sessions_token<B: Body>(secret: &str) -> Option<Secret> {
    let token = B::parse_base64url(secret)?.view()?.text_at("sessions_token")?;
    (!token.is_empty()).then(|| Secret::new(token))
}

pub(super) fn base64url(text: &str) -> Option<Vec<u8>> {
    let padding = text.bytes().rev().take_while(|&byte| byte == b'=').count();
    let digits = text.get(..text.len() - padding)?;
    if padding > 2 || digits.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for digit in digits.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_4648_vectors() {
        let rows =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy")];
        for (plain, text) in rows {
            assert_eq!(base64url(text).unwrap(), plain.as_bytes());
            assert_eq!(base64url(text.trim_end_matches('=')).unwrap(), plain.as_bytes());
        }
        assert_eq!(base64url("-_-_").unwrap(), [0xfb, 0xff, 0xbf]);
        for text in ["+/+/", "A", "AAAAA", "Zg===", "Z g", "Zé"] {
            assert!(base64url(text).is_none(), "{text}");
        }
    }

    /// `["sk-ant-req-1",null]`: found by fuzzing, taken for a secret by one decoder and not by the other.
    const A_LIST: &str = "WyJzay1hbnQtcmVxLTEiLG51bGxd";

    #[test]
    fn a_secret_decodes_and_stays_secret() {
        // {"sessions_token":"sk-ant-req-1","api_base_url":"https://h"} and the same without the URL.
        let whole =
            WorkSecret::decode(&Secret::new("eyJzZXNzaW9uc190b2tlbiI6InNrLWFudC1yZXEtMSIsImFwaV9iYXNlX3VybCI6Imh0dHBzOi8vaCJ9")).unwrap();
        assert_eq!((whole.sessions_token.expose(), whole.api_base_url.as_deref()), ("sk-ant-req-1", Some("https://h")));
        let short = WorkSecret::decode(&Secret::new("eyJzZXNzaW9uc190b2tlbiI6InNrLWFudC1yZXEtMSJ9")).unwrap();
        assert_eq!(short.api_base_url, None);
        let token = sessions_token::<Vec<u8>>("eyJzZXNzaW9uc190b2tlbiI6InNrLWFudC1yZXEtMSJ9");
        assert_eq!(token.unwrap().expose(), "sk-ant-req-1");
        assert!(!format!("{whole:?}").contains("sk-ant"));
        for text in ["%%%", "eyJ9", "e30", "bnVsbA", A_LIST] {
            assert_eq!(sessions_token::<Vec<u8>>(text), None);
            let error = WorkSecret::decode(&Secret::new(text)).unwrap_err();
            assert!(!error.to_string().contains(text), "{error}");
        }
    }
}
