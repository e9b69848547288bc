//! How the slots of a schedule become jobs.
//!
//! What is next is decided by core's [`step`]. A slot is advanced in the very transaction that inserts its
//! job, and compared with what was seen, so it runs at most once. A slot whose job cannot be accepted for
//! now stays due: it is tried again until the schedule's policy gives it up.

use crate::{
    app::App,
    engine::submission::{kept, repeatable},
    error::{AppError, Chain},
};
use muster_core::{
    Actor, Name, OrganisationId, Scope, Timestamp,
    job::{JobState, Specification},
    schedule::{Missed, Overlap, Pending, Scheduled, Skipped, Step, Timetable, step},
};
use muster_store::{
    Read, StoreError, Write,
    job::{self, JobRow},
    schedule::{self, ScheduleRow},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Why slots that have come cannot run yet.
#[derive(Debug, Default)]
pub(crate) struct HeldUp(Mutex<BTreeMap<(OrganisationId, Name), String>>);

impl HeldUp {
    pub(crate) fn reason(&self, organisation: &OrganisationId, name: &Name) -> Option<String> {
        self.lock().get(&(organisation.clone(), name.clone())).cloned()
    }

    fn note(&self, row: &ScheduleRow, reason: &str) {
        let key = (row.organisation.clone(), row.name.clone());
        let before = self.lock().insert(key, reason.to_owned());
        if before.as_deref() != Some(reason) {
            tracing::warn!(schedule = %row.name, "a slot of `{}` cannot run yet: {reason}", row.name);
        }
    }

    fn forget(&self, row: &ScheduleRow) {
        self.lock().remove(&(row.organisation.clone(), row.name.clone()));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<(OrganisationId, Name), String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Decides one slot of a schedule, or a row of missed ones. Answers the schedule as it is then; nothing if
/// there is nothing to decide now.
pub(crate) async fn advance(
    app: &Arc<App>,
    row: ScheduleRow,
    now: Timestamp,
) -> Result<Option<ScheduleRow>, StoreError> {
    let Some(due) = row.due else { return Ok(None) };
    let timetable = match Timetable::new(&row.plan.cron, &row.plan.time_zone) {
        Ok(timetable) => timetable,
        Err(error) => {
            app.held_up.note(&row, &format!("`{}` {}", error.field, error.rule));
            return Ok(None);
        }
    };
    let pending = Pending { due, decided_at: row.decided_at };
    match step(&timetable, row.plan.missed, pending, now) {
        Step::Wait => Ok(None),
        Step::Rewind { due } => {
            save(app, ScheduleRow { due: Some(due), decided_at: now, ..row }).await.map(Some)
        }
        Step::Skip { from, until } => {
            let reason = why_missed(app, &row);
            let skipped = Some(Skipped { from, until, reason });
            let row = ScheduleRow { due: Some(until), decided_at: now, skipped, ..row };
            save(app, row).await.map(Some)
        }
        Step::Run { slot, next } => {
            let row = ScheduleRow { due: next, decided_at: now, ..row };
            run(app, row, slot, now).await
        }
    }
}

async fn save(app: &App, row: ScheduleRow) -> Result<ScheduleRow, StoreError> {
    app.held_up.forget(&row);
    let saved = app.store.write(move |tx| {
        schedule::save(tx, &row)?;
        Ok::<_, StoreError>(ScheduleRow { version: row.version + 1, ..row.clone() })
    });
    saved.await
}

fn why_missed(app: &App, row: &ScheduleRow) -> String {
    if let Some(reason) = app.held_up.reason(&row.organisation, &row.name) {
        return format!("could not run in time: {reason}");
    }
    let sentence = match row.plan.missed {
        Missed::None => "missed: the coordinator was not there in time",
        Missed::Last => "missed, and a later slot ran instead",
        Missed::All { .. } => "missed for longer than is caught up with",
    };
    sentence.to_owned()
}

/// Makes a slot's job, or finds out why it must be skipped.
async fn run(
    app: &Arc<App>,
    row: ScheduleRow,
    slot: Timestamp,
    now: Timestamp,
) -> Result<Option<ScheduleRow>, StoreError> {
    let scope = Scope {
        actor: row.created_by.parse().unwrap_or(Actor::Coordinator),
        ..app.own_scope(&row.organisation)
    };
    let (seen, faults) = (row.clone(), app.seams.faults.clone());
    let done = app.store.admit(move |tx| {
        let failed = |source| StoreError::Unavailable { source: Arc::new(source) };
        faults.hit("schedule.admit").map_err(failed)?;
        let (row, job) = decided(tx, &scope, seen.clone(), slot, now)?;
        schedule::save(tx, &row)?;
        Ok::<_, AppError>((ScheduleRow { version: row.version + 1, ..row }, job))
    });
    match done.await {
        Ok((after, job)) => {
            app.held_up.forget(&after);
            if let Some(job) = job {
                app.tell_job(&job.organisation, job.id);
                app.wake_dispatch();
            }
            Ok(Some(after))
        }
        Err(AppError::Store(error))
            if error.is_fatal() || matches!(error, StoreError::Conflict) =>
        {
            Err(error)
        }
        Err(error) => {
            tracing::debug!(error = %Chain(&error), schedule = %row.name, "a slot waits");
            app.held_up.note(&row, &error.problem().detail);
            Ok(None)
        }
    }
}

/// A slot's job, unless it must be skipped, and the schedule as it is then.
fn decided(
    tx: &mut dyn Write,
    scope: &Scope,
    row: ScheduleRow,
    slot: Timestamp,
    now: Timestamp,
) -> Result<(ScheduleRow, Option<JobRow>), AppError> {
    if schedule::has_run(tx, &row.organisation, &row.name, slot)? {
        return Ok((row, None));
    }
    let skip = |row: ScheduleRow, reason: String| {
        let until = row.due.unwrap_or(slot);
        (ScheduleRow { skipped: Some(Skipped { from: slot, until, reason }), ..row }, None)
    };
    if let Some(reason) = overlapped(tx, &row)? {
        return Ok(skip(row, reason));
    }
    match submit(tx, scope, row.clone(), Some(slot), now) {
        Ok((row, job)) => Ok((row, Some(job))),
        // The job itself is not what it should be: waiting does not mend it.
        Err(AppError::Told(problem)) => Ok(skip(row, problem.detail)),
        Err(error) => Err(error),
    }
}

fn overlapped(tx: &mut dyn Read, row: &ScheduleRow) -> Result<Option<String>, StoreError> {
    let (Overlap::Skip, Some((last, _))) = (row.plan.overlap, row.last_run) else {
        return Ok(None);
    };
    let before = job::find(tx, &row.organisation, last)?;
    let is_open = before.is_some_and(|job| !matches!(job.life.state, JobState::Ended { .. }));
    Ok(is_open.then(|| format!("{last}, the run before, had not ended")))
}

/// Makes a job of a schedule, and notes it there; the schedule is left to the caller to save.
pub(crate) fn submit(
    tx: &mut dyn Write,
    scope: &Scope,
    row: ScheduleRow,
    slot: Option<Timestamp>,
    now: Timestamp,
) -> Result<(ScheduleRow, JobRow), AppError> {
    let said = repeatable(tx, &row.organisation, &kept::submission(&row.job)?)?;
    let run = Scheduled { schedule: row.name.clone(), slot };
    let said = Arc::new(Specification { scheduled: Some(run.clone()), ..said });
    let job = job::insert(tx, scope, &said, now)?;
    schedule::insert_run(tx, &row.organisation, &run, job.id)?;
    Ok((ScheduleRow { last_run: Some((job.id, slot)), ..row }, job))
}
