//! Migrations: numbered from one without a gap, so that their order is their name.
//!
//! Not here: whether a released one was edited. The store verifies each one's checksum.

use super::{Finding, tree::Tree};
use std::collections::BTreeMap;

/// Migrations out of order, twice, or with a name that says no order.
pub(super) fn order(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut folders: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let migrations = tree.paths.iter().filter_map(|path| path.rsplit_once('/'));
    for (folder, name) in migrations.filter(|(folder, _)| folder.ends_with("/migrations")) {
        match number(name) {
            Some(number) => folders.entry(folder).or_default().push(number),
            None => found.push(Finding::at(
                format!("{folder}/{name}"),
                "must be called `NNNN_what_it_does.sql`",
            )),
        }
    }
    for (folder, numbers) in folders {
        // The paths are sorted, so the numbers are too.
        let expected = 1..;
        if let Some((number, want)) =
            numbers.into_iter().zip(expected).find(|(is, want)| is != want)
        {
            let says = format!("has {number:04} where {want:04} should stand");
            found.push(Finding::at(folder, says));
        }
    }
    found
}

fn number(name: &str) -> Option<u32> {
    let (number, rest) = name.split_once('_')?;
    let what = rest.strip_suffix(".sql")?;
    let is_plain = !what.is_empty()
        && what.bytes().all(|it| it == b'_' || it.is_ascii_lowercase() || it.is_ascii_digit());
    (number.len() == 4 && is_plain).then(|| number.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::{Tree, order};

    fn findings(names: &[&str]) -> Vec<String> {
        let tree = names.iter().fold(Tree::default(), |tree, name| {
            tree.with(&format!("crates/muster-store/migrations/{name}"), "")
        });
        order(&tree).into_iter().map(|found| found.says).collect()
    }

    #[test]
    fn numbers_are_dense() {
        assert!(findings(&["0001_job.sql", "0002_worker.sql"]).is_empty());
        assert_eq!(findings(&["0001_a.sql", "0003_b.sql"]), ["has 0003 where 0002 should stand"]);
        assert_eq!(findings(&["0001_a.sql", "0001_b.sql"]), ["has 0001 where 0002 should stand"]);
    }

    #[test]
    fn names_say_number_and_purpose() {
        for name in ["1_a.sql", "0001.sql", "0001_.sql", "0001_a.txt", "0001_New.sql"] {
            assert_eq!(findings(&[name]).len(), 1, "{name}");
        }
    }
}
