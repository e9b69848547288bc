//! What people say of an environment, which its provider never learns.

use crate::error::AppError;
use muster_core::Timestamp;
use muster_store::resource_detail::DetailRow;
use serde::{Deserialize, Serialize};

/// What people say of an environment that no provider is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Said {
    pub(crate) user_id: Option<String>,
    pub(crate) base_image: Option<String>,
    /// After how many minutes without use it is stopped.
    pub(crate) stop_after_idle_minutes: Option<u32>,
    /// It is not stopped before.
    pub(crate) not_before: Option<Timestamp>,
    /// Why it was stopped, or why it is not.
    pub(crate) stop_says: Option<String>,
}

impl Said {
    pub(crate) fn of(detail: Option<&DetailRow>) -> Self {
        let said = detail.map(|detail| serde_json::from_value(detail.said.clone()));
        said.and_then(Result::ok).unwrap_or_default()
    }

    pub(crate) fn json(&self) -> Result<serde_json::Value, AppError> {
        serde_json::to_value(self).map_err(|_| AppError::Internal("write a detail as JSON"))
    }
}
