//! Bytes of a fixed length that are written as URL-safe base 64 without padding.

macro_rules! bytes_as_text {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; $length]);

        impl $name {
            /// What these bytes are, as they are kept in a row.
            pub const fn from_bytes(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }
            /// The bytes, as they are kept in a row.
            pub const fn as_bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
                f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::text::BadText;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                crate::text::decode(text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = crate::text::BadText;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(bytes: $name) -> Self {
                bytes.to_string()
            }
        }
    };
}

pub(crate) use bytes_as_text;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

/// A text that does not stand for bytes of the expected number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the expected number of bytes in URL-safe base 64")]
pub struct BadText;

pub(crate) fn decode<const N: usize>(text: &str) -> Result<[u8; N], BadText> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| BadText)?;
    bytes.try_into().map_err(|_| BadText)
}
