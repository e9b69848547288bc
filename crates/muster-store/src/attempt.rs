//! Attempts: tries of a job on one worker. One that has ended never changes again.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_core::{
    Fence, JobId, OrganisationId, Timestamp, WorkerId,
    job::{AttemptEnd, AttemptState, FailureReason},
};

/// An attempt as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// The job.
    pub job: JobId,
    /// Its number, from 1.
    pub number: u32,
    /// On which worker.
    pub worker: WorkerId,
    /// Under which fence.
    pub fence: Fence,
    /// Where it is.
    pub state: AttemptState,
    /// When it was granted.
    pub leased_at: Timestamp,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How it ended.
    pub end: Option<AttemptEnd>,
    /// The hash of the lease's secret, where the worker has to show one.
    pub lease_hash: Option<Vec<u8>>,
    /// How long its log is, once that is known.
    pub log_size: Option<u64>,
}

const STATES: [(&str, AttemptState); 3] = [
    ("leased", AttemptState::Leased),
    ("running", AttemptState::Running),
    ("ended", AttemptState::Ended),
];

fn state_word(state: AttemptState) -> &'static str {
    match state {
        AttemptState::Leased => "leased",
        AttemptState::Running => "running",
        AttemptState::Ended => "ended",
    }
}

impl TryFrom<Row> for AttemptRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        let state = row.word("state", &STATES)?;
        let end = AttemptEnd {
            exit_code: row.take("exit_code")?,
            reason: crate::job::reason(&mut row)?,
            detail: row.take("detail")?,
            may_survive: row.take("may_survive")?,
            left_out: left_out(&mut row)?,
        };
        Ok(Self {
            organisation: row.take("organisation")?,
            job: row.take("job")?,
            number: row.take("number")?,
            worker: row.take("worker")?,
            fence: Fence { epoch: row.take("fence_epoch")?, counter: row.take("fence_counter")? },
            state,
            leased_at: row.take("leased_at")?,
            started_at: row.take("started_at")?,
            ended_at: row.take("ended_at")?,
            end: (state == AttemptState::Ended).then_some(end),
            lease_hash: row.take("lease_hash")?,
            log_size: row.take("log_size")?,
        })
    }
}

fn left_out(row: &mut Row) -> Result<Vec<String>, StoreError> {
    let text: Option<String> = row.take("left_out")?;
    Ok(text.map(|text| text.lines().map(str::to_owned).collect()).unwrap_or_default())
}

// Any number that is taken, and any attempt of the job that has not ended, is in the way.
const OPEN: Sql = Sql::new(
    "attempt.open",
    "INSERT INTO attempt
            (organisation, job, number, worker, fence_epoch, fence_counter, state,
             leased_at, started_at, lease_hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT DO NOTHING",
);

const START: Sql = Sql::new(
    "attempt.start",
    "UPDATE attempt
        SET state = 'running', started_at = $4
      WHERE organisation = $1 AND job = $2 AND number = $3 AND state = 'leased'",
);

const END: Sql = Sql::new(
    "attempt.end",
    "UPDATE attempt
        SET state = 'ended', ended_at = $4, exit_code = $5, reason = $6, detail = $7,
            log_size = $8, may_survive = $9, left_out = $10
      WHERE organisation = $1 AND job = $2 AND number = $3 AND ended_at IS NULL",
);

const LIST: Sql = Sql::new(
    "attempt.list",
    "SELECT * FROM attempt WHERE organisation = $1 AND job = $2 ORDER BY number",
);

const FIND: Sql = Sql::new(
    "attempt.find",
    "SELECT * FROM attempt WHERE organisation = $1 AND job = $2 AND number = $3",
);

/// Keeps a new attempt. A conflict if it is there, or if another one of the job has not ended.
pub fn open(tx: &mut dyn Write, attempt: &AttemptRow) -> Result<(), StoreError> {
    let values = values![
        &attempt.organisation,
        attempt.job,
        attempt.number,
        &attempt.worker,
        attempt.fence.epoch,
        attempt.fence.counter,
        state_word(attempt.state),
        attempt.leased_at,
        attempt.started_at,
        attempt.lease_hash.as_deref(),
    ];
    tx.change(OPEN, &values)
}

/// Notes that the worker began. A conflict if it had begun already, or if it is over.
pub fn start(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    job: JobId,
    number: u32,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.change(START, &values![organisation, job, number, now])
}

/// Notes how the attempt ended. A conflict if it had ended already.
pub fn end(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    job: JobId,
    number: u32,
    how: &AttemptEnd,
    log_size: Option<u64>,
    now: Timestamp,
) -> Result<(), StoreError> {
    // None of its lines has a line break, and most attempts have none of them.
    let left_out = (!how.left_out.is_empty()).then(|| how.left_out.join("\n"));
    let values = values![
        organisation,
        job,
        number,
        now,
        how.exit_code,
        how.reason.map(FailureReason::as_str),
        how.detail.as_ref(),
        log_size,
        how.may_survive,
        left_out.as_ref(),
    ];
    tx.change(END, &values)
}

/// The attempts of a job, in order.
pub fn list(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    job: JobId,
) -> Result<Vec<AttemptRow>, StoreError> {
    tx.query(LIST, &values![organisation, job])?.into_iter().map(AttemptRow::try_from).collect()
}

/// One attempt of a job.
pub fn find(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    job: JobId,
    number: u32,
) -> Result<Option<AttemptRow>, StoreError> {
    tx.query_one(FIND, &values![organisation, job, number])?.map(AttemptRow::try_from).transpose()
}
