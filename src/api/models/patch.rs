//! A field of an update: kept, cleared, or set.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What an update says about one field. The wire tells "left out" (the server keeps its value) from `null` (the server clears
/// it), so an `Option` is not enough.
///
/// Use it with `#[serde(default, skip_serializing_if = "Patch::is_omit")]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Leave the field out: the server keeps what it has.
    #[default]
    Omit,
    /// Send `null`: the server clears the field, or for a metadata key deletes it.
    Null,
    /// Send this value.
    Set(T),
}

impl<T> Patch<T> {
    /// Whether the field is left out of the body.
    pub fn is_omit(&self) -> bool {
        matches!(self, Patch::Omit)
    }

    /// The value to set, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Patch::Set(value) => Some(value),
            Patch::Omit | Patch::Null => None,
        }
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Patch::Set(value)
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Patch::Null, Patch::Set))
    }
}
