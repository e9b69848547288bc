//! Arrays: one job with many tasks that differ in a few variables.
//!
//! An array waits as ranges of numbers, however large it is. A task has a life of its own, as a job has,
//! and that begins when it is granted for the first time; how far the array is follows from its tasks.

use super::{Outcome, SpecificationError};
use crate::ranges::Ranges;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An array may have so many tasks.
pub const MOST_TASKS: u32 = 1_000_000;
const MOST_AXES: usize = 16;
/// Where a task finds its number, and how many there are.
const TASK: &str = "MUSTER_TASK";
const TASKS: &str = "MUSTER_TASKS";

/// How the tasks of an array differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Array {
    /// The numbers of its tasks.
    pub tasks: Ranges,
    /// Variables and the values that each of them takes: the tasks are all combinations.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub matrix: BTreeMap<String, Vec<String>>,
}

impl Array {
    /// As many tasks as the matrix has combinations.
    pub fn of_matrix(matrix: BTreeMap<String, Vec<String>>) -> Self {
        let combinations = u32::try_from(combinations(&matrix)).unwrap_or(u32::MAX - 1);
        Self { tasks: Ranges::up_to(combinations), matrix }
    }

    /// How many tasks there are.
    pub fn count(&self) -> u32 {
        u32::try_from(self.tasks.count()).unwrap_or(u32::MAX)
    }

    /// The variables that tell this task from the others.
    pub fn environment(&self, task: u32) -> BTreeMap<String, String> {
        let mut rest = task.saturating_sub(1) as usize;
        let mut environment = BTreeMap::new();
        // The last variable changes fastest, as in nested loops.
        for (name, values) in self.matrix.iter().rev() {
            if let Some(value) = values.get(rest % values.len().max(1)) {
                environment.insert(name.clone(), value.clone());
            }
            rest /= values.len().max(1);
        }
        environment.insert(TASK.to_owned(), task.to_string());
        environment.insert(TASKS.to_owned(), self.count().to_string());
        environment
    }

    /// The first of these variables that a task would not see as they are.
    pub(super) fn shadowed<'a>(
        &self,
        mut names: impl Iterator<Item = &'a String>,
    ) -> Option<&'a String> {
        names.find(|name| is_ours(name) || self.matrix.contains_key(*name))
    }

    pub(super) fn check(&self) -> Result<(), SpecificationError> {
        let is_name =
            |name: &String| !name.is_empty() && !name.contains(['=', '\0']) && !is_ours(name);
        let is_axis = |(name, values): (&String, &Vec<String>)| {
            is_name(name) && !values.is_empty() && !values.iter().any(|value| value.contains('\0'))
        };
        let largest = match self.matrix.len() {
            0 => u64::from(MOST_TASKS),
            _ => combinations(&self.matrix),
        };
        let rules = [
            (
                "matrix",
                self.matrix.len() <= MOST_AXES
                    && self.matrix.iter().all(is_axis)
                    && largest <= u64::from(MOST_TASKS),
                "must be up to 16 variables with values, none of them `MUSTER_TASK`, and up to 1 000 000 combinations",
            ),
            (
                "array",
                self.tasks.last().is_some_and(|last| u64::from(last) <= largest),
                "must be from 1 to 1 000 000 tasks, and within its matrix",
            ),
        ];
        let broken = rules.into_iter().find(|(_, holds, _)| !holds);
        broken.map_or(Ok(()), |(field, _, rule)| {
            Err(SpecificationError { field: field.into(), rule })
        })
    }
}

/// Whether a task finds its own number, or how many there are, in this variable.
fn is_ours(name: &str) -> bool {
    [TASK, TASKS].contains(&name)
}

fn combinations(matrix: &BTreeMap<String, Vec<String>>) -> u64 {
    matrix.values().fold(1, |product: u64, values| product.saturating_mul(values.len() as u64))
}

/// How far an array is: how many of its tasks are where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Progress {
    /// How many there are.
    pub tasks: u32,
    /// How many have begun their life; the others wait.
    pub begun: u32,
    /// How many of those have not ended.
    pub under_way: u32,
    /// How many ended in each way, in the order of [`Outcome::ALL`].
    pub ended: [u32; 5],
}

impl Progress {
    /// An array of which nothing has begun.
    pub fn new(tasks: u32) -> Self {
        Self { tasks, ..Self::default() }
    }

    /// How many tasks have not begun.
    pub fn waiting(&self) -> u32 {
        self.tasks.saturating_sub(self.begun)
    }

    /// The next task began.
    #[must_use]
    pub fn after_begin(self) -> Self {
        Self { begun: self.begun + 1, under_way: self.under_way + 1, ..self }
    }

    /// A task ended.
    #[must_use]
    pub fn after_end(mut self, outcome: Outcome) -> Self {
        self.under_way = self.under_way.saturating_sub(1);
        self.ended[place(outcome)] += 1;
        self
    }

    /// Nothing that waits will begin.
    #[must_use]
    pub fn after_cancel(mut self) -> Self {
        self.ended[place(Outcome::Cancelled)] += self.waiting();
        Self { begun: self.tasks, ..self }
    }

    /// How many tasks ended like this.
    pub fn ended_as(&self, outcome: Outcome) -> u32 {
        self.ended[place(outcome)]
    }

    /// How the array ended, once every task has. What its user did not want counts most, then what went
    /// wrong.
    pub fn outcome(&self) -> Option<Outcome> {
        let is_over = self.waiting() == 0 && self.under_way == 0;
        let has = |outcomes: &[Outcome]| outcomes.iter().any(|outcome| self.ended_as(*outcome) > 0);
        if !is_over {
            None
        } else if has(&[Outcome::Cancelled]) {
            Some(Outcome::Cancelled)
        } else if has(&[Outcome::Failed, Outcome::TimedOut, Outcome::Quarantined]) {
            Some(Outcome::Failed)
        } else {
            Some(Outcome::Succeeded)
        }
    }
}

fn place(outcome: Outcome) -> usize {
    Outcome::ALL.iter().position(|it| *it == outcome).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn matrix() -> BTreeMap<String, Vec<String>> {
        let values = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        [
            ("OS".into(), values(&["linux", "macos"])),
            ("PY".into(), values(&["3.11", "3.12", "3.13"])),
        ]
        .into()
    }

    #[test]
    fn the_tasks_of_a_matrix_are_all_combinations_the_last_variable_fastest() {
        let array = Array::of_matrix(matrix());
        assert_eq!(array.count(), 6);
        let of = |task| {
            let environment = array.environment(task);
            ["OS", "PY", "MUSTER_TASK"].map(|name| environment[name].clone()).join(" ")
        };
        assert_eq!(
            [of(1), of(2), of(4), of(6)],
            ["linux 3.11 1", "linux 3.12 2", "macos 3.11 4", "macos 3.13 6"]
        );
    }

    #[test]
    fn what_is_too_large_or_outside_of_its_matrix_is_refused() {
        let field = |array: &Array| match array.check() {
            Err(SpecificationError { field: Cow::Borrowed(field), .. }) => Some(field),
            _ => None,
        };
        let plain = |text: &str| Array { tasks: text.parse().unwrap(), matrix: [].into() };
        assert_eq!(field(&plain("1-1000000")), None);
        assert_eq!(field(&plain("1,1000001")), Some("array"));
        assert_eq!(field(&Array { tasks: Ranges::default(), matrix: [].into() }), Some("array"));
        let part = |text: &str| Array { tasks: text.parse().unwrap(), matrix: matrix() };
        assert_eq!((field(&part("2,6")), field(&part("7"))), (None, Some("array")));
        let empty = Array::of_matrix([("OS".to_owned(), vec![])].into());
        assert_eq!(field(&empty), Some("matrix"));
        let many = vec![String::new(); 1001];
        let large =
            Array::of_matrix([("A".to_owned(), many.clone()), ("B".to_owned(), many)].into());
        assert_eq!(field(&large), Some("matrix"));
        let ours = Array::of_matrix([("MUSTER_TASK".to_owned(), vec!["7".to_owned()])].into());
        assert_eq!(field(&ours), Some("matrix"));
    }

    #[test]
    fn an_array_is_over_when_every_task_is_and_says_what_was_worst() {
        use Outcome::{Cancelled, Failed, Quarantined, Succeeded, TimedOut};
        let ended = |outcomes: &[Outcome]| {
            let tasks = u32::try_from(outcomes.len()).unwrap();
            let begun = (0..tasks).fold(Progress::new(tasks), |array, _| array.after_begin());
            assert_eq!(begun.outcome(), None);
            outcomes.iter().fold(begun, |array, outcome| array.after_end(*outcome)).outcome()
        };
        assert_eq!(ended(&[Succeeded, Succeeded]), Some(Succeeded));
        assert_eq!(ended(&[Succeeded, TimedOut]), Some(Failed));
        assert_eq!(ended(&[Quarantined, Succeeded, Failed]), Some(Failed));
        assert_eq!(ended(&[Failed, Cancelled]), Some(Cancelled));
    }

    #[test]
    fn what_is_cancelled_before_it_began_needs_no_life() {
        let array = Progress::new(100_000).after_begin().after_cancel();
        assert_eq!((array.waiting(), array.under_way, array.outcome()), (0, 1, None));
        let over = array.after_end(Outcome::Succeeded);
        assert_eq!(over.outcome(), Some(Outcome::Cancelled));
        assert_eq!(over.ended_as(Outcome::Cancelled), 99_999);
    }
}
