//! Lists of jobs for people: pages, newest first, and how many jobs match.
//!
//! Each walks along the index of whatever narrows it most: a label, a batch, a worker, states, or the numbers alone.
//! A text reads every job that is left by then. Lists are of jobs; the tasks of an array have lists of their own.

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
use muster_core::{JobId, OrganisationId, Timestamp, WorkerId};

/// Which jobs to list or count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// In which states; any if none is named.
    pub states: Vec<&'static str>,
    /// A text that id, name or command contains, in any case.
    pub search: Option<String>,
    /// Of this batch.
    pub batch: Option<JobId>,
    /// Labels that a job has all of, up to [`super::MOST_ASKED_LABELS`]: each `name=value`, or the name of one that it
    /// has or asks its worker for.
    pub labels: Vec<String>,
    /// One of these workers runs it, or ran it last; nothing if any may, or none.
    pub workers: Option<Vec<WorkerId>>,
    /// With a greater number than this.
    pub after: Option<JobId>,
    /// With a smaller number than this.
    pub before: Option<JobId>,
}

impl JobFilter {
    /// How many it lets through of jobs that were counted by state.
    pub fn sum(&self, by_state: &[(String, u64)]) -> u64 {
        let is_asked = |state: &str| self.states.is_empty() || self.states.contains(&state);
        by_state.iter().filter(|(state, _)| is_asked(state)).map(|(_, jobs)| jobs).sum()
    }

    fn distinct_states(&self) -> Vec<&'static str> {
        let mut states = if self.states.is_empty() { STATES.to_vec() } else { self.states.clone() };
        states.sort_unstable();
        states.dedup();
        states
    }

    /// The states as one text, for `LIKE`.
    pub(super) fn one_of_states(&self) -> Option<String> {
        (!self.states.is_empty()).then(|| format!(",{},", self.states.join(",")))
    }

    /// The workers as one text, for `LIKE`.
    pub(super) fn one_of_workers(&self) -> Option<String> {
        let ids = self.workers.as_ref()?.iter().map(WorkerId::as_str);
        Some(format!(",{},", ids.collect::<Vec<_>>().join(",")))
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

    /// Before and after which numbers, if a page begins at a place.
    fn span(&self, from: Option<JobId>) -> Span {
        let before = [self.before, from].into_iter().flatten().min();
        Span {
            before: before.unwrap_or_else(JobId::after_every_job),
            after: self.after.unwrap_or(JobId::from_number(0)),
        }
    }
}

/// A search for what cannot be in any job.
struct NotToBeFound;

/// Numbers between two others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) before: JobId,
    pub(super) after: JobId,
}

/// Every state of a job, as people are told it.
const STATES: [&str; 10] = [
    "blocked",
    "queued",
    "retry_wait",
    "leased",
    "running",
    "succeeded",
    "failed",
    "cancelled",
    "timed_out",
    "quarantined",
];

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

/// What every list asks: whose, between which numbers, and with which text.
macro_rules! asked {
    () => {
        " FROM job
         WHERE organisation = $1
           AND number < $2
           AND number > $3
           AND (CAST($4 AS TEXT) IS NULL OR search LIKE $4 ESCAPE '\\')"
    };
}

/// The same of a state: the newest of them, and of those what is not too old. A lower end in the walk itself would let
/// SQLite take the jobs of every state in between instead.
macro_rules! page_of_state {
    ($narrower:expr) => {
        concat!(
            "SELECT * FROM (SELECT ",
            columns!(),
            " FROM job
              WHERE organisation = $1
                AND number < $2
                AND (CAST($4 AS TEXT) IS NULL OR search LIKE $4 ESCAPE '\\')
                AND task_of IS NULL",
            $narrower,
            " ORDER BY number DESC LIMIT $5) AS newest
              WHERE number > $3"
        )
    };
}

macro_rules! page {
    ($($narrower:expr),* $(,)?) => {
        concat!("SELECT ", columns!(), asked!(), $($narrower,)* " ORDER BY number DESC LIMIT $5")
    };
}

/// How many there are between two numbers, without a look at what stands in them.
macro_rules! count {
    ($narrower:expr) => {
        concat!(
            "SELECT COUNT(*) AS jobs
               FROM job
              WHERE organisation = $1
                AND number < $2
                AND number > $3",
            $narrower
        )
    };
}

pub(super) const PAGE: Sql = Sql::new("job.page", page!(" AND task_of IS NULL"));

pub(super) const PAGE_OF_STATE: Sql = Sql::new(
    "job.page_of_state",
    page_of_state!(" AND state = $6 AND is_blocked = 0 AND (state <> 'queued' OR begun = 0)"),
);

pub(super) const PAGE_BLOCKED: Sql =
    Sql::new("job.page_blocked", page_of_state!(" AND state = 'queued' AND is_blocked = 1"));

pub(super) const PAGE_UNDER_WAY: Sql =
    Sql::new("job.page_under_way", page!(" AND state = 'queued' AND begun > 0"));

pub(super) const PAGE_OF_WORKER: Sql =
    Sql::new("job.page_of_worker", page!(" AND task_of IS NULL AND worker = $6 AND state = $7"));

pub(super) const PAGE_OF_BATCH: Sql = Sql::new(
    "job.page_of_batch",
    page!(
        " AND batch = $6
          AND (CAST($7 AS TEXT) IS NULL OR $7 LIKE '%,' || ",
        word!(),
        " || ',%')
          AND (CAST($8 AS TEXT) IS NULL OR $8 LIKE '%,' || worker || ',%')"
    ),
);

pub(super) const COUNT_OF_BATCH: Sql = Sql::new(
    "job.count_of_batch",
    concat!(
        "SELECT ",
        word!(),
        " AS state, COUNT(*) AS jobs",
        asked!(),
        " AND batch = $5
          AND (CAST($6 AS TEXT) IS NULL OR $6 LIKE '%,' || worker || ',%')
        GROUP BY 1
        ORDER BY 1"
    ),
);

pub(super) const COUNT_OF_STATE: Sql = Sql::new(
    "job.count_of_state",
    count!(" AND task_of IS NULL AND state = $4 AND is_blocked = $5"),
);

pub(super) const COUNT_UNDER_WAY: Sql =
    Sql::new("job.count_under_way", count!(" AND state = 'queued' AND begun > 0"));

pub(super) const COUNT_OF_WORKER: Sql =
    Sql::new("job.count_of_worker", count!(" AND task_of IS NULL AND worker = $4 AND state = $5"));

pub(super) const COUNT_FOUND_OF_WORKER: Sql = Sql::new(
    "job.count_found_of_worker",
    concat!(
        "SELECT COUNT(*) AS jobs",
        asked!(),
        " AND task_of IS NULL AND worker = $5 AND state = $6"
    ),
);

const COUNT_FOUND: Sql = Sql::new(
    "job.count_found",
    concat!(
        "SELECT ",
        word!(),
        " AS state, COUNT(*) AS jobs",
        asked!(),
        " AND task_of IS NULL GROUP BY 1 ORDER BY 1"
    ),
);

pub(super) const ACCEPTED: Sql = Sql::new(
    "job.accepted",
    "SELECT number, created_at
       FROM job
      WHERE organisation = $1 AND number <= $2
      ORDER BY number DESC
      LIMIT 1",
);

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
    let span = filter.span(before);
    // One more than asked for tells whether there is a next page.
    let most = limit + 1;
    let along_a_label = labelled(tx, organisation, filter, span, pattern.as_ref())?;
    let mut rows = if let Some(asked) = along_a_label {
        tx.query(PAGE_OF_LABEL, &with(&asked, &values![most]))?
    } else {
        let asked = values![organisation, span.before, span.after, pattern.as_ref(), most];
        page_rows(tx, filter, &asked)?
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
        let (states, workers) = (filter.one_of_states(), filter.one_of_workers());
        return tx.query(
            PAGE_OF_BATCH,
            &with(asked, &values![batch, states.as_ref(), workers.as_ref()]),
        );
    }
    if let Some(workers) = &filter.workers {
        return tx.query_many(PAGE_OF_WORKER, &on_each(asked, workers, filter));
    }
    if filter.states.is_empty() {
        return tx.query(PAGE, asked);
    }
    // One short walk along the index per state, however many jobs the other states have.
    let each = filter.distinct_states().into_iter().map(|state| with(asked, &values![state]));
    let mut rows = tx.query_many(PAGE_OF_STATE, &each.collect::<Vec<_>>())?;
    if filter.states.contains(&"running") {
        rows.extend(tx.query(PAGE_UNDER_WAY, asked)?);
    }
    if filter.states.contains(&"blocked") {
        rows.extend(tx.query(PAGE_BLOCKED, asked)?);
    }
    Ok(rows)
}

/// One short walk per worker and state.
fn on_each(asked: &[Value], workers: &[WorkerId], filter: &JobFilter) -> Vec<Vec<Value>> {
    let states = filter.distinct_states();
    let of = |worker| states.iter().map(move |state| with(asked, &values![worker, *state]));
    workers.iter().flat_map(of).collect()
}

fn with(asked: &[Value], more: &[Value]) -> Vec<Value> {
    [asked, more].concat()
}

/// How many jobs match.
pub fn count(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    filter: &JobFilter,
) -> Result<u64, StoreError> {
    let Ok(pattern) = filter.pattern() else { return Ok(0) };
    if let [label] = &filter.labels[..]
        && *filter == (JobFilter { labels: filter.labels.clone(), ..JobFilter::default() })
    {
        return sum(tx.query(COUNT_LABEL, &values![organisation, label])?);
    }
    let span = filter.span(None);
    if let Some(asked) = labelled(tx, organisation, filter, span, pattern.as_ref())? {
        return sum(tx.query(COUNT_OF_LABEL, &asked)?);
    }
    let between = values![organisation, span.before, span.after];
    let found = with(&between, &values![pattern.as_ref()]);
    match (filter.batch, &filter.workers, pattern) {
        (Some(batch), ..) => {
            let of_batch = with(&found, &values![batch, filter.one_of_workers().as_ref()]);
            Ok(filter.sum(&counted(tx.query(COUNT_OF_BATCH, &of_batch)?)?))
        }
        (None, Some(workers), None) => {
            sum(tx.query_many(COUNT_OF_WORKER, &on_each(&between, workers, filter))?)
        }
        (None, Some(workers), Some(_)) => {
            sum(tx.query_many(COUNT_FOUND_OF_WORKER, &on_each(&found, workers, filter))?)
        }
        (None, None, Some(_)) => Ok(filter.sum(&counted(tx.query(COUNT_FOUND, &found)?)?)),
        (None, None, None) => {
            let by_state = count_states(tx, &between, &filter.distinct_states())?;
            Ok(filter.sum(&by_state))
        }
    }
}

/// How many jobs there are in each state that has any.
pub fn counts(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Vec<(String, u64)>, StoreError> {
    let all = JobFilter::default();
    let Span { before, after } = all.span(None);
    let between = values![organisation, before, after];
    let mut counts = count_states(tx, &between, &all.distinct_states())?;
    counts.retain(|(_, jobs)| *jobs > 0);
    Ok(counts)
}

/// How many jobs are in each of these states. Arrays that are under way are kept as queued.
fn count_states(
    tx: &mut dyn Read,
    between: &[Value],
    states: &[&'static str],
) -> Result<Vec<(String, u64)>, StoreError> {
    let kept = states.iter().map(|state| match *state {
        "blocked" => with(between, &values!["queued", true]),
        state => with(between, &values![state, false]),
    });
    let rows = tx.query_many(COUNT_OF_STATE, &kept.collect::<Vec<_>>())?;
    let under_way = sum(tx.query(COUNT_UNDER_WAY, between)?)?;
    let named = rows.into_iter().zip(states).map(|(mut row, state)| {
        let jobs: u64 = row.take("jobs")?;
        let jobs = match *state {
            "queued" => jobs.saturating_sub(under_way),
            "running" => jobs + under_way,
            _ => jobs,
        };
        Ok(((*state).to_owned(), jobs))
    });
    named.collect()
}

fn sum(rows: Vec<Row>) -> Result<u64, StoreError> {
    rows.into_iter().map(|mut row| row.take::<u64>("jobs")).sum()
}

fn counted(rows: Vec<Row>) -> Result<Vec<(String, u64)>, StoreError> {
    rows.into_iter().map(|mut row| Ok((row.take("state")?, row.take("jobs")?))).collect()
}

/// The last number that was given by this moment: every job up to it was accepted by then, and none after it.
///
/// Found by halving, since numbers rise with time. Where a clock was set back the order of numbers counts.
pub fn accepted_by(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    moment: Timestamp,
) -> Result<JobId, StoreError> {
    let mut look = |up_to: i64| {
        let row = tx.query_one(ACCEPTED, &values![organisation, up_to])?;
        row.map(|mut row| Ok((row.take::<i64>("number")?, row.take::<Timestamp>("created_at")?)))
            .transpose()
    };
    let Some((newest, at)) = look(JobId::after_every_job().number() - 1)? else {
        return Ok(JobId::from_number(0));
    };
    if at <= moment {
        return Ok(JobId::from_number(newest));
    }
    let (mut low, mut high) = (0, newest);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        match look(middle)? {
            Some((number, at)) if number > low && at > moment => high = number,
            Some(_) | None => low = middle,
        }
    }
    Ok(JobId::from_number(low))
}
