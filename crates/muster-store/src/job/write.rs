//! Changing jobs: every change is compared with what its caller saw.

use super::{JobRow, ended_at};
use crate::{
    StoreError, Write,
    driver::{Sql, values},
    value::{Json, Value},
};
use muster_core::{
    JobId, Scope, Timestamp,
    job::{FailureReason, JobState, Life, Specification},
};

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
             created_at, created_by, request_id, idempotency_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
             $19, $20, $21, $22, $23, $24, $25)
         ON CONFLICT (organisation, number) DO NOTHING",
);

const SAVE: Sql = Sql::new(
    "job.save",
    "UPDATE job
        SET state = $3, attempts = $4, failures = $5, crashes = $6, max_attempts = $7,
            is_cancel_requested = $8, retry_at = $9, holder = $10, fence_epoch = $11,
            fence_counter = $12, attempt = $13, ended_at = $14,
            started_at = $15, exit_code = $16, reason = $17, detail = $18, worker = $19
      WHERE organisation = $1
        AND number = $2
        AND state = $20
        AND attempts = $21
        AND failures = $22
        AND crashes = $23
        AND max_attempts = $24
        AND is_cancel_requested = $25
        AND retry_at IS NOT DISTINCT FROM $26
        AND holder IS NOT DISTINCT FROM $27
        AND fence_epoch IS NOT DISTINCT FROM $28
        AND fence_counter IS NOT DISTINCT FROM $29
        AND attempt IS NOT DISTINCT FROM $30
        AND ended_at IS NOT DISTINCT FROM $31",
);

/// Keeps a new job under the organisation's next number.
pub fn insert(
    tx: &mut dyn Write,
    scope: &Scope,
    specification: &Specification,
    now: Timestamp,
) -> Result<JobRow, StoreError> {
    let row = tx.query_one(NEXT_NUMBER, &values![&scope.organisation])?;
    let id: JobId = row.ok_or(StoreError::Conflict)?.take("last_number")?;
    let job = JobRow {
        organisation: scope.organisation.clone(),
        id,
        specification: specification.clone(),
        life: Life::new(specification.max_attempts),
        created_at: now,
        created_by: scope.actor.to_string(),
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
    values.extend(lived(&before.life));
    tx.change(SAVE, &values)
}

fn write(tx: &mut dyn Write, scope: &Scope, job: &JobRow) -> Result<(), StoreError> {
    let mut values = values![
        &scope.organisation,
        job.id,
        Json(&job.specification),
        &searchable(job.id, &job.specification),
    ]
    .to_vec();
    values.extend(lived(&job.life));
    values.extend(told(job));
    values.extend(values![
        job.created_at,
        &job.created_by,
        &job.request_id,
        scope.idempotency_key.as_ref(),
    ]);
    tx.change(INSERT, &values)
}

/// A life's columns, in the order in which the statements have them.
fn lived(life: &Life) -> [Value; 12] {
    let until = match life.state {
        JobState::RetryWait { until } => Some(until),
        JobState::Queued | JobState::Leased(_) | JobState::Running(_) | JobState::Ended { .. } => {
            None
        }
    };
    let holder = life.state.holder();
    values![
        life.state.as_str(),
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

/// What a search looks at: id, name and command in lower case.
fn searchable(id: JobId, specification: &Specification) -> String {
    let name = specification.name.as_deref().unwrap_or_default();
    let text = format!("{id}\n{name}\n{}", specification.command.display()).to_lowercase();
    let end = text.floor_char_boundary(SEARCHABLE);
    text[..end].to_owned()
}
