//! Enumerations that stay readable when the server learns a new word.

/// Declares an enumeration of known wire strings plus `Other(String)` for the rest, with `as_str`, `From<&str>`, `KNOWN`,
/// `Display` and serde in both directions. An unknown string survives a round trip unchanged.
macro_rules! open_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $wire:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// A value this version does not know, exactly as it came.
            Other(String),
        }

        impl $name {
            /// Every value this version knows, in the order of the API document.
            pub const KNOWN: &'static [$name] = &[$($name::$variant),+];

            /// The string on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$variant => $wire,)+
                    $name::Other(other) => other,
                }
            }
        }

        impl From<&str> for $name {
            fn from(wire: &str) -> Self {
                match wire {
                    $($wire => $name::$variant,)+
                    other => $name::Other(other.to_owned()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(<std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?.as_ref().into())
            }
        }
    };
}

pub(crate) use open_enum;
