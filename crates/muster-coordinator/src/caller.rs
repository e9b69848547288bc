//! The caller: who a request comes from, as a request extension.
//!
//! Only code in this process can put one into a request; a header never can. The HTTP guard does it
//! after checking a token, the desktop window does it because it *is* the operator.

use muster_core::{Actor, IdempotencyKey, OrganisationId, RequestId, Scope, token::TokenKind};

/// Who asks, and what that allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub(crate) organisation: OrganisationId,
    pub(crate) actor: Actor,
    pub(crate) may_change: bool,
}

impl Caller {
    /// The operator of this machine.
    pub(crate) fn operator(organisation: OrganisationId) -> Self {
        Self { organisation, actor: Actor::Operator, may_change: true }
    }

    /// Whoever holds this token; nobody, if tokens of this kind do not speak for a person.
    pub(crate) fn of_token(token: &muster_store::token::TokenRow) -> Option<Self> {
        let may_change = match token.kind {
            TokenKind::Operator | TokenKind::Console => true,
            TokenKind::Readonly => false,
            TokenKind::Join | TokenKind::Session | TokenKind::Agent => return None,
        };
        let actor = Actor::Token(token.id.clone());
        Some(Self { organisation: token.organisation.clone(), actor, may_change })
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
