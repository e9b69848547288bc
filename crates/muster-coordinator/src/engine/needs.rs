//! Needs: jobs are submitted with what they need, and hear of its end.
//!
//! The end of a job frees or cancels those that need it in its own transaction, as long as they are few.
//! The rest is remembered in the same transaction, and a reconciler goes on with it.

use crate::{
    app::App,
    engine::{
        life::{Moment, NotApplied, apply_alone},
        secrets,
    },
    error::{AppError, missing},
};
use muster_api::ProblemKind;
use muster_core::{
    JobId, OrganisationId,
    job::{Event, JobState, Outcome},
};
use muster_store::{
    Read, StoreError, Write,
    job::{self, JobRow, Needed, NewJob, Place, need},
    retention,
};
use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
};

/// Jobs that hear of an end in one transaction; so few in tests of this crate that its end is met.
const MOST_TOLD: u32 = if cfg!(test) { 2 } else { 256 };

/// Keeps new jobs with what they need. One whose needs are over already is queued or cancelled at once.
pub(crate) fn submit(
    tx: &mut dyn Write,
    jobs: &[NewJob],
    is_batch: bool,
    moment: &Moment,
) -> Result<Vec<JobRow>, AppError> {
    let said = jobs.iter().map(|job| &*job.specification);
    secrets::must_be_there(tx, &moment.scope.organisation, said).map_err(|(place, error)| {
        if is_batch { error.within(&format!("jobs[{place}]")) } else { error }
    })?;
    let over = over(tx, &moment.scope.organisation, jobs, is_batch)?;
    let mut kept = job::insert_all(tx, &moment.scope, jobs, is_batch, moment.now)?;
    let told = tell(tx, over, moment).map_err(|error| error.into_error(kept[0].id))?;
    for after in job::many(tx, &moment.scope.organisation, &told)? {
        let place = kept.iter().position(|row| row.id == after.id);
        if let Some(row) = place.and_then(|place| kept.get_mut(place)) {
            *row = after;
        }
    }
    Ok(kept)
}

/// The jobs that are needed and over. All that are needed must be there.
fn over(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    jobs: &[NewJob],
    is_batch: bool,
) -> Result<Vec<JobRow>, AppError> {
    let needs = jobs.iter().flat_map(|job| &job.needs);
    let ids: BTreeSet<JobId> = needs.filter_map(existing).collect();
    let ids: Vec<JobId> = ids.into_iter().collect();
    let mut found = job::many(tx, organisation, &ids)?;
    let leaving = retention::leaving_among(tx, organisation, &ids)?;
    found.retain(|row| !leaving.contains(&row.id));
    let known: BTreeSet<JobId> = found.iter().map(|row| row.id).collect();
    for (place, job) in jobs.iter().enumerate() {
        let unknown = |needed| existing(needed).is_some_and(|id| !known.contains(&id));
        if let Some(at) = job.needs.iter().position(unknown) {
            let field = format!("needs[{at}]");
            let field = if is_batch { format!("jobs[{place}].{field}") } else { field };
            return Err(missing(ProblemKind::JobNotFound, &field, "names a job that there is not"));
        }
    }
    found.retain(|row| matches!(row.life.state, JobState::Ended { .. }));
    Ok(found)
}

fn existing(needed: &Needed) -> Option<JobId> {
    match needed {
        Needed::Job(id) => Some(*id),
        Needed::New(_) => None,
    }
}

/// Tells those who need these jobs, which are over, of their end, and in turn those who need whoever is
/// cancelled for it. Answers who has heard of one; whoever is left is remembered.
pub(crate) fn tell(
    tx: &mut dyn Write,
    over: Vec<JobRow>,
    moment: &Moment,
) -> Result<Vec<JobId>, NotApplied> {
    let (mut over, mut left, mut told) = (VecDeque::from(over), MOST_TOLD, Vec::new());
    while let Some(needed) = over.pop_front() {
        let place = (needed.organisation.clone(), needed.id);
        if left > 0 {
            let heard = need::hear(tx, &place, left)?;
            left -= u32::try_from(heard.rows).unwrap_or(left).min(left);
            told.extend(heard.jobs.iter().map(|job| job.id));
            over.extend(release(tx, &needed, heard.jobs, moment)?);
        }
        if left == 0 {
            need::note_untold(tx, &place)?;
        }
    }
    Ok(told)
}

/// Jobs that have just heard of the end of one that they need: those that wait for nothing more are
/// queued, and those that are not to run without it are cancelled, which is answered.
fn release(
    tx: &mut dyn Write,
    needed: &JobRow,
    heard: Vec<JobRow>,
    moment: &Moment,
) -> Result<Vec<JobRow>, NotApplied> {
    let JobState::Ended { outcome, .. } = needed.life.state else { return Ok(Vec::new()) };
    let blocked = heard.into_iter().filter(|job| job.life.state == JobState::Blocked);
    let blocked: Vec<_> = blocked.collect();
    let ids = blocked.iter().map(|job| job.id);
    let waiting = need::blocked_by(tx, &needed.organisation, ids)?;
    let mut cancelled = Vec::new();
    for job in blocked {
        let event = if job.specification.if_needs_fail.forbids(outcome) {
            Event::NeedFailed(needed.id, outcome)
        } else if waiting.contains_key(&job.id) {
            continue;
        } else {
            Event::NeedsOver
        };
        let after = apply_alone(tx, job, event, moment)?.after;
        cancelled.extend(matches!(after.life.state, JobState::Ended { .. }).then_some(after));
    }
    Ok(cancelled)
}

/// Why a job was cancelled for another one's end, in a sentence.
pub(crate) fn why(needed: JobId, outcome: Outcome) -> String {
    let how = match outcome {
        Outcome::Succeeded => "succeeded",
        Outcome::Failed => "failed",
        Outcome::Cancelled => "was cancelled",
        Outcome::TimedOut => "timed out",
        Outcome::Quarantined => "was quarantined",
    };
    format!("{needed}, which it needs, {how}")
}

/// What one transaction of the reconciler came to.
#[derive(Debug)]
pub(crate) struct Told {
    organisation: OrganisationId,
    jobs: Vec<JobId>,
    unreadable: Vec<(Place, StoreError)>,
    /// Behind which it goes on.
    after: Option<Place>,
}

/// Goes on with the first job behind this place of whose end not everybody has heard.
pub(crate) fn tell_on(
    tx: &mut dyn Write,
    after: Option<&Place>,
    moment: &Moment,
) -> Result<Option<Told>, NotApplied> {
    let next = need::untold(tx, after)?;
    let (Some(place), unreadable) = (next.last, next.unreadable) else { return Ok(None) };
    let organisation = place.0.clone();
    if !unreadable.is_empty() {
        let after = Some(place);
        return Ok(Some(Told { organisation, jobs: Vec::new(), unreadable, after }));
    }
    need::told(tx, &place)?;
    let jobs = tell(tx, next.jobs, moment)?;
    // It is the next one again if there was more to tell than one transaction takes.
    Ok(Some(Told { organisation, jobs, unreadable, after: after.cloned() }))
}

impl App {
    /// Tells everybody who has not heard of the end of what they need. Answers how many there were.
    pub(crate) async fn tell_needs(self: &Arc<Self>) -> Result<u64, StoreError> {
        let (mut after, mut done) = (None, 0);
        loop {
            let moment = Moment::new(self, self.own_scope(&self.organisation));
            let from = after.clone();
            let told = self.store.write(move |tx| tell_on(tx, from.as_ref(), &moment));
            let told = match told.await {
                Ok(Some(told)) => told,
                Ok(None) | Err(NotApplied::Refused(_) | NotApplied::NoJob) => return Ok(done),
                Err(NotApplied::Store(error)) => return Err(error),
            };
            self.passed_over.note(&told.unreadable);
            self.tell_jobs(&told.organisation, &told.jobs);
            done += told.jobs.len() as u64;
            after = told.after;
        }
    }

    /// The word that these jobs are not as they were, and that some may be queued.
    pub(crate) fn tell_jobs(&self, organisation: &OrganisationId, jobs: &[JobId]) {
        for job in jobs {
            self.tell_job(organisation, *job);
        }
        if !jobs.is_empty() {
            self.wake_dispatch();
        }
    }
}
