//! What a job says: its command, its limits and what it needs.

use super::{DEFAULT_LOST_AFTER, OnDisconnect};
use crate::requirement::Labels;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap, time::Duration};

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A line for the system's shell.
    Shell(String),
    /// A program and its arguments, run as they are.
    Argv(Vec<String>),
}

impl Command {
    /// The command in one line, for people: arguments are quoted as a shell would need them.
    pub fn display(&self) -> String {
        match self {
            Self::Shell(line) => line.clone(),
            Self::Argv(argv) => argv.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "),
        }
    }
}

fn quoted(word: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=,@%+".contains(&byte);
    if !word.is_empty() && word.bytes().all(is_plain) {
        return word.into();
    }
    format!("'{}'", word.replace('\'', r"'\''")).into()
}

/// Everything a submitter says about a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Specification {
    /// What to run.
    pub command: Command,
    /// A name for people.
    pub name: Option<String>,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// How many attempts may fail before the job has failed.
    pub max_attempts: u32,
    /// What the worker must have.
    pub requirements: Labels,
    /// Variables added to the command's environment.
    pub environment: BTreeMap<String, String>,
    /// What becomes of it while its worker is out of reach.
    #[serde(default)]
    pub on_disconnect: OnDisconnect,
    /// How long a job that is kept may be out of reach.
    #[serde(default = "default_lost_after")]
    pub lost_after: Duration,
}

fn default_lost_after() -> Duration {
    DEFAULT_LOST_AFTER
}

/// A job that cannot be accepted, and which field says so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {rule}")]
pub struct SpecificationError {
    /// The field, as the API names it.
    pub field: &'static str,
    /// The rule that it breaks; completes "field …".
    pub rule: &'static str,
}

/// Longer commands belong into a file.
const LONGEST_COMMAND: usize = 128 * 1024;
const DEFAULT_TIMEOUT: Duration = Duration::from_hours(1);
const LONGEST_TIMEOUT: Duration = Duration::from_hours(30 * 24);
/// A lease lasts as long in any case.
const SHORTEST_LOST_AFTER: Duration = Duration::from_mins(1);
const MOST_ATTEMPTS: u32 = 100;
const MOST_ENTRIES: usize = 256;

impl Specification {
    /// A job that says nothing but what to run.
    pub fn of(command: Command) -> Self {
        Self {
            command,
            name: None,
            timeout: DEFAULT_TIMEOUT,
            max_attempts: 1,
            requirements: Labels::new(),
            environment: BTreeMap::new(),
            on_disconnect: OnDisconnect::default(),
            lost_after: DEFAULT_LOST_AFTER,
        }
    }

    /// Checks every rule, so that an accepted job can be run.
    pub fn check(&self) -> Result<(), SpecificationError> {
        let rules = [
            (
                "command",
                self.is_runnable(),
                "must name something to run, without NUL, up to 128 KiB",
            ),
            ("timeout_seconds", self.has_sane_timeout(), "must be from 1 second to 30 days"),
            (
                "lost_after_seconds",
                (SHORTEST_LOST_AFTER..=LONGEST_TIMEOUT).contains(&self.lost_after),
                "must be from 1 minute to 30 days",
            ),
            (
                "max_attempts",
                (1..=MOST_ATTEMPTS).contains(&self.max_attempts),
                "must be from 1 to 100",
            ),
            ("name", self.has_sane_name(), "must be up to 200 characters on one line"),
            ("requirements", self.has_sane_requirements(), "must be up to 256 finite values"),
            ("env", self.has_sane_environment(), "must hold up to 256 names without `=` or NUL"),
        ];
        let broken = rules.into_iter().find(|(_, holds, _)| !holds);
        broken.map_or(Ok(()), |(field, _, rule)| Err(SpecificationError { field, rule }))
    }

    fn is_runnable(&self) -> bool {
        let line = match &self.command {
            Command::Shell(line) => !line.trim().is_empty(),
            Command::Argv(argv) => argv.first().is_some_and(|program| !program.is_empty()),
        };
        let text = self.command.display();
        line && text.len() <= LONGEST_COMMAND && !text.contains('\0')
    }

    fn has_sane_timeout(&self) -> bool {
        (Duration::from_secs(1)..=LONGEST_TIMEOUT).contains(&self.timeout)
    }

    fn has_sane_name(&self) -> bool {
        let name = self.name.as_deref().unwrap_or_default();
        name.chars().count() <= 200 && !name.chars().any(char::is_control)
    }

    fn has_sane_requirements(&self) -> bool {
        let is_finite = |value: &crate::requirement::LabelValue| match value {
            crate::requirement::LabelValue::Float(number) => number.is_finite(),
            crate::requirement::LabelValue::Bool(_)
            | crate::requirement::LabelValue::Int(_)
            | crate::requirement::LabelValue::Text(_) => true,
        };
        self.requirements.len() <= MOST_ENTRIES && self.requirements.values().all(is_finite)
    }

    fn has_sane_environment(&self) -> bool {
        let is_sane = |(name, value): (&String, &String)| {
            !name.is_empty() && !name.contains(['=', '\0']) && !value.contains('\0')
        };
        self.environment.len() <= MOST_ENTRIES && self.environment.iter().all(is_sane)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn echo() -> Specification {
        Specification::of(Command::Shell("echo hello".into()))
    }

    #[test]
    fn an_argument_vector_is_shown_as_a_line_that_a_shell_would_split_again() {
        let argv = ["sh", "-c", "echo 'a'; exit 4", "", "--name=x"].map(str::to_owned).to_vec();
        let line = r"sh -c 'echo '\''a'\''; exit 4' '' --name=x";
        assert_eq!(Command::Argv(argv).display(), line);
    }

    #[test]
    fn a_broken_rule_names_its_field() {
        let field = |job: Specification| job.check().err().map(|error| error.field);
        assert_eq!(field(echo()), None);
        assert_eq!(
            field(Specification { command: Command::Argv(vec![]), ..echo() }),
            Some("command")
        );
        assert_eq!(
            field(Specification { command: Command::Shell(" ".into()), ..echo() }),
            Some("command")
        );
        assert_eq!(
            field(Specification { timeout: Duration::ZERO, ..echo() }),
            Some("timeout_seconds")
        );
        assert_eq!(field(Specification { max_attempts: 0, ..echo() }), Some("max_attempts"));
        let lost_after = Duration::from_secs(59);
        assert_eq!(field(Specification { lost_after, ..echo() }), Some("lost_after_seconds"));
        assert_eq!(field(Specification { name: Some("a\nb".into()), ..echo() }), Some("name"));
        let environment = [("A=B".to_owned(), String::new())].into();
        assert_eq!(field(Specification { environment, ..echo() }), Some("env"));
    }
}
