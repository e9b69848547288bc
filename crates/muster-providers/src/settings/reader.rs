//! Reads variables one by one and remembers what is wrong, what is missing and what nobody asked for.

use super::{BadSettings, SettingNote};
use muster_core::Secret;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::RangeInclusive,
    str::FromStr,
    time::Duration,
};

/// Families of which every variable has an effect or is spoken of.
const FAMILIES: [&str; 6] =
    ["RENDER_WORKER_", "RENDER_CUSTOM_", "DAYTONA_", "MUSTER_DOCKER_", "MUSTER_KUBE", "VERCEL_"];

#[derive(Debug)]
pub(super) struct Reader<'a> {
    variables: &'a BTreeMap<String, String>,
    read: BTreeSet<&'static str>,
    problems: Vec<SettingNote>,
    notices: Vec<SettingNote>,
}

impl<'a> Reader<'a> {
    pub(super) fn of(variables: &'a BTreeMap<String, String>) -> Self {
        let (read, problems, notices) = (BTreeSet::new(), Vec::new(), Vec::new());
        Self { variables, read, problems, notices }
    }

    /// A variable; an empty one is none.
    pub(super) fn text(&mut self, name: &'static str) -> Option<&'a str> {
        self.read.insert(name);
        self.given(name)
    }

    fn given(&self, name: &str) -> Option<&'a str> {
        self.variables.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    pub(super) fn text_or(&mut self, name: &'static str, otherwise: &str) -> String {
        self.text(name).unwrap_or(otherwise).to_owned()
    }

    pub(super) fn secret(&mut self, name: &'static str) -> Option<Secret> {
        self.text(name).map(Secret::new)
    }

    /// Variables without which nothing can be done: all that are missing are named.
    pub(super) fn required<const N: usize>(
        &mut self,
        names: [&'static str; N],
        why: &str,
    ) -> Option<[&'a str; N]> {
        let found = names.map(|name| (name, self.text(name)));
        for (name, _) in found.iter().filter(|(_, text)| text.is_none()) {
            self.problem(name, &format!("is missing: {why}"));
        }
        let is_whole = found.iter().all(|(_, text)| text.is_some());
        is_whole.then(|| found.map(|(_, text)| text.unwrap_or_default()))
    }

    pub(super) fn parsed<T>(&mut self, name: &'static str, otherwise: &str) -> Option<T>
    where
        T: FromStr<Err: fmt::Display>,
    {
        let parsed = self.text(name).unwrap_or(otherwise).parse();
        parsed.map_err(|error: T::Err| self.problem(name, &error.to_string())).ok()
    }

    pub(super) fn number<T>(
        &mut self,
        name: &'static str,
        otherwise: T,
        range: RangeInclusive<T>,
    ) -> T
    where
        T: FromStr + PartialOrd + fmt::Display + Copy,
    {
        let Some(text) = self.text(name) else { return otherwise };
        match text.parse() {
            Ok(number) if range.contains(&number) => number,
            _ => {
                let (least, most) = (range.start(), range.end());
                self.problem(name, &format!("must be a whole number of {least} to {most}"));
                otherwise
            }
        }
    }

    pub(super) fn millis(&mut self, name: &'static str, otherwise: u64) -> Duration {
        // A day is longer than anything takes; a second is what asking costs.
        Duration::from_millis(self.number(name, otherwise, 1_000..=86_400_000))
    }

    pub(super) fn seconds(&mut self, name: &'static str, otherwise: u64) -> Duration {
        Duration::from_secs(self.number(name, otherwise, 1..=86_400))
    }

    pub(super) fn flag(&mut self, name: &'static str) -> bool {
        match self.text(name).map(str::to_ascii_lowercase).as_deref() {
            None | Some("0" | "false" | "no") => false,
            Some("1" | "true" | "yes") => true,
            Some(_) => {
                self.problem(name, "must be `true` or `false`");
                false
            }
        }
    }

    /// Something that has to be right.
    pub(super) fn problem(&mut self, name: &str, says: &str) {
        self.problems.push(SettingNote { variable: name.to_owned(), says: says.to_owned() });
    }

    /// Something that should be said.
    pub(super) fn notice(&mut self, name: &str, says: &str) {
        self.notices.push(SettingNote { variable: name.to_owned(), says: says.to_owned() });
    }

    /// Everything that was given of a family does nothing, because what the family needs is missing.
    pub(super) fn in_vain(&mut self, family: &str, needed: &str) {
        let names = self.read.iter().copied();
        let given = names.filter(|name| name.starts_with(family) && self.given(name).is_some());
        let is_new = |name: &&str| self.notices.iter().all(|notice| notice.variable != *name);
        for name in given.filter(is_new).collect::<Vec<_>>() {
            self.notice(name, &format!("has no effect without {needed}"));
        }
    }

    /// What there is to say, if nothing is wrong.
    pub(super) fn end(mut self) -> Result<Vec<SettingNote>, BadSettings> {
        let is_ours = |name: &str| FAMILIES.iter().any(|family| name.starts_with(family));
        let unread = self.variables.keys().filter(|name| !self.read.contains(name.as_str()));
        for name in unread.filter(|name| is_ours(name)).cloned().collect::<Vec<_>>() {
            self.notice(&name, "has no effect");
        }
        if self.problems.is_empty() {
            Ok(self.notices)
        } else {
            Err(BadSettings { problems: self.problems })
        }
    }
}
