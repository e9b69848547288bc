//! Why a running host must end: its store writes nothing any more.
//!
//! A disk that failed once is not asked again, and a store that a later coordinator has taken is
//! not ours. Only a new start can tell what is so, so the program ends with a code of its own.

use muster_api::{Problem, ProblemKind};
use muster_store::StoreError;

/// Why a host that has started cannot go on.
#[derive(Debug, Clone, thiserror::Error)]
pub enum HostFailure {
    /// The disk did not keep what it had taken.
    #[error("the disk did not keep what was written to the store")]
    StorageFailed {
        /// What the store said.
        #[source]
        source: StoreError,
    },
    /// A later coordinator has the store.
    #[error("another coordinator has taken the store over")]
    Superseded,
}

impl HostFailure {
    pub(crate) fn of(error: StoreError) -> Self {
        match error {
            StoreError::Superseded => Self::Superseded,
            source => Self::StorageFailed { source },
        }
    }

    /// One stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::StorageFailed { .. } => "storage_failed",
            Self::Superseded => "superseded",
        }
    }

    /// How the program ends: as `sysexits.h` has it, an I/O error, or a failure for now.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::StorageFailed { .. } => 74,
            Self::Superseded => 75,
        }
    }

    /// What the operator can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::StorageFailed { .. } => {
                "look at the disk and at the system's log, then start again: nothing acknowledged is lost as far as the disk kept it"
            }
            Self::Superseded => "use the other coordinator; nothing was changed by this one",
        }
    }

    /// The failure as the console shows it.
    pub fn problem(&self) -> Problem {
        Problem::new(ProblemKind::Internal, self.to_string()).with_hint(self.hint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn each_has_a_code_of_its_own() {
        let source = Arc::new(std::io::Error::other("fsync"));
        let failed = HostFailure::of(StoreError::DiskFailed { source });
        assert_eq!((failed.code(), failed.exit_code()), ("storage_failed", 74));
        let superseded = HostFailure::of(StoreError::Superseded);
        assert_eq!((superseded.code(), superseded.exit_code()), ("superseded", 75));
    }
}
