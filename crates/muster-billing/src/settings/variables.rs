//! A map of variables, read so that everything that is wrong with it is known at the end.

use std::{collections::BTreeMap, fmt, str::FromStr};

/// What is wrong with one variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its name.
    pub variable: String,
    /// What is wrong, without its value.
    pub says: String,
}

/// Everything that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.variable, self.says)
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.0.iter().map(ToString::to_string);
        f.write_str(&lines.collect::<Vec<_>>().join("\n"))
    }
}

/// The map, and what was found wrong so far.
pub(super) struct Variables<'a> {
    map: &'a BTreeMap<String, String>,
    problems: Vec<Problem>,
}

impl<'a> Variables<'a> {
    pub(super) fn new(map: &'a BTreeMap<String, String>) -> Self {
        Self { map, problems: Vec::new() }
    }

    /// A variable that is set to something.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.map.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// A variable that is needed.
    pub(super) fn needed(&mut self, name: &str, by: &str) -> Option<&'a str> {
        let found = self.text(name);
        if found.is_none() {
            self.complain(name, &format!("is missing, and {by} needs it"));
        }
        found
    }

    /// Yes or no. A word that is neither is a mistake and not a no.
    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        let value = self.text(name)?;
        match value.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                self.complain(name, "must be `true` or `false`");
                None
            }
        }
    }

    /// A variable that means something of this kind.
    pub(super) fn parsed<T: FromStr>(&mut self, name: &str, must: &str) -> Option<T> {
        let value = self.text(name)?;
        self.read(name, value, must)
    }

    /// A value of a variable, which means something of this kind.
    pub(super) fn read<T: FromStr>(&mut self, name: &str, value: &str, must: &str) -> Option<T> {
        let parsed = value.parse().ok();
        if parsed.is_none() {
            self.complain(name, must);
        }
        parsed
    }

    pub(super) fn complain(&mut self, variable: &str, says: &str) {
        self.problems.push(Problem { variable: variable.to_owned(), says: says.to_owned() });
    }

    /// The result, if nothing was wrong.
    pub(super) fn finish<T>(self, result: T) -> Result<T, Problems> {
        if self.problems.is_empty() { Ok(result) } else { Err(Problems(self.problems)) }
    }
}
