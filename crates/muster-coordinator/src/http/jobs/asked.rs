//! Which jobs a request is about: its query, and what it says by itself beside that.

use crate::error::{AppError, invalid};
use muster_api::{
    Problem, ProblemKind,
    job::JobState,
    query::{BadTerm, JobTerms},
};
use muster_core::{JobId, Name, OrganisationId, Timestamp, WorkerId};
use muster_store::{
    Read,
    job::{self, JobFilter},
    worker,
};

/// A longer query is written by no person.
const LONGEST: usize = 4096;

/// What a request says, each as it stands there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said<'a> {
    pub(crate) query: Option<&'a str>,
    pub(crate) state: Option<&'a str>,
    pub(crate) search: Option<&'a str>,
    pub(crate) batch: Option<&'a str>,
    pub(crate) label: Option<&'a str>,
    pub(crate) schedule: Option<&'a str>,
}

/// Reads what a request says. What its query says already cannot be said again.
pub(crate) fn terms(said: &Said<'_>) -> Result<JobTerms, AppError> {
    let query: JobTerms = parsed(said.query)?;
    let beside = JobTerms {
        states: super::states(said.state)?,
        labels: super::labels(said.label)?,
        batch: said.batch.map(super::batch).transpose()?,
        schedule: said.schedule.map(schedule).transpose()?,
        text: said.search.filter(|text| !text.is_empty()).map(str::to_owned),
        ..JobTerms::default()
    };
    let once = |field, is_twice| {
        if is_twice { Err(invalid(field, "is said in the query, too")) } else { Ok(()) }
    };
    once("state", !query.states.is_empty() && !beside.states.is_empty())?;
    once("label", !query.labels.is_empty() && !beside.labels.is_empty())?;
    once("batch", query.batch.is_some() && beside.batch.is_some())?;
    once("search", query.text.is_some() && beside.text.is_some())?;
    let all = JobTerms {
        // One of the two is empty.
        states: [query.states, beside.states].concat(),
        labels: [query.labels, beside.labels].concat(),
        batch: query.batch.or(beside.batch),
        schedule: query.schedule.or(beside.schedule),
        text: query.text.or(beside.text),
        ..query
    };
    let runs = JobTerms { schedule: all.schedule.clone(), ..JobTerms::default() };
    if all.schedule.is_some() && all != runs {
        return Err(invalid("schedule", "cannot be given together with another filter"));
    }
    Ok(all)
}

fn schedule(text: &str) -> Result<Name, AppError> {
    text.parse().map_err(|_| invalid("schedule", "is no name"))
}

/// A query of whatever list.
pub(crate) fn parsed<T: std::str::FromStr<Err = BadTerm>>(
    query: Option<&str>,
) -> Result<T, AppError> {
    let text = query.unwrap_or_default();
    if text.len() > LONGEST {
        return Err(invalid("query", "is longer than 4096 bytes"));
    }
    text.parse().map_err(|bad: BadTerm| {
        let problem = Problem::new(ProblemKind::QueryInvalid, bad.to_string());
        let problem = problem.in_field(format!("query[{}]", bad.place));
        AppError::from(Problem { hint: bad.why.hint(), ..problem })
    })
}

/// Whether states alone decide.
pub(crate) fn is_about_states_alone(terms: &JobTerms) -> bool {
    *terms == JobTerms { states: terms.states.clone(), ..JobTerms::default() }
}

/// What the terms mean now: names of workers become ids, and ages numbers.
pub(crate) fn filter(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    terms: &JobTerms,
    now: Timestamp,
) -> Result<JobFilter, AppError> {
    if terms.schedule.is_some() {
        return Err(invalid("query", "cannot name a schedule here"));
    }
    let workers = terms.worker.as_ref().map(|word| workers(tx, organisation, word)).transpose()?;
    let mut accepted_by = |span| job::accepted_by(tx, organisation, now.before(span));
    let newest = terms.older.map(&mut accepted_by).transpose()?;
    let after = terms.newer.map(&mut accepted_by).transpose()?;
    Ok(JobFilter {
        states: terms.states.iter().map(|state| JobState::as_str(*state)).collect(),
        search: terms.text.clone(),
        batch: terms.batch,
        labels: terms.labels.clone(),
        workers,
        after,
        before: newest.map(|newest| JobId::from_number(newest.number() + 1)),
    })
}

/// The workers that a word means: the one with this id, or those with this name, also if they were removed.
fn workers(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    word: &str,
) -> Result<Vec<WorkerId>, AppError> {
    if let Ok(id) = word.parse() {
        return Ok(vec![id]);
    }
    let called = worker::called(tx, organisation, word)?;
    if called.len() > worker::MOST_NAMESAKES as usize {
        return Err(invalid("worker", "is the name of more than 32 workers; name one by its id"));
    }
    Ok(called)
}
