//! The queue: whether anything is granted at all.

use crate::job::Held;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The queue of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Queue {
    /// By whom it is paused, since when and why; nothing if it goes on.
    pub pause: Option<Held>,
}

/// Why the queue is to be paused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PauseRequest {
    /// The reason, for everybody whose jobs wait: up to 500 characters on one line.
    pub reason: String,
}
