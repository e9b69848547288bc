//! The words that workers are listed by.

use super::{
    BadTerm, Wrong,
    terms::{self, Term, Terms},
};
use crate::worker::WorkerLiveness;
use muster_core::worker::Destination;
use std::str::FromStr;

/// What a query asks of workers. What is not said is not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkerTerms {
    /// `state:asleep,lost`: one of these.
    pub states: Vec<WorkerLiveness>,
    /// `label:gpu`: it has this label; `label:room=attic`: with this value. All of them.
    pub labels: Vec<String>,
    /// `destination:cloud`: where it comes from.
    pub destination: Option<Destination>,
    /// Everything else: its name or id contains this text.
    pub text: Option<String>,
}

impl Terms for WorkerTerms {
    const WORDS: &'static [&'static str] = &["state", "label", "destination"];

    fn take(&mut self, term: &Term<'_>) -> Result<(), Wrong> {
        let value = term.value;
        match term.word {
            Some("state") => {
                terms::states(&mut self.states, value, &WorkerLiveness::ALL, WorkerLiveness::as_str)
            }
            Some("label") => terms::labels(&mut self.labels, value),
            Some("destination") => terms::once(&mut self.destination, destination(value)?),
            Some(_) | None => {
                terms::and_text(&mut self.text, value);
                Ok(())
            }
        }
    }
}

fn destination(value: &str) -> Result<Destination, Wrong> {
    match value {
        "local" => Ok(Destination::Local),
        "cloud" => Ok(Destination::Cloud),
        _ => Err(Wrong::Destination),
    }
}

impl FromStr for WorkerTerms {
    type Err = BadTerm;
    fn from_str(text: &str) -> Result<Self, BadTerm> {
        terms::read(text)
    }
}
