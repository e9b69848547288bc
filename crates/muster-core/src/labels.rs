//! Labels of a worker: what it found of itself, and what people gave it.
//!
//! What it says takes the place of all that it has said before; what was given stands until somebody says
//! otherwise. Of two labels with one name the given one counts, because a machine may err about itself; but
//! some names only the machine can vouch for ([`is_reserved`]), and they cannot be given.
//!
//! Not here: how a machine finds out about itself.

use crate::{
    job::Isolation,
    requirement::{LabelValue, Labels},
};
use std::{collections::BTreeMap, sync::Arc};

/// So many labels may be given to one worker.
pub const MOST_GIVEN: usize = 64;
const LONGEST_NAME: usize = 64;
const LONGEST_TEXT: usize = 200;

/// What every machine tells of itself, and what it has proved or what may be otherwise in a moment. A `gpu` is not
/// among it: a system may have one that it does not tell of, or none that is meant.
const RESERVED: [&str; 11] = [
    "arch",
    "battery",
    "bubblewrap",
    "cpu_cores",
    "hostname",
    "landlock",
    "mains",
    "memory_mib",
    "metered",
    "network",
    "os",
];

/// Whether only a machine itself can say this label.
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// Why something cannot be given as a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadLabel {
    /// Only a machine itself can say it.
    #[error("is for the machine alone to say")]
    Reserved,
    /// The name is no name.
    #[error("must have a name of 1 to 64 characters on one line")]
    Name,
    /// The value is no value.
    #[error("must be true, false, a finite number or a text of up to 200 characters on one line")]
    Value,
}

/// Whether a label may be given.
pub fn check(name: &str, value: &LabelValue) -> Result<(), BadLabel> {
    if is_reserved(name) {
        return Err(BadLabel::Reserved);
    }
    let is_name = (1..=LONGEST_NAME).contains(&name.chars().count()) && is_one_line(name);
    let is_value = match value {
        LabelValue::Bool(_) | LabelValue::Int(_) => true,
        LabelValue::Float(number) => number.is_finite(),
        LabelValue::Text(text) => text.chars().count() <= LONGEST_TEXT && is_one_line(text),
    };
    match (is_name, is_value) {
        (false, _) => Err(BadLabel::Name),
        (true, false) => Err(BadLabel::Value),
        (true, true) => Ok(()),
    }
}

fn is_one_line(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

/// Takes the levels of isolation out of what a machine says that can give none.
pub fn without_levels(mut labels: Labels) -> Labels {
    for level in Isolation::ALL {
        labels.remove(level.as_str());
    }
    labels
}

/// All labels of one worker. A copy costs nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WorkerLabels(Arc<Parts>);

#[derive(Debug, Default, PartialEq)]
struct Parts {
    found: Labels,
    given: Labels,
    all: Labels,
}

impl WorkerLabels {
    /// What was found and what was given. What nobody can give was not given, whoever wrote it down.
    pub fn new(found: Labels, mut given: Labels) -> Self {
        given.retain(|name, _| !is_reserved(name));
        let all = found.iter().chain(&given);
        let all = all.map(|(name, value)| (name.clone(), value.clone())).collect();
        Self(Arc::new(Parts { found, given, all }))
    }

    /// What the worker says of itself.
    pub fn found(&self) -> &Labels {
        &self.0.found
    }

    /// What people say of it.
    pub fn given(&self) -> &Labels {
        &self.0.given
    }

    /// What a requirement sees.
    pub fn all(&self) -> &Labels {
        &self.0.all
    }

    /// The same worker after it has said what it finds now.
    #[must_use]
    pub fn with_found(&self, found: Labels) -> Self {
        Self::new(found, self.0.given.clone())
    }

    /// The same worker with these labels from people.
    #[must_use]
    pub fn with_given(&self, given: Labels) -> Self {
        Self::new(self.0.found.clone(), given)
    }

    /// The same worker after somebody has given it these, and has taken back those without a value.
    #[must_use]
    pub fn changed(&self, changes: &BTreeMap<String, Option<LabelValue>>) -> Self {
        let mut given = self.0.given.clone();
        for (name, value) in changes {
            match value {
                Some(value) => given.insert(name.clone(), value.clone()),
                None => given.remove(name),
            };
        }
        self.with_given(given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(json: &str) -> Labels {
        serde_json::from_str(json).unwrap()
    }

    fn worker(found: &str, given: &str) -> WorkerLabels {
        WorkerLabels::new(labels(found), labels(given))
    }

    #[test]
    fn what_is_given_counts_unless_only_the_machine_can_say_it() {
        let worker = worker(r#"{"gpu":"Radeon","os":"linux"}"#, r#"{"gpu":false,"os":"macos"}"#);
        assert_eq!(worker.all(), &labels(r#"{"gpu":false,"os":"linux"}"#));
        assert_eq!(worker.given(), &labels(r#"{"gpu":false}"#));
        for level in Isolation::ALL.into_iter().filter(|level| !level.is_none()) {
            assert!(is_reserved(level.as_str()), "{level:?}");
        }
    }

    #[test]
    fn what_is_not_said_any_more_has_gone_and_what_was_given_stays() {
        let before = worker(r#"{"landlock":true,"os":"linux"}"#, r#"{"room":"attic"}"#);
        let after = before.with_found(labels(r#"{"os":"linux"}"#));
        assert_eq!(after.all(), &labels(r#"{"os":"linux","room":"attic"}"#));
    }

    #[test]
    fn a_change_adds_replaces_and_takes_back_and_leaves_the_rest() {
        let before = worker(r#"{"os":"linux"}"#, r#"{"room":"attic","rack":3,"fast":true}"#);
        let change = r#"{"room":"cellar","rack":null,"none":null,"new":1.5}"#;
        let after = before.changed(&serde_json::from_str(change).unwrap());
        assert_eq!(after.given(), &labels(r#"{"room":"cellar","fast":true,"new":1.5}"#));
        assert_eq!(after.found(), before.found());
    }

    #[test]
    fn a_label_that_cannot_be_given_says_why() {
        let text = |text: &str| LabelValue::Text(text.to_owned());
        assert_eq!(check("room", &text("attic")), Ok(()));
        assert_eq!(check("gpu", &LabelValue::Bool(true)), Ok(()));
        assert_eq!(check("landlock", &LabelValue::Bool(true)), Err(BadLabel::Reserved));
        for name in ["", "a\nb", &"x".repeat(65)] {
            assert_eq!(check(name, &text("attic")), Err(BadLabel::Name), "{name:?}");
        }
        for value in [text("a\nb"), text(&"x".repeat(201)), LabelValue::Float(f64::NAN)] {
            assert_eq!(check("room", &value), Err(BadLabel::Value), "{value:?}");
        }
    }
}
