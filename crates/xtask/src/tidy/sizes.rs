//! Sizes: long files and long functions are where code stops being calm.

use super::{Finding, tree::Tree};

const CODE: &[&str] = &[".rs", ".ts", ".tsx", ".css", ".mjs"];
// Nine of ten files of calm projects are shorter.
const LONG_FILE: usize = 350;
const LONGEST_FILE: usize = 600;
const LONG_FUNCTION: usize = 80;
// Where an excuse must stand.
const FIRST_LINES: usize = 5;

/// Files so long that they need a reason.
pub(super) fn too_long(tree: &Tree) -> Vec<Finding> {
    let long = files(tree).filter(|(_, text)| text.lines().count() > LONGEST_FILE);
    let unexcused = long.filter(|(_, text)| !is_excused(text));
    let says = format!(
        "has more than {LONGEST_FILE} lines: split it, or say `tidy: long-file: why` in its first \
         {FIRST_LINES} lines"
    );
    unexcused.map(|(path, _)| Finding::at(path, &says)).collect()
}

/// Long files and long Rust functions: a list to look at.
pub(super) fn to_look_at(tree: &Tree) -> Vec<String> {
    let files = files(tree).map(|(path, text)| (path, text.lines().count()));
    let mut looks: Vec<_> = files
        .filter(|(_, lines)| *lines > LONG_FILE)
        .map(|(path, lines)| format!("{path} has {lines} lines"))
        .collect();
    for (path, text) in tree.texts_with(&[".rs"]) {
        let long = functions(text).into_iter().filter(|function| function.lines > LONG_FUNCTION);
        looks.extend(
            long.map(|it| format!("{path}:{} `{}` has {} lines", it.at, it.name, it.lines)),
        );
    }
    looks
}

fn files(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    tree.texts_with(CODE).filter(|(path, _)| !path.ends_with(".d.ts"))
}

fn is_excused(text: &str) -> bool {
    let mut first = text.lines().take(FIRST_LINES);
    first.any(|line| {
        line.split_once("tidy: long-file:").is_some_and(|(_, why)| !why.trim().is_empty())
    })
}

/// A Rust function: its name, its first line and its length.
#[derive(Debug, PartialEq, Eq)]
struct Function<'a> {
    name: &'a str,
    at: usize,
    lines: usize,
}

/// The functions of a formatted file: from `fn` to the brace at the same depth.
fn functions(text: &str) -> Vec<Function<'_>> {
    let lines: Vec<_> = text.lines().collect();
    let starts = lines.iter().enumerate().filter_map(|(at, line)| Some((at, name(line)?)));
    let mut found = Vec::new();
    for (at, name) in starts {
        let depth = lines[at].len() - lines[at].trim_start().len();
        let end = format!("{}}}", " ".repeat(depth));
        let is_over = |line: &str| line == end || line.ends_with(';') && indent(line) == depth;
        if let Some(length) = lines[at..].iter().position(|line| is_over(line)) {
            found.push(Function { name, at: at + 1, lines: length + 1 });
        }
    }
    found
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The name of the function that starts on this line.
fn name(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let is_modifier = |word: &&str| {
        word.starts_with("pub") || ["async", "const", "unsafe", "extern"].contains(word)
    };
    let first = words.find(|word| !is_modifier(word))?;
    let rest = (first == "fn").then(|| words.next()).flatten()?;
    rest.split(['(', '<']).next()
}

#[cfg(test)]
mod tests {
    use super::{Function, Tree, functions, to_look_at, too_long};

    #[test]
    fn functions_end_at_their_own_brace() {
        let text = "impl A {\n    pub(crate) async fn one(&self) {\n        if x {\n        }\n    }\n\n    fn two();\n}\n\nfn three<T>() {\n}\n";
        let expected = [("one", 2, 4), ("two", 7, 1), ("three", 10, 2)]
            .map(|(name, at, lines)| Function { name, at, lines });
        assert_eq!(functions(text), expected);
    }

    #[test]
    fn what_is_long_is_listed() {
        let body = "    x();\n".repeat(80);
        let tree = Tree::of(&[("a.rs", &format!("fn a() {{\n{body}}}\n"))]);
        assert_eq!(to_look_at(&tree), ["a.rs:1 `a` has 82 lines"]);
        assert_eq!(to_look_at(&Tree::of(&[("a.css", &"x\n".repeat(351))])).len(), 1);
        assert!(to_look_at(&Tree::of(&[("schema.d.ts", &"x\n".repeat(900))])).is_empty());
    }

    #[test]
    fn very_long_files_need_a_reason() {
        let lines = "x\n".repeat(601);
        assert_eq!(too_long(&Tree::of(&[("a.rs", &lines)])).len(), 1);
        let excused = format!("// tidy: long-file: one table\n{lines}");
        assert_eq!(too_long(&Tree::of(&[("a.rs", &excused)])), []);
        let bare = format!("// tidy: long-file:\n{lines}");
        assert_eq!(
            too_long(&Tree::of(&[("a.rs", &bare)])).len(),
            1,
            "a reason is more than a mark"
        );
    }
}
