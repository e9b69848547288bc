//! The words that jobs are listed by.

use super::{
    BadTerm, Wrong,
    terms::{self, Term, Terms},
};
use crate::job::JobState;
use muster_core::{JobId, Name, time::read_span};
use std::{str::FromStr, time::Duration};

/// What a query asks of jobs. What is not said is not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobTerms {
    /// `state:failed,running`: one of these.
    pub states: Vec<JobState>,
    /// `label:team=ml`: it has this label; `label:gpu`: it has one of this name, or asks its worker for it. All of them.
    pub labels: Vec<String>,
    /// `batch:job_12`: it was submitted with others, of which this is the first.
    pub batch: Option<JobId>,
    /// `schedule:nightly`: it is a run of this schedule.
    pub schedule: Option<Name>,
    /// `worker:studio`: a worker of this name or id runs it, or ran it last.
    pub worker: Option<String>,
    /// `older:1h`: it was accepted longer ago.
    pub older: Option<Duration>,
    /// `newer:1d`: it was accepted since.
    pub newer: Option<Duration>,
    /// Everything else: its command, name or id contains this text.
    pub text: Option<String>,
}

impl Terms for JobTerms {
    const WORDS: &'static [&'static str] =
        &["state", "label", "worker", "older", "newer", "batch", "schedule"];

    fn take(&mut self, term: &Term<'_>) -> Result<(), Wrong> {
        let value = term.value;
        match term.word {
            Some("state") => {
                terms::states(&mut self.states, value, &JobState::ALL, JobState::as_str)
            }
            Some("label") => terms::labels(&mut self.labels, value),
            Some("batch") => {
                let batch: JobId = value.parse().map_err(|_| Wrong::Batch)?;
                let whole = batch.as_task().is_none().then_some(batch).ok_or(Wrong::Batch)?;
                terms::once(&mut self.batch, whole)
            }
            Some("schedule") => {
                terms::once(&mut self.schedule, value.parse().map_err(|_| Wrong::Schedule)?)
            }
            Some("worker") => terms::once(&mut self.worker, value.to_owned()),
            Some("older") => terms::once(&mut self.older, span(value)?),
            Some("newer") => terms::once(&mut self.newer, span(value)?),
            Some(_) | None => {
                terms::and_text(&mut self.text, value);
                Ok(())
            }
        }
    }

    fn only(&self) -> Option<&'static str> {
        self.schedule.is_some().then_some("schedule")
    }
}

fn span(value: &str) -> Result<Duration, Wrong> {
    read_span(value).ok_or(Wrong::Span)
}

impl FromStr for JobTerms {
    type Err = BadTerm;
    fn from_str(text: &str) -> Result<Self, BadTerm> {
        terms::read(text)
    }
}
