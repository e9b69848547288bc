//! Links: a path that the docs name exists.

use super::{Finding, tree::Tree};

// Made by a build, so the docs may name them although git does not know them.
const BUILT: &[&str] = &["ui/dist", "ui/node_modules", "ui/test-results", "ui/playwright-report"];

/// Paths in the docs that lead nowhere.
pub(super) fn to_paths(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in tree.texts_with(&[".md"]) {
        let mut is_code = false;
        for (number, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                is_code = !is_code;
            }
            if is_code {
                continue;
            }
            let place = format!("{path}:{}", number + 1);
            let broken = links(line).filter(|link| !leads_somewhere(tree, path, link));
            found.extend(
                broken.map(|link| {
                    Finding::at(&place, format!("links to `{link}`, which is not there"))
                }),
            );
            let gone = quoted(line).filter(|quoted| !is_there(tree, quoted));
            found.extend(gone.map(|quoted| {
                Finding::at(&place, format!("names `{quoted}`, which is not there"))
            }));
        }
    }
    found
}

/// The targets of `[text](target)` on this line that are not addresses.
fn links(line: &str) -> impl Iterator<Item = &str> {
    let targets = line.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    let targets = targets.filter_map(|(target, _)| target.split(['#', ' ']).next());
    targets.filter(|target| !target.is_empty() && !target.contains(':'))
}

fn leads_somewhere(tree: &Tree, from: &str, link: &str) -> bool {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return false;
                }
            }
            name => parts.push(name),
        }
    }
    parts.is_empty() || tree.has(&parts.join("/"))
}

/// Words in backticks that look like a path from the root.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    let words = line.split('`').skip(1).step_by(2);
    words.filter(|word| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte);
        word.contains('/') && !word.contains("..") && word.bytes().all(is_plain)
    })
}

/// Whether a quoted path exists, or starts with nothing of ours and so is about something else.
fn is_there(tree: &Tree, quoted: &str) -> bool {
    let path = quoted.trim_end_matches('/');
    let is_ours = path.split_once('/').is_some_and(|(first, _)| tree.has(first));
    !is_ours || tree.has(path) || BUILT.iter().any(|built| path.starts_with(built))
}

#[cfg(test)]
mod tests {
    use super::{Tree, to_paths};

    fn findings(path: &str, text: &str) -> Vec<String> {
        let tree = Tree::of(&[("README.md", ""), ("docs/cli.md", ""), ("crates/a/src/lib.rs", "")]);
        to_paths(&tree.with(path, text)).into_iter().map(|found| found.says).collect()
    }

    #[test]
    fn links_are_read_from_where_they_stand() {
        assert!(
            findings("docs/a.md", "[x](cli.md) [y](../README.md#top) [z](../crates/a)").is_empty()
        );
        assert!(findings("docs/a.md", "[x](https://example.org/a) [y](#here)").is_empty());
        assert_eq!(findings("docs/a.md", "[x](README.md)").len(), 1);
        assert_eq!(findings("docs/a.md", "[x](../../out.md)").len(), 1, "it leaves the repository");
    }

    #[test]
    fn quoted_paths_of_ours_exist() {
        assert!(findings("docs/a.md", "see `crates/a/src/lib.rs` and `ui/dist/x`").is_empty());
        assert!(
            findings("docs/a.md", "`POST /v1/jobs`, `/v1/jobs`, `text/plain`, `a/b`").is_empty()
        );
        let found = findings("docs/a.md", "see `crates/a/src/gone.rs`");
        assert_eq!(found, ["names `crates/a/src/gone.rs`, which is not there"]);
    }

    #[test]
    fn blocks_of_code_are_not_read() {
        assert!(findings("docs/a.md", "```\n[x](gone.md)\n```\n").is_empty());
        assert_eq!(findings("docs/a.md", "```\nx\n```\n[x](gone.md)\n").len(), 1);
    }
}
