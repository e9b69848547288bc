//! Jobs and lanes that cannot be read: passed over, and named in the log once per start.
//!
//! A value that makes no sense is a fault of the disk or of whoever wrote into the store. The row is
//! left as it is, for a person to look at; the doctor names it for as long as it is so.

use crate::error::Chain;
use muster_core::OrganisationId;
use muster_store::{StoreError, job::Place};
use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

/// What was named already, and whose it is.
#[derive(Debug, Default)]
pub(crate) struct PassedOver(Mutex<BTreeSet<(OrganisationId, String)>>);

impl PassedOver {
    pub(crate) fn note(&self, unreadable: &[(Place, StoreError)]) {
        for ((organisation, job), error) in unreadable {
            self.note_one(organisation, &job.to_string(), error);
        }
    }

    /// The jobs of such a lane wait: nobody can tell what they ask for.
    pub(crate) fn note_lanes(&self, unreadable: &[((OrganisationId, i64), StoreError)]) {
        for ((organisation, lane), error) in unreadable {
            self.note_one(organisation, &format!("lane {lane}"), error);
        }
    }

    fn note_one(&self, organisation: &OrganisationId, what: &str, error: &StoreError) {
        let mut named = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if named.insert((organisation.clone(), what.to_owned())) {
            tracing::error!(error = %Chain(error), %organisation, "cannot read {what}; it is passed over and left as it is");
        }
    }
}
