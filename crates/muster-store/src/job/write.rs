//! Changing jobs: every change is compared with what its caller saw.

use super::{JobRow, ended_at, lane};
use crate::{
    StoreError, Write,
    driver::{Sql, values},
    value::{Json, Value},
};
use muster_core::{
    JobId, Scope, Timestamp,
    job::{FailureReason, JobState, Life, Outcome, Progress, Specification},
};
use std::sync::Arc;

/// A longer command is found by its beginning only.
pub(super) const SEARCHABLE: usize = 4096;

const NEXT_NUMBER: Sql = Sql::new(
    "job_sequence.next",
    "INSERT INTO job_sequence (organisation, last_number)
     VALUES ($1, 1)
         ON CONFLICT (organisation) DO UPDATE SET last_number = job_sequence.last_number + 1
     RETURNING last_number",
);

const PASS_NUMBER: Sql = Sql::new(
    "job_sequence.pass",
    "INSERT INTO job_sequence (organisation, last_number)
     VALUES ($1, $2)
         ON CONFLICT (organisation) DO UPDATE SET last_number = excluded.last_number
      WHERE job_sequence.last_number < excluded.last_number",
);

const INSERT: Sql = Sql::new(
    "job.insert",
    "INSERT INTO job
            (organisation, number, specification, search,
             state, attempts, failures, crashes, max_attempts, is_cancel_requested,
             retry_at, holder, fence_epoch, fence_counter, attempt, ended_at,
             started_at, exit_code, reason, detail, worker,
             created_at, created_by, request_id, idempotency_key,
             task_of, lane, place, is_waiting, tasks, begun, under_way,
             succeeded, failed, cancelled, timed_out, quarantined)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
             $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35,
             $36, $37)
         ON CONFLICT (organisation, number) DO NOTHING",
);

const SAVE: Sql = Sql::new(
    "job.save",
    "UPDATE job
        SET state = $3, attempts = $4, failures = $5, crashes = $6, max_attempts = $7,
            is_cancel_requested = $8, retry_at = $9, holder = $10, fence_epoch = $11,
            fence_counter = $12, attempt = $13, ended_at = $14,
            started_at = $15, exit_code = $16, reason = $17, detail = $18, worker = $19,
            lane = $20, place = $21, is_waiting = $22, tasks = $23, begun = $24, under_way = $25,
            succeeded = $26, failed = $27, cancelled = $28, timed_out = $29, quarantined = $30
      WHERE organisation = $1
        AND number = $2
        AND state = $31
        AND attempts = $32
        AND failures = $33
        AND crashes = $34
        AND max_attempts = $35
        AND is_cancel_requested = $36
        AND retry_at IS NOT DISTINCT FROM $37
        AND holder IS NOT DISTINCT FROM $38
        AND fence_epoch IS NOT DISTINCT FROM $39
        AND fence_counter IS NOT DISTINCT FROM $40
        AND attempt IS NOT DISTINCT FROM $41
        AND ended_at IS NOT DISTINCT FROM $42
        AND begun = $43
        AND under_way = $44",
);

/// Keeps a new job under the organisation's next number.
pub fn insert(
    tx: &mut dyn Write,
    scope: &Scope,
    specification: &Arc<Specification>,
    now: Timestamp,
) -> Result<JobRow, StoreError> {
    let row = tx.query_one(NEXT_NUMBER, &values![&scope.organisation])?;
    let id: JobId = row.ok_or(StoreError::Conflict)?.take("last_number")?;
    let submitter = scope.actor.to_string();
    let job = JobRow {
        organisation: scope.organisation.clone(),
        id,
        specification: specification.clone(),
        lane: Some(lane::of(tx, &scope.organisation, &submitter, specification)?),
        place: specification.place(now),
        progress: specification.array.as_ref().map(|array| Progress::new(array.count())),
        life: Life::new(specification.max_attempts),
        created_at: now,
        created_by: submitter,
        request_id: scope.request_id.to_string(),
        started_at: None,
        finished_at: None,
        exit_code: None,
        reason: None,
        detail: None,
        worker: None,
    };
    write(tx, scope, &job)?;
    Ok(job)
}

/// The next task of an array that begins, before its first grant; nothing if none is left.
pub fn next_task(array: &JobRow) -> Option<JobRow> {
    let (said, progress) = (array.specification.array.as_ref()?, array.progress?);
    let task = said.tasks.nth(progress.begun).filter(|_| progress.waiting() > 0)?;
    Some(JobRow {
        id: array.id.task(task),
        life: Life::new(array.specification.max_attempts),
        progress: None,
        // A task that is tried again goes before those that have not begun.
        place: array.place - 1,
        started_at: None,
        ..array.clone()
    })
}

/// Keeps a task that was just granted for the first time.
pub fn insert_task(tx: &mut dyn Write, scope: &Scope, task: &JobRow) -> Result<(), StoreError> {
    write(tx, scope, task)
}

/// Keeps a job from elsewhere under its own number, and lets the sequence go on after it.
///
/// A number that is taken is a conflict.
pub fn import(tx: &mut dyn Write, scope: &Scope, job: &JobRow) -> Result<(), StoreError> {
    write(tx, scope, job)?;
    tx.execute(PASS_NUMBER, &values![&scope.organisation, job.id]).map(|_| ())
}

/// Keeps how a job goes now. A conflict unless its life is still as it was before.
pub fn save(tx: &mut dyn Write, before: &JobRow, after: &JobRow) -> Result<(), StoreError> {
    let mut values = values![&before.organisation, before.id].to_vec();
    values.extend(lived(&after.life));
    values.extend(told(after));
    values.extend(placed(after));
    values.extend(lived(&before.life));
    let progress = before.progress.unwrap_or_default();
    values.extend(values![progress.begun, progress.under_way]);
    tx.change(SAVE, &values)
}

fn write(tx: &mut dyn Write, scope: &Scope, job: &JobRow) -> Result<(), StoreError> {
    let array = job.id.as_task().map(|(array, _)| array);
    let mut values = values![&scope.organisation, job.id].to_vec();
    values.extend(match array {
        None => {
            [Json(&*job.specification).into(), (&searchable(job.id, &job.specification)).into()]
        }
        Some(_) => values!["", ""],
    });
    values.extend(lived(&job.life));
    values.extend(told(job));
    values.extend(values![
        job.created_at,
        &job.created_by,
        &job.request_id,
        scope.idempotency_key.as_ref(),
        array,
    ]);
    values.extend(placed(job));
    tx.change(INSERT, &values)
}

/// A life's columns, in the order in which the statements have them.
fn lived(life: &Life) -> [Value; 12] {
    let until = match life.state {
        JobState::RetryWait { until } => Some(until),
        JobState::Queued
        | JobState::Leased(_)
        | JobState::Running(_)
        | JobState::UnderWay
        | JobState::Ended { .. } => None,
    };
    let holder = life.state.holder();
    values![
        if life.state == JobState::UnderWay { "queued" } else { life.state.as_str() },
        life.attempts,
        life.failures,
        life.crashes,
        life.max_attempts,
        life.is_cancel_requested,
        until,
        holder.map(|holder| &holder.worker),
        holder.map(|holder| holder.fence.epoch),
        holder.map(|holder| holder.fence.counter),
        holder.map(|holder| holder.attempt),
        ended_at(life),
    ]
}

/// What is told about the last attempt, in the order in which the statements have it.
fn told(job: &JobRow) -> [Value; 5] {
    values![
        job.started_at,
        job.exit_code,
        job.reason.map(FailureReason::as_str),
        job.detail.as_ref(),
        job.worker.as_ref(),
    ]
}

/// Where a job waits and how far an array is, in the order in which the statements have it.
fn placed(job: &JobRow) -> [Value; 11] {
    let progress = job.progress.unwrap_or_default();
    let [succeeded, failed, cancelled, timed_out, quarantined] =
        Outcome::ALL.map(|outcome| progress.ended_as(outcome));
    values![
        job.lane,
        job.place,
        job.is_waiting(),
        job.progress.map(|progress| progress.tasks),
        progress.begun,
        progress.under_way,
        succeeded,
        failed,
        cancelled,
        timed_out,
        quarantined,
    ]
}

/// What a search looks at: id, name and command in lower case.
fn searchable(id: JobId, specification: &Specification) -> String {
    let name = specification.name.as_deref().unwrap_or_default();
    let text = format!("{id}\n{name}\n{}", specification.command.display()).to_lowercase();
    let end = text.floor_char_boundary(SEARCHABLE);
    text[..end].to_owned()
}
