//! Past spans: how workers and lanes of waiting jobs were, from when until when, as far as somebody has looked.
//!
//! A span is written when the state of its subject changes, and at no other time. What comes and goes all day keeps its newest
//! [`MOST_KEPT`] spans; [`forget_of_every_organisation`] is for those that are old.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::{Row, Value},
};
use muster_core::{OrganisationId, Timestamp, WorkerId};
use std::{fmt, str::FromStr, time::Duration};

/// So many spans of a subject are kept.
pub const MOST_KEPT: u32 = 500;
/// If nobody has looked for less than this, and something is as it was, it is taken to have been so meanwhile.
pub const BRIDGED: Duration = Duration::from_mins(5);

/// What was somehow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A worker was online, asleep and so on.
    Worker(WorkerId),
    /// What waits in a lane of its organisation waited for something.
    Lane(i64),
}

const LANE: &str = "lane ";

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Worker(id) => write!(f, "{id}"),
            Self::Lane(number) => write!(f, "{LANE}{number}"),
        }
    }
}

impl From<&Subject> for Value {
    fn from(subject: &Subject) -> Self {
        Self::from(&subject.to_string())
    }
}

fn subject_of(row: &mut Row) -> Result<Subject, StoreError> {
    let text: String = row.take("subject")?;
    let known = match text.strip_prefix(LANE) {
        Some(number) => number.parse().ok().map(Subject::Lane),
        None => WorkerId::from_str(&text).ok().map(Subject::Worker),
    };
    known.ok_or_else(|| row.corrupt("subject", &text))
}

/// How something was for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// What.
    pub subject: Subject,
    /// Since when.
    pub began_at: Timestamp,
    /// Until when; it is still so if there is none.
    pub ended_at: Option<Timestamp>,
    /// How it was, in one word.
    pub state: String,
    /// By what that was known, or what was said of it, when it began.
    pub said: String,
}

impl TryFrom<Row> for Span {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            subject: subject_of(&mut row)?,
            began_at: row.take("began_at")?,
            ended_at: row.take("ended_at")?,
            state: row.take("state")?,
            said: row.take("said")?,
        })
    }
}

/// How something is, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// Whose.
    pub organisation: OrganisationId,
    /// What.
    pub subject: Subject,
    /// How it is, in one word.
    pub state: &'static str,
    /// Since when.
    pub since: Timestamp,
    /// By what that is known, or what is to be said of it.
    pub said: String,
}

const NEWEST: Sql = Sql::new(
    "past_span.newest",
    "SELECT subject, began_at, ended_at, state, said
       FROM past_span
      WHERE organisation = $1 AND subject = $2
      ORDER BY began_at DESC
      LIMIT 1",
);

const OPEN: Sql = Sql::new(
    "past_span.open",
    "INSERT INTO past_span (organisation, subject, began_at, ended_at, state, said)
     VALUES ($1, $2, $3, NULL, $4, $5)",
);

const END: Sql = Sql::new(
    "past_span.end",
    "UPDATE past_span
        SET ended_at = $4
      WHERE organisation = $1 AND subject = $2 AND began_at = $3",
);

const SAY: Sql = Sql::new(
    "past_span.say",
    "UPDATE past_span
        SET ended_at = NULL, state = $4, said = $5
      WHERE organisation = $1 AND subject = $2 AND began_at = $3",
);

const TRIM: Sql = Sql::new(
    "past_span.trim",
    "DELETE FROM past_span
      WHERE organisation = $1 AND subject = $2
        AND began_at <= (SELECT beyond.began_at
                           FROM past_span AS beyond
                          WHERE beyond.organisation = $1 AND beyond.subject = $2
                          ORDER BY beyond.began_at DESC
                          LIMIT 1 OFFSET $3)",
);

// A clock that was put back makes a span no shorter than nothing.
const END_OPEN: Sql = Sql::new(
    "past_span.end_open",
    "UPDATE past_span
        SET ended_at = CASE WHEN $3 > began_at THEN $3 ELSE began_at END
      WHERE organisation = $1 AND subject = $2 AND ended_at IS NULL",
);

const END_ALL: Sql = Sql::new(
    "past_span.end_all",
    "UPDATE past_span
        SET ended_at = CASE WHEN $1 > began_at THEN $1 ELSE began_at END
      WHERE ended_at IS NULL",
);

const PAGE: Sql = Sql::new(
    "past_span.page",
    "SELECT subject, began_at, ended_at, state, said
       FROM past_span
      WHERE organisation = $1 AND subject = $2 AND began_at < $3
      ORDER BY began_at DESC
      LIMIT $4",
);

const SINCE: Sql = Sql::new(
    "past_span.since",
    "SELECT subject, began_at, ended_at, state, said
       FROM past_span
      WHERE organisation = $1 AND subject = $2 AND (ended_at IS NULL OR ended_at > $3)
      ORDER BY began_at DESC
      LIMIT $4",
);

const FORGET: Sql = Sql::new("past_span.forget", "DELETE FROM past_span WHERE ended_at < $1");

const REMOVE: Sql =
    Sql::new("past_span.remove", "DELETE FROM past_span WHERE organisation = $1 AND subject = $2");

/// What a sight does to the newest span of its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// It is as it was.
    Nothing,
    /// It begins at the very moment at which this one did, or this one goes on: one span, said anew.
    Again(Timestamp),
    /// A new one begins.
    Begin { ends: Option<Timestamp>, at: Timestamp },
}

fn step(newest: Option<&Span>, sight: &Sight) -> Step {
    let Some(newest) = newest else { return Step::Begin { ends: None, at: sight.since } };
    let (began, is_same) = (newest.began_at, newest.state == sight.state);
    match newest.ended_at {
        None if is_same => Step::Nothing,
        None if sight.since <= began => Step::Again(began),
        None => Step::Begin { ends: Some(began), at: sight.since },
        Some(ended) if is_same && sight.since.since(ended) < BRIDGED => Step::Again(began),
        Some(ended) if sight.since.max(ended) <= began => Step::Again(began),
        Some(ended) => Step::Begin { ends: None, at: sight.since.max(ended) },
    }
}

/// Keeps how something is, if that is otherwise than it was.
pub fn note(tx: &mut dyn Write, sight: &Sight) -> Result<(), StoreError> {
    let Sight { organisation, subject, state, said, .. } = sight;
    let newest = tx.query_one(NEWEST, &values![organisation, subject])?;
    let newest = newest.map(Span::try_from).transpose()?;
    match step(newest.as_ref(), sight) {
        Step::Nothing => Ok(()),
        Step::Again(began) => tx.change(SAY, &values![organisation, subject, began, *state, said]),
        Step::Begin { ends, at } => {
            if let Some(began) = ends {
                tx.change(END, &values![organisation, subject, began, at])?;
            }
            tx.change(OPEN, &values![organisation, subject, at, *state, said])?;
            tx.execute(TRIM, &values![organisation, subject, MOST_KEPT]).map(drop)
        }
    }
}

/// It is over, and nothing follows.
pub fn end(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    subject: &Subject,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(END_OPEN, &values![organisation, subject, at]).map(drop)
}

/// Nobody has looked since: what was so then is known no further.
pub fn end_all_of_every_organisation(tx: &mut dyn Write, at: Timestamp) -> Result<(), StoreError> {
    tx.execute(END_ALL, &values![at]).map(drop)
}

/// How something was, newest first, of what began before a moment.
pub fn page(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    subject: &Subject,
    before: Option<Timestamp>,
    limit: u32,
) -> Result<Vec<Span>, StoreError> {
    let before = before.unwrap_or(Timestamp::from_millis(i64::MAX));
    all(tx.query(PAGE, &values![organisation, subject, before, limit])?)
}

/// How things were since a moment, each newest first, with so many spans of each at most.
pub fn since(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    subjects: &[Subject],
    since: Timestamp,
    most_of_each: u32,
) -> Result<Vec<Span>, StoreError> {
    let asked: Vec<_> = subjects
        .iter()
        .map(|subject| values![organisation, subject, since, most_of_each].to_vec())
        .collect();
    all(tx.query_many(SINCE, &asked)?)
}

/// Forgets what was over before a moment. Answers how many spans that were.
pub fn forget_of_every_organisation(
    tx: &mut dyn Write,
    before: Timestamp,
) -> Result<u64, StoreError> {
    tx.execute(FORGET, &values![before])
}

/// Forgets how something was.
pub fn remove(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    subject: &Subject,
) -> Result<(), StoreError> {
    tx.execute(REMOVE, &values![organisation, subject]).map(drop)
}

fn all(rows: Vec<Row>) -> Result<Vec<Span>, StoreError> {
    rows.into_iter().map(Span::try_from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    fn sight(state: &'static str, since: i64) -> Sight {
        Sight {
            organisation: OrganisationId::from_random([1; 16]),
            subject: Subject::Lane(1),
            state,
            since: Timestamp::from_millis(since),
            said: String::new(),
        }
    }

    /// What the rows of one subject become.
    fn follow(spans: &mut Vec<Span>, sight: &Sight) {
        match step(spans.last(), sight) {
            Step::Nothing => {}
            Step::Again(_) => {
                if let Some(newest) = spans.last_mut() {
                    (newest.ended_at, newest.state) = (None, sight.state.to_owned());
                }
            }
            Step::Begin { ends, at } => {
                if let Some(newest) = spans.last_mut().filter(|_| ends.is_some()) {
                    newest.ended_at = Some(at);
                }
                spans.push(Span {
                    subject: sight.subject.clone(),
                    began_at: at,
                    ended_at: None,
                    state: sight.state.to_owned(),
                    said: String::new(),
                });
            }
        }
    }

    fn end(spans: &mut [Span], at: i64) {
        if let Some(newest) = spans.last_mut().filter(|newest| newest.ended_at.is_none()) {
            newest.ended_at = Some(newest.began_at.max(Timestamp::from_millis(at)));
        }
    }

    proptest! {
        /// Whatever clocks say: spans follow one another, the last sight is the open one, and no two that meet are alike
        /// unless nobody had looked between them.
        #[test]
        fn spans_follow_one_another_whatever_is_seen_when(
            seen in vec((0..4_usize, 0..2_000_000_i64, any::<bool>()), 1..40)
        ) {
            let mut spans = Vec::new();
            for (state, at, nobody_looked) in seen {
                if nobody_looked {
                    end(&mut spans, at);
                }
                let state = ["online", "asleep", "disconnected", "lost"][state];
                follow(&mut spans, &sight(state, at));
                let newest = spans.last().unwrap();
                prop_assert!(newest.ended_at.is_none() && newest.state == state);
            }
            for pair in spans.windows(2) {
                let ended = pair[0].ended_at;
                prop_assert!(pair[0].began_at < pair[1].began_at);
                prop_assert!(ended.is_some_and(|at| pair[0].began_at <= at && at <= pair[1].began_at));
            }
        }
    }

    #[test]
    fn what_nobody_saw_for_a_moment_is_bridged_and_for_long_it_is_not() {
        let after = |minutes: i64, state: &'static str| {
            let mut spans = Vec::new();
            follow(&mut spans, &sight("online", 0));
            end(&mut spans, 60_000);
            follow(&mut spans, &sight(state, 60_000 + minutes * 60_000));
            spans.len()
        };
        assert_eq!(after(1, "online"), 1, "the coordinator was started again");
        assert_eq!(after(5, "online"), 2);
        assert_eq!(after(1, "asleep"), 2);
    }
}
