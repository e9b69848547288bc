//! Requirements: what a job needs of a worker, matched against the worker's labels.
//!
//! A job needs a set of conditions, each about one label. A missing label, or one of another type,
//! meets no condition but `not name` and `!=`: these two are exactly the opposite of `name` and `==`.
//! A set has one order and one text, so equal requirements are equal, hash the same and look the same.

mod parse;
mod value;
mod written;

pub use parse::Misread;
pub use value::{LabelValue, Labels};
pub use written::{BadRequirement, Written};

use serde::{Deserialize, Serialize};
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// One condition on one label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Requirement {
    label: String,
    condition: Condition,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Condition {
    /// It is there, and not false.
    Present,
    /// It is not there, or false.
    Absent,
    /// Numbers alone are smaller or greater than others.
    Compared(Comparison, LabelValue),
    /// Two values or more.
    OneOf(BTreeSet<LabelValue>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Comparison {
    Equal,
    NotEqual,
    Below,
    AtMost,
    Above,
    AtLeast,
}

impl Comparison {
    fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        }
    }

    fn is_met_by(self, own: Option<&LabelValue>, value: &LabelValue) -> bool {
        let order = || own.filter(|own| own.is_number()).map(|own| own.cmp(value));
        match self {
            Self::Equal => own == Some(value),
            Self::NotEqual => own != Some(value),
            Self::Below => order().is_some_and(Ordering::is_lt),
            Self::AtMost => order().is_some_and(Ordering::is_le),
            Self::Above => order().is_some_and(Ordering::is_gt),
            Self::AtLeast => order().is_some_and(Ordering::is_ge),
        }
    }
}

impl Condition {
    /// One value alone is an equality.
    fn one_of(mut values: BTreeSet<LabelValue>) -> Self {
        match (values.len(), values.pop_first()) {
            (1, Some(value)) => Self::Compared(Comparison::Equal, value),
            (_, first) => Self::OneOf(first.into_iter().chain(values).collect()),
        }
    }
}

impl Requirement {
    /// The label has this very value.
    pub fn equal(label: String, value: LabelValue) -> Self {
        Self { label, condition: Condition::Compared(Comparison::Equal, value) }
    }

    /// The label is there, and not false.
    pub fn present(label: String) -> Self {
        Self { label, condition: Condition::Present }
    }

    /// The label that it is about.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Whether it is met by a label's not being there.
    pub fn is_negative(&self) -> bool {
        self.is_met_by(&Labels::new())
    }

    /// The value that it wants, if it wants a certain one.
    fn equality(&self) -> Option<(&String, &LabelValue)> {
        match &self.condition {
            Condition::Compared(Comparison::Equal, value) => Some((&self.label, value)),
            Condition::Present
            | Condition::Absent
            | Condition::Compared(..)
            | Condition::OneOf(_) => None,
        }
    }

    fn is_met_by(&self, labels: &Labels) -> bool {
        let own = labels.get(&self.label);
        let is_there = own.is_some_and(|own| *own != LabelValue::Bool(false));
        match &self.condition {
            Condition::Present => is_there,
            Condition::Absent => !is_there,
            Condition::Compared(comparison, value) => comparison.is_met_by(own, value),
            Condition::OneOf(values) => own.is_some_and(|own| values.contains(own)),
        }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = parse::shown_label(&self.label);
        match &self.condition {
            Condition::Present => f.write_str(&label),
            Condition::Absent => write!(f, "not {label}"),
            Condition::Compared(comparison, value) => {
                write!(f, "{label} {} {value}", comparison.sign())
            }
            Condition::OneOf(values) => write!(f, "{label} in [{}]", joined(values)),
        }
    }
}

fn joined<'a, T: fmt::Display + 'a>(items: impl IntoIterator<Item = &'a T>) -> String {
    items.into_iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// All conditions of a job. Its text names the class of jobs that can run on the same workers.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct Requirements(BTreeSet<Requirement>);

impl Requirements {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether every worker is good enough.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every condition, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Requirement> {
        self.0.iter()
    }

    /// The conditions that these labels do not meet, in order.
    pub fn unmet<'a>(&'a self, labels: &'a Labels) -> impl Iterator<Item = &'a Requirement> {
        self.iter().filter(|requirement| !requirement.is_met_by(labels))
    }

    /// The values that are wanted exactly. This is all of it only for those who know nothing else.
    pub fn equalities(&self) -> Labels {
        let equalities = self.iter().filter_map(Requirement::equality);
        equalities.map(|(label, value)| (label.clone(), value.clone())).collect::<BTreeMap<_, _>>()
    }
}

impl FromIterator<Requirement> for Requirements {
    fn from_iter<I: IntoIterator<Item = Requirement>>(requirements: I) -> Self {
        Self(requirements.into_iter().collect())
    }
}

/// The canonical text: every condition once, in order, with commas between.
impl fmt::Display for Requirements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&joined(&self.0))
    }
}

#[cfg(test)]
mod tests;
