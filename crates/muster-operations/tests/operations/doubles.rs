//! Whom operations ask besides providers: each says what a test tells it to say.

use futures_util::{FutureExt, future::BoxFuture};
use muster_core::{OrganisationId, Secret, cloud::ResourceKind};
use muster_operations::{Denied, Entitlement, Label, Locked, Opened, Probe, Vault};
use muster_seams::Faults;
use muster_store::{Read, StoreError, resource};
use std::{
    io,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
};

/// Seals so that nothing can be read, and opens only under the same label.
#[derive(Debug, Default)]
pub(crate) struct FakeVault {
    pub(crate) is_locked: AtomicBool,
}

fn label_text(label: Label<'_>) -> String {
    format!("{}/{}/{}", label.organisation, label.resource, label.name)
}

impl Vault for FakeVault {
    fn seal<'a>(&'a self, label: Label<'a>, secret: &'a Secret) -> Opened<'a, String> {
        let turned: String = secret.reveal().chars().rev().collect();
        let is_locked = self.is_locked.load(Relaxed);
        let sealed = format!("{}|{turned}", label_text(label));
        async move { if is_locked { Err(Locked) } else { Ok(sealed) } }.boxed()
    }

    fn open<'a>(&'a self, label: Label<'a>, sealed: &'a str) -> Opened<'a, Secret> {
        let turned = sealed.strip_prefix(&format!("{}|", label_text(label)));
        let is_locked = self.is_locked.load(Relaxed);
        let secret = turned.filter(|_| !is_locked).map(|it| it.chars().rev().collect::<String>());
        async move { secret.map(Secret::new).ok_or(Locked) }.boxed()
    }
}

/// Says what it is told to say.
#[derive(Debug, Default)]
pub(crate) struct FakeProbe {
    pub(crate) is_down: AtomicBool,
}

impl Probe for FakeProbe {
    fn is_well<'a>(&'a self, url: &'a Secret) -> BoxFuture<'a, bool> {
        assert!(url.reveal().starts_with("https://"), "it must be asked at a real address");
        let is_well = !self.is_down.load(Relaxed);
        async move { is_well }.boxed()
    }
}

/// What a cut throws.
#[derive(Debug)]
pub(crate) struct CutShort;

/// Cuts the program short at the n-th of all places that it passes.
#[derive(Debug, Default)]
pub(crate) struct Cut {
    left: AtomicUsize,
}

impl Cut {
    pub(crate) fn at(&self, passage: usize) {
        self.left.store(passage, Relaxed);
    }

    pub(crate) fn is_over(&self) -> bool {
        self.left.load(Relaxed) == 0
    }
}

impl Faults for Cut {
    fn hit(&self, _place: &'static str) -> io::Result<()> {
        let before = self.left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1));
        if before == Ok(1) {
            std::panic::resume_unwind(Box::new(CutShort));
        }
        Ok(())
    }
}

/// Everybody may have this many of each kind.
#[derive(Debug)]
pub(crate) struct AtMost(pub(crate) u64);

impl Entitlement for AtMost {
    fn denial(
        &self,
        tx: &mut dyn Read,
        organisation: &OrganisationId,
        kind: ResourceKind,
        _provider: &str,
    ) -> Result<Option<Denied>, StoreError> {
        let had = resource::count(tx, organisation, kind)?;
        let denied = Denied {
            code: "payment_required",
            says: format!("there are {had} already"),
            more: None,
        };
        Ok((had >= self.0).then_some(denied))
    }
}
