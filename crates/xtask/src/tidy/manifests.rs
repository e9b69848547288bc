//! Manifests: every package takes the workspace's lints.

use super::{Finding, tree::Tree};

/// Packages that do not take the workspace's lints.
pub(super) fn lints(tree: &Tree) -> Vec<Finding> {
    let manifests = tree.texts_with(&["Cargo.toml"]).filter(|(path, _)| *path != "Cargo.toml");
    let without = manifests.filter(|(_, text)| !takes_lints(text));
    without.map(|(path, _)| Finding::at(path, "needs `[lints]` with `workspace = true`")).collect()
}

fn takes_lints(manifest: &str) -> bool {
    let mut section = "";
    manifest.lines().map(str::trim).any(|line| {
        if line.starts_with('[') {
            section = line;
        }
        section == "[lints]" && line == "workspace = true"
    })
}

#[cfg(test)]
mod tests {
    use super::takes_lints;

    #[test]
    fn only_the_lints_section_counts() {
        assert!(takes_lints("[package]\nname = \"a\"\n\n[lints]\nworkspace = true\n"));
        assert!(!takes_lints("[lints]\n[dependencies.x]\nworkspace = true\n"));
        assert!(!takes_lints("[lints]\nworkspace = false\n"));
    }
}
