//! Files of variables: `NAME=value` lines, as `.env` files and systemd's `EnvironmentFile` have them.
//!
//! A line is a comment (`#`), empty, or `NAME=value`, with an optional `export ` before it. A value
//! may stand in single quotes, where every character means itself, or in double quotes, where `\n`,
//! `\t`, `\"`, `\\` and `\$` are read. Nothing is ever expanded. Every problem of a file is told at
//! once, with its line.

use std::{fmt, io, path::Path};

/// One variable of a file.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) line: usize,
}

/// A file of variables that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EnvFileError {
    /// It cannot be read.
    #[error("cannot read the variables in {path}")]
    Read {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Lines in it are not variables.
    #[error("{path}: {}", list(.lines))]
    Lines {
        /// The file.
        path: String,
        /// The line, from 1, and what is wrong with it.
        lines: Vec<(usize, LineError)>,
    },
}

fn list(lines: &[(usize, LineError)]) -> String {
    let told = lines.iter().map(|(line, error)| format!("line {line}: {error}"));
    told.collect::<Vec<_>>().join("; ")
}

/// What is wrong with a line. The line itself is not repeated: it may hold a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineError {
    /// There is no `=`.
    NoEquals,
    /// The name has other characters than letters, digits and `_`, or starts with a digit.
    BadName,
    /// A quote is opened and not closed.
    OpenQuote,
    /// Something follows the closing quote.
    AfterQuote,
    /// A backslash stands before a character that means nothing special.
    BadEscape,
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoEquals => "expected `NAME=value`",
            Self::BadName => "a name has letters, digits and `_` only",
            Self::OpenQuote => "the quote is not closed on this line",
            Self::AfterQuote => "nothing may follow the closing quote but a comment",
            Self::BadEscape => "inside double quotes `\\` stands before n, t, \", $ or \\ only",
        })
    }
}

/// Reads a file, or tells everything that is wrong with it.
pub(crate) fn read(path: &Path) -> Result<Vec<Entry>, EnvFileError> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|source| EnvFileError::Read { path: shown.clone(), source })?;
    parse(&text).map_err(|lines| EnvFileError::Lines { path: shown, lines })
}

fn parse(text: &str) -> Result<Vec<Entry>, Vec<(usize, LineError)>> {
    let (mut entries, mut wrong) = (Vec::new(), Vec::new());
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (index, line) in text.lines().enumerate() {
        match parse_line(line.trim()) {
            Ok(None) => {}
            Ok(Some((name, value))) => entries.push(Entry { name, value, line: index + 1 }),
            Err(error) => wrong.push((index + 1, error)),
        }
    }
    if wrong.is_empty() { Ok(entries) } else { Err(wrong) }
}

fn parse_line(line: &str) -> Result<Option<(String, String)>, LineError> {
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, value) = line.split_once('=').ok_or(LineError::NoEquals)?;
    let name = name.trim();
    if !is_name(name) {
        return Err(LineError::BadName);
    }
    Ok(Some((name.to_owned(), parse_value(value.trim())?)))
}

fn is_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && name.bytes().all(is_part) && !name.starts_with(|c: char| c.is_ascii_digit())
}

fn parse_value(value: &str) -> Result<String, LineError> {
    if let Some(rest) = value.strip_prefix('\'') {
        let (inside, after) = rest.split_once('\'').ok_or(LineError::OpenQuote)?;
        return only_comment(after).map(|()| inside.to_owned());
    }
    if let Some(rest) = value.strip_prefix('"') {
        return parse_double_quoted(rest);
    }
    // A `#` starts a comment only after a blank: tokens and colours have it inside.
    let end = value.find(" #").or_else(|| value.find("\t#")).unwrap_or(value.len());
    Ok(if value.starts_with('#') { String::new() } else { value[..end].trim_end().to_owned() })
}

fn parse_double_quoted(rest: &str) -> Result<String, LineError> {
    let mut value = String::new();
    let mut characters = rest.chars();
    loop {
        match characters.next().ok_or(LineError::OpenQuote)? {
            '"' => return only_comment(characters.as_str()).map(|()| value),
            '\\' => value.push(match characters.next().ok_or(LineError::OpenQuote)? {
                'n' => '\n',
                't' => '\t',
                plain @ ('"' | '\\' | '$') => plain,
                _ => return Err(LineError::BadEscape),
            }),
            other => value.push(other),
        }
    }
}

fn only_comment(after: &str) -> Result<(), LineError> {
    let after = after.trim_start();
    if after.is_empty() || after.starts_with('#') { Ok(()) } else { Err(LineError::AfterQuote) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_value_is_read() {
        let cases = [
            ("A=b", "b"),
            ("  export A = b  ", "b"),
            ("A=", ""),
            ("A=#nothing", ""),
            ("A=b # comment", "b"),
            ("A=b#c", "b#c"),
            ("A=b=c", "b=c"),
            (r#"A="b \"c\" \n\\ # d" # e"#, "b \"c\" \n\\ # d"),
            (r"A='b \n $C'", r"b \n $C"),
            ("A=${HOME}", "${HOME}"),
            ("\u{feff}A=b", "b"),
        ];
        for (line, value) in cases {
            let entries = parse(line).unwrap_or_else(|error| panic!("{line:?}: {error:?}"));
            assert_eq!((&*entries[0].name, &*entries[0].value), ("A", value), "{line:?}");
        }
    }

    #[test]
    fn every_problem_is_told_with_its_line_and_without_its_text() {
        let text = "A=1\nnonsense\n2B=3\nC=\"open\nD='x' y\nE=\"\\q\"\n# fine\n";
        let wrong = parse(text).err().unwrap();
        let expected = [
            (2, LineError::NoEquals),
            (3, LineError::BadName),
            (4, LineError::OpenQuote),
            (5, LineError::AfterQuote),
            (6, LineError::BadEscape),
        ];
        assert_eq!(wrong, expected);
        let told = EnvFileError::Lines { path: ".env".into(), lines: wrong }.to_string();
        assert!(told.starts_with(".env: line 2: expected `NAME=value`; line 3: "), "{told}");
        assert!(!told.contains("nonsense") && !told.contains("open\n"));
    }
}
