//! The caller: who a request comes from, as a request extension.
//!
//! Only code in this process can put one into a request; a header never can. The HTTP guard does it
//! after checking a token, the desktop window does it because it *is* the operator.

use crate::{error::AppError, http::access::forbidden};
use muster_core::{
    Actor, IdempotencyKey, OrganisationId, PersonId, RequestId, Role, Scope, TokenId,
    token::TokenKind,
};
use muster_identity::Scopes;

/// Who asks, and what that allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub(crate) organisation: OrganisationId,
    pub(crate) actor: Actor,
    pub(crate) power: Power,
    /// Whether the organisation is the one that has the coordinator's machine.
    pub(crate) is_of_this_machine: bool,
    /// The person, if it is one that has signed in.
    pub(crate) signed_in: Option<SignedIn>,
    /// Whether it is the console that asks for them.
    pub(crate) is_console: bool,
    /// Whether they are admin by their address.
    pub(crate) is_admin: bool,
}

/// What somebody may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Power {
    /// What members with this role may.
    Role(Role),
    /// What these scopes say, and nothing else.
    Scopes(Scopes),
}

/// A person and the session with which they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignedIn {
    pub(crate) person: PersonId,
    pub(crate) session: TokenId,
}

impl Caller {
    /// The operator of this machine.
    pub(crate) fn operator(organisation: OrganisationId) -> Self {
        Self {
            organisation,
            actor: Actor::Operator,
            power: Power::Role(Role::Owner),
            is_of_this_machine: true,
            signed_in: None,
            is_console: false,
            is_admin: false,
        }
    }

    /// Whoever holds this token; nobody, if tokens of this kind do not speak for a person.
    pub(crate) fn of_token(
        token: &muster_store::token::TokenRow,
        this_machine: &OrganisationId,
    ) -> Option<Self> {
        let role = match token.kind {
            TokenKind::Operator | TokenKind::Console => Role::Owner,
            TokenKind::Readonly => Role::Viewer,
            TokenKind::Join | TokenKind::Session | TokenKind::Agent | TokenKind::Invite => {
                return None;
            }
        };
        Some(Self {
            organisation: token.organisation.clone(),
            actor: Actor::Token(token.id.clone()),
            power: Power::Role(role),
            is_of_this_machine: token.organisation == *this_machine,
            signed_in: None,
            is_console: token.kind == TokenKind::Console,
            is_admin: false,
        })
    }

    /// Whether this caller may do what needs this role, or this scope of an agent.
    pub(crate) fn may(&self, needed: Role, scope: Option<&str>) -> Result<(), AppError> {
        match (&self.power, scope) {
            (Power::Role(role), _) if *role >= needed => Ok(()),
            (Power::Role(role), _) => Err(forbidden(format!(
                "this needs the role `{needed}`, and you have the role `{role}`"
            ))),
            (Power::Scopes(scopes), Some(scope)) if scopes.has(scope) => Ok(()),
            (Power::Scopes(_), Some(scope)) => {
                Err(forbidden(format!("this needs the scope `{scope}`, which the token has not")))
            }
            (Power::Scopes(_), None) => {
                Err(forbidden("this is for people, and the token is that of a program"))
            }
        }
    }

    /// Whether this caller may change anything at all.
    pub(crate) fn may_change(&self) -> bool {
        match &self.power {
            Power::Role(role) => role.may_change(),
            Power::Scopes(scopes) => scopes.iter().any(|scope| !scope.ends_with(":read")),
        }
    }

    pub(crate) fn scope(&self, request_id: RequestId, key: Option<IdempotencyKey>) -> Scope {
        Scope {
            organisation: self.organisation.clone(),
            actor: self.actor.clone(),
            request_id,
            idempotency_key: key,
        }
    }
}
