//! Request headers, in two layers, so that what never changes between calls is prepared once.

use super::{
    Error, Result,
    text::{concat, cut, one_of, quoted},
};
use std::{fmt, iter, rc::Rc};

/// The headers of one request. The shared layer is the same for many calls of a client, so that a transport may convert it
/// once and recognise it ([`Rc::ptr_eq`]); the other layer belongs to the call and wins, name by name.
#[derive(Clone, Default)]
pub struct Headers {
    shared: Rc<HeaderLayer>,
    own: HeaderLayer,
}

impl Headers {
    pub(crate) fn new(shared: Rc<HeaderLayer>, own: HeaderLayer) -> Self {
        Headers { shared, own }
    }

    /// Lays the call's layer over another one.
    pub(crate) fn share(&mut self, shared: Rc<HeaderLayer>) {
        self.shared = shared;
    }

    /// The layer that many calls share.
    pub fn shared(&self) -> &Rc<HeaderLayer> {
        &self.shared
    }

    /// The layer of this call, which goes over it.
    pub fn own(&self) -> &HeaderLayer {
        &self.own
    }

    /// Every header that goes out, each name once.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let inherited = self.shared.iter().filter(|(name, _)| self.own.find(name).is_none());
        inherited.chain(self.own.iter()).filter_map(|(name, value)| Some((name, value?)))
    }

    /// One header's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl fmt::Debug for Headers {
    /// Names only: values may be credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

/// Headers of one origin: a client's, or a call's. Of a name that is set twice, whatever its case, the last value counts.
///
/// They are one text, a line for each: that is what crosses into JavaScript, it is one allocation, and putting a layer over
/// another is putting it behind.
#[derive(Clone, Default)]
pub struct HeaderLayer(String);

impl HeaderLayer {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What it says, name by name: a value, or `None` where a lower layer's header is to be left out.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let mut left = self.0.as_str();
        iter::from_fn(move || {
            loop {
                let (name, value, rest) = first(left)?;
                left = rest;
                if find(left, name).is_none() {
                    return Some((name, value));
                }
            }
        })
    }

    /// Sets a header, or with `None` leaves it out even where a lower layer has it.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] when the name is no token or the value has a character that HTTP does not allow (RFC 9110, 5.1
    /// and 5.5; the Fetch standard wants values in Latin-1 without line breaks).
    pub fn set(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        let end = name.bytes().position(|byte| !is_token(byte));
        if name.is_empty() || end.is_some() {
            // What follows may be a value that was meant for another place: "Authorization: Bearer …".
            let received = end.map_or("nothing".into(), |end| concat(&[&quoted(name.get(..end).unwrap_or_default()), " and more"]));
            return Err(Error::invalid("headers", received, "header names made of letters, digits and !#$%&'*+-.^_`|~"));
        }
        if let Some(bad) = value.and_then(|text| text.chars().find(|&c| !is_value(c))) {
            let received = concat(&["a value with the character U+", &hexadecimal(bad.into())]);
            return Err(Error::invalid(
                &concat(&["headers.", name]),
                received,
                "a value in Latin-1 without line breaks or control characters",
            ));
        }
        // Only spaces and tabs are left of what this trims.
        self.put(name, value.map(str::trim_ascii));
        Ok(())
    }

    /// Sets a header that is known to be valid.
    pub(crate) fn put(&mut self, name: &str, value: Option<&str>) {
        add(&mut self.0, name, value);
    }

    /// What this layer says of a header: nothing, that it is left out, or its value.
    pub(crate) fn find(&self, name: &str) -> Option<Option<&str>> {
        find(&self.0, name)
    }

    /// Puts everything of `other` over this layer.
    pub(crate) fn extend(&mut self, other: &HeaderLayer) {
        self.0.push_str(&other.0);
    }

    /// The layer as lines: `name:value`, or the name alone of a header that is left out. The last line with a name counts.
    pub(crate) fn lines(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for HeaderLayer {
    /// Names only: values may be credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

/// Adds a line. Neither a name nor a value can hold a line break, and a name no colon.
pub(super) fn add(lines: &mut String, name: &str, value: Option<&str>) {
    lines.push_str(name);
    if let Some(value) = value {
        lines.push(':');
        lines.push_str(value);
    }
    lines.push('\n');
}

/// The first line's name and, where it has one, value; and the lines behind it.
pub(super) fn first(lines: &str) -> Option<(&str, Option<&str>, &str)> {
    let (line, rest) = cut(lines, b'\n');
    let (name, value) = cut(line, b':');
    Some((name, value, rest?))
}

/// What the last line with this name says.
pub(super) fn find<'a>(mut lines: &'a str, name: &str) -> Option<Option<&'a str>> {
    let mut found = None;
    while let Some((other, value, rest)) = first(lines) {
        if other.eq_ignore_ascii_case(name) {
            found = Some(value);
        }
        lines = rest;
    }
    found
}

/// RFC 9110, 5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || one_of(b"!#$%&'*+-.^_`|~", byte)
}

/// RFC 9110, 5.5: visible characters, space, tab, and the upper half of Latin-1.
fn is_value(c: char) -> bool {
    matches!(c, '\t' | ' '..='~' | '\u{80}'..='\u{ff}')
}

fn hexadecimal(code: u32) -> String {
    let mut digits = if code < 16 { String::new() } else { hexadecimal(code / 16) };
    digits.push(char::from(b"0123456789abcdef"[code as usize % 16]));
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(headers: &[(&str, Option<&str>)]) -> HeaderLayer {
        let mut layer = HeaderLayer::default();
        for (name, value) in headers {
            layer.set(name, *value).unwrap();
        }
        layer
    }

    #[test]
    fn the_calls_layer_wins_name_by_name() {
        let shared = Rc::new(layer(&[("A", Some("1")), ("B", Some("2")), ("C", Some("3"))]));
        let headers = Headers::new(shared.clone(), layer(&[("b", Some("4")), ("c", None), ("d", Some("5"))]));
        assert_eq!(headers.iter().collect::<Vec<_>>(), [("A", "1"), ("b", "4"), ("d", "5")]);
        assert_eq!(headers.get("B"), Some("4"));
        assert!(Rc::ptr_eq(headers.shared(), &shared));
        assert_eq!(headers.own().iter().collect::<Vec<_>>(), [("b", Some("4")), ("c", None), ("d", Some("5"))]);
    }

    #[test]
    fn of_a_name_that_is_set_twice_the_last_value_counts() {
        let mut layer = layer(&[("A", Some("1")), ("b", None), ("a", None), ("B", Some(""))]);
        assert_eq!(layer.iter().collect::<Vec<_>>(), [("a", None), ("B", Some(""))]);
        layer.set("A", Some("x:y")).unwrap();
        assert_eq!([layer.find("a"), layer.find("B"), layer.find("c")], [Some(Some("x:y")), Some(Some("")), None]);
        assert_eq!(layer.iter().count(), 2);
    }

    #[test]
    fn headers_cannot_be_split() {
        for value in ["a\r\nb", "a\nb", "a\0b", "a\u{7f}b", "a\u{100}b"] {
            let error = HeaderLayer::default().set("x", Some(value)).unwrap_err();
            assert!(error.to_string().starts_with("`headers.x` must be "), "{error}");
            assert!(!error.to_string().contains(value), "{error}");
        }
        for name in ["", "a b", "a:b", "a\n", "é"] {
            assert!(HeaderLayer::default().set(name, Some("x")).is_err(), "{name:?}");
        }
        assert_eq!(layer(&[("x", Some(" \ta b\u{e9} "))]).find("X"), Some(Some("a b\u{e9}")));
    }

    #[test]
    fn values_are_secret_to_debug() {
        let shared = Rc::new(layer(&[("x-api-key", Some("sk-1"))]));
        let text = format!("{:?}", Headers::new(shared, layer(&[("authorization", Some("Bearer sk-2"))])));
        assert_eq!(text, r#"["x-api-key", "authorization"]"#);
    }

    #[test]
    fn the_character_is_named() {
        assert_eq!([hexadecimal(0xa), hexadecimal(0x100), hexadecimal(0x1f600)], ["a", "100", "1f600"]);
    }
}
