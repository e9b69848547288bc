//! Signed tokens: compact JWTs that say who somebody is for a few minutes.
//!
//! A key has one algorithm for life, and the header of a token chooses nothing: it names a key by its
//! `kid`, which is looked up in a map and nowhere else. Whatever is wrong with a token is one variant of
//! [`Refusal`], so that a 401 can say what failed.
//!
//! [`verify`] reads strictly: canonical base 64, no name twice, whole seconds, one audience, and nothing
//! counts that does not say until when. It is used for our own tokens and for those of foreign issuers.
//!
//! The sums are `jsonwebtoken`'s, over the one cryptographic library that there is. Its own checks are not used:
//! they read the machine's clock, and let a token pass that says nothing of its audience.

mod access;
mod agent_token;
mod introspection;
mod jwks;
mod key;
mod refusal;
mod ring;
mod strict;
mod verify;

pub use access::{AccessGrant, AccessToken, Basis, Behind};
pub use agent_token::{AgentKey, AgentToken, AgentTokenOrder, AgentTokens, BadAgentKey};
pub use introspection::{Introspection, introspect};
pub use jwks::{BadJwks, Jwks};
pub use key::{Algorithm, BadKey, BadKeyId, KeyId, SigningKey, VerifyingKey};
pub use refusal::{Failed, Refusal};
pub use ring::{KeyRing, NotARing};
pub use verify::{Claims, Compact, Expected, TokenType, verify};

use muster_core::{Secret, Timestamp, TokenId};
use std::time::Duration;

/// No token of ours lives longer, and none is believed that says it does.
pub const LONGEST_LIFETIME: Duration = Duration::from_hours(1);
/// How far two clocks may be apart.
pub const LEEWAY: Duration = Duration::from_secs(30);

/// A token, the only time that it is seen.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The token itself.
    pub token: Secret,
    /// By which it can be revoked.
    pub id: TokenId,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// No token could be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotIssued {
    /// It was to live for too long.
    #[error("a token lives for at most an hour")]
    TooLong,
    /// The key signs nothing.
    #[error("the key cannot sign")]
    BadKey,
}

/// The second in which a moment lies, as tokens count.
fn second(moment: Timestamp) -> i64 {
    moment.millis().div_euclid(1_000)
}

#[cfg(test)]
mod tests;
