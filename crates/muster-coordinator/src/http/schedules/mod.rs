//! `/v1/schedules`: one file per endpoint.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod pause;
pub(crate) mod resume;
pub(crate) mod run;
pub(crate) mod show;
pub(crate) mod slots;
pub(crate) mod update;

use crate::{
    app::App,
    engine::{submission::kept, views},
    error::{AppError, invalid},
};
use muster_api::{
    ProblemKind,
    schedule::{MissedPolicy, Schedule, ScheduleRequest, ScheduleRun, ScheduleState},
};
use muster_core::{
    Name, OrganisationId, Scope, Timestamp,
    schedule::{BadTimetable, Missed, Plan, Timetable},
};
use muster_store::{
    Read, Write,
    audit_event::{self, AuditEntry},
    job,
    schedule::{self, ScheduleRow},
};
use std::{ops::RangeInclusive, sync::Arc, time::Duration};

/// So many slots are shown.
const SHOWN_SLOTS: usize = 5;
const MISSED_WITHIN: Duration = Duration::from_hours(24);
const MISSED_WITHIN_LIMITS: RangeInclusive<Duration> =
    Duration::from_mins(1)..=Duration::from_hours(366 * 24);

/// When a schedule is to run, once every rule was checked.
fn plan(request: &ScheduleRequest, own_zone: &str) -> Result<(Plan, Timetable), AppError> {
    let time_zone = request.time_zone.clone().unwrap_or_else(|| own_zone.to_owned());
    let timetable = Timetable::new(&request.cron, &time_zone).map_err(bad_timetable)?;
    let within = request.missed_within_seconds.map(Duration::from_secs);
    let missed = match (request.missed.unwrap_or_default(), within) {
        (MissedPolicy::All, within) => Missed::All { within: within.unwrap_or(MISSED_WITHIN) },
        (MissedPolicy::None, None) => Missed::None,
        (MissedPolicy::Last, None) => Missed::Last,
        (MissedPolicy::None | MissedPolicy::Last, Some(_)) => {
            return Err(invalid("missed_within_seconds", "is for `missed` to be `all`"));
        }
    };
    if within.is_some_and(|within| !MISSED_WITHIN_LIMITS.contains(&within)) {
        let rule = "must be from 1 minute to 366 days";
        return Err(invalid("missed_within_seconds", rule));
    }
    let overlap = request.overlap.unwrap_or_default();
    Ok((Plan { cron: request.cron.trim().to_owned(), time_zone, missed, overlap }, timetable))
}

fn bad_timetable(BadTimetable { field, rule }: BadTimetable) -> AppError {
    invalid(field, &rule)
}

/// A schedule that must be there.
fn found(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    name: &Name,
) -> Result<ScheduleRow, AppError> {
    schedule::find(tx, organisation, name)?.ok_or_else(|| no_schedule(name))
}

fn no_schedule(name: &Name) -> AppError {
    AppError::told(ProblemKind::ScheduleNotFound, format!("there is no schedule `{name}`"))
}

/// A schedule as it may be shown. `reason` is why a slot that has come has not run yet, if it is so.
fn view(
    tx: &mut dyn Read,
    row: ScheduleRow,
    now: Timestamp,
    reason: Option<String>,
) -> Result<Schedule, AppError> {
    let last_run = row.last_run.map(|(id, slot)| {
        let row = job::find(tx, &row.organisation, id)?;
        let state = row.map(|row| views::word(&row.life.state));
        Ok::<_, AppError>(ScheduleRun { slot, job: id, state })
    });
    let (missed, within) = match row.plan.missed {
        Missed::None => (MissedPolicy::None, None),
        Missed::Last => (MissedPolicy::Last, None),
        Missed::All { within } => (MissedPolicy::All, Some(within.as_secs())),
    };
    let next_slots = match Timetable::new(&row.plan.cron, &row.plan.time_zone) {
        Ok(timetable) if row.paused.is_none() => timetable.slots(now).take(SHOWN_SLOTS).collect(),
        Ok(_) | Err(_) => Vec::new(),
    };
    let is_paused = row.paused.is_some();
    Ok(Schedule {
        job: kept::shown(&row.job)?,
        name: row.name,
        cron: row.plan.cron,
        time_zone: row.plan.time_zone,
        missed,
        missed_within_seconds: within,
        overlap: row.plan.overlap,
        state: if is_paused { ScheduleState::Paused } else { ScheduleState::Active },
        reason: row.paused.or(reason),
        next_slots,
        last_run: last_run.transpose()?,
        skipped: row.skipped.map(Into::into),
        created_at: row.created_at,
        created_by: row.created_by,
    })
}

/// Changes a schedule and writes it down, in one transaction, and shows it as it is then.
async fn change<F>(
    app: &Arc<App>,
    scope: Scope,
    name: Name,
    action: &'static str,
    detail: serde_json::Value,
    change: F,
) -> Result<axum::Json<Schedule>, AppError>
where
    F: Fn(&mut dyn Write, ScheduleRow) -> Result<ScheduleRow, AppError> + Send + Sync + 'static,
{
    let (now, reason) = (app.seams.clock.now(), app.held_up.reason(&scope.organisation, &name));
    let entry = audit(action, &name, &detail);
    let changed = app.store.write(move |tx| {
        let row = found(tx, &scope.organisation, &name)?;
        let row = change(tx, row)?;
        schedule::save(tx, &row)?;
        audit_event::append(tx, &scope, &entry, now)?;
        view(tx, row, now, reason.clone())
    });
    changed.await.map(axum::Json)
}

fn audit(action: &str, name: &Name, detail: &serde_json::Value) -> AuditEntry {
    AuditEntry {
        action: format!("schedule.{action}"),
        target: name.to_string(),
        detail: detail.to_string(),
    }
}
