//! The gate: what a provider has no room for now is not asked of it before it has.
//!
//! It is kept in memory. Whoever starts anew asks once, and is told again.

use muster_core::{
    OrganisationId, Timestamp,
    cloud::{Account, Ask},
};
use muster_store::resource::ResourceRow;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

// No provider asks for more than two hours; whatever is later was written by a clock that was ahead.
const LONGEST: Duration = Duration::from_hours(2);

/// Until when each provider takes no more of a kind.
#[derive(Debug, Default)]
pub(crate) struct Gate(Mutex<HashMap<Key, Timestamp>>);

/// A provider counts what is asked with one account, and so an organisation's own by itself.
type Key = (String, Option<OrganisationId>, Ask);

fn key(resource: &ResourceRow, ask: Ask) -> Key {
    let is_own = resource.account == Account::Organisation;
    (resource.provider.clone(), is_own.then(|| resource.organisation.clone()), ask)
}

impl Gate {
    /// Until when this is not to be asked, if not now.
    pub(crate) fn closed_until(
        &self,
        resource: &ResourceRow,
        ask: Ask,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let until = self.held().get(&key(resource, ask)).copied()?;
        (now < until && until <= now.after(LONGEST)).then_some(until)
    }

    /// This is not to be asked before then.
    pub(crate) fn close(&self, resource: &ResourceRow, ask: Ask, until: Timestamp) {
        self.held().insert(key(resource, ask), until);
    }

    /// Everything may be asked again.
    pub(crate) fn open(&self) {
        self.held().clear();
    }

    fn held(&self) -> MutexGuard<'_, HashMap<Key, Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
