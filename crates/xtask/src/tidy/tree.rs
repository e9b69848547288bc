//! The tree that the checks look at: the files that git tracks or would, and the packages.

use crate::{shell, workspace};
use anyhow::{Context, Result};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

/// Every file of the project and every package of the workspace.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Paths from the root, with `/`, of all files.
    pub(super) paths: BTreeSet<String>,
    /// The text of those that are text.
    pub(super) texts: BTreeMap<String, String>,
    pub(super) packages: Vec<Package>,
}

/// A package of the workspace and whom it uses.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) dependencies: Vec<Dependency>,
}

/// One line of a package's dependencies.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Dependency {
    pub(super) name: String,
    /// `dev`, `build`, or nothing for an ordinary one.
    pub(super) kind: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

impl Tree {
    /// The checkout as it is, with files that are not committed yet.
    pub(super) fn of_checkout() -> Result<Self> {
        let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        let listed = shell::answer(shell::command("git").args(list))
            .context("tidy looks at the files that git knows")?;
        let mut tree = Self { packages: packages()?, ..Self::default() };
        for path in listed.split_terminator('\0') {
            // Git lists a removed file until the removal is staged.
            let Ok(content) = fs::read(workspace::path(path)) else { continue };
            tree.paths.insert(path.to_owned());
            if let Ok(text) = String::from_utf8(content) {
                tree.texts.insert(path.to_owned(), text);
            }
        }
        Ok(tree)
    }

    /// The texts whose path ends in one of these.
    pub(super) fn texts_with<'a>(
        &'a self,
        endings: &'a [&str],
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let texts = self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        texts.filter(|(path, _)| endings.iter().any(|ending| path.ends_with(ending)))
    }

    /// Whether this is a file or a folder with files in it.
    pub(super) fn has(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        self.paths.contains(path)
            || self.paths.range(folder.clone()..).next().is_some_and(|it| it.starts_with(&folder))
    }
}

fn packages() -> Result<Vec<Package>> {
    let metadata = shell::cargo(&["metadata", "--no-deps", "--format-version", "1"]).output()?;
    let metadata: Metadata =
        serde_json::from_slice(&metadata.stdout).context("read `cargo metadata`")?;
    Ok(metadata.packages)
}

#[cfg(test)]
impl Tree {
    /// A tree of these files and no packages.
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        files.iter().fold(Self::default(), |tree, (path, text)| tree.with(path, text))
    }

    pub(super) fn with(mut self, path: &str, text: &str) -> Self {
        self.paths.insert(path.to_owned());
        self.texts.insert(path.to_owned(), text.to_owned());
        self
    }

    pub(super) fn depending(self, from: &str, to: &str) -> Self {
        self.depending_for(from, to, None)
    }

    pub(super) fn depending_for(mut self, from: &str, to: &str, kind: Option<&str>) -> Self {
        let dependency = Dependency { name: to.to_owned(), kind: kind.map(str::to_owned) };
        self.packages.push(Package { name: from.to_owned(), dependencies: vec![dependency] });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Tree;

    #[test]
    fn folders_are_there_when_they_have_files() {
        let tree = Tree::of(&[("docs/a.md", ""), ("docs-old/b.md", "")]);
        assert!(tree.has("docs") && tree.has("docs/a.md"));
        assert!(!tree.has("doc") && !tree.has("docs/b.md"));
    }

    #[test]
    fn the_checkout_can_be_read() {
        let tree = Tree::of_checkout().unwrap();
        assert!(tree.has("crates/xtask/src/tidy/tree.rs"));
        assert!(tree.packages.iter().any(|package| package.name == "xtask"));
    }
}
