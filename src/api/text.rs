//! Text without the formatting machinery, whose code weighs more in the wasm than everything it would print here.

/// The pieces, one after the other.
pub(crate) fn concat(pieces: &[&str]) -> String {
    pieces.concat()
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

/// `value` in decimal.
pub(crate) fn number(mut value: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from(b'0' + (value % 10) as u8));
        value /= 10;
        if value == 0 {
            return digits.iter().rev().collect();
        }
    }
}

/// `text` in quotes, cut after 60 characters, for showing what somebody passed.
pub(crate) fn quoted(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => concat(&["\"", text.get(..end).unwrap_or_default(), "…\""]),
        None => concat(&["\"", text, "\""]),
    }
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
    fn long_text_is_cut_between_characters() {
        assert_eq!(quoted("a"), "\"a\"");
        assert_eq!(quoted(&"é".repeat(61)), concat(&["\"", &"é".repeat(60), "…\""]));
    }
}
