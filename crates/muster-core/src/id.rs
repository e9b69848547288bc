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

/// Reads what [`encode`] wrote.
pub fn decode(text: &str) -> Option<[u8; 16]> {
    let digit = |byte| ALPHABET.iter().position(|each| *each == byte);
    let number = text.bytes().try_fold(0_u128, |number, byte| {
        number.checked_mul(32)?.checked_add(digit(byte)? as u128)
    })?;
    is_encoded(text).then(|| number.to_be_bytes())
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
    /// A program that acts on somebody's behalf, with credentials of its own.
    AgentId: "agt", "agent";
    /// A rule by which the word of a foreign issuer is taken.
    TrustPolicyId: "trp", "trust policy";
    /// One immutable usage event.
    UsageEventId: "use", "usage event";
    /// One event of the audit log.
    AuditEventId: "aud", "audit event";
    /// Somebody with an account.
    PersonId: "usr", "person";
    /// That a person belongs to an organisation.
    MembershipId: "mbr", "membership";
    /// A wish that somebody may belong to an organisation.
    InvitationId: "inv", "invitation";
    /// One wish about a resource at a provider.
    OperationId: "opr", "operation";
}

/// A job's number within its organisation, written `job_<n>`; a task of an array is `job_<n>.<t>`.
///
/// Both are one integer, so whatever names a job can name a task. Tasks have numbers far above those of
/// jobs, in the order of their arrays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JobId(i64);

/// The lowest number of a task.
const TASKS: i64 = 1 << 62;
const TASK_BITS: u32 = 24;
const MOST_TASKS: i64 = 1 << TASK_BITS;
const MOST_JOBS: i64 = TASKS >> TASK_BITS;

impl JobId {
    /// The job or task with this number; jobs are counted from 1.
    pub fn from_number(number: i64) -> Self {
        Self(number)
    }
    /// The number as the store keeps it.
    pub fn number(self) -> i64 {
        self.0
    }
    /// Comes after every job and before every task.
    pub fn after_every_job() -> Self {
        Self(TASKS)
    }
    /// A task of this array; tasks are counted from 1.
    pub fn task(self, task: u32) -> Self {
        Self(TASKS | (self.0 << TASK_BITS) | i64::from(task))
    }
    /// The array of a task, and which of its tasks it is; nothing for a job.
    pub fn as_task(self) -> Option<(Self, u32)> {
        let number = self.0.checked_sub(TASKS).filter(|number| *number >= 0)?;
        let task = u32::try_from(number % MOST_TASKS).ok()?;
        Some((Self(number >> TASK_BITS), task))
    }
}

impl FromStr for JobId {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let numbers = text.strip_prefix("job_").unwrap_or_default();
        let id = match numbers.split_once('.') {
            None => counted(numbers, MOST_JOBS).map(Self),
            Some((job, task)) => counted(job, MOST_JOBS)
                .zip(counted(task, MOST_TASKS))
                .and_then(|(job, task)| Some(Self(job).task(task.try_into().ok()?))),
        };
        id.ok_or(BadId { expected: "job" })
    }
}

/// A number from 1 as people write it: without a sign and without zeros before it.
fn counted(digits: &str, most: i64) -> Option<i64> {
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|number| is_plain && *number < most)
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
        match self.as_task() {
            Some((array, task)) => write!(f, "{array}.{task}"),
            None => write!(f, "job_{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encoded_is_decoded_and_nothing_else() {
        for bytes in [[0; 16], [7; 16], [0xff; 16]] {
            assert_eq!(decode(&encode(bytes)), Some(bytes));
        }
        for text in ["", "0", "ZZZZZZZZZZZZZZZZZZZZZZZZZZ", "0000000000000000000000000U"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

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
                .into_iter()
                .chain(["job_1.", "job_1.0", "job_1.01", "job_1.2.3", "job_1.16777216", "job_.1"])
        {
            assert!(text.parse::<JobId>().is_err(), "{text:?} must not be a job id");
        }
        assert_eq!("job_12".parse(), Ok(JobId::from_number(12)));
    }

    #[test]
    fn a_task_is_named_after_its_array_and_comes_after_every_job() {
        let array = JobId::from_number(12);
        let task: JobId = "job_12.7".parse().unwrap();
        assert_eq!((task, task.as_task()), (array.task(7), Some((array, 7))));
        assert_eq!((task.to_string().as_str(), array.as_task()), ("job_12.7", None));
        let others = [array.task(8), JobId::from_number(13).task(1)];
        assert!(array < task && task < others[0] && others[0] < others[1]);
        let last = JobId::from_number(MOST_JOBS - 1).task(0xff_ffff);
        assert_eq!(last.to_string().parse(), Ok(last));
    }
}
