//! Notices: what a verified webhook says, in our words.
//!
//! A notice carries the biller's own time and its own object, so it can be applied at once and in any
//! order ([`crate::Account::learn`]). A kind that we do not take is a notice as well: it is kept, and
//! changes nothing. So is one in a shape that we do not know; whoever gets it asks for a snapshot.

use crate::{
    BillerName,
    account::Change,
    id::{CustomerId, EventId},
};
use muster_core::{OrganisationId, Timestamp};

/// What a verified webhook says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Who sent it.
    pub biller: BillerName,
    /// The same one when it is sent again.
    pub event: EventId,
    /// The biller's word for what happened.
    pub kind: String,
    /// When it happened, on the biller's clock.
    pub at: Timestamp,
    /// Whom it is about.
    pub party: Party,
    /// What changed.
    pub news: News,
}

/// Whom a notice is about, as far as it says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    /// The biller's customer.
    pub customer: Option<CustomerId>,
    /// Our organisation, if the customer was made by a checkout of ours.
    pub organisation: Option<OrganisationId>,
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// These things.
    Changes(Vec<Change>),
    /// Nothing but that this customer is that organisation: a checkout was completed.
    Linked,
    /// Nothing that we take.
    Nothing,
    /// Something that we take, in a shape that we do not know.
    NotUnderstood(String),
}

/// Why a verified body is no message of this biller.
#[derive(Debug, thiserror::Error)]
#[error("the signature fits, but the body is no message of {biller}")]
pub struct Unreadable {
    /// Who should have sent it.
    pub biller: BillerName,
    /// What the parser said.
    #[source]
    pub source: serde_json::Error,
}
