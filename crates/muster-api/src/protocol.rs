//! The protocol: which words may travel between two programs of different ages.
//!
//! It is one number for the session and for the API. A release that says something new raises it by
//! one, and goes on speaking the two before it. Two programs speak the newest protocol that both
//! know; what is newer than that is not said. If they have none in common, whoever is asked refuses
//! and says which of them is to be updated.
//!
//! A client says what it speaks in the header [`HEADER`] of each request, a worker in its hello. Who
//! says nothing, like a browser or a script, is taken as it is.

use crate::ProblemKind;
use std::{fmt, str::FromStr};

/// The newest protocol that this build speaks.
///
/// | protocol | what came with it, and what is said to who speaks less |
/// |---|---|
/// | 1 | all that there was |
/// | 2 | an attempt may have been `oom_killed`, or over its `disk_quota`: to others, a `signal` ended it |
/// | 3 | a worker can be told to `update` itself; others are updated by hand |
pub const PROTOCOL: u32 = 3;
/// So many protocols before the newest one are spoken as well.
const WINDOW: u32 = 2;
/// The oldest protocol that this build speaks.
pub const OLDEST_PROTOCOL: u32 = if PROTOCOL > WINDOW { PROTOCOL - WINDOW } else { 1 };

/// The header in which a client says what it speaks.
pub const HEADER: &str = "muster-protocol";

/// The protocols that a program speaks, written like `1-3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spoken {
    /// The oldest.
    pub oldest: u32,
    /// The newest.
    pub newest: u32,
}

/// What this build speaks.
pub const OURS: Spoken = Spoken { oldest: OLDEST_PROTOCOL, newest: PROTOCOL };

/// Two programs that have no protocol in common, as the one who is asked sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// The other one is too old.
    TooOld,
    /// The other one is too new.
    TooNew,
}

impl Spoken {
    /// The newest protocol that both speak.
    pub fn agree(self, other: Self) -> Result<u32, Apart> {
        if other.newest < self.oldest {
            Err(Apart::TooOld)
        } else if other.oldest > self.newest {
            Err(Apart::TooNew)
        } else {
            Ok(self.newest.min(other.newest))
        }
    }
}

impl Apart {
    /// The stable code for it.
    pub fn kind(self) -> ProblemKind {
        match self {
            Self::TooOld => ProblemKind::VersionTooOld,
            Self::TooNew => ProblemKind::VersionTooNew,
        }
    }

    /// What a coordinator of this build says to the other one, which is a `worker` or a `client`.
    pub fn detail(self, who: &str, theirs: Spoken) -> String {
        let version = env!("CARGO_PKG_VERSION");
        match self {
            Self::TooOld => format!(
                "this {who} is too old for its coordinator, which is muster {version} and speaks protocol {OURS}, \
                 not {theirs}: update muster on this machine"
            ),
            Self::TooNew => format!(
                "this {who} is too new for its coordinator, which is muster {version} and speaks protocol {OURS}, \
                 not {theirs}: update the coordinator first"
            ),
        }
    }
}

impl fmt::Display for Spoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.oldest, self.newest)
    }
}

/// A text that names no protocols.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be two numbers in order, like `1-3`")]
pub struct NoProtocols;

impl FromStr for Spoken {
    type Err = NoProtocols;
    fn from_str(text: &str) -> Result<Self, NoProtocols> {
        let (oldest, newest) = text.split_once('-').ok_or(NoProtocols)?;
        let number = |part: &str| part.trim().parse().map_err(|_| NoProtocols);
        let (oldest, newest) = (number(oldest)?, number(newest)?);
        if oldest <= newest { Ok(Self { oldest, newest }) } else { Err(NoProtocols) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(text: &str) -> Spoken {
        text.parse().unwrap()
    }

    #[test]
    fn two_programs_speak_the_newest_protocol_that_both_know() {
        for (ours, theirs, expected) in [
            ("3-5", "3-5", Ok(5)),
            ("3-5", "1-3", Ok(3)),
            ("3-5", "2-4", Ok(4)),
            ("3-5", "5-7", Ok(5)),
            ("3-5", "1-2", Err(Apart::TooOld)),
            ("3-5", "6-8", Err(Apart::TooNew)),
        ] {
            let (ours, theirs) = (spoken(ours), spoken(theirs));
            assert_eq!(ours.agree(theirs), expected, "{ours} and {theirs}");
        }
    }

    #[test]
    fn nonsense_names_no_protocols_and_what_is_written_can_be_read() {
        assert_eq!(spoken(&OURS.to_string()), OURS);
        for text in ["", "1", "1-", "-1", "3-1", "a-b", "1-2-3"] {
            assert_eq!(text.parse::<Spoken>(), Err(NoProtocols), "{text:?}");
        }
    }
}
