//! Sealed texts: what a lease and a mark look like where they are kept.
//!
//! `<what>.<content>.<seal>`: the content is readable for everybody, the seal is HMAC-SHA256 over what it is
//! and the content. Nothing is parsed before its seal was found to fit.

use super::{Distrust, HighWater, Lease};
use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt;

// A mark cannot be taken for a lease, nor either for anything else that is made with the same key.
const LEASE: &str = "muster-lease-v1";
const MARK: &str = "muster-lease-mark-v1";
const KEPT: &str = "muster-billing-kept-v1";

/// Something that is kept for an owner, so that it cannot be put in somebody else's place.
#[derive(Serialize)]
struct Kept<'a, T> {
    owner: &'a str,
    content: &'a T,
}

#[derive(Deserialize)]
struct Found<T> {
    owner: String,
    content: T,
}

/// What leases of this coordinator are sealed with.
#[derive(Clone)]
pub struct LeaseKey(hmac::Key);

impl fmt::Debug for LeaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LeaseKey(***)")
    }
}

impl LeaseKey {
    /// The key that is made of the coordinator's own; neither tells the other.
    pub fn derive(coordinator_key: &[u8]) -> Self {
        let coordinator = hmac::Key::new(hmac::HMAC_SHA256, coordinator_key);
        let derived = hmac::sign(&coordinator, b"muster billing leases v1");
        Self(hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()))
    }

    /// A lease as it is kept in the store.
    pub fn seal_lease(&self, lease: &Lease) -> String {
        self.seal(LEASE, lease)
    }

    /// A mark as it is kept outside the store.
    pub fn seal_mark(&self, mark: &HighWater) -> String {
        self.seal(MARK, mark)
    }

    /// Opens a mark, if it was sealed with this key.
    pub fn open_mark(&self, sealed: &str) -> Result<HighWater, Distrust> {
        self.open(MARK, sealed)
    }

    /// Something else as it is kept in the store: an account, or news that wait for whose they are.
    pub fn seal_kept(&self, owner: &str, content: &impl Serialize) -> String {
        self.seal(KEPT, &Kept { owner, content })
    }

    /// Opens it, if it was sealed with this key for this owner.
    pub fn open_kept<T: DeserializeOwned>(&self, owner: &str, sealed: &str) -> Result<T, Distrust> {
        let found: Found<T> = self.open(KEPT, sealed)?;
        if found.owner == owner { Ok(found.content) } else { Err(Distrust::OtherOrganisation) }
    }

    pub(super) fn open_lease(&self, sealed: &str) -> Result<Lease, Distrust> {
        self.open(LEASE, sealed)
    }

    fn seal(&self, what: &str, content: &impl Serialize) -> String {
        // None of them has a map with other keys than texts, so they can always be written.
        let content = serde_json::to_vec(content).unwrap_or_default();
        let signed = format!("{what}.{}", BASE64_URL_SAFE_NO_PAD.encode(content));
        let seal = hmac::sign(&self.0, signed.as_bytes());
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(seal))
    }

    fn open<T: DeserializeOwned>(&self, what: &str, sealed: &str) -> Result<T, Distrust> {
        let (signed, seal) = sealed.rsplit_once('.').ok_or(Distrust::NotALease)?;
        let content = signed.strip_prefix(what).and_then(|rest| rest.strip_prefix('.'));
        let content = content.ok_or(Distrust::NotALease)?;
        let seal = BASE64_URL_SAFE_NO_PAD.decode(seal).map_err(|_| Distrust::Edited)?;
        hmac::verify(&self.0, signed.as_bytes(), &seal).map_err(|_| Distrust::Edited)?;
        let content = BASE64_URL_SAFE_NO_PAD.decode(content).map_err(|_| Distrust::NotALease)?;
        serde_json::from_slice(&content).map_err(|_| Distrust::NotALease)
    }
}
