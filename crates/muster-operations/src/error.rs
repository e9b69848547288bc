//! Why something that was asked of us is not accepted. Nothing is kept and nobody was asked.

use crate::{entitlement::Denied, vault::Locked};
use muster_core::OperationId;
use muster_providers::{
    check::{BadOrder, FieldProblem},
    price::MicroDollars,
};
use muster_store::StoreError;

/// Why not.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotAccepted {
    /// Fields that will not do, all of them.
    #[error("accept an order with {0}")]
    Invalid(BadOrder),
    /// Something of this name is there, here or at another organisation.
    #[error("take a name that is taken")]
    Exists,
    /// There is no such resource.
    #[error("find the resource")]
    NotFound,
    /// Another operation on it is under way.
    #[error("begin beside operation {0}")]
    Busy(OperationId),
    /// It runs, or may well run, and deleting that was not said to be meant.
    #[error("delete what may be running without `force`")]
    Running,
    /// No provider is set up for this.
    #[error("find a provider that is set up")]
    NoProvider,
    /// It would cost more than everything together may.
    #[error("stay within the spending ceiling")]
    Ceiling {
        /// What everything may cost an hour.
        ceiling: MicroDollars,
        /// What it would cost, or nothing if this has no known price.
        would_be: Option<MicroDollars>,
    },
    /// Somebody may not have one more.
    #[error("have one more: {}", .0.says)]
    NotEntitled(Denied),
    /// The vault does not open now.
    #[error(transparent)]
    Locked(#[from] Locked),
    /// The store did not keep it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl NotAccepted {
    /// One stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid_request",
            Self::Exists => "already_exists",
            Self::NotFound => "not_found",
            Self::Busy(_) => "operation_under_way",
            Self::Running => "still_running",
            Self::NoProvider => "provider_not_set_up",
            Self::Ceiling { .. } => "spend_ceiling",
            Self::NotEntitled(denied) => denied.code,
            Self::Locked(_) => "secrets_locked",
            Self::Store(error) => error.code(),
        }
    }

    pub(crate) fn field(path: &str, says: impl Into<String>) -> Self {
        let problem = FieldProblem { path: path.to_owned(), says: says.into() };
        Self::Invalid(BadOrder { problems: vec![problem] })
    }
}
