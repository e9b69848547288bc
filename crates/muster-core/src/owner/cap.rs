//! How much of a machine its owner lends.
//!
//! A machine with a cap offers so much less: its labels say what is lent, and not what there is.

use crate::requirement::{LabelValue, Labels};
use serde::{Deserialize, Serialize};

const CORES: &str = "cpu_cores";
const MEMORY: &str = "memory_mib";

/// How much of it jobs may use, all together. What is not said is all of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// So many per cent of its processors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_percent: Option<u8>,
    /// So much of its memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_mib: Option<u32>,
    /// So much of its disk, for the folders of each job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disk_mib: Option<u32>,
}

impl Cap {
    pub(super) fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// How many of so many processors, which are whole ones: at least one.
    pub fn cores(self, all: u64) -> u64 {
        match self.cpu_percent {
            None => all,
            Some(percent) => (all * u64::from(percent) / 100).clamp(1, all.max(1)),
        }
    }

    /// What a machine offers that has these.
    pub fn offered(self, mut labels: Labels) -> Labels {
        if let Some(LabelValue::Int(cores)) = labels.get_mut(CORES) {
            *cores = lent(*cores, |all| self.cores(all));
        }
        if let Some(LabelValue::Int(mib)) = labels.get_mut(MEMORY) {
            *mib = lent(*mib, |all| self.memory_mib.map_or(all, |lent| all.min(lent.into())));
        }
        labels
    }
}

/// What is not a number of something is left as it is.
fn lent(all: i64, lent: impl Fn(u64) -> u64) -> i64 {
    let offered = u64::try_from(all).ok().and_then(|all| i64::try_from(lent(all)).ok());
    offered.unwrap_or(all)
}
