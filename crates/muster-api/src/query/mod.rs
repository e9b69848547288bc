//! The query language of lists: `state:failed label:gpu older:1h make`.
//!
//! A query is terms with blanks between them. A term is a word of the language with its value, or a text; a text that
//! looks like a word, known or not, stands in quotes: a mistyped word would silently match nothing. Command line, console
//! and API mean the same by it: the coordinator reads every query by what is here, and the console marks what is wrong
//! while it is typed, by the cases of `cases.json`.

mod job;
mod nearest;
mod terms;
mod worker;

pub use job::JobTerms;
pub use worker::WorkerTerms;

use std::fmt;

/// So many labels can be asked for at once.
pub const MOST_LABELS: usize = 8;

/// A term that cannot be understood, or not where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{term}`: {why}")]
pub struct BadTerm {
    /// Which term of the query, counted from 0.
    pub place: usize,
    /// The term, as it was written.
    pub term: String,
    /// What is wrong with it.
    pub why: Wrong,
}

/// What is wrong with a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It names a state that there is not, and perhaps means another one.
    State {
        /// What it names.
        said: String,
        /// What was probably meant.
        nearest: Option<&'static str>,
    },
    /// A label begins with its name.
    Label,
    /// A batch is the id of its first job.
    Batch,
    /// A schedule has a name.
    Schedule,
    /// A span of time is written otherwise.
    Span,
    /// A worker is `local` or `cloud`.
    Destination,
    /// The word was there before, and can be there once.
    Twice,
    /// There are too many labels.
    Labels,
    /// The runs of a schedule are asked for alone.
    Alone,
    /// Something has to follow.
    Unfinished,
    /// The language has no such word.
    Word {
        /// Those that it has.
        known: &'static [&'static str],
    },
}

impl Wrong {
    /// The fault in one stable word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::State { .. } => "state",
            Self::Label => "label",
            Self::Batch => "batch",
            Self::Schedule => "schedule",
            Self::Span => "span",
            Self::Destination => "destination",
            Self::Twice => "twice",
            Self::Labels => "labels",
            Self::Alone => "alone",
            Self::Unfinished => "unfinished",
            Self::Word { .. } => "word",
        }
    }

    /// What to write instead, if something can be said.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::State { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?"),
            Self::Word { known } => format!(
                "there are {}; put a text that only looks like a word in quotes",
                known.join(", ")
            ),
            Self::Span => "write it like `90s`, `15min`, `1h30m` or `2d`".to_owned(),
            Self::Label => "write `label:gpu` or `label:team=ml`".to_owned(),
            Self::Batch => "write it like `batch:job_12`".to_owned(),
            Self::State { nearest: None, .. }
            | Self::Schedule
            | Self::Destination
            | Self::Twice
            | Self::Labels
            | Self::Alone
            | Self::Unfinished => return None,
        };
        Some(hint)
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::State { said, .. } => return write!(f, "there is no state `{said}`"),
            Self::Label => "a label begins with its name",
            Self::Batch => "a batch is the id of its first job",
            Self::Schedule => "this is no name of a schedule",
            Self::Span => "this is no span of time",
            Self::Destination => "a worker is `local` or `cloud`",
            Self::Twice => "this can be said once",
            Self::Labels => "up to 8 labels can be asked for",
            Self::Alone => "the runs of a schedule are asked for alone",
            Self::Unfinished => "something has to follow",
            Self::Word { .. } => "there is no such word",
        })
    }
}

/// A text as a term that is read back as this text alone. A quotation mark in it is left out: the language has no way to
/// write one.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn shown(terms: &JobTerms) -> Value {
        let mut shown = json!({});
        let states: Vec<_> = terms.states.iter().map(|state| state.as_str()).collect();
        let mut put = |name: &str, value: Value| {
            if !value.is_null() && value != json!([]) {
                shown[name] = value;
            }
        };
        put("state", json!(states));
        put("label", json!(terms.labels));
        put("batch", json!(terms.batch));
        put("schedule", json!(terms.schedule));
        put("worker", json!(terms.worker));
        put("older", json!(terms.older.map(|span| span.as_secs())));
        put("newer", json!(terms.newer.map(|span| span.as_secs())));
        put("search", json!(terms.text));
        shown
    }

    #[test]
    fn every_case_is_read_as_the_console_reads_it() {
        let cases: Vec<Value> = serde_json::from_str(include_str!("cases.json")).unwrap();
        for case in cases {
            let query = case["query"].as_str().unwrap();
            let read = match query.parse::<JobTerms>() {
                Ok(terms) => json!({ "query": query, "filter": shown(&terms) }),
                Err(bad) => {
                    json!({ "query": query, "wrong": bad.why.as_str(), "term": bad.term })
                }
            };
            assert_eq!(read, case);
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_what_was_meant() {
        let bad = "make state:faild older:1h".parse::<JobTerms>().unwrap_err();
        assert_eq!(
            (bad.place, bad.to_string().as_str()),
            (1, "`state:faild`: there is no state `faild`")
        );
        assert_eq!(bad.why.hint().unwrap(), "did you mean `failed`?");
        let typed = "stat:failed".parse::<JobTerms>().unwrap_err();
        assert_eq!(typed.to_string(), "`stat:failed`: there is no such word");
        let known = "there are state, label, worker, older, newer, batch, schedule; ";
        assert!(typed.why.hint().unwrap().starts_with(known));
        let far = "state:zzzzzz".parse::<JobTerms>().unwrap_err();
        assert_eq!(far.why.hint(), None);
    }

    #[test]
    fn workers_have_words_of_their_own() {
        let terms: WorkerTerms =
            "state:asleep,lost label:gpu destination:cloud studio".parse().unwrap();
        assert_eq!(terms.states.len(), 2);
        assert_eq!((terms.labels, terms.text), (vec!["gpu".to_owned()], Some("studio".to_owned())));
        for (query, why) in [
            ("state:running", "state"),
            ("older:1h", "word"),
            ("stat:asleep", "word"),
            ("destination:moon", "destination"),
            ("destination:cloud destination:local", "twice"),
            ("label:=x", "label"),
        ] {
            assert_eq!(query.parse::<WorkerTerms>().unwrap_err().why.as_str(), why, "{query}");
        }
    }

    #[test]
    fn a_quoted_text_is_one_text() {
        for text in [
            "state:failed",
            "stat:failed",
            "a:b",
            "http://x",
            "two words",
            "a\"b",
            "older:1h x",
            "",
        ] {
            let read: JobTerms = quoted(text).parse().unwrap();
            assert_eq!(read.text.unwrap_or_default(), text.replace('"', ""));
        }
    }
}
