//! How many jobs there are in each state, for people.
//!
//! Counting looks at every job. With few jobs they are counted whenever somebody asks; with a million the
//! figures may be as old as twenty times of what counting took, so it never takes more than that share
//! of the time, however many look.

use crate::app::App;
use muster_core::OrganisationId;
use muster_seams::BootTime;
use muster_store::{StoreError, job};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// So few are counted again each time.
const FEW: u64 = 50_000;
const SHARE: u32 = 20;

type ByState = Vec<(String, u64)>;

#[derive(Debug, Default)]
pub(crate) struct Counts(Mutex<BTreeMap<OrganisationId, Counted>>);

#[derive(Debug)]
struct Counted {
    by_state: ByState,
    at: BootTime,
    took: Duration,
}

impl Counted {
    fn jobs(&self) -> u64 {
        self.by_state.iter().map(|(_, jobs)| jobs).sum()
    }
}

impl Counts {
    fn fresh(&self, organisation: &OrganisationId, now: BootTime) -> Option<ByState> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = known.get(organisation).filter(|counted| counted.jobs() > FEW)?;
        (now.since(counted.at) < counted.took * SHARE).then(|| counted.by_state.clone())
    }

    fn keep(&self, organisation: OrganisationId, counted: Counted) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(organisation, counted);
    }
}

impl App {
    /// How many jobs there are in each state that has any.
    pub(crate) async fn job_counts(
        &self,
        organisation: &OrganisationId,
    ) -> Result<ByState, StoreError> {
        let begun = self.seams.clock.boot();
        if let Some(by_state) = self.counts.fresh(organisation, begun) {
            return Ok(by_state);
        }
        let own = organisation.clone();
        let by_state = self.store.read(move |tx| job::counts(tx, &own)).await?;
        let at = self.seams.clock.boot();
        let counted = Counted { by_state: by_state.clone(), at, took: at.since(begun) };
        self.counts.keep(organisation.clone(), counted);
        Ok(by_state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_are_told_again_for_a_while_and_few_are_counted_each_time() {
        let (counts, own) = (Counts::default(), OrganisationId::from_random([1; 16]));
        let after = |millis| BootTime(Duration::from_millis(millis));
        let counted = |jobs| Counted {
            by_state: vec![("queued".to_owned(), jobs)],
            at: after(1_000),
            took: Duration::from_millis(50),
        };
        counts.keep(own.clone(), counted(7));
        assert_eq!(counts.fresh(&own, after(1_001)), None);
        counts.keep(own.clone(), counted(1_000_000));
        assert_eq!(counts.fresh(&own, after(1_999)), Some(counted(1_000_000).by_state));
        assert_eq!(counts.fresh(&own, after(2_000)), None, "twenty times what counting took");
        assert_eq!(counts.fresh(&OrganisationId::from_random([2; 16]), after(1_001)), None);
    }
}
