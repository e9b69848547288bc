//! Looking at jobs: pages for people, queues for the engine.
//!
//! Everything here is paged by a key, never by an offset, and served by an index; only a search
//! reads every job of the organisation. Lists are of jobs; the tasks of an array have lists of their own.

use super::{
    JobRow, Place, Walked, columns,
    labelled::{COUNT_LABEL, COUNT_OF_LABEL, PAGE_OF_LABEL, labelled},
    write::SEARCHABLE,
};
use crate::{
    Read, StoreError,
    driver::{Sql, values},
    value::{Row, Value},
};
use muster_core::{JobId, OrganisationId, Timestamp, job::MOST_TASKS};

/// Which jobs to list or count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// In which states; any if none is named.
    pub states: Vec<&'static str>,
    /// A text that id, name or command contains, in any case.
    pub search: Option<String>,
    /// Of this batch.
    pub batch: Option<JobId>,
    /// Labels that a job has all of, each as `name=value`; up to [`super::MOST_ASKED_LABELS`].
    pub labels: Vec<String>,
}

impl JobFilter {
    /// Whether states alone decide what it lets through.
    pub fn only_states(&self) -> bool {
        self.search.is_none() && self.batch.is_none() && self.labels.is_empty()
    }

    /// How many it lets through of jobs that were counted by state.
    pub fn sum(&self, by_state: &[(String, u64)]) -> u64 {
        let is_asked = |state: &str| self.states.is_empty() || self.states.contains(&state);
        by_state.iter().filter(|(state, _)| is_asked(state)).map(|(_, jobs)| jobs).sum()
    }
}

/// The state as people are told it, of which the kept one is a part.
macro_rules! word {
    () => {
        "CASE WHEN state = 'queued' AND is_blocked = 1 THEN 'blocked'
              WHEN state = 'queued' AND begun > 0 THEN 'running'
              ELSE state
         END"
    };
}

pub(super) use word;

pub(super) const FIND: Sql = Sql::new(
    "job.find",
    concat!("SELECT ", columns!(), " FROM job WHERE organisation = $1 AND number = $2"),
);

pub(super) const PAGE: Sql = Sql::new(
    "job.page",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE organisation = $1
           AND number < $2
           AND task_of IS NULL
           AND (CAST($3 AS TEXT) IS NULL OR search LIKE $3 ESCAPE '\\')
         ORDER BY number DESC
         LIMIT $4"
    ),
);

pub(super) const PAGE_OF_STATE: Sql = Sql::new(
    "job.page_of_state",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE organisation = $1
           AND number < $2
           AND (CAST($3 AS TEXT) IS NULL OR search LIKE $3 ESCAPE '\\')
           AND task_of IS NULL
           AND state = $5
           AND is_blocked = 0
           AND (state <> 'queued' OR begun = 0)
         ORDER BY number DESC
         LIMIT $4"
    ),
);

pub(super) const PAGE_BLOCKED: Sql = Sql::new(
    "job.page_blocked",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE organisation = $1
           AND number < $2
           AND (CAST($3 AS TEXT) IS NULL OR search LIKE $3 ESCAPE '\\')
           AND task_of IS NULL
           AND state = 'queued'
           AND is_blocked = 1
         ORDER BY number DESC
         LIMIT $4"
    ),
);

pub(super) const PAGE_OF_BATCH: Sql = Sql::new(
    "job.page_of_batch",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE organisation = $1
           AND number < $2
           AND (CAST($3 AS TEXT) IS NULL OR search LIKE $3 ESCAPE '\\')
           AND batch = $5
           AND (CAST($6 AS TEXT) IS NULL OR ",
        word!(),
        " = $6)
         ORDER BY number DESC
         LIMIT $4"
    ),
);

pub(super) const COUNT_OF_BATCH: Sql = Sql::new(
    "job.count_of_batch",
    concat!(
        "SELECT ",
        word!(),
        " AS state, COUNT(*) AS jobs
       FROM job
      WHERE organisation = $1
        AND batch = $2
        AND (CAST($3 AS TEXT) IS NULL OR search LIKE $3 ESCAPE '\\')
      GROUP BY 1
      ORDER BY 1"
    ),
);

pub(super) const PAGE_UNDER_WAY: Sql = Sql::new(
    "job.page_under_way",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE organisation = $1
           AND number < $2
           AND (CAST($3 AS TEXT) IS NULL OR search LIKE $3 ESCAPE '\\')
           AND state = 'queued' AND begun > 0
         ORDER BY number DESC
         LIMIT $4"
    ),
);

pub(super) const COUNT: Sql = Sql::new(
    "job.count",
    "SELECT CASE WHEN is_blocked = 1 THEN 'blocked' ELSE state END AS state, COUNT(*) AS jobs
       FROM job
      WHERE organisation = $1 AND task_of IS NULL
      GROUP BY job.state, is_blocked
      ORDER BY job.state, is_blocked",
);

pub(super) const COUNT_UNDER_WAY: Sql = Sql::new(
    "job.count_under_way",
    "SELECT COUNT(*) AS jobs
       FROM job
      WHERE organisation = $1 AND state = 'queued' AND begun > 0",
);

const COUNT_FOUND: Sql = Sql::new(
    "job.count_found",
    concat!(
        "SELECT ",
        word!(),
        " AS state, COUNT(*) AS jobs
       FROM job
      WHERE organisation = $1 AND task_of IS NULL AND search LIKE $2 ESCAPE '\\'
      GROUP BY 1
      ORDER BY 1"
    ),
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

/// Some jobs of a list for people, in its order.
#[derive(Debug, Default)]
pub struct Page {
    /// What can be read.
    pub jobs: Vec<JobRow>,
    /// What cannot, each with the reason.
    pub unreadable: Vec<(Place, StoreError)>,
    /// The last one, if there are more behind it.
    pub next: Option<JobId>,
}

/// Jobs before one, or the newest ones, newest first.
pub fn page(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    filter: &JobFilter,
    before: Option<JobId>,
    limit: u32,
) -> Result<Page, StoreError> {
    let Ok(pattern) = filter.pattern() else { return Ok(Page::default()) };
    let before = before.unwrap_or_else(JobId::after_every_job).number();
    // One more than asked for tells whether there is a next page.
    let asked = values![organisation, before, pattern.as_ref(), limit + 1].to_vec();
    let mut rows = match labelled(tx, organisation, filter, pattern.as_ref())? {
        Some(labelled) => {
            tx.query(PAGE_OF_LABEL, &[labelled, values![before, limit + 1].to_vec()].concat())?
        }
        None => page_rows(tx, filter, &asked)?,
    };
    let number = |row: &Row| row.look::<JobId>("number").map_or(0, JobId::number);
    rows.sort_by_key(|row| std::cmp::Reverse(number(row)));
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let Walked { jobs, unreadable, last, .. } = Walked::of(rows)?;
    Ok(Page { jobs, unreadable, next: last.map(|(_, id)| id).filter(|_| has_more) })
}

fn page_rows(
    tx: &mut dyn Read,
    filter: &JobFilter,
    asked: &[Value],
) -> Result<Vec<Row>, StoreError> {
    if let Some(batch) = filter.batch {
        return page_of_batch(tx, filter, batch, asked);
    }
    if filter.states.is_empty() {
        return tx.query(PAGE, asked);
    }
    // One short walk along the index per state, however many jobs the other states have.
    let each: Vec<_> = filter.distinct_states().map(|state| with(asked, state)).collect();
    let mut rows = tx.query_many(PAGE_OF_STATE, &each)?;
    if filter.states.contains(&"running") {
        rows.extend(tx.query(PAGE_UNDER_WAY, asked)?);
    }
    if filter.states.contains(&"blocked") {
        rows.extend(tx.query(PAGE_BLOCKED, asked)?);
    }
    Ok(rows)
}

fn page_of_batch(
    tx: &mut dyn Read,
    filter: &JobFilter,
    batch: JobId,
    asked: &[Value],
) -> Result<Vec<Row>, StoreError> {
    let any = filter.states.is_empty().then_some(None);
    let states = any.into_iter().chain(filter.distinct_states().map(Some));
    let each = states.map(|state| [asked, &values![batch, state]].concat());
    tx.query_many(PAGE_OF_BATCH, &each.collect::<Vec<_>>())
}

fn with(values: &[Value], state: &str) -> Vec<Value> {
    [values, &values![state]].concat()
}

/// How many jobs match.
pub fn count(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    filter: &JobFilter,
) -> Result<u64, StoreError> {
    let Ok(pattern) = filter.pattern() else { return Ok(0) };
    if let ([label], None, [], None) =
        (&filter.labels[..], &pattern, &filter.states[..], filter.batch)
    {
        let row = tx.query_one(COUNT_LABEL, &values![organisation, label])?;
        return row.map_or(Ok(0), |mut row| row.take("jobs"));
    }
    if let Some(labelled) = labelled(tx, organisation, filter, pattern.as_ref())? {
        let counted = counted(tx.query(COUNT_OF_LABEL, &labelled)?)?;
        return Ok(counted.iter().map(|(_, jobs)| jobs).sum());
    }
    let counted = match (filter.batch, pattern) {
        (Some(batch), pattern) => {
            counted(tx.query(COUNT_OF_BATCH, &values![organisation, batch, pattern.as_ref()])?)?
        }
        (None, None) => counts(tx, organisation)?,
        (None, Some(pattern)) => counted(tx.query(COUNT_FOUND, &values![organisation, &pattern])?)?,
    };
    Ok(filter.sum(&counted))
}

/// How many jobs there are in each state that has any.
pub fn counts(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Vec<(String, u64)>, StoreError> {
    let mut counts = counted(tx.query(COUNT, &values![organisation])?)?;
    let mut row = tx.query_one(COUNT_UNDER_WAY, &values![organisation])?;
    let under_way: u64 = row.as_mut().map_or(Ok(0), |row| row.take("jobs"))?;
    if under_way > 0 {
        count_as_running(&mut counts, under_way);
    }
    counts.sort();
    Ok(counts)
}

/// Arrays that are under way are kept as queued.
fn count_as_running(counts: &mut Vec<(String, u64)>, under_way: u64) {
    for (_, jobs) in counts.iter_mut().filter(|(state, _)| state == "queued") {
        *jobs -= under_way.min(*jobs);
    }
    match counts.iter_mut().find(|(state, _)| state == "running") {
        Some((_, jobs)) => *jobs += under_way,
        None => counts.push(("running".to_owned(), under_way)),
    }
    counts.retain(|(_, jobs)| *jobs > 0);
}

fn counted(rows: Vec<Row>) -> Result<Vec<(String, u64)>, StoreError> {
    rows.into_iter().map(|mut row| Ok((row.take("state")?, row.take("jobs")?))).collect()
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

/// A search for what cannot be in any job.
struct NotToBeFound;

impl JobFilter {
    fn distinct_states(&self) -> impl Iterator<Item = &'static str> {
        let mut states = self.states.clone();
        states.sort_unstable();
        states.dedup();
        states.into_iter()
    }

    /// The pattern for `LIKE`, if there is a search.
    fn pattern(&self) -> Result<Option<String>, NotToBeFound> {
        let Some(search) = self.search.as_deref().filter(|search| !search.is_empty()) else {
            return Ok(None);
        };
        let text = search.to_lowercase();
        if text.len() > SEARCHABLE || text.contains('\0') {
            return Err(NotToBeFound);
        }
        let literal = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        Ok(Some(format!("%{literal}%")))
    }
}
