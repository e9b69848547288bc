//! The audit log as a chain: events get their places after they were written, close behind.
//!
//! One sealer works at a time, in the coordinator that holds the store. The key is the host's; how far the log went
//! is signed and kept outside of the database. What a database has lost since then leaves a gap in the places that
//! nothing fills, and the first event after the gap says what was found.

pub(crate) mod denials;
pub(crate) mod rotate;
mod start;
pub(crate) mod verify;
mod witnesses;

pub(crate) use start::note_start;
pub(crate) use witnesses::Witnesses;

use crate::{
    app::App,
    error::{AppError, Chain},
};
use denials::Denials;
use futures_util::future::BoxFuture;
use muster_audit::{
    Event, HeadKey, Keyring, Sealed, SignedHead, Witnessed, compare, head::Comparison, key::BadKey,
    seal, seal_after,
};
use muster_core::{OrganisationId, Scope, Timestamp};
use muster_store::{
    StoreError, Write,
    audit_event::{self, AuditEntry, before, chain},
};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

/// What the first event behind lost places is called.
const GAP: &str = "audit.gap";
/// So many events are sealed in one transaction.
const PAGE: u32 = 500;
/// Writes that come close together are sealed together.
const PAUSE: Duration = Duration::from_millis(200);
/// A database that others write to as well tells nobody.
const EVERY: Duration = Duration::from_secs(5);
/// A keychain that said no may ask a person: not again before this.
const ASK_AGAIN: Duration = Duration::from_secs(30);
/// Keychains are slow, and a head that is a few seconds old proves all the same.
const KEEP_EVERY: Duration = Duration::from_secs(5);
/// The last head is worth waiting for, but not the time that the stop has.
const LAST_WITHIN: Duration = Duration::from_secs(1);

/// Why a head could not be read or kept outside of the database.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{reason}")]
pub struct NoHeads {
    /// In a sentence.
    pub reason: String,
}

/// Where heads are kept, so that who can write to the database cannot change them: the host has the keychain.
pub trait HostHeads: Send + Sync {
    /// The head of this organisation's log.
    fn read(&self, organisation: &OrganisationId) -> BoxFuture<'static, HeadRead>;
    /// Keeps it, in place of the one before.
    fn keep(
        &self,
        organisation: &OrganisationId,
        head: String,
    ) -> BoxFuture<'static, Result<(), NoHeads>>;
}

/// A head as it was kept, if there is one.
pub type HeadRead = Result<Option<String>, NoHeads>;

/// What seals and heads are made with.
#[derive(Clone)]
pub(crate) struct AuditKeys {
    secret: Arc<Zeroizing<Vec<u8>>>,
    pub(crate) heads: HeadKey,
}

impl std::fmt::Debug for AuditKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuditKeys").field("heads", &self.heads).finish_non_exhaustive()
    }
}

impl AuditKeys {
    pub(crate) fn derive(secret: &[u8]) -> Result<Self, BadKey> {
        let heads = HeadKey::derive(secret)?;
        Ok(Self { secret: Arc::new(Zeroizing::new(secret.to_vec())), heads })
    }

    /// What a log was sealed with whose keys before the present one sealed up to these places.
    pub(crate) fn keyring(&self, retired: &[u64]) -> Keyring {
        Keyring::of_numbers(&self.secret, retired)
    }

    /// A head that is worth something, out of the text of one.
    pub(crate) fn check(&self, text: &str) -> Option<(SignedHead, Witnessed)> {
        let signed: SignedHead = serde_json::from_str(text).ok()?;
        let witnessed = signed.clone().check(&[self.heads.signer()]).ok()?;
        Some((signed, witnessed))
    }
}

/// The newest head of a log, as it is known outside of the database.
#[derive(Debug, Clone, Default)]
struct Outside {
    head: Option<(SignedHead, Witnessed)>,
    is_kept: bool,
}

impl Outside {
    /// The log goes on to here.
    fn reach(&mut self, head: SignedHead, keys: &AuditKeys) {
        let witnessed = head.clone().check(&[keys.heads.signer()]);
        self.head = witnessed.ok().map(|witnessed| (head, witnessed));
        self.is_kept = false;
    }
}

/// What is kept in memory of the logs.
pub(crate) struct AuditLog {
    host: Option<Arc<dyn HostHeads>>,
    /// Held while sealing: one at a time.
    heads: Mutex<BTreeMap<OrganisationId, Outside>>,
    pub(crate) witnesses: Witnesses,
    pub(crate) denials: Denials,
}

impl AuditLog {
    pub(crate) fn new(host: Option<Arc<dyn HostHeads>>) -> Self {
        Self {
            host,
            heads: Mutex::default(),
            witnesses: Witnesses::default(),
            denials: Denials::default(),
        }
    }

    /// The head that is known outside, read once.
    async fn outside<'h>(
        &self,
        heads: &'h mut BTreeMap<OrganisationId, Outside>,
        organisation: &OrganisationId,
        keys: &AuditKeys,
    ) -> Result<&'h mut Outside, NoHeads> {
        if !heads.contains_key(organisation) {
            let kept = match &self.host {
                Some(host) => host.read(organisation).await?,
                None => None,
            };
            let head = kept.as_deref().and_then(|text| keys.check(text));
            if kept.is_some() && head.is_none() {
                tracing::warn!(%organisation, "the audit head that was kept is signed with another key");
            }
            heads.insert(organisation.clone(), Outside { head, is_kept: true });
        }
        Ok(heads.entry(organisation.clone()).or_default())
    }
}

/// Seals whatever was written, until the coordinator stops.
pub(crate) async fn run(app: Arc<App>) {
    let tasks = app.seams.tasks.clone();
    loop {
        let pause = match app.seal_audit().await {
            Ok(_) => PAUSE,
            Err(error) => {
                tracing::warn!(error = %Chain(&error), "audit events wait for their seals");
                ASK_AGAIN
            }
        };
        tokio::select! {
            biased;
            () = tasks.stopped() => break,
            () = tokio::time::sleep(pause) => {}
        }
        tokio::select! {
            biased;
            () = tasks.stopped() => break,
            () = app.store.written() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
    let last = async {
        if let Err(error) = app.seal_audit().await {
            tracing::debug!(error = %Chain(&error), "the last audit events wait for the next start");
        }
        app.keep_heads().await;
    };
    if tokio::time::timeout(LAST_WITHIN, last).await.is_err() {
        tracing::debug!("the last audit head could not be kept in time");
    }
}

/// Keeps heads outside of the database.
pub(crate) async fn keep(app: Arc<App>) {
    loop {
        tokio::select! {
            biased;
            () = app.seams.tasks.stopped() => return,
            () = tokio::time::sleep(KEEP_EVERY) => {}
        }
        app.keep_heads().await;
    }
}

impl App {
    /// Gives every event that waits its place. Answers how many.
    pub(crate) async fn seal_audit(&self) -> Result<u64, AppError> {
        let mut heads = self.audit.heads.lock().await;
        let mut sealed = 0;
        for organisation in self.store.read(|tx| chain::waiting(tx)).await? {
            let keys = self.sealer.audit_keys().await?;
            let outside = self.audit.outside(&mut heads, &organisation, keys).await?;
            loop {
                let pass = self.pass(&organisation, keys, outside);
                let Some((head, count)) = self.store.write(move |tx| pass.seal(tx)).await? else {
                    break;
                };
                outside.reach(head, keys);
                sealed += count;
                if count < u64::from(PAGE) {
                    break;
                }
            }
        }
        Ok(sealed)
    }

    fn pass(&self, organisation: &OrganisationId, keys: &AuditKeys, outside: &Outside) -> Pass {
        let kept = outside.head.as_ref().map(|(_, witnessed)| witnessed.clone());
        let seen = self.audit.witnesses.of(organisation, keys);
        let newest = kept.into_iter().chain(seen).max_by_key(|head| head.head().sequence);
        Pass {
            scope: self.own_scope(organisation),
            keys: keys.clone(),
            outside: newest,
            now: self.seams.clock.now(),
        }
    }

    /// Keeps the heads that are not kept yet, and has workers keep them, too.
    pub(crate) async fn keep_heads(&self) {
        let unkept: Vec<_> = {
            let heads = self.audit.heads.lock().await;
            let unkept = heads.iter().filter(|(_, outside)| !outside.is_kept);
            unkept.filter_map(|(own, it)| Some((own.clone(), it.head.clone()?.0))).collect()
        };
        for (organisation, head) in unkept {
            let Ok(text) = serde_json::to_string(&head) else { continue };
            self.fleet.tell_head(&organisation, &text);
            self.audit.witnesses.tell(&organisation, &text);
            if let Some(host) = &self.audit.host
                && let Err(error) = host.keep(&organisation, text).await
            {
                tracing::warn!(%error, %organisation, "an audit head could not be kept");
                continue;
            }
            let mut heads = self.audit.heads.lock().await;
            if let Some(outside) = heads.get_mut(&organisation) {
                outside.is_kept = outside.head.as_ref().is_some_and(|(newest, _)| *newest == head);
            }
        }
    }

    /// The newest head that is known outside of the database.
    pub(crate) async fn audit_head(
        &self,
        organisation: &OrganisationId,
        keys: &AuditKeys,
    ) -> Result<Option<(SignedHead, Witnessed)>, NoHeads> {
        let mut heads = self.audit.heads.lock().await;
        Ok(self.audit.outside(&mut heads, organisation, keys).await?.head.clone())
    }
}

/// One transaction of the sealer.
struct Pass {
    scope: Scope,
    keys: AuditKeys,
    outside: Option<Witnessed>,
    now: Timestamp,
}

impl Pass {
    /// Seals what waits. Answers with the new head, and how many events it took.
    fn seal(&self, tx: &mut dyn Write) -> Result<Option<(SignedHead, u64)>, StoreError> {
        let own = &self.scope.organisation;
        let (tail, mut events) = (chain::tail(tx, own)?, chain::unsealed(tx, own, PAGE)?);
        let reached = tail.map_or(0, |seal| seal.sequence);
        let lost = self.outside.as_ref().filter(|head| head.head().sequence > reached);
        let opening = match lost {
            Some(head) if !events.is_empty() => Some(self.gap(tx, reached, head)?),
            None if tail.is_none() => beginning(&before::verify(tx, own)?),
            Some(_) | None => None,
        };
        if let Some(entry) = opening {
            let event = audit_event::append(tx, &self.scope, &entry, self.now)?;
            events.insert(0, event.into());
        }
        let keyring = self.keys.keyring(&chain::retired_keys(tx, own)?);
        let (key, count) = (keyring.present(), events.len() as u64);
        let seals = match lost.map(Witnessed::head) {
            Some(head) => seal_after(head.sequence, head.link, key, &events),
            None => seal(tail.as_ref(), key, &events),
        };
        chain::keep_seals(tx, own, &events, &seals)?;
        let Some(newest) = newest(events, seals) else { return Ok(None) };
        let head = SignedHead::sign(&newest, self.now, &self.keys.heads);
        let text = serde_json::to_string(&head).map_err(|_| StoreError::Conflict)?;
        chain::keep_head(tx, own, &text)?;
        Ok(Some((head, count)))
    }

    /// What is said before the log goes on behind a place that the database has lost.
    fn gap(
        &self,
        tx: &mut dyn Write,
        reached: u64,
        head: &Witnessed,
    ) -> Result<AuditEntry, StoreError> {
        let organisation = &self.scope.organisation;
        let own = chain::head(tx, organisation)?.and_then(|text| self.keys.check(&text));
        let own = own.as_ref().map(|(_, own)| own);
        let heads = std::slice::from_ref(head);
        let found = match compare(organisation, reached, own, heads, |_| None) {
            Comparison::RolledBack { .. } => "rolled_back",
            Comparison::TailCut { .. } | Comparison::Forked { .. } | Comparison::Consistent => {
                "tail_cut"
            }
        };
        let (from, to) = (reached + 1, head.head().sequence);
        Ok(AuditEntry {
            action: GAP.to_owned(),
            target: "audit".to_owned(),
            detail: json!({ "found": found, "from": from, "to": to }).to_string(),
        })
    }
}

/// What a log begins with that goes on from one without seals.
fn beginning(old: &before::Verdict) -> Option<AuditEntry> {
    let head = crate::crypto::encode(old.head.as_ref()?);
    let detail = json!({ "events": old.checked, "head": head, "broken_at": old.broken_at });
    Some(AuditEntry {
        action: "audit.begin".to_owned(),
        target: "audit".to_owned(),
        detail: detail.to_string(),
    })
}

fn newest(events: Vec<Event>, seals: Vec<muster_audit::Seal>) -> Option<Sealed> {
    let (event, seal) = (events.into_iter().last()?, seals.into_iter().last()?);
    Some(Sealed { event, seal })
}
