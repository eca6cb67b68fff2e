//! Where a list goes on.
//!
//! A cursor names the last item that was handed out, by its place in the order of creation. Lists run from new to old, so what
//! comes after a place never changes, whatever was added in front of it or taken away around it.

use super::validate::{Invalid, describe};
use base64::{Engine, engine::general_purpose::STANDARD};

const PREFIX: &str = "page_";

/// The cursor after `position` of `list`. Standard base64, as in the API document's example: a client that does not encode its
/// query parameters notices.
pub(crate) fn encode(list: &str, position: u64) -> String {
    [PREFIX, &STANDARD.encode(format!("{position}.{list}"))].concat()
}

/// The position in `cursor`, which has to be one of `list`.
pub(crate) fn decode(list: &str, cursor: &str) -> Result<u64, Invalid> {
    let position = || {
        let text = String::from_utf8(STANDARD.decode(cursor.strip_prefix(PREFIX)?).ok()?).ok()?;
        let (position, of) = text.split_once('.')?;
        if of == list { position.parse().ok() } else { None }
    };
    position().ok_or_else(|| Invalid::new("page", describe(&cursor.into()), "the next_page of an earlier answer of this list"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_accepted_back_by_its_own_list_only() {
        for position in [0, 1, 99_999, u64::MAX] {
            assert_eq!(decode("env_1", &encode("env_1", position)), Ok(position));
        }
        for foreign in [encode("env_2", 3), "page_".into(), "page_%".into(), "page_Lg==".into(), "3".into(), "é".into()] {
            assert!(decode("env_1", &foreign).is_err(), "{foreign}");
        }
    }
}
