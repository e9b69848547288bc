//! Looking at jobs: single ones, the tasks of an array, and queues for the engine.
//!
//! Everything here is paged by a key, never by an offset, and served by an index.

use super::{JobRow, Place, Walked, columns};
use crate::{
    Read, StoreError,
    driver::{Sql, values},
    value::{Row, Value},
};
use muster_core::{JobId, OrganisationId, Timestamp, job::MOST_TASKS};

pub(super) const FIND: Sql = Sql::new(
    "job.find",
    concat!("SELECT ", columns!(), " FROM job WHERE organisation = $1 AND number = $2"),
);

pub(super) const OLDEST_OF_STATE: Sql = Sql::new(
    "job.oldest_of_state",
    "SELECT created_at
       FROM job
      WHERE organisation = $1 AND task_of IS NULL AND state = $2 AND is_blocked = 0
      ORDER BY number
      LIMIT 1",
);

pub(super) const TASKS: Sql = Sql::new(
    "job.tasks",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE organisation = $1 AND number > $2 AND number <= $3
         ORDER BY number
         LIMIT $4"
    ),
);

pub(super) const TASKS_OF_STATE: Sql = Sql::new(
    "job.tasks_of_state",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE organisation = $1 AND task_of = $2 AND number > $3 AND state = $5 AND is_blocked = 0
         ORDER BY number
         LIMIT $4"
    ),
);

pub(super) const TASK_NUMBERS: Sql = Sql::new(
    "job.task_numbers",
    "SELECT number
       FROM job
      WHERE organisation = $1 AND task_of = $2 AND state = $3 AND is_blocked = 0
      ORDER BY number",
);

pub(super) const CANCELLED_ARRAYS: Sql = Sql::new(
    "job.cancelled_arrays",
    "SELECT organisation, number
       FROM job
      WHERE tasks IS NOT NULL AND is_cancel_requested = 1 AND ended_at IS NULL",
);

pub(super) const HELD: Sql = Sql::new(
    "job.held",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE holder IS NOT NULL AND (organisation, number) > ($1, $2)
         ORDER BY organisation, number
         LIMIT $3"
    ),
);

pub(super) const UNFINISHED: Sql = Sql::new(
    "job.unfinished",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE ended_at IS NULL AND (organisation, number) > ($1, $2)
         ORDER BY organisation, number
         LIMIT $3"
    ),
);

pub(super) const RETRY_DUE: Sql = Sql::new(
    "job.retry_due",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE retry_at IS NOT NULL AND retry_at <= $1
         ORDER BY retry_at
         LIMIT $2"
    ),
);

pub(super) const RETRY_AFTER: Sql = Sql::new(
    "job.retry_after",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE retry_at IS NOT NULL AND retry_at > $1
         ORDER BY retry_at
         LIMIT $2"
    ),
);

pub(super) const ENDED_PER_HOUR: Sql = Sql::new(
    "job.ended_per_hour",
    "SELECT (ended_at / 3600000) * 3600000 AS hour,
            state,
            COUNT(*) AS jobs
       FROM job
      WHERE organisation = $1 AND task_of IS NULL AND ended_at IS NOT NULL AND ended_at >= $2
      GROUP BY 1, 2
      ORDER BY 1, 2",
);

pub(super) fn all(rows: Vec<Row>) -> Result<Vec<JobRow>, StoreError> {
    rows.into_iter().map(JobRow::try_from).collect()
}

/// The job with this id.
pub fn find(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    id: JobId,
) -> Result<Option<JobRow>, StoreError> {
    tx.query_one(FIND, &values![organisation, id])?.map(JobRow::try_from).transpose()
}

/// The jobs with these ids, in that order; unknown ones are left out.
pub fn many(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    ids: &[JobId],
) -> Result<Vec<JobRow>, StoreError> {
    let asked: Vec<_> = ids.iter().map(|id| values![organisation, *id].to_vec()).collect();
    all(tx.query_many(FIND, &asked)?)
}

fn with(values: &[Value], state: &str) -> Vec<Value> {
    [values, &values![state]].concat()
}

/// When the job was accepted that has the lowest number of those that wait.
pub fn oldest_waiting(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Option<Timestamp>, StoreError> {
    let asked = ["queued", "retry_wait"].map(|state| values![organisation, state].to_vec());
    let moments = tx
        .query_many(OLDEST_OF_STATE, &asked)?
        .into_iter()
        .map(|mut row| row.take("created_at"))
        .collect::<Result<Vec<Timestamp>, _>>()?;
    Ok(moments.into_iter().min())
}

/// Which tasks of an array to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskFilter {
    /// In which states; any if none is named.
    pub states: Vec<&'static str>,
    /// After which task.
    pub after: Option<JobId>,
}

/// The tasks of an array that have begun, by number.
pub fn tasks(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    array: JobId,
    filter: &TaskFilter,
    limit: u32,
) -> Result<Vec<JobRow>, StoreError> {
    let after = filter.after.unwrap_or_else(|| array.task(0));
    if filter.states.is_empty() {
        let last = array.task(MOST_TASKS);
        return all(tx.query(TASKS, &values![organisation, after, last, limit])?);
    }
    let asked = values![organisation, array, after, limit].to_vec();
    let each: Vec<_> = filter.states.iter().map(|state| with(&asked, state)).collect();
    let mut tasks = all(tx.query_many(TASKS_OF_STATE, &each)?)?;
    tasks.sort_by_key(|task| task.id);
    tasks.dedup_by_key(|task| task.id);
    tasks.truncate(limit as usize);
    Ok(tasks)
}

/// Tasks of an array that have begun and not ended, by number.
pub fn live_tasks(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    array: JobId,
    after: Option<JobId>,
    limit: u32,
) -> Result<Vec<JobRow>, StoreError> {
    let states = vec!["queued", "retry_wait", "leased", "running"];
    tasks(tx, organisation, array, &TaskFilter { states, after }, limit)
}

/// Which tasks of an array are in this state, by number.
pub fn task_numbers(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    array: JobId,
    state: &str,
) -> Result<Vec<u32>, StoreError> {
    let rows = tx.query(TASK_NUMBERS, &values![organisation, array, state])?;
    let ids = rows.into_iter().map(|mut row| row.take::<JobId>("number"));
    let tasks = ids.filter_map(|id| id.map(|id| id.as_task().map(|(_, task)| task)).transpose());
    tasks.collect()
}

/// Arrays whose end somebody asked for, and which have not ended; over all organisations.
pub fn cancelled_arrays(tx: &mut dyn Read) -> Result<Vec<(OrganisationId, JobId)>, StoreError> {
    let rows = tx.query(CANCELLED_ARRAYS, &[])?;
    rows.into_iter().map(|mut row| Ok((row.take("organisation")?, row.take("number")?))).collect()
}

/// Jobs that somebody holds, over all organisations, in the order of their keys.
pub fn held(tx: &mut dyn Read, after: Option<&Place>, limit: u32) -> Result<Walked, StoreError> {
    let (organisation, number) = key(after);
    Walked::of(tx.query(HELD, &values![organisation, number, limit])?)
}

/// Jobs that are not over, over all organisations, in the order of their keys.
pub fn unfinished(
    tx: &mut dyn Read,
    after: Option<&Place>,
    limit: u32,
) -> Result<Walked, StoreError> {
    let (organisation, number) = key(after);
    Walked::of(tx.query(UNFINISHED, &values![organisation, number, limit])?)
}

/// What every key is greater than that comes after this place.
pub(super) fn key(after: Option<&Place>) -> (&str, i64) {
    after.map_or(("", 0), |(organisation, id)| (organisation.as_str(), id.number()))
}

/// Jobs whose wait for the next attempt is over, over all organisations, longest first. None waits
/// until after `latest`: one that does was told to by a clock that has been set back.
pub fn retry_due(
    tx: &mut dyn Read,
    now: Timestamp,
    latest: Timestamp,
    limit: u32,
) -> Result<Walked, StoreError> {
    let due = Walked::of(tx.query(RETRY_DUE, &values![now, limit])?)?;
    Ok(due.and(Walked::of(tx.query(RETRY_AFTER, &values![latest, limit])?)?))
}

/// How many jobs ended in which hour (its first millisecond) and how, oldest first.
pub fn ended_per_hour(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    since: Timestamp,
) -> Result<Vec<(i64, String, u64)>, StoreError> {
    tx.query(ENDED_PER_HOUR, &values![organisation, since])?
        .into_iter()
        .map(|mut row| Ok((row.take("hour")?, row.take("state")?, row.take("jobs")?)))
        .collect()
}
