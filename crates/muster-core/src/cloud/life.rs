//! Lives: what is certain of a resource at its provider, as it is written down.
//!
//! A life never says more than the provider has said. What may have been done is *unsure* until a look
//! decides it, and an absence only decides it once nothing can still be on its way.

use super::Reason;
use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// What is certain of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Belief {
    /// There is none.
    Absent,
    /// It may have been made at this moment or later.
    Unsure {
        /// When it was asked for.
        since: Timestamp,
    },
    /// It is there.
    Known {
        /// How it was when it was last seen.
        phase: Phase,
    },
}

/// How an instance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Something was asked of it since it was last seen.
    Unseen,
    /// On its way up.
    Starting,
    /// Up.
    Running,
    /// On its way down.
    Stopping,
    /// Down.
    Stopped,
    /// It did not come up.
    Failed,
    /// On its way out.
    Deleting,
    /// A word that this version does not know.
    Strange,
}

/// What is certain of storage that outlives an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Storage {
    /// This kind of resource has none.
    None,
    /// Nobody has looked yet whether something has its name already.
    Unseen,
    /// Something had its name before it did. It is none of its own.
    Foreign,
    /// There is none.
    Absent,
    /// It may have been made at this moment or later.
    Unsure {
        /// When it was asked for.
        since: Timestamp,
    },
    /// It is there.
    Kept,
}

/// Where a resource can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// The URL or the host; sealed, if whoever knows it gets in.
    pub url: String,
    /// Whether it is sealed.
    pub is_sealed: bool,
    /// When it stops working.
    pub expires: Option<Timestamp>,
}

/// Everything that is certain of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Life {
    /// Of its instance.
    pub instance: Belief,
    /// Of its storage.
    pub storage: Storage,
    /// The provider's own id of the instance, if it has given one.
    pub handle: Option<String>,
    /// Whether an address of it is known.
    pub has_address: bool,
    /// Whether what runs there has answered since it came up.
    pub is_well: bool,
    /// Which public name is tried: those before it belong to somebody else.
    pub label_attempt: u8,
    /// Why the instance did not come up, if it did not.
    pub failure: Option<Reason>,
}

impl Life {
    /// A resource that nobody has asked for yet.
    pub fn new(storage: Storage) -> Self {
        Self {
            instance: Belief::Absent,
            storage,
            handle: None,
            has_address: false,
            is_well: false,
            label_attempt: 0,
            failure: None,
        }
    }

    /// Whether certainly nothing of it is at its provider.
    pub fn is_nowhere(&self) -> bool {
        let has_no_storage = match self.storage {
            Storage::None | Storage::Unseen | Storage::Foreign | Storage::Absent => true,
            Storage::Unsure { .. } | Storage::Kept => false,
        };
        has_no_storage && self.instance == Belief::Absent
    }
}
