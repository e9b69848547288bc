//! The word of a foreign issuer: workflows of GitHub Actions that get in without a stored secret.
//!
//! GitHub signs for every run of a workflow who it is. [`GitHubActions`] finds out whether the signature is
//! GitHub's and the token meant for us; [`TrustPolicy`] says which runs are taken, by numbers that
//! stay when a repository is renamed or its name is given to somebody else. A token counts once.
//!
//! Runs that somebody without the right to write can cause, pull requests above all, are refused unless a
//! policy admits them by name: their token does not say from which repository their code comes.

mod keys;
mod policy;
mod run;

pub use keys::{KeyCache, KeyMissing};
pub use policy::{
    Admission, BadPolicy, Explanation, Mismatch, PolicyDraft, RefPattern, TrustPolicy, explain,
};
pub use run::WorkflowRun;

use crate::{
    address::Address,
    jwt::{Compact, Expected, Refusal, TokenType},
    once::Once,
    outbound::Transport,
};
use muster_core::{RequestId, Timestamp};
use muster_seams::Clock;
use std::sync::Arc;

/// Who signs for workflows at github.com.
pub const GITHUB_ISSUER: &str = "https://token.actions.githubusercontent.com";
/// Where the keys of that issuer lie.
pub const GITHUB_KEYS: &str = "https://token.actions.githubusercontent.com/.well-known/jwks";

/// Why the word of a run is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotProven {
    /// The token is none of GitHub's for us.
    #[error("the token is refused: {0}")]
    Token(#[from] Refusal),
    /// GitHub's keys cannot be had now; asking again later makes sense.
    #[error("the keys of the issuer cannot be had")]
    KeysUnavailable,
}

impl NotProven {
    /// The word for audit and problems.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Token(refusal) => refusal.as_str(),
            Self::KeysUnavailable => "issuer_keys_unavailable",
        }
    }
}

/// Believes what GitHub has signed for us.
#[derive(Debug)]
pub struct GitHubActions {
    issuer: String,
    keys: KeyCache,
    clock: Arc<dyn Clock>,
}

impl GitHubActions {
    /// Pinned to one issuer and the place where its keys lie.
    pub fn new(
        (issuer, keys): (&str, Address),
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let keys = KeyCache::new(keys, transport, Arc::clone(&clock));
        Self { issuer: issuer.to_owned(), keys, clock }
    }

    /// Which run this token is of, if GitHub says so to us: `audience` is the address at which we were asked.
    pub async fn prove(
        &self,
        token: &str,
        audience: &str,
        request: &RequestId,
    ) -> Result<WorkflowRun, NotProven> {
        let compact = Compact::parse(token)?;
        let key =
            self.keys.key(compact.key_id(), request).await.map_err(|missing| match missing {
                KeyMissing::Unknown => NotProven::Token(Refusal::UnknownKey),
                KeyMissing::Unavailable => NotProven::KeysUnavailable,
            })?;
        let issuers = [self.issuer.as_str()];
        let expected = Expected::of(TokenType::Plain, &issuers, audience);
        let claims = compact.verify(&key, &expected, self.clock.now())?;
        Ok(WorkflowRun::read(claims)?)
    }
}

/// What a run may have, under the first policy that admits it; or of each policy why it does not.
///
/// `policies` are those of the agent or organisation that the request names, and of nobody else: a policy that a
/// stranger has made for somebody's repository would otherwise lead its runs to the stranger.
pub fn admit(
    run: &WorkflowRun,
    policies: &[TrustPolicy],
) -> Result<Once<Admission>, Vec<Mismatch>> {
    let (found, mismatches) = policy::first(run, policies);
    let admission = Admission::by(found.ok_or(mismatches)?);
    let name = format!("oidc {} {}", run.issuer, run.token_id);
    Ok(Once::new(name, run.forget_after(), admission))
}

impl WorkflowRun {
    /// From when on its token would be refused for its age.
    fn forget_after(&self) -> Timestamp {
        self.expires_at.after(2 * crate::jwt::LEEWAY)
    }
}
