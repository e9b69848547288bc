//! Cloud: what we have at providers, and what is being done about it.
//!
//! A [resource](Status) is something at a provider that costs money: the instance of a cloud worker, or a dev
//! environment with its storage. An [operation](OperationKind) is one wish of somebody about one resource, from
//! the moment it was accepted until it came true or cannot.
//!
//! Not here: how a wish comes true. That is the crate for operations, which asks the providers.

mod life;
mod operation;
mod reason;

pub use life::{Address, Belief, Life, Phase, Storage};
pub use operation::{Ask, OperationKind, OperationState, Step};
pub use reason::Reason;

use serde::{Deserialize, Serialize};

/// Gives each variant the one word by which it is stored and sent.
macro_rules! words {
    ($name:ident { $($variant:ident: $word:literal),* $(,)? }) => {
        impl $name {
            /// Every one, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// As it is stored and sent.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),*
                }
            }
        }
    };
}
pub(crate) use words;

/// What kind of thing a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    /// The instance of a cloud worker.
    Worker,
    /// A dev environment: a container and storage that outlives it.
    Environment,
}

words!(ResourceKind { Worker: "worker", Environment: "environment" });

/// Whose credentials something at a provider was made with. It is asked about with the same as long as it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// Those of the environment, which serve every organisation.
    Installation,
    /// Those that its own organisation has entered.
    Organisation,
}

words!(Account { Installation: "installation", Organisation: "organisation" });

/// How a resource is, in one word for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// On its way up for the first time.
    Creating,
    /// On its way up again.
    Starting,
    /// Up and well.
    Running,
    /// On its way down.
    Stopping,
    /// Down; it can be started.
    Stopped,
    /// Something went wrong; its reason says what.
    Failed,
    /// On its way out. It stays so until the provider itself says that it is gone.
    Deleting,
    /// The provider has said that nothing of it is left.
    Gone,
}

words!(Status {
    Creating: "creating",
    Starting: "starting",
    Running: "running",
    Stopping: "stopping",
    Stopped: "stopped",
    Failed: "failed",
    Deleting: "deleting",
    Gone: "gone",
});
