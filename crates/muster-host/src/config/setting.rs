//! A setting: a value, and who decided it.

use super::environment::Place;
use std::fmt;

/// A value with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Who decided it.
    pub origin: Origin,
}

impl<T> Setting<T> {
    /// The value that holds if nobody says anything.
    pub fn by_default(value: T) -> Self {
        Self { value, origin: Origin::Default }
    }

    /// The same decision about another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Setting<U> {
        Setting { value: change(self.value), origin: self.origin }
    }
}

/// Who decided a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A flag of the command line.
    Flag(&'static str),
    /// A variable.
    Variable {
        /// Its name.
        name: &'static str,
        /// Where it was set.
        place: Place,
    },
    /// Nobody.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Variable { name, place: Place::Process } => write!(f, "{name}"),
            Self::Variable { name, place: Place::File { path, line } } => {
                write!(f, "{name} in {}:{line}", path.display())
            }
            Self::Default => f.write_str("default"),
        }
    }
}

/// A setting as `muster doctor` shows it; secrets are already stars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// Our variable for it.
    pub variable: &'static str,
    /// The value, for people.
    pub value: String,
    /// Who decided it.
    pub origin: Origin,
}

/// Everything that is wrong with the settings, told at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", list(.problems))]
pub struct ConfigError {
    /// The problems, in the order of the settings.
    pub problems: Vec<ConfigProblem>,
}

/// One setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigProblem {
    /// Who said it: a flag, a variable, or a variable in a line of a file.
    pub path: String,
    /// What is wrong with it, in a sentence.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl ConfigError {
    /// The stable code of this kind of error.
    pub const CODE: &'static str = "config_invalid";

    /// Whether a provider of cloud machines or a biller is not set up as it has to be.
    pub fn is_about_providers(&self) -> bool {
        let name = |problem: &ConfigProblem| {
            let name = problem.path.split(' ').next().unwrap_or_default();
            super::providers::is_of_provider(name) || super::billing::is_of_biller(name)
        };
        self.problems.iter().any(name)
    }

    /// What to do about the problems.
    pub fn hint(&self) -> Option<String> {
        let hints: Vec<_> = self.problems.iter().filter_map(|p| p.hint.as_deref()).collect();
        (!hints.is_empty()).then(|| hints.join("; "))
    }
}

fn list(problems: &[ConfigProblem]) -> String {
    let told = problems.iter().map(|problem| format!("{}: {}", problem.path, problem.message));
    told.collect::<Vec<_>>().join("\n")
}
