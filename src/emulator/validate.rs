//! Reads JSON objects strictly: every field typed, none unknown, and a refusal that names the field.

use crate::api::models::{Metadata, Patch};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, fmt};

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// Where, from the outside in, with dots (`config.networking.type`).
    pub field: String,
    /// What was there, for people.
    pub received: String,
    /// What would be right.
    pub expected: String,
}

impl Invalid {
    /// A refusal of `field`.
    pub fn new(field: impl Into<String>, received: impl Into<String>, expected: impl Into<String>) -> Self {
        Invalid { field: field.into(), received: received.into(), expected: expected.into() }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, received {}", self.field, self.expected, self.received)
    }
}

impl std::error::Error for Invalid {}

/// A type that a field can have.
pub(crate) trait Field: Sized {
    /// What a refusal says would be right.
    const EXPECTED: &'static str;

    /// The value, where `value` is one.
    fn read(value: &Value) -> Option<Self>;
}

impl Field for String {
    const EXPECTED: &'static str = "a string";

    fn read(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl Field for bool {
    const EXPECTED: &'static str = "true or false";

    fn read(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Field for u64 {
    const EXPECTED: &'static str = "a whole number, 0 or more";

    fn read(value: &Value) -> Option<Self> {
        value.as_u64()
    }
}

/// How far something was counted that goes on being counted.
pub(crate) struct Count(pub(crate) u64);

/// Half of what every reader of JSON holds exactly (RFC 8259, section 6). The other half is room to go on.
const LARGEST_COUNT: u64 = 1 << 52;

impl Field for Count {
    const EXPECTED: &'static str = "a whole number from 0 to 4503599627370496";

    fn read(value: &Value) -> Option<Self> {
        value.as_u64().filter(|count| *count <= LARGEST_COUNT).map(Count)
    }
}

impl Field for i64 {
    const EXPECTED: &'static str = "a whole number";

    fn read(value: &Value) -> Option<Self> {
        value.as_i64()
    }
}

impl Field for f64 {
    const EXPECTED: &'static str = "a number";

    fn read(value: &Value) -> Option<Self> {
        value.as_f64()
    }
}

impl Field for Vec<String> {
    const EXPECTED: &'static str = "a list of strings";

    fn read(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(String::read).collect()
    }
}

impl Field for Metadata {
    const EXPECTED: &'static str = "an object whose values are strings";

    fn read(value: &Value) -> Option<Self> {
        value.as_object()?.iter().map(|(key, value)| Some((key.clone(), String::read(value)?))).collect()
    }
}

/// A change of metadata.
impl Field for BTreeMap<String, Option<String>> {
    const EXPECTED: &'static str = "an object whose values are strings or null";

    fn read(value: &Value) -> Option<Self> {
        let entry = |(key, value): (&String, &Value)| match value {
            Value::Null => Some((key.clone(), None)),
            value => Some((key.clone(), Some(String::read(value)?))),
        };
        value.as_object()?.iter().map(entry).collect()
    }
}

/// One JSON object, read field by field. [`Fields::end`] refuses what nobody asked for.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    /// The object's own path, with a dot at its end unless it is the outermost.
    prefix: String,
    values: &'a Map<String, Value>,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The outermost object. `name` is what a refusal calls it.
    pub(crate) fn of(value: &'a Value, name: &str) -> Result<Self, Invalid> {
        let values = value.as_object().ok_or_else(|| Invalid::new(name, describe(value), "an object"))?;
        Ok(Fields { prefix: String::new(), values, known: Vec::new() })
    }

    /// A field that may be left out, cleared or set.
    pub(crate) fn patch<T: Field>(&mut self, name: &'static str) -> Result<Patch<T>, Invalid> {
        match self.take(name) {
            None => Ok(Patch::Omit),
            Some(Value::Null) => Ok(Patch::Null),
            Some(value) => T::read(value).map(Patch::Set).ok_or_else(|| self.invalid(name, T::EXPECTED)),
        }
    }

    /// A field that may be left out, and may not be `null`.
    pub(crate) fn optional<T: Field>(&mut self, name: &'static str) -> Result<Option<T>, Invalid> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => T::read(value).map(Some).ok_or_else(|| self.invalid(name, T::EXPECTED)),
        }
    }

    /// A field that has to be there.
    pub(crate) fn required<T: Field>(&mut self, name: &'static str) -> Result<T, Invalid> {
        self.optional(name)?.ok_or_else(|| self.invalid(name, T::EXPECTED))
    }

    /// A field that has to be there, and may be `null`.
    pub(crate) fn nullable<T: Field>(&mut self, name: &'static str) -> Result<Option<T>, Invalid> {
        match self.patch(name)? {
            Patch::Omit => Err(self.invalid(name, format!("{} or null", T::EXPECTED))),
            Patch::Null => Ok(None),
            Patch::Set(value) => Ok(Some(value)),
        }
    }

    /// An object inside this one.
    pub(crate) fn object(&mut self, name: &'static str) -> Result<Patch<Fields<'a>>, Invalid> {
        match self.take(name) {
            None => Ok(Patch::Omit),
            Some(Value::Null) => Ok(Patch::Null),
            Some(Value::Object(values)) => Ok(Patch::Set(Fields { prefix: self.path(name) + ".", values, known: Vec::new() })),
            Some(_) => Err(self.invalid(name, "an object")),
        }
    }

    /// A list of objects inside this one; none where it is left out.
    pub(crate) fn objects(&mut self, name: &'static str) -> Result<Vec<Fields<'a>>, Invalid> {
        let Some(value) = self.take(name) else { return Ok(Vec::new()) };
        let items = value.as_array().ok_or_else(|| self.invalid(name, "a list of objects"))?;
        let read = |(index, item): (usize, &'a Value)| {
            let path = format!("{}[{index}]", self.path(name));
            let values = item.as_object().ok_or_else(|| Invalid::new(&path, describe(item), "an object"))?;
            Ok(Fields { prefix: path + ".", values, known: Vec::new() })
        };
        items.iter().enumerate().map(read).collect()
    }

    /// A field of any kind.
    pub(crate) fn value(&mut self, name: &'static str) -> Option<&'a Value> {
        self.take(name)
    }

    /// A field that holds one of `words`. It may be left out, and may not be `null`.
    pub(crate) fn word(&mut self, name: &'static str, words: &[&'static str]) -> Result<Option<&'static str>, Invalid> {
        let Some(value) = self.take(name) else { return Ok(None) };
        let found = words.iter().copied().find(|word| value.as_str() == Some(word));
        found.map(Some).ok_or_else(|| self.invalid(name, one_of(words)))
    }

    /// Refuses a field's value, or that it is missing.
    pub(crate) fn invalid(&self, name: &str, expected: impl Into<String>) -> Invalid {
        Invalid::new(self.path(name), self.values.get(name).map_or("nothing".into(), describe), expected)
    }

    /// Refuses fields that nobody asked for.
    pub(crate) fn end(self) -> Result<(), Invalid> {
        match self.values.keys().find(|name| !self.known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) if self.known.is_empty() => Err(Invalid::new(self.path(name), "a field that does not exist", "no field")),
            Some(name) => Err(Invalid::new(self.path(name), "a field that does not exist", format!("only {}", self.known.join(", ")))),
        }
    }

    fn take(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.values.get(name)
    }

    fn path(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// `words` as a sentence has them: quoted, with an "or".
pub(crate) fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    quoted.join(" or ")
}

/// A value for people: as JSON where that is short, else by its kind.
pub(crate) fn describe(value: &Value) -> String {
    const SHOWN_BYTES: usize = 80;
    let json = value.to_string();
    match value {
        _ if json.len() <= SHOWN_BYTES => json,
        Value::Array(list) => format!("a list of {}", list.len()),
        Value::Object(fields) => format!("an object with {} fields", fields.len()),
        _ => format!("a string of {} bytes", json.len() - 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refusal<T: std::fmt::Debug>(result: Result<T, Invalid>) -> String {
        result.expect_err("a refusal").to_string()
    }

    #[test]
    fn a_refusal_names_the_field_what_it_was_and_what_would_be_right() {
        let body = json!({"name": 7, "config": {"type": "moon", "size": [1]}, "tags": {"a": 1}, "gone": null});
        let mut fields = Fields::of(&body, "body").expect("an object");
        assert_eq!(refusal(fields.required::<String>("name")), "name: expected a string, received 7");
        assert_eq!(refusal(fields.required::<bool>("missing")), "missing: expected true or false, received nothing");
        assert_eq!(refusal(fields.optional::<bool>("gone")), "gone: expected true or false, received null");
        assert_eq!(refusal(fields.patch::<Metadata>("tags")), "tags: expected an object whose values are strings, received {\"a\":1}");
        assert_eq!(refusal(Fields::of(&json!([]), "body")), "body: expected an object, received []");
        let Ok(Patch::Set(mut config)) = fields.object("config") else { panic!("config is an object") };
        assert_eq!(
            refusal(config.word("type", &["cloud", "self_hosted"])),
            "config.type: expected \"cloud\" or \"self_hosted\", received \"moon\""
        );
        assert_eq!(refusal(config.optional::<Vec<String>>("size")), "config.size: expected a list of strings, received [1]");
    }

    #[test]
    fn null_is_not_left_out() {
        let body = json!({"cleared": null, "set": "x"});
        let mut fields = Fields::of(&body, "body").expect("an object");
        assert_eq!(fields.patch::<String>("absent"), Ok(Patch::Omit));
        assert_eq!(fields.patch::<String>("cleared"), Ok(Patch::Null));
        assert_eq!(fields.patch::<String>("set"), Ok(Patch::Set("x".into())));
        assert_eq!(fields.end(), Ok(()));
    }

    #[test]
    fn fields_nobody_asked_for_are_refused() {
        let body = json!({"name": "x", "__proto__": 1});
        let mut fields = Fields::of(&body, "body").expect("an object");
        assert!(fields.required::<String>("name").is_ok());
        assert_eq!(refusal(fields.end()), "__proto__: expected only name, received a field that does not exist");
        assert_eq!(
            refusal(Fields::of(&body, "body").expect("an object").end()),
            "__proto__: expected no field, received a field that does not exist"
        );
    }

    #[test]
    fn long_values_are_described() {
        assert_eq!(describe(&json!("é".repeat(100))), "a string of 200 bytes");
        assert_eq!(describe(&json!(vec![1; 100])), "a list of 100");
        assert_eq!(describe(&json!({"a": "b".repeat(100)})), "an object with 1 fields");
    }
}
