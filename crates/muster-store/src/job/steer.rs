//! Steering what waits: holding it back, and changing its place.
//!
//! Both change the row of a job that was read in the same transaction. The tasks of an array follow it.

use super::JobRow;
use crate::{
    StoreError, Write,
    driver::{Sql, values},
    value::{Json, Value},
};
use muster_core::job::{Hold, Specification};
use std::sync::Arc;

pub(super) const HOLD: Sql = Sql::new(
    "job.hold",
    "UPDATE job SET hold = $3, is_waiting = $4 WHERE organisation = $1 AND number = $2",
);

/// Tasks that wait for another attempt; those that wait for their first are their array.
pub(super) const HOLD_TASKS: Sql = Sql::new(
    "job.hold_tasks",
    "UPDATE job
        SET is_waiting = $3
      WHERE organisation = $1 AND task_of = $2 AND state = 'queued'",
);

pub(super) const PLACE: Sql = Sql::new(
    "job.place",
    "UPDATE job SET specification = $3, place = $4 WHERE organisation = $1 AND number = $2",
);

pub(super) const PLACE_TASKS: Sql = Sql::new(
    "job.place_tasks",
    "UPDATE job
        SET place = $3
      WHERE organisation = $1
        AND task_of = $2
        AND state IN ('queued', 'retry_wait', 'leased', 'running')",
);

/// Holds a job back with what is left of its tasks, or lets it go.
pub fn hold(tx: &mut dyn Write, job: &JobRow, hold: Option<&Hold>) -> Result<JobRow, StoreError> {
    let after = JobRow { hold: hold.cloned(), ..job.clone() };
    let kept = hold.map_or(Value::Null, |hold| Json(hold).into());
    tx.change(HOLD, &values![&job.organisation, job.id, kept, after.is_waiting()])?;
    if job.progress.is_some() {
        tx.execute(HOLD_TASKS, &values![&job.organisation, job.id, hold.is_none()])?;
    }
    Ok(after)
}

/// Gives a job another priority, and with it another place.
pub fn prioritise(tx: &mut dyn Write, job: &JobRow, priority: i32) -> Result<JobRow, StoreError> {
    let said = Specification { priority, ..Specification::clone(&job.specification) };
    let place = said.place(job.created_at);
    tx.change(PLACE, &values![&job.organisation, job.id, Json(&said), place])?;
    if job.progress.is_some() {
        let before_it = JobRow::place_of_tasks(place);
        tx.execute(PLACE_TASKS, &values![&job.organisation, job.id, before_it])?;
    }
    Ok(JobRow { specification: Arc::new(said), place, ..job.clone() })
}
