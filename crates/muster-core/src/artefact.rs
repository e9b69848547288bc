//! Artefacts: files that a job leaves behind, and that are kept with its attempt.
//!
//! A job says which by patterns, relative to its working directory and with `/` between their parts.
//! `*`, `?` and `[..]` stand for letters within a part, `**` for any number of parts. Names are checked
//! so that they can be written on any system and mean nothing but a file below a folder.
//!
//! Not here: looking at files. Whoever walks a folder asks step by step where that leads.

use glob::Pattern;
use std::collections::BTreeSet;

/// Patterns of one job.
pub const MOST_PATTERNS: usize = 32;
/// Files of one attempt.
pub const MOST_FILES: usize = 10_000;
const LONGEST_PATTERN: usize = 512;
const LONGEST_NAME: usize = 1024;
/// What file systems take as one part of a path.
const LONGEST_PART: usize = 255;

/// A pattern that is refused: which one, and the rule that it breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadPattern {
    /// Its place among the patterns.
    pub place: usize,
    /// Completes "the pattern …".
    pub rule: &'static str,
}

/// The patterns of a job, checked.
#[derive(Debug, Clone)]
pub struct Patterns(Vec<Vec<Part>>);

#[derive(Debug, Clone)]
enum Part {
    /// Any number of folders; at the end, every file below.
    Any,
    Named(Pattern),
}

/// What of the patterns is left to be met within one folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach(BTreeSet<(usize, usize)>);

impl Reach {
    /// Whether nothing in the folder can be wanted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Patterns {
    /// Reads patterns, each of which must stay below the folder.
    pub fn read(texts: &[String]) -> Result<Self, BadPattern> {
        let read = |(place, text): (usize, &String)| {
            parts(text).map_err(|rule| BadPattern { place, rule })
        };
        texts.iter().enumerate().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// What is left to be met in the working directory.
    pub fn start(&self) -> Reach {
        let mut reach = Reach::default();
        (0..self.0.len()).for_each(|pattern| self.enter(&mut reach, pattern, 0));
        reach
    }

    /// What is left to be met in a folder of this name.
    pub fn within(&self, reach: &Reach, folder: &str) -> Reach {
        let mut inner = Reach::default();
        for &(pattern, place) in &reach.0 {
            match &self.0[pattern][place] {
                Part::Any => self.enter(&mut inner, pattern, place),
                Part::Named(part) if part.matches(folder) => {
                    self.enter(&mut inner, pattern, place + 1);
                }
                Part::Named(_) => {}
            }
        }
        inner
    }

    /// Whether a file of this name is wanted.
    pub fn want(&self, reach: &Reach, file: &str) -> bool {
        reach.0.iter().any(|&(pattern, place)| {
            let is_last = place + 1 == self.0[pattern].len();
            is_last
                && match &self.0[pattern][place] {
                    Part::Any => true,
                    Part::Named(part) => part.matches(file),
                }
        })
    }

    fn enter(&self, reach: &mut Reach, pattern: usize, place: usize) {
        let parts = &self.0[pattern];
        if place >= parts.len() || !reach.0.insert((pattern, place)) {
            return;
        }
        if matches!(parts[place], Part::Any) {
            self.enter(reach, pattern, place + 1);
        }
    }
}

fn parts(text: &str) -> Result<Vec<Part>, &'static str> {
    if text.is_empty() || text.len() > LONGEST_PATTERN {
        return Err("must have 1 to 512 bytes");
    }
    if text.chars().any(|letter| letter.is_control() || letter == '\\') {
        return Err("must be on one line and have `/` between its parts, not `\\`");
    }
    let is_on_a_drive = matches!(text.as_bytes(), [drive, b':', ..] if drive.is_ascii_alphabetic());
    if text.starts_with('/') || is_on_a_drive {
        return Err("must be relative to the job's working directory");
    }
    text.split('/').map(part).collect()
}

fn part(text: &str) -> Result<Part, &'static str> {
    match text {
        ".." => Err("must stay below the job's working directory, without `..`"),
        "" | "." => Err("must not have an empty part or `.`; a whole folder is `name/**`"),
        "**" => Ok(Part::Any),
        text => Pattern::new(text).map(Part::Named).map_err(
            |_| "must be a pattern: `**` stands alone between slashes, and `[` has its `]`",
        ),
    }
}

/// Checks that a name can be written below a folder on any system, and looks like what it is.
/// Answers the rule that it breaks, which completes "its name …".
pub fn check_name(name: &str) -> Result<(), &'static str> {
    if name.len() > LONGEST_NAME || name.split('/').any(|part| part.len() > LONGEST_PART) {
        return Err("is too long");
    }
    if name.chars().any(|letter| letter.is_control() || r#"\:<>"|?*"#.contains(letter)) {
        return Err("has a character that not every system can write");
    }
    if name.chars().any(turns_text_around) {
        return Err("has a character that changes the direction of the text");
    }
    name.split('/').try_for_each(check_part)
}

fn check_part(part: &str) -> Result<(), &'static str> {
    if ["", ".", ".."].contains(&part) {
        return Err("does not lead to a file below the folder");
    }
    if part.ends_with(['.', ' ']) {
        return Err("has a part that ends with a dot or a space, which not every system keeps");
    }
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let is_numbered = |device: &str| {
        let rest = stem.strip_prefix(device).map(|rest| rest.chars().collect::<Vec<_>>());
        matches!(rest.as_deref(), Some(['0'..='9' | '¹' | '²' | '³']))
    };
    let is_device = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str());
    if is_device || is_numbered("COM") || is_numbered("LPT") {
        return Err("names a device on some systems");
    }
    Ok(())
}

fn turns_text_around(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The name as a system reads it that does not tell capital letters from small ones. Two artefacts of
/// one attempt must differ in it.
pub fn folded(name: &str) -> String {
    name.to_uppercase().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(texts: &[&str]) -> Result<Patterns, BadPattern> {
        Patterns::read(&texts.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    fn wants(text: &str, path: &str) -> bool {
        let patterns = patterns(&[text]).unwrap();
        let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
        let folders = folders.split('/').filter(|folder| !folder.is_empty());
        let reach = folders.fold(patterns.start(), |reach, folder| patterns.within(&reach, folder));
        patterns.want(&reach, file)
    }

    #[test]
    fn a_pattern_wants_what_it_says_and_nothing_else() {
        for (pattern, wanted, unwanted) in [
            ("report.xml", &["report.xml"][..], &["a/report.xml", "report.xmlx"][..]),
            ("dist/**", &["dist/a", "dist/b/c", "dist/.d"], &["dist", "a/dist/b"]),
            ("**/*.log", &["x.log", "a/x.log", "a/b/x.log"], &["x.txt", "a/x.log/y"]),
            ("a/*/c?.txt", &["a/b/c1.txt"], &["a/c1.txt", "a/b/d/c1.txt"]),
            ("a/**/b/**/c", &["a/b/c", "a/x/b/y/z/c"], &["a/c", "b/c"]),
            ("[ab].bin", &["a.bin"], &["c.bin"]),
            ("**", &["a", "a/b/c"], &[]),
        ] {
            for path in wanted {
                assert!(wants(pattern, path), "{pattern}: {path}");
            }
            for path in unwanted {
                assert!(!wants(pattern, path), "{pattern}: {path}");
            }
        }
    }

    #[test]
    fn a_folder_in_which_nothing_can_be_wanted_is_known_before_it_is_walked() {
        let patterns = patterns(&["dist/*.js", "report.xml"]).unwrap();
        let start = patterns.start();
        assert!(patterns.within(&start, "node_modules").is_empty());
        let dist = patterns.within(&start, "dist");
        assert!(!dist.is_empty() && patterns.within(&dist, "deeper").is_empty());
    }

    #[test]
    fn a_pattern_that_leads_elsewhere_is_refused_with_its_place() {
        let (long, deep) = ("x".repeat(513), "a/../../etc/passwd");
        for text in [
            "",
            "/etc/passwd",
            "..",
            "../x",
            deep,
            "a//b",
            "dist/",
            "./a",
            "C:/x",
            r"a\b",
            "a\nb",
            "a**b",
            "[a",
            &long,
        ] {
            assert_eq!(patterns(&["fine", text]).unwrap_err().place, 1, "{text:?}");
        }
    }

    #[test]
    fn a_name_that_not_every_system_keeps_is_refused() {
        for name in ["report.xml", "dist/a b/ü.js", ".hidden", "a..b", "console", "com10", "nul_"]
        {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        let (long, deep) = ("x".repeat(256), "x/".repeat(600));
        for name in [
            "",
            "/a",
            "a/",
            "a//b",
            "..",
            "a/../b",
            "./a",
            "a\0b",
            "a\nb",
            r"a\b",
            "C:/x",
            "a:b",
            "a.",
            "a /b",
            "aux",
            "dir/NUL.txt",
            "com1",
            "lpt9.log",
            "CON .txt",
            "safe\u{202e}gnp.exe",
            "a|b",
            &long,
            &deep,
        ] {
            assert!(check_name(name).is_err(), "{name:?}");
        }
        assert_eq!(folded("Straße/READ.me"), folded("STRASSE/read.ME"));
    }
}
