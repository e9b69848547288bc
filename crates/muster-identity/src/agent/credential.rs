//! Credentials: how an agent proves itself when it asks for a token.
//!
//! A credential is a token of the kind `agent`, shown once. It *counts* until it expires, is revoked, or a
//! successor has taken its place for as long as the overlap lasts. Rotating one makes a successor with a name
//! of its own, because the name is a part of the secret's text.

use super::Agent;
use crate::{
    Scopes,
    session::{SecretHash, draw},
};
use muster_core::{
    AgentId, Secret, Timestamp, TokenId,
    token::{ClearToken, TokenKind},
};
use muster_seams::Rng;
use std::time::Duration;

/// The longest time for which a credential and its successor both count.
pub const LONGEST_OVERLAP: Duration = Duration::from_hours(7 * 24);
/// Credentials that end within this are spoken of.
pub const SOON: Duration = Duration::from_hours(7 * 24);

/// What is kept of a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// By which it is found, listed and revoked.
    pub id: TokenId,
    /// Whose it is.
    pub agent: AgentId,
    /// What is kept of the secret.
    pub hash: SecretHash,
    /// What tokens may be got for.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends, if ever.
    pub expires_at: Option<Timestamp>,
    /// When somebody revoked it.
    pub revoked_at: Option<Timestamp>,
    /// Which one took its place.
    pub successor: Option<TokenId>,
}

/// How a credential stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialState {
    /// It counts.
    Active,
    /// It counts for a few more days at most.
    EndsSoon,
    /// It has ended by itself, or its successor's overlap has.
    Expired,
    /// Somebody revoked it.
    Revoked,
}

impl CredentialState {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::EndsSoon => "ends_soon",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

/// Why no credential is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoCredential {
    /// The agent is suspended or over.
    #[error("only an active agent gets credentials")]
    NotActive,
    /// It would be over at once.
    #[error("the end of a credential lies in the future")]
    EndsInThePast,
    /// What does not count has no successor.
    #[error("the credential does not count any more")]
    NotCounting,
    /// It has a successor already.
    #[error("the credential has a successor already")]
    AlreadyRotated,
    /// Two would count for too long.
    #[error("a credential and its successor both count for at most a week")]
    OverlapTooLong,
}

/// Why an agent is not let in. Whoever asks is told no more than `invalid_client`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotLetIn {
    /// There is no such credential, or the secret is not its own.
    #[error("no such credential")]
    Unknown,
    /// It is somebody else's.
    #[error("the credential is another agent's")]
    OtherAgent,
    /// It does not count any more.
    #[error("the credential has expired")]
    Expired,
    /// Somebody revoked it.
    #[error("the credential was revoked")]
    Revoked,
    /// The agent is suspended or over.
    #[error("the agent is not active")]
    NotActive,
}

impl NotLetIn {
    /// The word for audit.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "credential_unknown",
            Self::OtherAgent => "credential_of_another",
            Self::Expired => "credential_expired",
            Self::Revoked => "credential_revoked",
            Self::NotActive => "agent_not_active",
        }
    }
}

impl Credential {
    /// A new credential, and its secret, which is shown once.
    pub fn draw(
        agent: &Agent,
        scopes: Scopes,
        expires_at: Option<Timestamp>,
        rng: &dyn Rng,
        now: Timestamp,
    ) -> Result<(Self, Secret), NoCredential> {
        if !agent.is_let_in() {
            return Err(NoCredential::NotActive);
        }
        if expires_at.is_some_and(|end| end <= now) {
            return Err(NoCredential::EndsInThePast);
        }
        let token = draw(TokenKind::Agent, rng);
        let credential = Self {
            id: token.id.clone(),
            agent: agent.id.clone(),
            hash: SecretHash::of(&token),
            scopes,
            created_at: now,
            expires_at,
            revoked_at: None,
            successor: None,
        };
        Ok((credential, Secret::new(token.reveal())))
    }

    /// How it stands.
    pub fn state(&self, now: Timestamp) -> CredentialState {
        match self.expires_at {
            _ if self.revoked_at.is_some() => CredentialState::Revoked,
            Some(end) if end <= now => CredentialState::Expired,
            Some(end) if end <= now.after(SOON) => CredentialState::EndsSoon,
            _ => CredentialState::Active,
        }
    }

    /// This credential until the overlap is over, its successor, and the successor's secret.
    pub fn rotate(
        self,
        agent: &Agent,
        overlap: Duration,
        rng: &dyn Rng,
        now: Timestamp,
    ) -> Result<Rotated, NoCredential> {
        match self.state(now) {
            CredentialState::Expired | CredentialState::Revoked => {
                return Err(NoCredential::NotCounting);
            }
            CredentialState::Active | CredentialState::EndsSoon => {}
        }
        if overlap > LONGEST_OVERLAP {
            return Err(NoCredential::OverlapTooLong);
        }
        if self.successor.is_some() {
            return Err(NoCredential::AlreadyRotated);
        }
        // It lives as long as this one was meant to.
        let expires_at = self.expires_at.map(|end| now.after(end.since(self.created_at)));
        let (new, secret) = Self::draw(agent, self.scopes.clone(), expires_at, rng, now)?;
        let end = now.after(overlap);
        let end = self.expires_at.map_or(end, |before| before.min(end));
        let old = Self { expires_at: Some(end), successor: Some(new.id.clone()), ..self };
        Ok(Rotated { old, new, secret })
    }

    /// The credential as it is once it was revoked. The first time counts.
    pub fn revoke(self, now: Timestamp) -> Self {
        Self { revoked_at: self.revoked_at.or(Some(now)), ..self }
    }
}

/// What a rotation leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// The one before, which counts until the overlap is over.
    pub old: Credential,
    /// The one that took its place.
    pub new: Credential,
    /// Its secret, which is shown once.
    pub secret: Secret,
}

/// The credential that somebody shows, if it has the form of one; its id is that of the row.
pub fn shown(secret: &Secret) -> Option<ClearToken> {
    secret.reveal().parse::<ClearToken>().ok().filter(|token| token.kind == TokenKind::Agent)
}

/// Whether this agent may have tokens. `found` are the rows of the secret's id and of its agent.
pub fn let_in(
    client: &AgentId,
    token: &ClearToken,
    found: Option<(&Credential, &Agent)>,
    now: Timestamp,
) -> Result<(), NotLetIn> {
    let nobody = SecretHash([0; 32]);
    let fits = found.map_or(&nobody, |(credential, _)| &credential.hash).fits(token);
    let (credential, agent) = found.filter(|_| fits).ok_or(NotLetIn::Unknown)?;
    match credential.state(now) {
        _ if credential.agent != *client || agent.id != *client => Err(NotLetIn::OtherAgent),
        CredentialState::Revoked => Err(NotLetIn::Revoked),
        CredentialState::Expired => Err(NotLetIn::Expired),
        _ if !agent.is_let_in() => Err(NotLetIn::NotActive),
        CredentialState::Active | CredentialState::EndsSoon => Ok(()),
    }
}
