//! Named places at which tests kill the program: all of them are used, and no release has them.

use super::{Finding, tree::Tree};

/// The table of kills.
const TABLE: &str = "tests/system/kill_points.rs";
const SWITCH: &str = "crates/muster-cli/src/kill_at.rs";
const ROOT: &str = "crates/muster-cli/src/main.rs";
// Written apart, so that this file does not find itself.
const VARIABLE: &str = concat!("MUSTER_TEST_", "KILL_AT");

/// Places in the code at which no test kills anything.
pub(super) fn unused(tree: &Tree) -> Vec<Finding> {
    let table = tree.texts.get(TABLE).map(String::as_str).unwrap_or_default();
    let code = tree.texts_with(&[".rs"]).filter(|(path, _)| {
        path.starts_with("crates/") && !path.starts_with("crates/muster-seams/")
    });
    let places =
        code.flat_map(|(path, text)| text.split(".pass(\"").skip(1).map(move |rest| (path, rest)));
    let names = places.filter_map(|(path, rest)| Some((path, rest.split_once('"')?.0)));
    let unused = names.filter(|(_, name)| !table.contains(&format!("\"{name}\"")));
    unused.map(|(path, name)| Finding::at(path, format!("put `{name}` into {TABLE}"))).collect()
}

/// Whatever would let a released program be told where to die.
pub(super) fn released(tree: &Tree) -> Vec<Finding> {
    let others = tree
        .texts_with(&[".rs", ".toml"])
        .filter(|(path, text)| text.contains(VARIABLE) && ![SWITCH, TABLE].contains(path));
    let mut found: Vec<_> = others
        .map(|(path, _)| Finding::at(path, format!("only {SWITCH} may know `{VARIABLE}`")))
        .collect();
    let root = tree.texts.get(ROOT).map(String::as_str).unwrap_or_default();
    if root.contains("mod kill_at;") && !root.contains("#[cfg(debug_assertions)]\nmod kill_at;") {
        found.push(Finding::at(ROOT, "`kill_at` is for builds with `debug_assertions` only"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_no_test_uses_is_found() {
        let code = ("crates/a/src/b.rs", "faults.pass(\"log.after_sync\");");
        let table = |text| Tree::of(&[code, (TABLE, text)]);
        assert_eq!(unused(&table("Coordinator(&[\"log.after_sync\"])")), []);
        assert_eq!(unused(&table("Coordinator(&[\"log.after_append\"])")).len(), 1);
    }

    #[test]
    fn a_switch_that_gets_into_a_release_is_found() {
        let tree = |root| Tree::of(&[(SWITCH, VARIABLE), (ROOT, root)]);
        assert_eq!(released(&tree("#[cfg(debug_assertions)]\nmod kill_at;\n")), []);
        assert_eq!(released(&tree("mod kill_at;\n")).len(), 1);
        let other = Tree::of(&[("crates/muster-host/src/a.rs", VARIABLE)]);
        assert_eq!(released(&other).len(), 1);
    }
}
