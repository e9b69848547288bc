//! Isolation: what a command is kept from, and by what means.
//!
//! A *confinement* names what of this machine is left to a command; everything else is kept from it. The worker stays as
//! it is: a thread of its own gives up what the command is not to have, starts it and ends, and the command with all that
//! it starts can never get that back.
//!
//! Not here: what is left to which command. That is decided where the command is looked up.

#[cfg(not(all(target_os = "linux", target_pointer_width = "64")))]
mod absent;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod bubblewrap;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod filter;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod kernel;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod landlock;

#[cfg(not(all(target_os = "linux", target_pointer_width = "64")))]
use absent as means;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
use kernel as means;
#[cfg(unix)]
pub(super) use means::{spawn, wrapped};

use muster_core::{
    job::Isolation,
    requirement::{LabelValue, Labels},
};
use std::{path::PathBuf, sync::OnceLock};

/// What makes a system: what no program does without, and nothing of anybody's own.
pub(crate) const SYSTEM: [&str; 11] = [
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/nix", "/sys",
];

/// What is left to a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confinement {
    /// The level.
    pub level: Isolation,
    /// What it may read and run.
    pub readable: Vec<Place>,
    /// What it may change, too.
    pub writable: Vec<Place>,
}

/// A folder or a file that is left to a command.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// What it is called.
    pub name: PathBuf,
    /// Where it is, without links on the way.
    pub real: PathBuf,
}

impl Place {
    /// Nothing, if it is not there.
    pub(crate) fn of(name: impl Into<PathBuf>) -> Option<Self> {
        let name = name.into();
        let real = name.canonicalize().ok()?;
        Some(Self { name, real })
    }
}

/// Which levels this machine gives, and why not the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels {
    landlock: Result<(), String>,
    bubblewrap: Result<(), String>,
}

impl Levels {
    /// Those of this machine. Each is tried out when somebody asks for the first time.
    pub fn found() -> &'static Self {
        static FOUND: OnceLock<Levels> = OnceLock::new();
        FOUND.get_or_init(|| {
            let landlock = Self::try_out(Isolation::Landlock);
            let found = Self { landlock, bubblewrap: Self::try_out(Isolation::Bubblewrap) };
            tracing::debug!(?found, "tried out the levels of isolation");
            found
        })
    }

    /// Whether this machine gives a level at this moment, and why not.
    pub(super) fn try_out(level: Isolation) -> Result<(), String> {
        match level {
            Isolation::None => Ok(()),
            Isolation::Landlock => means::try_landlock(),
            Isolation::Bubblewrap => means::try_bubblewrap(),
        }
    }

    /// What keeps this machine from giving a level; nothing if it gives it.
    pub fn lacks(&self, level: Isolation) -> Option<&str> {
        let tried = match level {
            Isolation::None => return None,
            Isolation::Landlock => &self.landlock,
            Isolation::Bubblewrap => &self.bubblewrap,
        };
        tried.as_ref().err().map(String::as_str)
    }

    /// A label for each level, whether it gives it or not: one that it gave once is not forgotten otherwise.
    pub(crate) fn labels(&self) -> Labels {
        let levels = [Isolation::Landlock, Isolation::Bubblewrap];
        let is_given = |level| LabelValue::Bool(self.lacks(level).is_none());
        levels.map(|level| (level.as_str().to_owned(), is_given(level))).into()
    }
}
