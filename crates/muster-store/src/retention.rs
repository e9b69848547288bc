//! Retention: the rules by which jobs that are over go, and the removal of their rows.
//!
//! A job goes in steps, each of which may be the last one of a program that is killed. It is *leaving* from
//! the moment at which it was chosen until nothing of it is left: its rows go first, some at a time, then
//! the caller removes its logs, then the note that it leaves. Whoever is leaving can be needed by nobody new.
//!
//! What was used and who did what stays: the bill and the audit outlive the jobs they name. So do the slots
//! of schedules, which never run twice, and answers under idempotency keys, which expire by themselves.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::{Json, Row},
};
use muster_core::{
    JobId, OrganisationId, Timestamp,
    job::MOST_TASKS,
    retention::{Rule, Tally},
};
use std::collections::BTreeSet;

/// Tasks of an array that go in one transaction.
const TASKS_AT_ONCE: u32 = 100;
/// Edges to a job that go in one transaction: any number of jobs may have needed it.
const EDGES_AT_ONCE: u32 = 1_000;

const RULES: Sql =
    Sql::new("retention.find", "SELECT rules FROM retention WHERE organisation = $1");

const SET_RULES: Sql = Sql::new(
    "retention.set",
    "INSERT INTO retention (organisation, rules)
     VALUES ($1, $2)
         ON CONFLICT (organisation) DO UPDATE SET rules = excluded.rules",
);

pub(crate) const OVER: Sql = Sql::new(
    "job.over",
    "SELECT number, ended_at
       FROM job
      WHERE organisation = $1 AND number < $2 AND task_of IS NULL AND ended_at IS NOT NULL
      ORDER BY number DESC
      LIMIT $3",
);

pub(crate) const LABELLED: Sql = Sql::new(
    "job_label.within",
    "SELECT job, label
       FROM job_label
      WHERE organisation = $1 AND label = $2 AND job >= $3 AND job <= $4",
);

// `need_untold` is a job that was over when a crash came, and of which not everybody has heard.
pub(crate) const MAY_GO: Sql = Sql::new(
    "job.may_go",
    "SELECT number
       FROM job
      WHERE organisation = $1 AND number = $2 AND ended_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM leaving
                         WHERE leaving.organisation = job.organisation
                           AND leaving.job = job.number)
        AND NOT EXISTS (SELECT 1 FROM need_untold AS untold
                         WHERE untold.organisation = job.organisation
                           AND untold.needed = job.number)
        AND NOT EXISTS (SELECT 1 FROM need
                          JOIN job AS needing
                            ON needing.organisation = need.organisation
                           AND needing.number = need.job
                         WHERE need.organisation = job.organisation
                           AND need.needed = job.number
                           AND needing.ended_at IS NULL)",
);

const LEAVE: Sql =
    Sql::new("leaving.insert", "INSERT INTO leaving (organisation, job) VALUES ($1, $2)");

const LEAVING: Sql = Sql::new(
    "leaving.page",
    "SELECT organisation, job
       FROM leaving
      WHERE (organisation, job) > ($1, $2)
      ORDER BY organisation, job
      LIMIT $3",
);

const IS_LEAVING: Sql =
    Sql::new("leaving.find", "SELECT job FROM leaving WHERE organisation = $1 AND job = $2");

const LEFT: Sql =
    Sql::new("leaving.delete", "DELETE FROM leaving WHERE organisation = $1 AND job = $2");

pub(crate) const TASKS: Sql = Sql::new(
    "job.tasks_that_leave",
    "SELECT number
       FROM job
      WHERE organisation = $1 AND number > $2 AND number <= $3
      ORDER BY number
      LIMIT $4",
);

const DELETE_EDGES: Sql = Sql::new(
    "need.delete_needed",
    "DELETE FROM need
      WHERE (organisation, job, needed) IN
            (SELECT organisation, job, needed
               FROM need
              WHERE organisation = $1 AND needed = $2
              LIMIT $3)",
);

/// Everything that is kept of a job or a task, its own row last. Whatever refers to `job` must be here.
const DELETE: [Sql; 6] = [
    Sql::new("artefact.delete", "DELETE FROM artefact WHERE organisation = $1 AND job = $2"),
    Sql::new(
        "artefact_url.delete",
        "DELETE FROM artefact_url WHERE organisation = $1 AND job = $2",
    ),
    Sql::new("attempt.delete", "DELETE FROM attempt WHERE organisation = $1 AND job = $2"),
    Sql::new("need.delete", "DELETE FROM need WHERE organisation = $1 AND job = $2"),
    Sql::new("job_label.delete", "DELETE FROM job_label WHERE organisation = $1 AND job = $2"),
    Sql::new("job.delete", "DELETE FROM job WHERE organisation = $1 AND number = $2"),
];

/// The rules of an organisation; none if everything is kept.
pub fn rules(tx: &mut dyn Read, organisation: &OrganisationId) -> Result<Vec<Rule>, StoreError> {
    let row = tx.query_one(RULES, &values![organisation])?;
    row.map_or(Ok(Vec::new()), |mut row| row.json("rules"))
}

/// Sets them all.
pub fn set_rules(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    rules: &[Rule],
) -> Result<(), StoreError> {
    tx.change(SET_RULES, &values![organisation, Json(&rules)])
}

/// Some jobs that are over, which a walk has looked at.
#[derive(Debug, Default)]
pub struct Looked {
    /// Those that are past.
    pub past: Vec<JobId>,
    /// How many they were.
    pub jobs: usize,
    /// The last one, behind which the walk goes on.
    pub last: Option<JobId>,
}

/// The next jobs of a walk, newest first.
pub fn look(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    tally: &mut Tally,
    before: Option<JobId>,
    limit: u32,
) -> Result<Looked, StoreError> {
    let before = before.unwrap_or_else(JobId::after_every_job);
    let rows = tx.query(OVER, &values![organisation, before, limit])?;
    let over = rows.into_iter().map(|mut row| Ok((row.take("number")?, row.take("ended_at")?)));
    let over: Vec<(JobId, Timestamp)> = over.collect::<Result<_, StoreError>>()?;
    let (Some((newest, _)), Some((oldest, _))) = (over.first(), over.last()) else {
        return Ok(Looked::default());
    };
    let labels =
        tally.labels().map(|label| values![organisation, label, *oldest, *newest].to_vec());
    let labels = tx.query_many(LABELLED, &labels.collect::<Vec<_>>())?;
    let labels = labels.into_iter().map(|mut row| Ok((row.take("job")?, row.take("label")?)));
    let labels: BTreeSet<(JobId, String)> = labels.collect::<Result<_, StoreError>>()?;
    let mut past = Vec::new();
    for (id, ended_at) in &over {
        if tally.is_past(*ended_at, |label| labels.contains(&(*id, label.clone()))) {
            past.push(*id);
        }
    }
    Ok(Looked { past, jobs: over.len(), last: Some(*oldest) })
}

/// Those of these jobs that nothing keeps: each is over, no open job needs it, and it is not leaving yet.
pub fn may_go(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    jobs: &[JobId],
) -> Result<Vec<JobId>, StoreError> {
    let asked: Vec<_> = jobs.iter().map(|id| values![organisation, *id].to_vec()).collect();
    let rows = tx.query_many(MAY_GO, &asked)?;
    rows.into_iter().map(|mut row| row.take("number")).collect()
}

/// Notes that jobs are leaving.
pub fn leave(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    jobs: &[JobId],
) -> Result<(), StoreError> {
    let leaving: Vec<_> = jobs.iter().map(|id| values![organisation, *id].to_vec()).collect();
    tx.execute_many(LEAVE, &leaving).map(drop)
}

/// Those of these jobs that are leaving.
pub fn leaving_among(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    jobs: &[JobId],
) -> Result<Vec<JobId>, StoreError> {
    let asked: Vec<_> = jobs.iter().map(|id| values![organisation, *id].to_vec()).collect();
    tx.query_many(IS_LEAVING, &asked)?.into_iter().map(|mut row| row.take("job")).collect()
}

/// Whatever is leaving after a place, over all organisations, in the order of the keys.
pub fn leaving(
    tx: &mut dyn Read,
    after: Option<&(OrganisationId, JobId)>,
    limit: u32,
) -> Result<Vec<(OrganisationId, JobId)>, StoreError> {
    let (organisation, job) =
        after.map_or(("", 0), |(organisation, id)| (organisation.as_str(), id.number()));
    let rows = tx.query(LEAVING, &values![organisation, job, limit])?;
    rows.into_iter().map(|mut row| Ok((row.take("organisation")?, row.take("job")?))).collect()
}

/// Removes some rows of a job that is leaving. Answers whether none is left.
///
/// The tasks of an array go before it, and leave on their own.
pub fn remove(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    job: JobId,
) -> Result<bool, StoreError> {
    let tasks = if job.as_task().is_none() { some_tasks(tx, organisation, job)? } else { vec![] };
    if !tasks.is_empty() {
        leave(tx, organisation, &tasks)?;
        for task in tasks {
            delete(tx, organisation, task)?;
        }
        return Ok(false);
    }
    let edges = tx.execute(DELETE_EDGES, &values![organisation, job, EDGES_AT_ONCE])?;
    if edges == u64::from(EDGES_AT_ONCE) {
        return Ok(false);
    }
    delete(tx, organisation, job).map(|()| true)
}

fn some_tasks(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    array: JobId,
) -> Result<Vec<JobId>, StoreError> {
    let all = values![organisation, array.task(0), array.task(MOST_TASKS), TASKS_AT_ONCE];
    let number = |mut row: Row| row.take("number");
    tx.query(TASKS, &all)?.into_iter().map(number).collect()
}

fn delete(tx: &mut dyn Write, organisation: &OrganisationId, job: JobId) -> Result<(), StoreError> {
    for sql in DELETE {
        tx.execute(sql, &values![organisation, job])?;
    }
    Ok(())
}

/// Nothing of these is left, neither rows nor logs.
pub fn left(tx: &mut dyn Write, gone: &[(OrganisationId, JobId)]) -> Result<(), StoreError> {
    let gone: Vec<_> =
        gone.iter().map(|(organisation, job)| values![organisation, *job].to_vec()).collect();
    tx.execute_many(LEFT, &gone).map(drop)
}
