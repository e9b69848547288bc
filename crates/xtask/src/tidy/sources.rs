//! Sources: what every file of code must have or may not have.

use super::{Finding, tree::Tree};

const CODE: &[&str] = &[".rs", ".ts", ".tsx", ".css", ".sql", ".toml", ".yml", ".sh", ".html"];

/// Rust files with public items that do not say what they are.
pub(super) fn module_docs(tree: &Tree) -> Vec<Finding> {
    let undocumented =
        tree.texts_with(&[".rs"]).filter(|(_, text)| has_public_item(text) && !is_documented(text));
    undocumented
        .map(|(path, _)| Finding::at(path, "starts without `//!`: say what it is"))
        .collect()
}

fn has_public_item(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with("pub "))
}

fn is_documented(text: &str) -> bool {
    // Attributes of the file may come first.
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with("#!["));
    first.is_some_and(|line| line.starts_with("//! "))
}

/// Notes of work to do that no issue knows.
pub(super) fn to_do_form(tree: &Tree) -> Vec<Finding> {
    // Written apart, so that this file does not find itself.
    let word = concat!("TO", "DO");
    each_line(tree, CODE, |line| {
        let is_loose = line.match_indices(word).any(|(at, _)| !has_issue(line, at, word));
        is_loose.then(|| format!("write `{word}(#n)` with the number of its issue"))
    })
}

fn has_issue(line: &str, at: usize, word: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bytes = line.as_bytes();
    let rest = line.get(at + word.len()..).unwrap_or_default();
    let starts_inside = at > 0 && is_word(bytes[at - 1]);
    if starts_inside || rest.bytes().next().is_some_and(is_word) {
        // A part of a longer name.
        return true;
    }
    let number = rest.strip_prefix("(#").and_then(|rest| rest.split_once(')'));
    number.is_some_and(|(number, _)| number.parse::<u32>().is_ok())
}

/// Files in which two versions were never made one.
pub(super) fn conflicts(tree: &Tree) -> Vec<Finding> {
    // Written apart, so that this file does not find itself.
    let marks = [concat!("<<<<", "<<< "), concat!(">>>>", ">>> ")];
    let is_mark = |line: &str| marks.iter().any(|mark| line.starts_with(mark));
    each_line(tree, &[""], |line| is_mark(line).then(|| "is the mark of a merge".to_owned()))
}

/// Code that talks to anybody who says that he is the right one.
pub(super) fn certificates(tree: &Tree) -> Vec<Finding> {
    let forbidden = [
        concat!("danger_accept_", "invalid_certs"),
        concat!("danger_accept_", "invalid_hostnames"),
        concat!("NODE_TLS_REJECT_", "UNAUTHORIZED"),
    ];
    each_line(tree, &[".rs", ".ts", ".tsx", ".mjs", ".yml", ".sh"], |line| {
        let name = forbidden.iter().find(|name| line.contains(*name))?;
        Some(format!("`{name}` is never right: trust the certificate instead"))
    })
}

fn each_line(
    tree: &Tree,
    endings: &[&str],
    judge: impl Fn(&str) -> Option<String>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in tree.texts_with(endings) {
        for (number, line) in text.lines().enumerate() {
            if let Some(says) = judge(line) {
                found.push(Finding::at(format!("{path}:{}", number + 1), says));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Tree, conflicts, has_issue, is_documented, module_docs, to_do_form};

    #[test]
    fn docs_come_first_or_after_attributes_of_the_file() {
        assert!(is_documented("//! A.\n"));
        assert!(is_documented("#![expect(unsafe_code, reason = \"x\")]\n//! A.\n"));
        assert!(!is_documented("use a;\n//! A.\n"));
        assert!(!is_documented("// A.\n"));
    }

    #[test]
    fn a_file_without_public_items_needs_no_docs() {
        let tree = Tree::of(&[("a.rs", "fn main() {}\n"), ("b.rs", "pub(crate) fn b() {}\n")]);
        assert_eq!(module_docs(&tree), []);
        let inside = Tree::of(&[("c.rs", "mod x {\n    pub fn c() {}\n}\n")]);
        assert_eq!(module_docs(&inside).len(), 1, "a public item inside a module is one too");
    }

    #[test]
    fn a_merge_that_was_not_finished_is_found_in_any_file() {
        let text =
            format!("a\n{}HEAD\nb\n=======\nc\n{}main\n", "<".repeat(7) + " ", ">".repeat(7) + " ");
        let tree = Tree::of(&[("CHANGES.md", &text), ("b.rs", "let a = b << 7;\n=======\n")]);
        assert_eq!(conflicts(&tree).len(), 2);
    }

    #[test]
    fn a_note_needs_the_number_of_its_issue() {
        let word = concat!("TO", "DO");
        let at = |line: &str| has_issue(line, line.find(word).unwrap(), word);
        assert!(at(&format!("// {word}(#12): later")));
        assert!(at(&format!("const MAX_{word}S: u32 = 3;")));
        assert!(!at(&format!("// {word}: later")));
        assert!(!at(&format!("// {word}(me): later")));
        let tree = Tree::of(&[("a.rs", &format!("x\n// {word}\n"))]);
        assert_eq!(to_do_form(&tree)[0].place, "a.rs:2");
    }
}
