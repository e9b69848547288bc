//! The environment: every variable that this process was given, read once.
//!
//! This is the only place in Muster that reads the process's environment; everything else gets an
//! [`Environment`] value. A file of variables joins it only when somebody names one.

use super::env_file::{self, EnvFileError};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::{Path, PathBuf},
};

/// The variables of one run, each with where it was set.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment {
    variables: BTreeMap<String, Variable>,
    /// Names whose value is not text.
    unreadable: BTreeSet<String>,
    /// The file that it was read from besides.
    file: Option<PathBuf>,
    is_of_process: bool,
}

#[derive(Clone, PartialEq, Eq)]
struct Variable {
    value: String,
    place: Place,
}

/// Where a variable was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the process's own environment.
    Process,
    /// In a file that `--env-file` names.
    File {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
}

impl Environment {
    /// What the operating system gave this process.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn of_process() -> Self {
        let mut environment = Self { is_of_process: true, ..Self::default() };
        for (name, value) in std::env::vars_os() {
            let Ok(name) = name.into_string() else { continue };
            match value.into_string() {
                Ok(value) => environment.put(name, value, Place::Process),
                Err(_) => drop(environment.unreadable.insert(name)),
            }
        }
        environment
    }

    /// The same variables and those of a file; what the process was given counts more.
    pub fn with_file(mut self, path: &Path) -> Result<Self, EnvFileError> {
        for entry in env_file::read(path)? {
            if !self.variables.contains_key(&entry.name) && !self.unreadable.contains(&entry.name) {
                let place = Place::File { path: path.to_owned(), line: entry.line };
                self.put(entry.name, entry.value, place);
            }
        }
        self.file = Some(path.to_owned());
        Ok(self)
    }

    /// The same variables as they are now: a file may say something else by now.
    pub fn again(&self) -> Result<Self, EnvFileError> {
        let mut fresh = if self.is_of_process { Self::of_process() } else { self.clone() };
        fresh.variables.retain(|_, variable| variable.place == Place::Process);
        match &self.file {
            Some(path) => fresh.with_file(path),
            None => Ok(fresh),
        }
    }

    /// The value of a variable. One that is set to nothing counts as not set, as `.env` files have it.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.find(name).map(|(value, _)| value)
    }

    /// The value of a variable, and where it was set.
    pub fn find(&self, name: &str) -> Option<(&str, &Place)> {
        let variable = self.variables.get(name).filter(|variable| !variable.value.is_empty())?;
        Some((&variable.value, &variable.place))
    }

    /// The variables with such names, as far as they are set to something.
    pub fn all_that(&self, is_meant: impl Fn(&str) -> bool) -> BTreeMap<String, String> {
        let set = self.variables.iter().filter(|(_, variable)| !variable.value.is_empty());
        let meant = set.filter(|(name, _)| is_meant(name));
        meant.map(|(name, variable)| (name.clone(), variable.value.clone())).collect()
    }

    /// Whether a variable is there with a value that is not text.
    pub fn is_unreadable(&self, name: &str) -> bool {
        self.unreadable.contains(name)
    }

    /// What a job's command may see of this process's environment, and nothing else.
    pub fn for_jobs(&self) -> BTreeMap<String, String> {
        let is_allowed = |name: &str| JOB_VARIABLES.contains(&name) || name.starts_with("LC_");
        self.variables
            .iter()
            .filter(|(name, _)| is_allowed(name))
            .map(|(name, variable)| (name.clone(), variable.value.clone()))
            .collect()
    }

    fn put(&mut self, name: String, value: String, place: Place) {
        self.variables.insert(name, Variable { value, place });
    }
}

/// What commands need to find programs, a home and a language. Nothing that can carry a secret.
const JOB_VARIABLES: [&str; 21] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "LANG",
    "LANGUAGE",
    "TZ",
    // Without these a Windows program does not find the system.
    "SystemRoot",
    "SystemDrive",
    "windir",
    "ComSpec",
    "PATHEXT",
    "USERPROFILE",
    "USERNAME",
    "APPDATA",
    "LOCALAPPDATA",
    "ProgramData",
    "ProgramFiles",
    "NUMBER_OF_PROCESSORS",
    "PROCESSOR_ARCHITECTURE",
];

impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(variables: [(&str, &str); N]) -> Self {
        let mut environment = Self::default();
        for (name, value) in variables {
            environment.put(name.to_owned(), value.to_owned(), Place::Process);
        }
        environment
    }
}

impl fmt::Debug for Environment {
    /// Names only: a value may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.variables.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_counts_more_than_a_file_and_nothing_counts_as_not_set() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "# ours\nMUSTER_LOG=debug\nPORT=1\n").unwrap();
        let process = Environment::from([("PORT", "2"), ("MUSTER_URL", "")]);
        let environment = process.with_file(file.path()).unwrap();
        assert_eq!(environment.find("PORT"), Some(("2", &Place::Process)));
        let place = Place::File { path: file.path().to_owned(), line: 2 };
        assert_eq!(environment.find("MUSTER_LOG"), Some(("debug", &place)));
        assert_eq!(environment.get("MUSTER_URL"), None);
    }

    #[test]
    fn a_file_is_read_again_and_the_process_stays_as_it_was() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "A=1\nB=1\n").unwrap();
        let before = Environment::from([("C", "1")]).with_file(file.path()).unwrap();
        std::fs::write(file.path(), "A=2\nC=2\n").unwrap();
        let after = before.again().unwrap();
        assert_eq!(["A", "B", "C"].map(|name| after.get(name)), [Some("2"), None, Some("1")]);
    }

    #[test]
    fn a_job_sees_no_token_and_no_debug_print_shows_a_value() {
        let environment = Environment::from([
            ("PATH", "/bin"),
            ("LC_ALL", "C"),
            ("MUSTER_TOKEN", "canary-7d1"),
            ("DEBORGEN_TOKEN", "canary-7d1"),
            ("AWS_SECRET_ACCESS_KEY", "canary-7d1"),
        ]);
        let names: Vec<_> = environment.for_jobs().into_keys().collect();
        assert_eq!(names, ["LC_ALL", "PATH"]);
        assert!(!format!("{environment:?}").contains("canary"));
    }
}
