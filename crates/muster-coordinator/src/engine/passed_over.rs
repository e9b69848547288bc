//! Jobs that cannot be read: passed over, and named in the log once per start.
//!
//! A value that makes no sense is a fault of the disk or of whoever wrote into the store. The job is
//! left as it is, for a person to look at; the doctor names it for as long as it is so.

use crate::error::Chain;
use muster_store::{StoreError, job::Place};
use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

/// The jobs that were named already.
#[derive(Debug, Default)]
pub(crate) struct PassedOver(Mutex<BTreeSet<Place>>);

impl PassedOver {
    pub(crate) fn note(&self, unreadable: &[(Place, StoreError)]) {
        for (place, error) in unreadable {
            let is_new =
                self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(place.clone());
            if is_new {
                let (organisation, job) = place;
                tracing::error!(error = %Chain(error), %organisation, %job, "cannot read {job}; it is passed over and left as it is");
            }
        }
    }
}
