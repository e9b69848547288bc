//! Ids: what a thing is called, in every face of Muster.
//!
//! A random id is a kind, an underscore and 128 random bits in Crockford's base 32
//! (`wrk_01J9…`). A job's id is `job_<n>`, counted per organisation, because people say it aloud.
//! Parsing is strict, so an id can never smuggle a path or a query.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 128 bits, five at a time.
const ENCODED_LENGTH: usize = 26;

/// A text that is not an id of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {expected} id")]
pub struct BadId {
    /// The kind that was expected, as people call it.
    pub expected: &'static str,
}

/// Encodes 128 bits as 26 characters without look-alikes.
pub fn encode(bytes: [u8; 16]) -> String {
    let mut rest = u128::from_be_bytes(bytes);
    let mut text = [0; ENCODED_LENGTH];
    for place in text.iter_mut().rev() {
        *place = ALPHABET[usize::try_from(rest % 32).unwrap_or(0)];
        rest /= 32;
    }
    text.iter().map(|byte| char::from(*byte)).collect()
}

fn is_encoded(text: &str) -> bool {
    text.len() == ENCODED_LENGTH && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

macro_rules! define_ids {
    ($($(#[$doc:meta])* $name:ident: $prefix:literal, $noun:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// An id from 128 random bits.
            pub fn from_random(bytes: [u8; 16]) -> Self {
                Self(format!(concat!($prefix, "_{}"), encode(bytes)))
            }
            /// The id as it is written everywhere.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                match text.strip_prefix(concat!($prefix, "_")) {
                    Some(rest) if is_encoded(rest) => Ok(Self(text.to_owned())),
                    Some(_) | None => Err(BadId { expected: $noun }),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

define_ids! {
    /// An organisation: the owner of every row. The local operator has one.
    OrganisationId: "org", "organisation";
    /// A machine that runs jobs.
    WorkerId: "wrk", "worker";
    /// A credential, by the part of it that is not secret.
    TokenId: "tok", "token";
    /// One immutable usage event.
    UsageEventId: "use", "usage event";
}

/// A job's number within its organisation, written `job_<n>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JobId(i64);

impl JobId {
    /// The job with this number; numbers start at 1.
    pub fn from_number(number: i64) -> Self {
        Self(number)
    }
    /// The number as the store keeps it.
    pub fn number(self) -> i64 {
        self.0
    }
}

impl FromStr for JobId {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let digits = text.strip_prefix("job_").unwrap_or_default();
        let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
        match digits.parse() {
            Ok(number) if is_plain => Ok(Self(number)),
            Ok(_) | Err(_) => Err(BadId { expected: "job" }),
        }
    }
}

impl TryFrom<String> for JobId {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        text.parse()
    }
}

impl From<JobId> for String {
    fn from(id: JobId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "job_{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_own_text() {
        let id = WorkerId::from_random([7; 16]);
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        assert!(id.as_str().starts_with("wrk_"));
    }

    #[test]
    fn nothing_but_an_id_parses_as_one() {
        for text in ["", "wrk_", "wrk_../etc/passwd", "tok_00000000000000000000000000", "wrk_0"] {
            assert!(text.parse::<WorkerId>().is_err(), "{text:?} must not be a worker id");
        }
        for text in
            ["job_", "job_0", "job_01", "job_-1", "job_1e3", "job_99999999999999999999", "1"]
        {
            assert!(text.parse::<JobId>().is_err(), "{text:?} must not be a job id");
        }
        assert_eq!("job_12".parse(), Ok(JobId::from_number(12)));
    }
}
