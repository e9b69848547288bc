//! A map of variables, read so that everything that is wrong with it is known at the end.

use crate::Secret;
use muster_core::token::is_placeholder;
use std::{collections::BTreeMap, fmt};

/// One variable, and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its name.
    pub variable: String,
    /// What is wrong with it or what it does not do, without its value.
    pub says: String,
}

/// Everything that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Note>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.0.iter().map(|Note { variable, says }| format!("{variable} {says}"));
        f.write_str(&lines.collect::<Vec<_>>().join("\n"))
    }
}

/// The map, and what was found so far.
pub(super) struct Variables<'a> {
    map: &'a BTreeMap<String, String>,
    problems: Vec<Note>,
    notices: Vec<Note>,
}

impl<'a> Variables<'a> {
    pub(super) fn new(map: &'a BTreeMap<String, String>) -> Self {
        Self { map, problems: Vec::new(), notices: Vec::new() }
    }

    /// A variable that is set to something.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.map.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    pub(super) fn secret(&self, name: &str) -> Option<Secret> {
        self.text(name).map(Secret::new)
    }

    /// A variable that has two names, and the one under which it was found.
    pub(super) fn either(
        &mut self,
        (one, other): (&'static str, &'static str),
    ) -> Option<(&'static str, &'a str)> {
        match (self.text(one), self.text(other)) {
            (Some(first), Some(second)) if first != second => {
                self.complain(one, &format!("and {other} are both set, and differ"));
                None
            }
            (Some(text), _) => Some((one, text)),
            (None, found) => found.map(|text| (other, text)),
        }
    }

    /// A secret that somebody has made up, under either name.
    pub(super) fn secret_of_either(
        &mut self,
        names: (&'static str, &'static str),
    ) -> Option<(&'static str, Secret)> {
        let (name, text) = self.either(names)?;
        if is_placeholder(text) {
            self.complain(name, "is what the documentation shows in its place");
            return None;
        }
        Some((name, Secret::new(text)))
    }

    /// Yes or no, and no if nothing is said. A word that is neither is a mistake and not a no.
    pub(super) fn flag(&mut self, name: &str) -> bool {
        match self.text(name).map(str::to_ascii_lowercase).as_deref() {
            None | Some("false" | "0" | "no") => false,
            Some("true" | "1" | "yes") => true,
            Some(_) => {
                self.complain(name, "must be `true` or `false`");
                false
            }
        }
    }

    pub(super) fn complain(&mut self, variable: &str, says: &str) {
        self.problems.push(Note { variable: variable.to_owned(), says: says.to_owned() });
    }

    pub(super) fn notice(&mut self, variable: &str, says: &str) {
        self.notices.push(Note { variable: variable.to_owned(), says: says.to_owned() });
    }

    /// What is to be said, if nothing was wrong.
    pub(super) fn finish(self) -> Result<Vec<Note>, Problems> {
        if self.problems.is_empty() { Ok(self.notices) } else { Err(Problems(self.problems)) }
    }
}
