//! How much a job is kept apart from its worker: from the files, sockets and processes that are none of its business.
//!
//! A job says a level, and only a worker that gives it takes the job: each level has a label of the same name, which a
//! worker carries if it has tried the level out. What each level keeps from a job is in `docs/isolation.md`.

use crate::requirement::Requirement;
use serde::{Deserialize, Serialize};

/// The level at which a command runs. A later one keeps more from it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Isolation {
    /// It may do whatever its worker may.
    #[default]
    None,
    /// The kernel refuses it what it has not been given: Landlock, and a filter of system calls.
    Landlock,
    /// It sees a system of its own, in which nothing else is there: `bwrap`, and a filter of system calls.
    Bubblewrap,
}

impl Isolation {
    /// Every level there is.
    pub const ALL: [Self; 3] = [Self::None, Self::Landlock, Self::Bubblewrap];

    /// The word on the wire, and the label of a worker that gives it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Landlock => "landlock",
            Self::Bubblewrap => "bubblewrap",
        }
    }

    /// What a job at this level needs of its worker.
    pub fn requirement(self) -> Option<Requirement> {
        (!self.is_none()).then(|| Requirement::present(self.as_str().to_owned()))
    }

    /// Whether nothing is kept from a job.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }
}
