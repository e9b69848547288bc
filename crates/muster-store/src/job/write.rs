//! Changing jobs: every change is compared with what its caller saw.

use super::{JobRow, ended_at, lane, need};
use crate::{
    StoreError, Write,
    driver::{Sql, values},
    value::{Json, Value},
};
use muster_core::{
    JobId, Scope, Timestamp,
    job::{FailureReason, Hold, JobState, Life, Outcome, Progress, Specification},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    slice,
    sync::Arc,
};

/// A longer command is found by its beginning only.
pub(super) const SEARCHABLE: usize = 4096;

const NEXT_NUMBER: Sql = Sql::new(
    "job_sequence.next",
    "INSERT INTO job_sequence (organisation, last_number)
     VALUES ($1, $2)
         ON CONFLICT (organisation) DO UPDATE SET last_number = job_sequence.last_number + $2
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
             succeeded, failed, cancelled, timed_out, quarantined, batch, is_blocked, hold)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
             $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35,
             $36, $37, $38, $39, $40)
         ON CONFLICT (organisation, number) DO NOTHING",
);

const INSERT_LABEL: Sql = Sql::new(
    "job_label.insert",
    "INSERT INTO job_label (organisation, label, job) VALUES ($1, $2, $3)",
);

const SAVE: Sql = Sql::new(
    "job.save",
    "UPDATE job
        SET state = $3, attempts = $4, failures = $5, crashes = $6, max_attempts = $7,
            is_cancel_requested = $8, retry_at = $9, holder = $10, fence_epoch = $11,
            fence_counter = $12, attempt = $13, ended_at = $14,
            started_at = $15, exit_code = $16, reason = $17, detail = $18, worker = $19,
            lane = $20, place = $21, is_waiting = $22, tasks = $23, begun = $24, under_way = $25,
            succeeded = $26, failed = $27, cancelled = $28, timed_out = $29, quarantined = $30,
            is_blocked = $45
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
        AND under_way = $44
        AND is_blocked = $46",
);

/// A job that is new.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// What is to be run.
    pub specification: Arc<Specification>,
    /// What must be over before it is queued, each once.
    pub needs: Vec<Needed>,
    /// Why whoever submits it holds it back from the beginning.
    pub hold: Option<String>,
}

/// A job that another needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needed {
    /// One that there is.
    Job(JobId),
    /// One that is new too, by its place among those that are.
    New(usize),
}

/// Keeps a new job that needs no other under the organisation's next number.
pub fn insert(
    tx: &mut dyn Write,
    scope: &Scope,
    specification: &Arc<Specification>,
    now: Timestamp,
) -> Result<JobRow, StoreError> {
    let job = NewJob { specification: specification.clone(), needs: Vec::new(), hold: None };
    let kept = insert_all(tx, scope, &[job], false, now)?;
    kept.into_iter().next().ok_or(StoreError::Conflict)
}

/// Keeps new jobs under the organisation's next numbers, with what they need. Those of a batch know it.
pub fn insert_all(
    tx: &mut dyn Write,
    scope: &Scope,
    jobs: &[NewJob],
    is_batch: bool,
    now: Timestamp,
) -> Result<Vec<JobRow>, StoreError> {
    let row = tx.query_one(NEXT_NUMBER, &values![&scope.organisation, jobs.len() as u64])?;
    let last: i64 = row.ok_or(StoreError::Conflict)?.take("last_number")?;
    let numbers = last + 1 - i64::try_from(jobs.len()).unwrap_or(last)..;
    let ids: Vec<_> = numbers.take(jobs.len()).map(JobId::from_number).collect();
    let batch = ids.first().copied().filter(|_| is_batch);
    let (mut lanes, mut rows) = (BTreeMap::new(), Vec::with_capacity(jobs.len()));
    for (job, id) in jobs.iter().zip(&ids) {
        let lane = lane_of(tx, scope, job, &mut lanes)?;
        rows.push(JobRow { lane: Some(lane), batch, ..fresh(scope, *id, job, now) });
    }
    let all: Vec<_> = rows.iter().map(|row| inserted(scope, row)).collect();
    if tx.execute_many(INSERT, &all)? != all.len() as u64 {
        return Err(StoreError::Conflict);
    }
    write_labels(tx, &rows)?;
    let edge =
        |(id, job): (&JobId, &NewJob)| job.needs.iter().map(|needed| (*id, *needed)).collect();
    let edges: Vec<Vec<(JobId, Needed)>> = ids.iter().zip(jobs).map(edge).collect();
    let edges = edges.into_iter().flatten().map(|(id, needed)| match needed {
        Needed::Job(needed) => (id, needed),
        Needed::New(place) => (id, ids[place]),
    });
    need::insert(tx, &scope.organisation, edges)?;
    Ok(rows)
}

/// The lane of a new job; many of one request share a few.
fn lane_of(
    tx: &mut dyn Write,
    scope: &Scope,
    job: &NewJob,
    known: &mut BTreeMap<(String, u32), i64>,
) -> Result<i64, StoreError> {
    let Specification { requirements, slots, .. } = &*job.specification;
    let asked = (requirements.to_string(), *slots);
    if let Some(lane) = known.get(&asked) {
        return Ok(*lane);
    }
    let submitter = scope.actor.to_string();
    let lane = lane::of(tx, &scope.organisation, &submitter, &job.specification)?;
    known.insert(asked, lane);
    Ok(lane)
}

fn fresh(scope: &Scope, id: JobId, job: &NewJob, now: Timestamp) -> JobRow {
    let said = &job.specification;
    let begin = if job.needs.is_empty() { Life::new } else { Life::blocked };
    JobRow {
        organisation: scope.organisation.clone(),
        id,
        specification: said.clone(),
        lane: None,
        place: said.place(now),
        progress: said.array.as_ref().map(|array| Progress::new(array.count())),
        life: begin(said.max_attempts),
        created_at: now,
        created_by: scope.actor.to_string(),
        request_id: scope.request_id.to_string(),
        started_at: None,
        finished_at: None,
        exit_code: None,
        reason: None,
        detail: None,
        worker: None,
        batch: None,
        hold: job.hold.clone().map(|reason| Hold { by: scope.actor.to_string(), at: now, reason }),
    }
}

/// The next task of an array that begins, before its first grant; nothing if none is left.
pub fn next_task(array: &JobRow) -> Option<JobRow> {
    let (said, progress) = (array.specification.array.as_ref()?, array.progress?);
    let task = said.tasks.nth(progress.begun).filter(|_| progress.waiting() > 0)?;
    Some(JobRow {
        id: array.id.task(task),
        life: Life::new(array.specification.max_attempts),
        progress: None,
        place: JobRow::place_of_tasks(array.place),
        started_at: None,
        batch: None,
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
    write_labels(tx, slice::from_ref(job))?;
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
    values.extend(values![is_blocked(after), is_blocked(before)]);
    tx.change(SAVE, &values)
}

fn is_blocked(job: &JobRow) -> bool {
    job.life.state == JobState::Blocked
}

fn write(tx: &mut dyn Write, scope: &Scope, job: &JobRow) -> Result<(), StoreError> {
    tx.change(INSERT, &inserted(scope, job))
}

fn write_labels(tx: &mut dyn Write, jobs: &[JobRow]) -> Result<(), StoreError> {
    let labelled = jobs.iter().flat_map(|job| {
        let found = found_by(&job.specification);
        found.into_iter().map(|label| values![&job.organisation, &label, job.id].to_vec())
    });
    tx.execute_many(INSERT_LABEL, &labelled.collect::<Vec<_>>()).map(|_| ())
}

/// The labels by which a job is found: its own with their values, and the names of these and of those that it asks its
/// worker for.
fn found_by(said: &Specification) -> BTreeSet<String> {
    let own = said.labels.iter().map(|(name, value)| format!("{name}={value}"));
    let wanted = said.requirements.iter().filter(|one| !one.is_negative());
    let wanted = wanted.map(|one| one.label().to_owned()).filter(|name| !name.contains('='));
    own.chain(said.labels.keys().cloned()).chain(wanted).collect()
}

/// All columns of a job, in the order in which the statement has them.
fn inserted(scope: &Scope, job: &JobRow) -> Vec<Value> {
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
    values.extend(values![
        job.batch,
        is_blocked(job),
        job.hold.as_ref().filter(|_| array.is_none()).map(Json)
    ]);
    values
}

/// A life's columns, in the order in which the statements have them.
fn lived(life: &Life) -> [Value; 12] {
    let until = match life.state {
        JobState::RetryWait { until } => Some(until),
        JobState::Blocked
        | JobState::Queued
        | JobState::Leased(_)
        | JobState::Running(_)
        | JobState::UnderWay
        | JobState::Ended { .. } => None,
    };
    let holder = life.state.holder();
    values![
        match &life.state {
            JobState::Blocked | JobState::UnderWay => "queued",
            state => state.as_str(),
        },
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
