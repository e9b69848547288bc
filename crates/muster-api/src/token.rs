//! Lasting tokens on the wire.

use muster_core::{Timestamp, TokenId, token::TokenKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A wish for a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenRequest {
    /// What it is for, in the words of whoever makes it.
    pub name: String,
    /// `operator` or `readonly`.
    #[schema(value_type = String, example = "operator")]
    pub kind: TokenKind,
    /// How long it works; 90 days if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in_seconds: Option<u64>,
}

/// A token, the only time that it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenCreated {
    /// The token itself.
    pub token: String,
    /// What is kept of it.
    pub stored: Token,
}

/// A token, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Token {
    /// The part that is not secret.
    #[schema(value_type = String)]
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// `operator`, `readonly`, `join` or `console`.
    #[schema(value_type = String, example = "operator")]
    pub kind: TokenKind,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it stops working.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// When it was last used, to the minute.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub revoked_at: Option<Timestamp>,
}

/// Every token of the organisation, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenList {
    /// The tokens.
    pub items: Vec<Token>,
}
