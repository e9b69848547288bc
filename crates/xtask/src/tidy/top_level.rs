//! The top level of the repository: few entries, each explained in the docs.

use super::{Finding, tree::Tree};
use std::collections::BTreeSet;

const FOLDERS: &[&str] = &["crates", "docs", "icons", "src-tauri", "tests", "ui"];

const METADATA: &[&str] = &[
    ".cargo",
    ".ci",
    ".config",
    ".env.example",
    ".gitattributes",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "clippy.toml",
    "deny.toml",
    "openapi.json",
    "rustfmt.toml",
];

const MAP: &str = "docs/architecture.md";

/// Entries that do not belong at the top.
pub(super) fn entries(tree: &Tree) -> Vec<Finding> {
    let strange =
        top(tree).into_iter().filter(|it| !FOLDERS.contains(it) && !METADATA.contains(it));
    strange.map(|entry| Finding::at(entry, "does not belong at the top level")).collect()
}

/// Folders that the map of the repository does not name.
pub(super) fn documented(tree: &Tree) -> Vec<Finding> {
    let Some(map) = tree.texts.get(MAP) else {
        return vec![Finding::at(MAP, "is missing: it names every folder")];
    };
    let folders = top(tree).into_iter().filter(|entry| FOLDERS.contains(entry));
    let unnamed = folders.filter(|folder| !map.contains(&format!("{folder}/")));
    unnamed.map(|folder| Finding::at(MAP, format!("does not name `{folder}/`"))).collect()
}

fn top(tree: &Tree) -> BTreeSet<&str> {
    tree.paths.iter().filter_map(|path| path.split('/').next()).collect()
}

#[cfg(test)]
mod tests {
    use super::{MAP, Tree, documented, entries};

    #[test]
    fn files_and_folders_are_both_looked_at() {
        let tree = Tree::of(&[("scripts/a.sh", ""), ("NOTES.md", ""), ("ui/a.ts", "")]);
        let places: Vec<_> = entries(&tree).into_iter().map(|found| found.place).collect();
        assert_eq!(places, ["NOTES.md", "scripts"]);
    }

    #[test]
    fn a_missing_map_is_found() {
        assert_eq!(documented(&Tree::default()).len(), 1);
        assert_eq!(documented(&Tree::of(&[(MAP, "`docs/`"), ("README.md", "")])), []);
    }
}
