//! Facts: what is counted in the transaction of the thing itself.
//!
//! What ends together is counted together: one row for each worker and submitter, however many attempts it were.

use crate::engine::life::Moment;
use muster_api::usage::UsageMeter;
use muster_core::{Day, OrganisationId, Scope, Timestamp, job::Holder};
use muster_store::{
    StoreError, Write,
    artefact::ArtefactRow,
    job::JobRow,
    usage_count::{self, Count},
};
use std::collections::BTreeMap;

/// What was used in one transaction.
#[derive(Debug, Default)]
pub(crate) struct Used(BTreeMap<OrganisationId, BTreeMap<Count, u64>>);

impl Used {
    /// How long jobs ran, exactly; it is shown in seconds.
    pub(crate) const RUN_MILLISECONDS: &'static str = "worker_milliseconds";

    /// An attempt ran for so long.
    pub(crate) fn run(&mut self, job: &JobRow, holder: &Holder, moment: &Moment, millis: u64) {
        self.add(Self::RUN_MILLISECONDS, job, holder, moment, millis);
    }

    /// An attempt that is over has left its log.
    pub(crate) fn log(&mut self, job: &JobRow, holder: &Holder, moment: &Moment) {
        let bytes = moment.log_size.unwrap_or(0);
        self.add(UsageMeter::LogBytes.as_str(), job, holder, moment, bytes);
    }

    fn add(
        &mut self,
        meter: &'static str,
        job: &JobRow,
        holder: &Holder,
        moment: &Moment,
        quantity: u64,
    ) {
        let count = Count {
            day: Day::of(moment.now),
            meter,
            worker: holder.worker.to_string(),
            person: job.created_by.clone(),
        };
        let counts = self.0.entry(job.organisation.clone()).or_default();
        *counts.entry(count).or_default() += quantity;
    }

    /// Writes all of it down. Of several rows of one count it takes the one that chance says.
    pub(crate) fn save(self, tx: &mut dyn Write, chance: u16) -> Result<(), StoreError> {
        let [part, _] = chance.to_le_bytes();
        for (organisation, counts) in self.0 {
            let counts: Vec<_> = counts.into_iter().collect();
            usage_count::add(tx, &organisation, part, &counts)?;
        }
        Ok(())
    }
}

/// A token was issued to somebody.
pub(crate) fn note_token(
    tx: &mut dyn Write,
    scope: &Scope,
    part: u8,
    now: Timestamp,
) -> Result<(), StoreError> {
    let count = Count {
        day: Day::of(now),
        meter: UsageMeter::TokenIssuances.as_str(),
        worker: String::new(),
        person: scope.actor.to_string(),
    };
    usage_count::add(tx, &scope.organisation, part, &[(count, 1)])
}

/// An attempt has left a file.
pub(crate) fn note_artefact(
    tx: &mut dyn Write,
    row: &ArtefactRow,
    worker: &str,
    person: &str,
) -> Result<(), StoreError> {
    let count = Count {
        day: Day::of(row.created_at),
        meter: UsageMeter::ArtefactBytes.as_str(),
        worker: worker.to_owned(),
        person: person.to_owned(),
    };
    usage_count::add(tx, &row.organisation, 0, &[(count, row.size)])
}
