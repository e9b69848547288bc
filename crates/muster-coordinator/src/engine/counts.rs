//! How many jobs there are in each state, and how many ended in each hour, for people.
//!
//! Counting looks at every job, or at every one that ended lately. Few are counted whenever somebody asks; with a
//! million the figures may be as old as twenty times of what counting took, so it never takes more than that share
//! of the time, however many look.

use crate::app::App;
use muster_core::{OrganisationId, Timestamp};
use muster_seams::BootTime;
use muster_store::{Read, StoreError, job};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// So few are counted again each time.
const FEW: u64 = 50_000;
const SHARE: u32 = 20;

type ByState = Vec<(String, u64)>;
/// By hour (its first millisecond) and state.
type ByHour = Vec<(i64, String, u64)>;

#[derive(Debug, Default)]
pub(crate) struct Counts {
    by_state: Kept<(), ByState>,
    /// Since a moment.
    by_hour: Kept<Timestamp, ByHour>,
}

/// Figures of organisations, each the answer to a question.
#[derive(Debug)]
struct Kept<Q, F>(Mutex<BTreeMap<OrganisationId, Counted<Q, F>>>);

impl<Q, F> Default for Kept<Q, F> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

#[derive(Debug)]
struct Counted<Q, F> {
    question: Q,
    figures: F,
    /// How many were counted.
    jobs: u64,
    at: BootTime,
    took: Duration,
}

impl<Q: PartialEq, F: Clone> Kept<Q, F> {
    fn fresh(&self, organisation: &OrganisationId, question: &Q, now: BootTime) -> Option<F> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = known.get(organisation).filter(|counted| counted.jobs > FEW)?;
        let is_fresh = now.since(counted.at) < counted.took * SHARE;
        (is_fresh && counted.question == *question).then(|| counted.figures.clone())
    }

    fn keep(&self, organisation: OrganisationId, counted: Counted<Q, F>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(organisation, counted);
    }
}

impl App {
    /// How many jobs there are in each state that has any.
    pub(crate) async fn job_counts(
        &self,
        organisation: &OrganisationId,
    ) -> Result<ByState, StoreError> {
        let sum = |figures: &ByState| figures.iter().map(|(_, jobs)| jobs).sum();
        self.counted(&self.counts.by_state, organisation, (), sum, job::counts).await
    }

    /// How many jobs ended in which hour and how, since a moment.
    pub(crate) async fn ended_per_hour(
        &self,
        organisation: &OrganisationId,
        since: Timestamp,
    ) -> Result<ByHour, StoreError> {
        let sum = |figures: &ByHour| figures.iter().map(|(_, _, jobs)| jobs).sum();
        let count =
            move |tx: &mut dyn Read, own: &OrganisationId| job::ended_per_hour(tx, own, since);
        self.counted(&self.counts.by_hour, organisation, since, sum, count).await
    }

    async fn counted<Q: PartialEq, F: Clone + Send + 'static>(
        &self,
        kept: &Kept<Q, F>,
        organisation: &OrganisationId,
        question: Q,
        sum: impl Fn(&F) -> u64,
        count: impl Fn(&mut dyn Read, &OrganisationId) -> Result<F, StoreError> + Send + Sync + 'static,
    ) -> Result<F, StoreError> {
        let begun = self.seams.clock.boot();
        if let Some(figures) = kept.fresh(organisation, &question, begun) {
            return Ok(figures);
        }
        let own = organisation.clone();
        let figures = self.store.read(move |tx| count(tx, &own)).await?;
        let at = self.seams.clock.boot();
        let jobs = sum(&figures);
        let counted =
            Counted { question, figures: figures.clone(), jobs, at, took: at.since(begun) };
        kept.keep(organisation.clone(), counted);
        Ok(figures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_are_told_again_for_a_while_and_few_are_counted_each_time() {
        let (counts, own) = (Kept::default(), OrganisationId::from_random([1; 16]));
        let after = |millis| BootTime(Duration::from_millis(millis));
        let counted = |jobs| Counted {
            question: 1,
            figures: jobs,
            jobs,
            at: after(1_000),
            took: Duration::from_millis(50),
        };
        counts.keep(own.clone(), counted(7));
        assert_eq!(counts.fresh(&own, &1, after(1_001)), None);
        counts.keep(own.clone(), counted(1_000_000));
        assert_eq!(counts.fresh(&own, &1, after(1_999)), Some(1_000_000));
        assert_eq!(counts.fresh(&own, &2, after(1_999)), None, "another question");
        assert_eq!(counts.fresh(&own, &1, after(2_000)), None, "twenty times what counting took");
        assert_eq!(counts.fresh(&OrganisationId::from_random([2; 16]), &1, after(1_001)), None);
    }
}
