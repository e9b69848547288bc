//! Tokens where somebody else may read them: in the start-up files of shells, on the command lines of
//! running programs, and in files that others may open.
//!
//! This is about the user who asks, not about the coordinator, so it is looked at on this side. What is
//! found is named by its place; the token itself is never told.

use super::findings::{good, warning, with_fix};
use crate::data_dir::others_may_read;
use muster_api::instance::{Check, Fix, FixKind};
use muster_core::token::{ClearToken, TokenKind};
use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

const NAME: &str = "exposed token";
const VARIABLES: [&str; 2] = ["MUSTER_TOKEN", "DEBORGEN_TOKEN"];
/// What shells read when they start, below the home directory.
const START_UP_FILES: [&str; 9] = [
    ".profile",
    ".bash_profile",
    ".bash_login",
    ".bashrc",
    ".zshenv",
    ".zprofile",
    ".zshrc",
    ".zlogin",
    ".config/fish/config.fish",
];
/// A start-up file that is longer is none.
const LONGEST: u64 = 1 << 20;

const OUT_OF_SHELL: &str = "load it from the keychain, as docs/configuration.md shows under \
    \"A token in a shell\", take the line out, and make a new token";
const OUT_OF_ARGUMENTS: &str = "every user of this machine can read it; pass it in `MUSTER_TOKEN` or \
    `MUSTER_TOKEN_FILE`, and make a new token";

/// Where to look.
#[derive(Debug, Default)]
pub struct Places<'a> {
    /// The home directory, whose shells read tokens.
    pub home: Option<&'a Path>,
    /// Files that hold a token or the key of a coordinator, if they are there.
    pub secret_files: Vec<PathBuf>,
    /// Files with variables, of which one may be a token.
    pub env_files: Vec<PathBuf>,
    /// Where the system shows its processes; not every system has that.
    pub processes: Option<&'a Path>,
}

/// Every token that is found in such a place; or that none is.
pub fn tokens(places: &Places<'_>) -> Vec<Check> {
    let mut found = Vec::new();
    let shells = places.home.into_iter().flat_map(start_up_files);
    found.extend(shells.flat_map(|path| in_shell(&path)));
    found.extend(places.processes.into_iter().flat_map(on_command_lines));
    found.extend(places.secret_files.iter().filter_map(|path| in_file(path, None)));
    found.extend(places.env_files.iter().filter_map(|path| in_file(path, Some(line_of(path)?))));
    if found.is_empty() {
        let finding = "no token was found in a shell's start-up files, on a command line or in a \
                       file of others";
        found.push(good(NAME, finding));
    }
    found
}

fn start_up_files(home: &Path) -> Vec<PathBuf> {
    let snippets = fs::read_dir(home.join(".config/fish/conf.d")).into_iter().flatten().flatten();
    let snippets = snippets.map(|entry| entry.path());
    let snippets = snippets.filter(|path| path.extension().is_some_and(|it| it == "fish"));
    START_UP_FILES.iter().map(|name| home.join(name)).chain(snippets).collect()
}

fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn in_shell(path: &Path) -> Vec<Check> {
    // A file that is not there, or not ours to read, shows nobody a token through us.
    let text = read(path).unwrap_or_default();
    let told = text.lines().zip(1..).filter_map(|(line, number)| {
        let variable = set_to_literal(line)?;
        let finding = format!("`{}`, line {number}, sets {variable} in clear", path.display());
        Some(warning(NAME, finding, OUT_OF_SHELL))
    });
    told.collect()
}

/// Which token a line of a shell sets, if what it sets stands there itself.
fn set_to_literal(line: &str) -> Option<&'static str> {
    VARIABLES.into_iter().find(|name| {
        line.match_indices(name).any(|(at, _)| {
            let (before, behind) = (&line[..at], &line[at + name.len()..]);
            let is_comment = before.trim_start().starts_with('#') || before.contains(" #");
            let is_whole = before.is_empty() || before.ends_with([' ', '\t', ';', '"', '\'']);
            let value = match behind.strip_prefix('=') {
                Some(value) => Some(value),
                // fish says `set -gx NAME value`.
                None if behind.starts_with([' ', '\t']) && is_fish_set(before) => Some(behind),
                None => None,
            };
            !is_comment && is_whole && value.is_some_and(|value| is_literal(value.trim_start()))
        })
    })
}

fn is_fish_set(before: &str) -> bool {
    let last = before.rsplit(';').next().unwrap_or(before);
    last.split_whitespace().next() == Some("set")
}

/// Whether a value is neither empty nor what a command or another variable gives.
fn is_literal(value: &str) -> bool {
    let mut letters = value.chars();
    let word: String = match letters.next() {
        // Nothing is expanded between these.
        Some('\'') => return letters.next().is_some_and(|letter| letter != '\''),
        Some('"') => letters.take_while(|letter| *letter != '"').collect(),
        _ => value.chars().take_while(|letter| !letter.is_whitespace() && *letter != ';').collect(),
    };
    !word.is_empty() && !word.starts_with(['(', '#']) && !word.contains(['$', '`'])
}

fn on_command_lines(processes: &Path) -> Vec<Check> {
    let entries = fs::read_dir(processes).into_iter().flatten().flatten();
    // Each is there by its number, and the one who looks under other names, too.
    let numbers = entries
        .filter(|entry| entry.file_name().to_str().is_some_and(|name| name.parse::<u32>().is_ok()));
    let own = numbers.map(|entry| entry.path()).filter(|path| is_own(path, processes));
    let found = own.filter_map(|path| {
        let line = fs::read(path.join("cmdline")).ok()?;
        let line = String::from_utf8_lossy(&line).into_owned();
        let words: Vec<_> = line.split('\0').filter(|word| !word.is_empty()).collect();
        let program = Path::new(words.first()?).file_name()?.to_string_lossy().into_owned();
        let finding = format!(
            "the command line of `{program}`, process {}, has a token",
            path.file_name()?.display()
        );
        has_token(&words).then(|| warning(NAME, finding, OUT_OF_ARGUMENTS))
    });
    found.collect()
}

/// Whether a process runs as the user who asks.
#[cfg(unix)]
fn is_own(process: &Path, processes: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let uid = |path: &Path| fs::metadata(path).ok().map(|found| found.uid());
    uid(process).is_some_and(|owner| uid(&processes.join("self")) == Some(owner))
}

#[cfg(not(unix))]
fn is_own(_process: &Path, _processes: &Path) -> bool {
    false
}

/// Whether a token stands among the words: one that was issued, or one for a program that takes ours.
fn has_token(words: &[&str]) -> bool {
    let takes_ours =
        words.iter().take(3).any(|word| word.contains("deborgen") || word.contains("muster"));
    let mut pairs = words.iter().zip(words.iter().skip(1));
    let is_given = |value: &str| {
        let is_for_joining = is_issued(value, |kind| kind == TokenKind::Join);
        !value.is_empty() && !value.starts_with("file://") && !is_for_joining
    };
    let is_flag = pairs.any(|(flag, value)| *flag == "--token" && is_given(value));
    let is_joined = words.iter().any(|word| word.strip_prefix("--token=").is_some_and(is_given));
    let is_set = words.iter().any(|word| {
        let set = word.split_once('=').filter(|(name, _)| VARIABLES.contains(name));
        set.is_some_and(|(_, value)| !value.is_empty())
    });
    let stands_alone = words.iter().any(|word| {
        let text = word.rsplit('=').next().unwrap_or(word);
        is_issued(text, |kind| kind != TokenKind::Join)
    });
    (takes_ours && (is_flag || is_joined)) || is_set || stands_alone
}

/// One for joining works once, and stands in the line that everybody pastes.
fn is_issued(text: &str, is_meant: impl Fn(TokenKind) -> bool) -> bool {
    text.parse::<ClearToken>().is_ok_and(|token| is_meant(token.kind))
}

/// The line of a file that sets a token.
fn line_of(path: &Path) -> Option<usize> {
    let text = read(path).ok()?;
    let is_token = |line: &str| {
        let set = line.trim_start().trim_start_matches("export ").split_once('=');
        set.is_some_and(|(name, value)| {
            VARIABLES.contains(&name.trim()) && !value.trim().is_empty()
        })
    };
    text.lines().zip(1..).find(|(line, _)| is_token(line)).map(|(_, number)| number)
}

fn in_file(path: &Path, line: Option<usize>) -> Option<Check> {
    if !others_may_read(path).ok()? {
        return None;
    }
    let shown = path.display();
    let place = line.map_or_else(String::new, |line| format!(", line {line},"));
    let finding = format!("`{shown}`{place} holds a token, and others may read the file");
    let hint = format!("run `chmod 600 {shown}`, and make a new token");
    let does = format!("Make `{shown}` yours alone");
    let fix = Fix { kind: FixKind::CloseFile, does, place: Some(shown.to_string()) };
    Some(with_fix(warning(NAME, finding, &hint), fix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_api::instance::Verdict;

    #[test]
    fn a_line_that_sets_a_token_to_what_stands_there_is_told_from_one_that_loads_it() {
        for line in [
            "export MUSTER_TOKEN=0123456789abcdef",
            "MUSTER_TOKEN=0123456789abcdef",
            "  export DEBORGEN_TOKEN=\"0123456789abcdef\" # for work",
            "true; export MUSTER_TOKEN='a $literal one'",
            "typeset -x MUSTER_TOKEN=0123456789abcdef",
            "set -gx MUSTER_TOKEN 0123456789abcdef",
            "set --export --global DEBORGEN_TOKEN '0123456789abcdef'",
            "alias m='MUSTER_TOKEN=0123456789abcdef muster'",
        ] {
            assert!(set_to_literal(line).is_some(), "{line}");
        }
        for line in [
            "# export MUSTER_TOKEN=0123456789abcdef",
            "export PATH=x # MUSTER_TOKEN=0123456789abcdef",
            "export MUSTER_TOKEN=$(secret-tool lookup service muster)",
            "export MUSTER_TOKEN=\"$(security find-generic-password -s muster -w)\"",
            "export MUSTER_TOKEN=`cat ~/.token`",
            "export MUSTER_TOKEN=",
            "export MUSTER_TOKEN=''",
            "export MUSTER_TOKEN=\"\"",
            "export MUSTER_TOKEN",
            "export MUSTER_TOKEN=$DEBORGEN_TOKEN",
            "export MY_MUSTER_TOKEN=0123456789abcdef",
            "export MUSTER_TOKEN_FILE=/run/token",
            "set -gx MUSTER_TOKEN (secret-tool lookup service muster)",
            "set -e MUSTER_TOKEN",
            "echo MUSTER_TOKEN is needed",
        ] {
            assert_eq!(set_to_literal(line), None, "{line}");
        }
    }

    #[test]
    fn a_command_line_has_a_token_only_where_one_stands() {
        let issued = |kind| ClearToken::from_random(kind, [1; 16], [2; 32]).reveal();
        let (operator, join) = (issued(TokenKind::Operator), issued(TokenKind::Join));
        for words in [
            &["deborgen-worker", "--node-id", "a", "--token", "0123456789abcdef"][..],
            &["python", "-m", "deborgen.worker.agent", "--token=0123456789abcdef"],
            &["env", "MUSTER_TOKEN=0123456789abcdef", "make"],
            &["curl", "--header", &operator],
            &["tool", &format!("--key={operator}")],
        ] {
            assert!(has_token(words), "{words:?}");
        }
        for words in [
            &["kubectl", "--token", "0123456789abcdef"][..],
            &["muster", "worker", "join", "http://127.0.0.1:7600", "--token", &join],
            &["muster", "worker", "join", "http://127.0.0.1:7600", "--token", "file:///run/t"],
            &["muster", "serve"],
            &["vi", "MUSTER_TOKEN"],
        ] {
            assert!(!has_token(words), "{words:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn each_place_is_told_with_its_line_and_never_with_the_token() {
        use std::os::unix::fs::PermissionsExt;
        const TOKEN: &str = "canary-0123456789abcdef";
        let home = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str, mode: u32| {
            let path = home.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
            path
        };
        write(".zshrc", &format!("alias x=y\n\nexport MUSTER_TOKEN={TOKEN}\n"), 0o600);
        write(".config/fish/conf.d/m.fish", &format!("set -gx DEBORGEN_TOKEN {TOKEN}\n"), 0o600);
        write("proc/7/cmdline", &format!("deborgen-worker\0--token\0{TOKEN}\0"), 0o600);
        std::os::unix::fs::symlink("7", home.path().join("proc/self")).unwrap();
        let env = format!("PORT=1\nMUSTER_TOKEN={TOKEN}\n");
        let places = Places {
            home: Some(home.path()),
            secret_files: vec![
                write("token", TOKEN, 0o640),
                write("private", TOKEN, 0o600),
                home.path().join("nothing"),
            ],
            env_files: vec![
                write("open.env", &env, 0o604),
                write("closed.env", &env, 0o600),
                write("other.env", "PORT=1\n", 0o644),
            ],
            processes: Some(&home.path().join("proc")),
        };
        let found = tokens(&places);
        let told: Vec<_> = found.iter().map(|check| check.finding.as_str()).collect();
        let wanted = [
            ".zshrc`, line 3, sets MUSTER_TOKEN",
            "m.fish`, line 1, sets DEBORGEN_TOKEN",
            "process 7, has a token",
            "token` holds a token",
            "open.env`, line 2, holds a token",
        ];
        assert_eq!(told.len(), wanted.len(), "{told:#?}");
        for (told, wanted) in told.iter().zip(wanted) {
            assert!(told.contains(wanted), "{told}");
        }
        let all = serde_json::to_string(&found).unwrap();
        assert!(!all.contains("canary"), "{all}");
        assert!(found.iter().all(|check| check.hint.is_some()));
        assert_eq!(tokens(&Places::default())[0].verdict, Verdict::Good);
    }
}
