//! Retention: which jobs that are over are kept, and which go.
//!
//! The first rule that a job matches decides about it alone. What no rule matches is kept, so
//! without rules everything is. A job is *past* once its rule keeps it no more.
//!
//! Not here: jobs that are kept because an open one needs them; the rows alone know that.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// So many rules an organisation may have.
pub const MOST_RULES: usize = 32;
/// Nothing goes earlier after its end: so long an answer to its submission may be asked for again.
pub const SHORTEST: Duration = Duration::from_hours(24);
/// A century is for ever.
pub const MOST_DAYS: u32 = 36_500;

/// What is kept of the jobs that a rule decides about: for ever, if it has no limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Which jobs it is about, as `name=value`; all, if there is none.
    pub label: Option<String>,
    /// The last so many are kept, however old they are.
    pub keep_last: Option<u32>,
    /// Whatever ended in the last so many days is kept, however many they are.
    pub keep_days: Option<u32>,
}

impl Rule {
    /// Whether it keeps a job, being the so-manieth that it decides about.
    fn keeps(&self, place: u64, ended_at: Timestamp, now: Timestamp) -> bool {
        let has_limit = self.keep_last.is_some() || self.keep_days.is_some();
        let is_among_last = self.keep_last.is_some_and(|last| place <= u64::from(last));
        let is_young = self.keep_days.is_some_and(|days| now < ended_at.after(span(days)));
        !has_limit || is_among_last || is_young || now < ended_at.after(SHORTEST)
    }
}

fn span(days: u32) -> Duration {
    Duration::from_hours(24) * days
}

/// A walk over all jobs that are over, newest first, which tells those that are past.
#[derive(Debug, Clone)]
pub struct Tally {
    rules: Vec<Rule>,
    /// How many each rule has decided about.
    decided: Vec<u64>,
    now: Timestamp,
}

impl Tally {
    /// A walk that begins.
    pub fn new(rules: Vec<Rule>, now: Timestamp) -> Self {
        Self { decided: vec![0; rules.len()], rules, now }
    }

    /// The labels that are asked about.
    pub fn labels(&self) -> impl Iterator<Item = &String> {
        self.rules.iter().filter_map(|rule| rule.label.as_ref())
    }

    /// Whether the next job is past.
    pub fn is_past(&mut self, ended_at: Timestamp, has: impl Fn(&String) -> bool) -> bool {
        let matches = |rule: &Rule| rule.label.as_ref().is_none_or(&has);
        let Some(at) = self.rules.iter().position(matches) else { return false };
        self.decided[at] += 1;
        !self.rules[at].keeps(self.decided[at], ended_at, self.now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_219_200_000);

    /// Which of jobs, newest first, are past: each with the days since its end and whether it has the label.
    fn past(rules: &[Rule], jobs: &[(u64, bool)]) -> Vec<usize> {
        let mut tally = Tally::new(rules.to_vec(), NOW);
        let mut past = Vec::new();
        for (place, (days, is_labelled)) in jobs.iter().enumerate() {
            let millis = i64::try_from(days * 86_400_000).unwrap();
            let ended_at = Timestamp::from_millis(NOW.millis() - millis);
            if tally.is_past(ended_at, |_| *is_labelled) {
                past.push(place);
            }
        }
        past
    }

    fn rule(label: Option<&str>, keep_last: Option<u32>, keep_days: Option<u32>) -> Rule {
        Rule { label: label.map(str::to_owned), keep_last, keep_days }
    }

    #[test]
    fn the_first_rule_that_matches_decides_and_what_none_matches_is_kept() {
        let jobs = [(0, false), (2, true), (3, false), (40, true), (50, false), (60, true)];
        assert_eq!(past(&[], &jobs), [0; 0], "without rules everything is kept");
        assert_eq!(past(&[rule(None, None, None)], &jobs), [0; 0], "no limit is for ever");
        assert_eq!(past(&[rule(None, Some(1), None)], &jobs), [1, 2, 3, 4, 5]);
        assert_eq!(past(&[rule(None, None, Some(30))], &jobs), [3, 4, 5]);
        assert_eq!(past(&[rule(None, Some(4), Some(30))], &jobs), [4, 5], "either is enough");
        assert_eq!(past(&[rule(Some("team=ml"), Some(1), None)], &jobs), [3, 5]);
        let both = [rule(Some("team=ml"), None, None), rule(None, None, Some(30))];
        assert_eq!(past(&both, &jobs), [4], "the label's rule comes first and keeps for ever");
    }

    #[test]
    fn nothing_goes_on_the_day_of_its_end() {
        assert_eq!(past(&[rule(None, Some(0), None)], &[(0, false), (0, false), (1, false)]), [2]);
    }
}
