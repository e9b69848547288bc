//! `/v1/tokens`: one file per endpoint.

pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod revoke;

use muster_api::token::Token;
use muster_store::token::TokenRow;

/// What may be shown of a token.
pub(crate) fn view(row: TokenRow) -> Token {
    Token {
        id: row.id,
        name: row.name,
        kind: row.kind,
        created_at: row.created_at,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
        revoked_at: row.revoked_at,
    }
}
