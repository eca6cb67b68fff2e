//! Text without the formatting machinery, whose code weighs more in the wasm than everything it would print here.

use std::iter;

/// The pieces, one after the other.
pub(crate) fn concat(pieces: &[&str]) -> String {
    join(pieces.iter().copied(), "")
}

/// The pieces with `separator` between them.
pub(crate) fn join<'a>(pieces: impl IntoIterator<Item = &'a str>, separator: &str) -> String {
    let mut joined = String::new();
    for piece in pieces {
        if !joined.is_empty() {
            joined.push_str(separator);
        }
        joined.push_str(piece);
    }
    joined
}

/// What stands in front of the first `sign` (ASCII), and what behind it if it is there. The standard library's searches for a
/// `char` or a `&str` weigh more than all the text that is searched here.
pub(crate) fn cut(text: &str, sign: u8) -> (&str, Option<&str>) {
    let mut rest = text.chars();
    match rest.by_ref().position(|other| other == char::from(sign)) {
        Some(_) => (text.get(..text.len() - rest.as_str().len() - 1).unwrap_or_default(), Some(rest.as_str())),
        None => (text, None),
    }
}

/// What stands between the `sign`s (ASCII).
pub(crate) fn split(text: &str, sign: u8) -> impl Iterator<Item = &str> {
    let mut left = Some(text);
    iter::from_fn(move || {
        let (part, rest) = cut(left?, sign);
        left = rest;
        Some(part)
    })
}

/// Whether `byte` is one of `signs`.
#[allow(clippy::manual_contains, reason = "the standard library's is made for long lists, and weighs five times as much")]
pub(crate) fn one_of(signs: &[u8], byte: u8) -> bool {
    signs.iter().any(|&sign| sign == byte)
}

/// `value` in decimal.
pub(crate) fn number(value: u64) -> String {
    let mut digits = if value < 10 { String::new() } else { number(value / 10) };
    digits.push(char::from(b'0' + (value % 10) as u8));
    digits
}

/// `text` in quotes, cut after 60 characters, for showing what somebody passed.
pub(crate) fn quoted(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut rest = text.chars();
    // Not `nth`, which is made for long texts.
    for _ in 0..SHOWN {
        rest.next();
    }
    let rest = rest.as_str();
    let end = if rest.is_empty() { "\"" } else { "…\"" };
    concat(&["\"", text.get(..text.len() - rest.len()).unwrap_or_default(), end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_decimal() {
        for value in [0, 7, 10, 4_294_967_296, u64::MAX] {
            assert_eq!(number(value), value.to_string());
        }
    }

    #[test]
    fn separators_stand_between() {
        assert_eq!([join([], ","), join(["a"], ","), join(["a", "b"], ", ")], ["", "a", "a, b"]);
    }

    #[test]
    fn text_is_cut_at_the_first_sign() {
        assert_eq!([cut("a:b:c", b':'), cut("é:", b':'), cut("abc", b':')], [("a", Some("b:c")), ("é", Some("")), ("abc", None)]);
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(quoted("a"), "\"a\"");
        assert_eq!(quoted(&"é".repeat(61)), concat(&["\"", &"é".repeat(60), "…\""]));
    }
}
