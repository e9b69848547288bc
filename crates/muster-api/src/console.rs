//! How a browser gets to see the console: a one-time link, exchanged for a session's token.

use muster_core::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A link that opens the console once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsoleLink {
    /// The link; its code stands after `#`, so that no server ever logs it.
    pub url: String,
    /// When it stops working.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

/// The code of a one-time link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsoleExchange {
    /// What stood after `#link=`.
    pub code: String,
}

/// A browser's session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsoleSession {
    /// The bearer token, for this origin's session storage.
    pub token: String,
    /// When it stops working.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}
