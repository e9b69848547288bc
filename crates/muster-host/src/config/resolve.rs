//! From flags and variables to settings: one pass that collects every problem.

use super::{
    environment::{Environment, Place},
    own::{Alias, OwnVariable, own},
    setting::{ConfigError, ConfigProblem, Effective, Origin, Setting},
};
use muster_core::Secret;
use std::path::Path;

/// Who reads the variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// `muster serve`, which alone reads names without a prefix.
    Serve,
    /// Everything else.
    Other,
}

/// A value that is wrong, and what to do.
pub(super) type Wrong = (String, Option<String>);

pub(super) fn wrong(message: impl Into<String>, hint: impl Into<String>) -> Wrong {
    (message.into(), Some(hint.into()))
}

/// What a switch says.
pub(super) fn yes_or_no(text: &str) -> Result<bool, Wrong> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        other => Err(wrong(format!("`{other}` is neither true nor false"), "say true or false")),
    }
}

/// One pass over the settings of a program.
#[derive(Debug)]
pub(super) struct Resolver<'a> {
    pub(super) environment: &'a Environment,
    reader: Reader,
    problems: Vec<ConfigProblem>,
    effective: Vec<Effective>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(environment: &'a Environment, reader: Reader) -> Self {
        Self { environment, reader, problems: vec![], effective: vec![] }
    }

    /// What was said about a setting, by flag, variable or alias, in this order.
    pub(super) fn said(
        &mut self,
        name: &'static str,
        flag: Option<String>,
    ) -> Option<Setting<String>> {
        let row = own(name).expect("every setting has a row in the table");
        if let (Some(value), Some(flag)) = (flag, row.flag) {
            return Some(Setting { value, origin: Origin::Flag(flag) });
        }
        self.names(row).into_iter().find_map(|name| self.variable(name))
    }

    /// What was said, understood; nothing if nothing was said or it makes no sense.
    pub(super) fn parse<T>(
        &mut self,
        name: &'static str,
        flag: Option<String>,
        read: impl FnOnce(&str) -> Result<T, Wrong>,
    ) -> Option<Setting<T>> {
        let said = self.said(name, flag)?;
        match read(&said.value) {
            Ok(value) => Some(Setting { value, origin: said.origin }),
            Err(wrong) => {
                self.blame(&said.origin, wrong);
                None
            }
        }
    }

    /// A secret from a variable, or from the file that a second variable names.
    pub(super) fn secret(
        &mut self,
        name: &'static str,
        file_name: &'static str,
    ) -> Option<Setting<Secret>> {
        // `MUSTER_TOKEN` and its file count before `DEBORGEN_TOKEN`.
        let direct = self.variable(name);
        let file = self.said(file_name, None);
        if let (Some(direct), Some(_)) = (&direct, &file) {
            let wrong = wrong(format!("`{file_name}` is set too"), "keep only one of them");
            self.blame(&direct.origin.clone(), wrong);
        }
        if let Some(file) = file.filter(|_| direct.is_none()) {
            return match read_secret_file(Path::new(&file.value)) {
                Ok(value) => Some(Setting { value, origin: file.origin }),
                Err(wrong) => {
                    self.blame(&file.origin, wrong);
                    None
                }
            };
        }
        self.said(name, None).map(|said| said.map(Secret::new))
    }

    /// A variable by its very name.
    pub(super) fn variable(&mut self, name: &'static str) -> Option<Setting<String>> {
        if self.environment.is_unreadable(name) {
            let origin = Origin::Variable { name, place: Place::Process };
            self.blame(&origin, wrong("the value is not valid UTF-8", "set it again"));
        }
        let (value, place) = self.environment.find(name)?;
        let origin = Origin::Variable { name, place: place.clone() };
        Some(Setting { value: value.to_owned(), origin })
    }

    pub(super) fn blame(&mut self, origin: &Origin, (message, hint): Wrong) {
        self.problems.push(ConfigProblem { path: origin.to_string(), message, hint });
    }

    /// Where a variable is set, as people name it; its name alone if it is not.
    pub(super) fn place_of(&self, name: &str) -> String {
        match self.environment.find(name) {
            Some((_, Place::File { path, line })) => format!("{name} in {}:{line}", path.display()),
            Some((_, Place::Process)) | None => name.to_owned(),
        }
    }

    pub(super) fn blame_path(&mut self, path: String, (message, hint): Wrong) {
        self.problems.push(ConfigProblem { path, message, hint });
    }

    /// Notes what a setting came to, for `doctor`.
    pub(super) fn note(&mut self, variable: &'static str, value: String, origin: &Origin) {
        self.effective.push(Effective { variable, value, origin: origin.clone() });
    }

    /// What every setting came to, or all that is wrong.
    pub(super) fn finish(self) -> Result<Vec<Effective>, ConfigError> {
        if self.problems.is_empty() {
            Ok(self.effective)
        } else {
            Err(ConfigError { problems: self.problems })
        }
    }

    fn names(&self, row: &'static OwnVariable) -> Vec<&'static str> {
        let is_read = |alias: &&Alias| self.reader == Reader::Serve || !alias.is_for_serve_only;
        let aliases = row.aliases.iter().filter(is_read).map(|alias| alias.name);
        std::iter::once(row.name).chain(aliases).collect()
    }

    pub(super) fn reads_bare_names(&self) -> bool {
        self.reader == Reader::Serve
    }
}

/// A file that is longer is not one line of a secret.
const LONGEST_SECRET_FILE: u64 = 4096;

pub(crate) fn read_secret_file(path: &Path) -> Result<Secret, Wrong> {
    let shown = path.display();
    let unreadable = |error: std::io::Error| {
        wrong(format!("cannot read `{shown}`: {error}"), "check the path and its permissions")
    };
    if std::fs::metadata(path).map_err(unreadable)?.len() > LONGEST_SECRET_FILE {
        return Err(wrong(format!("`{shown}` is longer than 4096 bytes"), "name another file"));
    }
    let text = zeroize::Zeroizing::new(std::fs::read_to_string(path).map_err(unreadable)?);
    match text.trim() {
        "" => Err(wrong(format!("`{shown}` is empty"), "write the secret into it")),
        secret => Ok(Secret::new(secret)),
    }
}
