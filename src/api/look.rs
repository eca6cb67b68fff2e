//! Looking around in plain data: parameters that come in, and answers of which the client needs a few fields.

use super::{
    Error,
    text::{number, quoted},
};
use serde_json::Value;

/// A value of plain data whose parts are looked at one by one. It weighs less than a decoder, which a client that hands JSON on
/// does not need otherwise; and it can say which field is wrong.
pub trait Look: Sized {
    /// The value of an object's field, unless it is missing or `null`.
    fn field(&self, name: &str) -> Option<Self>;

    /// The text of an object's field, if it has that.
    fn text_at(&self, name: &str) -> Option<String> {
        self.field(name)?.text()
    }

    /// How many items it has, if it is a list.
    fn length(&self) -> Option<u32>;

    /// An item of a list, by its place.
    fn item(&self, place: u32) -> Self;

    /// The value, if it is a text.
    fn text(&self) -> Option<String>;

    /// The value, if it is a whole number from 0 up.
    fn number(&self) -> Option<u64>;

    /// The value, if it is true or false.
    fn flag(&self) -> Option<bool>;

    /// Whether it is an object, and no list.
    fn is_object(&self) -> bool;

    /// The value for people. Objects are not looked into.
    fn shown(&self) -> String;
}

/// The error for a value that is not what it has to be.
pub(crate) fn wrong(field: &str, value: Option<&impl Look>, expected: &str) -> Box<Error> {
    Error::invalid(field, value.map_or_else(|| "nothing".into(), Look::shown), expected)
}

/// The value, if it is a text that is not empty.
pub(crate) fn some_text(value: &impl Look) -> Option<String> {
    value.text().filter(|text| !text.is_empty())
}

/// Plain data made in Rust, such as the parameters of a typed call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Plain {
    /// Nothing, or left out.
    Nothing,
    /// A text.
    Text(String),
    /// A whole number.
    Number(u64),
    /// True or false.
    Flag(bool),
    /// A list.
    List(Vec<Plain>),
    /// An object.
    Object(Vec<(&'static str, Plain)>),
}

impl Plain {
    /// Sets a field of an object.
    pub(crate) fn set(&mut self, field: &'static str, value: impl Into<Plain>) {
        if let Plain::Object(fields) = self {
            fields.retain(|(name, _)| *name != field);
            fields.push((field, value.into()));
        }
    }
}

impl From<&str> for Plain {
    fn from(text: &str) -> Self {
        Plain::Text(text.into())
    }
}

impl From<String> for Plain {
    fn from(text: String) -> Self {
        Plain::Text(text)
    }
}

impl From<u64> for Plain {
    fn from(number: u64) -> Self {
        Plain::Number(number)
    }
}

impl From<bool> for Plain {
    fn from(flag: bool) -> Self {
        Plain::Flag(flag)
    }
}

impl<T: Into<Plain>> From<Option<T>> for Plain {
    fn from(value: Option<T>) -> Self {
        value.map_or(Plain::Nothing, Into::into)
    }
}

impl Look for Plain {
    fn field(&self, name: &str) -> Option<Self> {
        let Plain::Object(fields) = self else { return None };
        fields.iter().find(|(field, value)| *field == name && *value != Plain::Nothing).map(|(_, value)| value.clone())
    }

    fn length(&self) -> Option<u32> {
        if let Plain::List(items) = self { Some(items.len() as u32) } else { None }
    }

    fn item(&self, place: u32) -> Self {
        if let Plain::List(items) = self { items.get(place as usize).cloned() } else { None }.unwrap_or(Plain::Nothing)
    }

    fn text(&self) -> Option<String> {
        if let Plain::Text(text) = self { Some(text.clone()) } else { None }
    }

    fn number(&self) -> Option<u64> {
        if let Plain::Number(number) = self { Some(*number) } else { None }
    }

    fn flag(&self) -> Option<bool> {
        if let Plain::Flag(flag) = self { Some(*flag) } else { None }
    }

    fn is_object(&self) -> bool {
        matches!(self, Plain::Object(_))
    }

    fn shown(&self) -> String {
        match self {
            Plain::Nothing => "nothing".into(),
            Plain::Text(text) => quoted(text),
            Plain::Number(value) => number(*value),
            Plain::Flag(flag) => if *flag { "true" } else { "false" }.into(),
            Plain::List(_) => "a list".into(),
            Plain::Object(_) => "an object".into(),
        }
    }
}

impl Look for Value {
    fn field(&self, name: &str) -> Option<Self> {
        self.get(name).filter(|value| !value.is_null()).cloned()
    }

    fn length(&self) -> Option<u32> {
        self.as_array().map(|items| items.len() as u32)
    }

    fn item(&self, place: u32) -> Self {
        self.get(place as usize).cloned().unwrap_or_default()
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(Into::into)
    }

    fn number(&self) -> Option<u64> {
        self.as_u64()
    }

    fn flag(&self) -> Option<bool> {
        self.as_bool()
    }

    fn is_object(&self) -> bool {
        Value::is_object(self)
    }

    fn shown(&self) -> String {
        match self {
            Value::String(text) => quoted(text),
            Value::Array(_) => "a list".into(),
            Value::Object(_) => "an object".into(),
            other => other.to_string(),
        }
    }
}
