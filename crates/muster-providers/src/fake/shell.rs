//! A shell that is played: it echoes what is typed, keeps files, and knows a dozen commands.

use crate::shell::{FarEnd, Letters, Shell, TerminalSize, Typed};
use bytes::Bytes;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// What the fakes give out; another password opens nothing.
pub(super) const PASSWORD: &str = "password-of-a-fake-shell";
/// A terminal marks what is pasted, if it is asked to.
const MARK_PASTES: &str = "\u{1b}[?2004h";
/// In a colour that is none of the sixteen, as many prompts are.
const PROMPT: &str = "\u{1b}[38;2;76;195;129mdeveloper\u{1b}[0m:~$ ";
const HELP: &str = "cat, clear, date, echo, env, exit, help, ls, pwd, rm, seq, sleep, stty size, whoami; `>` and `>>` write a file\r\n";
const BACKSPACE: char = '\u{7f}';
const INTERRUPT: char = '\u{3}';
const END: char = '\u{4}';
const ESCAPE: char = '\u{1b}';
/// A longer line is played by nobody.
const LONGEST_LINE: usize = 1024;
const MOST_FILES: usize = 64;
const LONGEST_FILE: usize = 64 * 1024;
const MOST_LINES: u32 = 1_000_000;
const LINES_AT_ONCE: u32 = 500;

/// The files of one place, which stay when a shell ends.
pub(super) type Room = Arc<Mutex<BTreeMap<String, String>>>;

/// What the address of a socket says of its size.
pub(super) fn size_in(query: &str) -> Option<TerminalSize> {
    let (columns, rows) = query.split_once('x')?;
    Some(TerminalSize { columns: columns.parse().ok()?, rows: rows.parse().ok()? })
}

/// A shell in a room. Where nobody can say a size later, it keeps the one that it has.
pub(super) fn open(room: Room, size: Option<TerminalSize>, is_resized: bool) -> Shell {
    let played = Played { room, size, is_resized, ..Played::default() };
    Shell::carried_by(|far| play(played, far))
}

/// What is under way.
#[derive(Debug, Default)]
enum Doing {
    /// A line is being typed.
    #[default]
    Typing,
    /// Numbers are counted from one to the other.
    Counting(u32, u32),
    /// Nothing, until it is interrupted.
    Sleeping,
    /// The shell has ended.
    Ended,
}

/// What is known of a shell.
#[derive(Debug, Default)]
struct Played {
    room: Room,
    line: String,
    /// An escape sequence, as far as it has come.
    sequence: Option<String>,
    size: Option<TerminalSize>,
    is_resized: bool,
    doing: Doing,
}

async fn play(mut played: Played, mut far: FarEnd) {
    let mut letters = Letters::default();
    let mut answer =
        format!("{MARK_PASTES}This environment is played; `help` says what it knows.\r\n{PROMPT}");
    loop {
        if !answer.is_empty()
            && far.shown.send(Bytes::from(std::mem::take(&mut answer))).await.is_err()
        {
            return;
        }
        let typed = match played.doing {
            Doing::Ended => return,
            // Whoever counts listens between two pieces.
            Doing::Counting(..) => far.typed.try_recv().ok(),
            Doing::Typing | Doing::Sleeping => match far.typed.recv().await {
                Some(typed) => Some(typed),
                None => return,
            },
        };
        match typed {
            Some(Typed::Bytes(bytes)) => answer = played.take(&letters.take(&bytes)),
            Some(Typed::Size(size)) if played.is_resized => played.size = Some(size),
            Some(Typed::Size(_)) => {}
            None => answer = played.count(),
        }
    }
}

impl Played {
    fn take(&mut self, keys: &str) -> String {
        let mut shown = String::new();
        for key in keys.chars() {
            match self.doing {
                Doing::Ended => break,
                Doing::Typing => self.press(key, &mut shown),
                Doing::Counting(..) | Doing::Sleeping if key == INTERRUPT => {
                    self.doing = Doing::Typing;
                    shown.push_str("^C\r\n");
                    shown.push_str(PROMPT);
                }
                Doing::Counting(..) | Doing::Sleeping => {}
            }
        }
        shown
    }

    fn press(&mut self, key: char, shown: &mut String) {
        match key {
            // What marks a paste, and keys that move, are sequences that end with a letter or `~`.
            _ if self.sequence.is_some() => self.follow(key),
            ESCAPE => self.sequence = Some(String::new()),
            '\r' | '\n' => {
                let line = std::mem::take(&mut self.line);
                shown.push_str("\r\n");
                shown.push_str(&self.run(line.trim()));
                if matches!(self.doing, Doing::Typing) {
                    shown.push_str(PROMPT);
                }
            }
            BACKSPACE if self.line.pop().is_some() => shown.push_str("\u{8} \u{8}"),
            INTERRUPT => {
                self.line.clear();
                shown.push_str("^C\r\n");
                shown.push_str(PROMPT);
            }
            END if self.line.is_empty() => self.doing = Doing::Ended,
            other if !other.is_control() && self.line.len() < LONGEST_LINE => {
                self.line.push(other);
                shown.push(other);
            }
            _ => {}
        }
    }

    fn follow(&mut self, key: char) {
        let Some(sequence) = &mut self.sequence else { return };
        let is_last = (key.is_ascii_alphabetic() || key == '~') && !sequence.is_empty();
        sequence.push(key);
        if is_last || sequence.len() > 8 || !sequence.starts_with(['[', 'O']) {
            self.sequence = None;
        }
    }

    /// The next of the numbers.
    fn count(&mut self) -> String {
        let Doing::Counting(next, last) = self.doing else { return String::new() };
        let end = last.min(next.saturating_add(LINES_AT_ONCE - 1));
        let mut shown = String::new();
        for number in next..=end {
            shown.push_str(&number.to_string());
            shown.push_str("\r\n");
        }
        if end == last {
            self.doing = Doing::Typing;
            shown.push_str(PROMPT);
        } else {
            self.doing = Doing::Counting(end + 1, last);
        }
        shown
    }

    fn run(&mut self, line: &str) -> String {
        let (line, target) = match line.split_once('>') {
            Some((line, target)) => (line.trim(), Some(target)),
            None => (line, None),
        };
        let said = self.said(line);
        match target {
            None => said,
            Some(target) => self.write(target, &said),
        }
    }

    fn said(&mut self, line: &str) -> String {
        let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
        match command {
            "" => String::new(),
            "cat" => self.read(rest),
            "clear" => "\u{1b}[H\u{1b}[2J".to_owned(),
            "date" => "Thu Jan  1 00:00:00 UTC 1970\r\n".to_owned(),
            "echo" => format!("{}\r\n", rest.trim_matches(['"', '\''])),
            "env" => "HOME=/workspace\r\nTERM=xterm\r\nUSER=developer\r\n".to_owned(),
            "help" => HELP.to_owned(),
            "ls" => self.files().keys().fold(String::new(), |all, name| all + name + "\r\n"),
            "pwd" => "/workspace\r\n".to_owned(),
            "rm" if self.files().remove(rest).is_some() => String::new(),
            "seq" => self.begin_to_count(rest),
            "sleep" => {
                self.doing = Doing::Sleeping;
                String::new()
            }
            "stty" => {
                let size = self.size.map_or((24, 80), |size| (size.rows, size.columns));
                format!("{} {}\r\n", size.0, size.1)
            }
            "whoami" => "developer\r\n".to_owned(),
            "exit" => {
                self.doing = Doing::Ended;
                String::new()
            }
            "rm" => format!("rm: {rest}: no such file\r\n"),
            other => format!("sh: {other}: not found\r\n"),
        }
    }

    fn begin_to_count(&mut self, rest: &str) -> String {
        match rest.parse() {
            Ok(last @ 1..=MOST_LINES) => {
                self.doing = Doing::Counting(1, last);
                String::new()
            }
            _ => format!("seq: a number from 1 to {MOST_LINES}\r\n"),
        }
    }

    fn files(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, String>> {
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, name: &str) -> String {
        let missing = || format!("cat: {name}: no such file\r\n");
        self.files().get(name).cloned().unwrap_or_else(missing)
    }

    fn write(&self, target: &str, text: &str) -> String {
        let (target, is_more) = match target.strip_prefix('>') {
            Some(target) => (target.trim(), true),
            None => (target.trim(), false),
        };
        let mut files = self.files();
        let is_full = files.len() >= MOST_FILES && !files.contains_key(target);
        if target.is_empty() || is_full {
            return format!("sh: {target}: cannot be written\r\n");
        }
        let file = files.entry(target.to_owned()).or_default();
        if !is_more {
            file.clear();
        }
        if file.len() + text.len() <= LONGEST_FILE {
            file.push_str(text);
        }
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_echoed_mended_and_run() {
        let mut played = Played::default();
        assert_eq!(played.take("echo hix"), "echo hix");
        assert_eq!(played.take("\u{7f}\r"), format!("\u{8} \u{8}\r\nhi\r\n{PROMPT}"));
        let unknown = format!("nothing\r\nsh: nothing: not found\r\n{PROMPT}");
        assert_eq!(played.take("nothing\r"), unknown);
        assert_eq!(played.take("half\u{3}"), format!("half^C\r\n{PROMPT}"));
        let pasted = played.take("\u{1b}[200~pwd\u{1b}[201~\u{1b}[A\r");
        assert_eq!(pasted, format!("pwd\r\n/workspace\r\n{PROMPT}"));
        assert_eq!(played.take("exit\rmore"), "exit\r\n");
        assert!(matches!(played.doing, Doing::Ended));
    }

    #[test]
    fn files_outlive_the_shell_that_wrote_them() {
        let room = Room::default();
        let mut first = Played { room: room.clone(), ..Played::default() };
        first.take("echo one > notes\recho two >> notes\r");
        let mut second = Played { room, ..Played::default() };
        assert_eq!(second.run("cat notes"), "one\r\ntwo\r\n");
        assert_eq!(second.run("ls"), "notes\r\n");
        assert_eq!(second.run("rm notes"), "");
        assert_eq!(second.run("ls"), "");
    }

    #[test]
    fn what_takes_its_time_is_interrupted() {
        let mut played = Played::default();
        assert_eq!(played.take("seq 1000\r"), "seq 1000\r\n");
        assert!(played.count().ends_with("500\r\n"));
        assert_eq!(played.take("x\u{3}"), format!("^C\r\n{PROMPT}"));
        played.take("seq 2\r");
        assert_eq!(played.count(), format!("1\r\n2\r\n{PROMPT}"));
        assert_eq!(played.take("sleep 9\r"), "sleep 9\r\n");
        assert_eq!(played.take("\u{3}"), format!("^C\r\n{PROMPT}"));
    }
}
