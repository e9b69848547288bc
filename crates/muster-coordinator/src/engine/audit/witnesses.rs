//! Witnesses: workers keep the newest head of their organisation's log and bring it to every session.
//!
//! So a database that was put back is known for one even if the keychain was put back with it. A worker can bring nothing
//! but what this coordinator has signed, so the worst that one can do is to bring an old head, which says nothing new.

use super::AuditKeys;
use muster_audit::Witnessed;
use muster_core::{OrganisationId, WorkerId};
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// A head has a few hundred bytes.
const LONGEST: usize = 4 * 1024;

/// What workers have brought, and what they are told when they come.
#[derive(Debug, Default)]
pub(crate) struct Witnesses(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// As it was brought: it is checked when it is used, because nobody asks for a key before that.
    brought: BTreeMap<OrganisationId, BTreeMap<WorkerId, String>>,
    newest: BTreeMap<OrganisationId, String>,
}

impl Witnesses {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what a worker has brought, in place of what it brought before.
    pub(crate) fn take(&self, organisation: &OrganisationId, worker: &WorkerId, head: &str) {
        if head.len() <= LONGEST {
            let mut known = self.lock();
            let brought = known.brought.entry(organisation.clone()).or_default();
            brought.insert(worker.clone(), head.to_owned());
        }
    }

    /// Keeps what workers are told when they come.
    pub(super) fn tell(&self, organisation: &OrganisationId, head: &str) {
        self.lock().newest.insert(organisation.clone(), head.to_owned());
    }

    /// What a worker of this organisation is told when it comes.
    pub(crate) fn newest(&self, organisation: &OrganisationId) -> Option<String> {
        self.lock().newest.get(organisation).cloned()
    }

    /// Every head that was brought and that is one of ours.
    pub(super) fn of(&self, organisation: &OrganisationId, keys: &AuditKeys) -> Vec<Witnessed> {
        let known = self.lock();
        let brought = known.brought.get(organisation);
        let heads = brought.into_iter().flat_map(BTreeMap::values);
        heads.filter_map(|text| Some(keys.check(text)?.1)).collect()
    }
}
