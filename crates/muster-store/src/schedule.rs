//! Schedules: when which job is to run, how far their slots are decided, and which jobs they have made.
//!
//! To this table a job is JSON. Every change is compared with the version that its author saw, so of two
//! that decide a slot one wins, and [`insert_run`] takes a slot once.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::{Json, Row, Value},
};
use muster_core::{
    JobId, Name, OrganisationId, Scope, Timestamp,
    schedule::{Plan, Scheduled, Skipped},
};

/// A schedule as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduleRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: Name,
    /// When it runs.
    pub plan: Plan,
    /// What it runs.
    pub job: serde_json::Value,
    /// Why it is paused, if it is.
    pub paused: Option<String>,
    /// The first slot that is not decided.
    pub due: Option<Timestamp>,
    /// When the one before was decided.
    pub decided_at: Timestamp,
    /// Its last run, and the slot of that.
    pub last_run: Option<(JobId, Option<Timestamp>)>,
    /// The slots that were skipped last.
    pub skipped: Option<Skipped>,
    /// Raised by every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: String,
}

impl TryFrom<Row> for ScheduleRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        let (job, slot): (Option<JobId>, _) = (row.take("last_job")?, row.take("last_slot")?);
        let skipped: Option<Json<Skipped>> = row.take("skipped")?;
        Ok(Self {
            organisation: row.take("organisation")?,
            name: row.take("name")?,
            plan: row.json("plan")?,
            job: row.json("job")?,
            paused: row.take("paused")?,
            due: row.take("due")?,
            decided_at: row.take("decided_at")?,
            last_run: job.map(|job| (job, slot)),
            skipped: skipped.map(|Json(skipped)| skipped),
            version: row.take("version")?,
            created_at: row.take("created_at")?,
            created_by: row.take("created_by")?,
        })
    }
}

const INSERT: Sql = Sql::new(
    "schedule.insert",
    "INSERT INTO schedule
            (organisation, name, plan, job, paused, due, decided_at, last_slot, last_job, skipped,
             version, created_at, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (organisation, name) DO NOTHING",
);

const SAVE: Sql = Sql::new(
    "schedule.save",
    "UPDATE schedule
        SET plan = $3, job = $4, paused = $5, due = $6, decided_at = $7, last_slot = $8,
            last_job = $9, skipped = $10, version = $11
      WHERE organisation = $1 AND name = $2 AND version = $11 - 1",
);

const FIND: Sql =
    Sql::new("schedule.find", "SELECT * FROM schedule WHERE organisation = $1 AND name = $2");

const PAGE: Sql = Sql::new(
    "schedule.page",
    "SELECT * FROM schedule WHERE organisation = $1 AND name > $2 ORDER BY name LIMIT $3",
);

const DUE: Sql = Sql::new(
    "schedule.due",
    "SELECT *
       FROM schedule
      WHERE due IS NOT NULL AND paused IS NULL AND (due <= $1 OR decided_at > $2)
      ORDER BY due
      LIMIT $3",
);

const DELETE: Sql =
    Sql::new("schedule.delete", "DELETE FROM schedule WHERE organisation = $1 AND name = $2");

const INSERT_RUN: Sql = Sql::new(
    "schedule_run.insert",
    "INSERT INTO schedule_run (organisation, schedule, job, slot)
     VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
);

const RUN_OF_SLOT: Sql = Sql::new(
    "schedule_run.of_slot",
    "SELECT job FROM schedule_run WHERE organisation = $1 AND schedule = $2 AND slot = $3",
);

const RUNS: Sql = Sql::new(
    "schedule_run.page",
    "SELECT run.job AS job
       FROM schedule_run AS run
       JOIN job ON job.organisation = run.organisation AND job.number = run.job
      WHERE run.organisation = $1 AND run.schedule = $2 AND run.job < $3
      ORDER BY run.job DESC
      LIMIT $4",
);

const COUNT_RUNS: Sql = Sql::new(
    "schedule_run.count",
    "SELECT COUNT(*) AS jobs
       FROM schedule_run AS run
       JOIN job ON job.organisation = run.organisation AND job.number = run.job
      WHERE run.organisation = $1 AND run.schedule = $2",
);

/// Keeps a new schedule. A name that is taken is a conflict.
pub fn insert(tx: &mut dyn Write, row: &ScheduleRow) -> Result<(), StoreError> {
    let made = values![row.created_at, &row.created_by];
    tx.change(INSERT, &[changing(row, row.version), made.to_vec()].concat())
}

/// Keeps what has become of a schedule. A conflict unless it is still of the version that it says.
pub fn save(tx: &mut dyn Write, row: &ScheduleRow) -> Result<(), StoreError> {
    tx.change(SAVE, &changing(row, row.version + 1))
}

/// The columns that change, behind the key and before what stays, in the order of the statements.
fn changing(row: &ScheduleRow, version: i64) -> Vec<Value> {
    let last_job = row.last_run.map(|(job, _)| job);
    values![
        &row.organisation,
        &row.name,
        Json(&row.plan),
        Json(&row.job),
        row.paused.as_ref(),
        row.due,
        row.decided_at,
        row.last_run.and_then(|(_, slot)| slot),
        last_job,
        row.skipped.as_ref().map(Json),
        version,
    ]
    .to_vec()
}

/// The schedule with this name.
pub fn find(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    name: &Name,
) -> Result<Option<ScheduleRow>, StoreError> {
    tx.query_one(FIND, &values![organisation, name])?.map(ScheduleRow::try_from).transpose()
}

/// Schedules after one, or the first ones, by name.
pub fn page(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    after: Option<&Name>,
    limit: u32,
) -> Result<Vec<ScheduleRow>, StoreError> {
    let values = values![organisation, after.map_or("", Name::as_str), limit];
    tx.query(PAGE, &values)?.into_iter().map(ScheduleRow::try_from).collect()
}

/// Schedules of any organisation that are active and due, and those that were decided later than `latest`,
/// by a clock that was ahead. One that cannot be read is an error in its place.
pub fn due(
    tx: &mut dyn Read,
    now: Timestamp,
    latest: Timestamp,
    limit: u32,
) -> Result<Vec<Result<ScheduleRow, StoreError>>, StoreError> {
    Ok(tx
        .query(DUE, &values![now, latest, limit])?
        .into_iter()
        .map(ScheduleRow::try_from)
        .collect())
}

/// Removes a schedule; false if there is none. Its jobs stay, and say whose runs they were.
pub fn delete(tx: &mut dyn Write, scope: &Scope, name: &Name) -> Result<bool, StoreError> {
    tx.execute(DELETE, &values![&scope.organisation, name]).map(|count| count == 1)
}

/// Notes that a job is a run of a schedule. A slot that has a run is a conflict.
pub fn insert_run(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    run: &Scheduled,
    job: JobId,
) -> Result<(), StoreError> {
    tx.change(INSERT_RUN, &values![organisation, &run.schedule, job, run.slot])
}

/// Whether a slot of a schedule has run.
pub fn has_run(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    schedule: &Name,
    slot: Timestamp,
) -> Result<bool, StoreError> {
    tx.query_one(RUN_OF_SLOT, &values![organisation, schedule, slot]).map(|row| row.is_some())
}

/// The runs of a schedule that are kept before one, or the newest ones, newest first.
pub fn runs(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    schedule: &Name,
    before: Option<JobId>,
    limit: u32,
) -> Result<Vec<JobId>, StoreError> {
    let before = before.unwrap_or_else(JobId::after_every_job);
    let rows = tx.query(RUNS, &values![organisation, schedule, before, limit])?;
    rows.into_iter().map(|mut row| row.take("job")).collect()
}

/// How many runs of a schedule are kept.
pub fn count_runs(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    schedule: &Name,
) -> Result<u64, StoreError> {
    let row = tx.query_one(COUNT_RUNS, &values![organisation, schedule])?;
    row.map_or(Ok(0), |mut row| row.take("jobs"))
}
