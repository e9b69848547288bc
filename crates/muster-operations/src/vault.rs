//! The vault: what seals secrets before they are kept, and opens them again.

use futures_util::future::BoxFuture;
use muster_core::{OrganisationId, Secret};
use std::fmt;

/// Whose secret it is and what it is called: one that is passed off as another does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label<'a> {
    /// Whose.
    pub organisation: &'a OrganisationId,
    /// The resource that has it.
    pub resource: &'a str,
    /// What it is called there.
    pub name: &'a str,
}

/// The vault does not open now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("open the vault")]
pub struct Locked;

/// An answer that may take a keychain, and so a person.
pub type Opened<'a, T> = BoxFuture<'a, Result<T, Locked>>;

/// Seals and opens secrets. What it seals is kept beside the resource; what seals it is kept elsewhere.
pub trait Vault: fmt::Debug + Send + Sync {
    /// Makes a text that tells nothing.
    fn seal<'a>(&'a self, label: Label<'a>, secret: &'a Secret) -> Opened<'a, String>;

    /// Makes the secret of it again.
    fn open<'a>(&'a self, label: Label<'a>, sealed: &'a str) -> Opened<'a, Secret>;
}
