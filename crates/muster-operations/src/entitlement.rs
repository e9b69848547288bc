//! Entitlement: whether somebody may have one more resource.

use muster_core::{OrganisationId, cloud::ResourceKind};
use muster_store::{Read, StoreError};
use std::fmt;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    /// A stable code, such as `payment_required`.
    pub code: &'static str,
    /// The same for people.
    pub says: String,
    /// What would help, for whoever knows how to read it.
    pub more: Option<serde_json::Value>,
}

/// Decides whether an organisation may have one more resource at a provider.
///
/// It is asked in the very transaction that keeps the resource, so two at once cannot both be the last one.
pub trait Entitlement: fmt::Debug + Send + Sync {
    /// Nothing if it may.
    fn denial(
        &self,
        tx: &mut dyn Read,
        organisation: &OrganisationId,
        kind: ResourceKind,
        provider: &str,
    ) -> Result<Option<Denied>, StoreError>;
}

/// Everybody may have everything.
#[derive(Debug, Clone, Copy)]
pub struct Always;

impl Entitlement for Always {
    fn denial(
        &self,
        _tx: &mut dyn Read,
        _organisation: &OrganisationId,
        _kind: ResourceKind,
        _provider: &str,
    ) -> Result<Option<Denied>, StoreError> {
        Ok(None)
    }
}
