//! Names by which we find again what we made, whatever became of the answer.
//!
//! A worker's instance is called `<prefix>-<mark>-<worker>`: the operator's prefix, the installation's
//! mark, and the whole id, all in lower case. The whole id, because part of one is not unique; the mark,
//! because two installations may share an account and neither may touch what the other made. A name
//! depends on nothing but these, so a repeat after a lost answer meets the first attempt.

use muster_core::WorkerId;
use std::{fmt, str::FromStr};

/// A text that is not a name of its kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be {expected}")]
pub struct BadName {
    expected: &'static str,
}

fn is_label(text: &str) -> bool {
    let is_fit = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let ends_well = |byte: Option<u8>| byte.is_some_and(|byte| byte != b'-');
    // A share's name may not have two hyphens in a row.
    text.bytes().all(is_fit)
        && ends_well(text.bytes().next())
        && ends_well(text.bytes().next_back())
        && !text.contains("--")
}

fn is_word(text: &str) -> bool {
    is_label(text) && !text.contains('-')
}

macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident, $is_fit:ident, $shortest:literal..=$longest:literal, $expected:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadName;
            fn from_str(text: &str) -> Result<Self, BadName> {
                if ($shortest..=$longest).contains(&text.len()) && $is_fit(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(BadName { expected: $expected })
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

labels! {
    /// What the operator wants the names of workers to begin with.
    Prefix, is_label, 1..=27, "1 to 27 lower-case letters, digits and single hyphens";
    /// Eight characters that tell this installation's instances from another's.
    Mark, is_word, 8..=8, "8 lower-case letters and digits";
    /// The name of a worker's instance.
    WorkerName, is_label, 1..=63, "1 to 63 lower-case letters, digits and single hyphens";
    /// An environment's own id, from which its group, share and host name are made.
    EnvironmentKey, is_label, 1..=54, "1 to 54 lower-case letters, digits and single hyphens";
}

const ID_LENGTH: usize = 26;

impl Mark {
    /// A mark from random bytes, drawn once for an installation.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(muster_core::id::encode(bytes)[ID_LENGTH - 8..].to_ascii_lowercase())
    }
}

impl WorkerName {
    /// The name of this worker's instance.
    pub fn of(prefix: &Prefix, mark: &Mark, worker: &WorkerId) -> Self {
        let id = worker.as_str().rsplit('_').next().unwrap_or_default().to_ascii_lowercase();
        Self(format!("{prefix}-{mark}-{id}"))
    }

    /// Whose instance this is, if this installation made it; the prefix may have changed since.
    pub fn worker(&self, mark: &Mark) -> Option<WorkerId> {
        let (rest, id) = self.0.rsplit_once('-')?;
        let (_, its_mark) = rest.rsplit_once('-')?;
        let id = format!("wrk_{}", id.to_ascii_uppercase()).parse().ok()?;
        (its_mark == mark.as_str()).then_some(id)
    }
}

impl EnvironmentKey {
    /// The container group's name.
    pub fn group(&self) -> String {
        format!("aci-{self}")
    }

    /// The file share's name.
    pub fn share(&self) -> String {
        format!("fs-{self}")
    }

    /// The host's label. It is unique in a region across all customers, so the first may be taken:
    /// each attempt has another one.
    pub fn label(&self, attempt: u8) -> String {
        if attempt == 0 { format!("ws-{self}") } else { format!("ws-{self}-{attempt}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark() -> Mark {
        Mark::from_random([7; 16])
    }

    #[test]
    fn a_name_leads_back_to_its_worker_and_to_no_other_installation() {
        let (prefix, worker) = ("den-worker".parse().unwrap(), WorkerId::from_random([255; 16]));
        let name = WorkerName::of(&prefix, &mark(), &worker);
        assert_eq!(name.worker(&mark()), Some(worker));
        assert_eq!(name.worker(&Mark::from_random([8; 16])), None);
        assert_eq!("somebody-elses-service".parse::<WorkerName>().unwrap().worker(&mark()), None);
    }

    #[test]
    fn the_longest_names_fit_every_provider() {
        let prefix = "a".repeat(27).parse().unwrap();
        let name = WorkerName::of(&prefix, &mark(), &WorkerId::from_random([255; 16]));
        assert_eq!(name.as_str().parse(), Ok(name.clone()));
        let key: EnvironmentKey = "a".repeat(54).parse().unwrap();
        let longest = [key.group(), key.share(), key.label(u8::MAX)].map(|name| name.len());
        assert!(longest.iter().all(|length| *length <= 63), "{longest:?}");
    }

    #[test]
    fn workers_made_in_the_same_moment_have_names_of_their_own() {
        let prefix = "w".parse().unwrap();
        let mut last = [3; 16];
        let first = WorkerName::of(&prefix, &mark(), &WorkerId::from_random(last));
        last[15] = 4;
        assert_ne!(first, WorkerName::of(&prefix, &mark(), &WorkerId::from_random(last)));
    }

    #[test]
    fn nothing_that_could_be_a_path_is_a_key() {
        for bad in ["", "..", "a..b", "a/b", "A", "-a", "a-", "a--b", "ä", &"x".repeat(80)] {
            assert!(bad.parse::<EnvironmentKey>().is_err(), "{bad:?}");
        }
    }
}
