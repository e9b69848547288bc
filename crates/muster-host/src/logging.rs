//! What Muster says about itself: to stderr, as text on a terminal and as JSON elsewhere.
//!
//! A message may hold what somebody outside wrote. No control character of it reaches the log as
//! itself, so nobody can add a line of their own or drive the reader's terminal.

use crate::config::{ConfigError, ConfigProblem, LogFormat, LogSettings};
use std::{
    collections::VecDeque,
    io::{self, IsTerminal, Write},
    sync::{Mutex, PoisonError},
};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

/// Libraries that would write whole messages and rows into the log, the secrets of jobs among them.
const TELLTALES: [&str; 3] = ["tungstenite=info", "tokio_tungstenite=info", "tokio_postgres=info"];

/// What somebody has drawn on the terminal's last line makes room; it is drawn anew.
const CLEAR_LINE: &str = "\r\x1b[2K";

/// The end of what was said, for a support bundle: enough for a morning, and never much memory.
static TAIL: Mutex<VecDeque<String>> = Mutex::new(VecDeque::new());
const LONGEST_TAIL: usize = 2_000;
/// A longer line is kept without its end.
const LONGEST_LINE: usize = 2_048;

fn keep(line: &str) {
    let line = &line[..line.floor_char_boundary(LONGEST_LINE)];
    let mut tail = TAIL.lock().unwrap_or_else(PoisonError::into_inner);
    if tail.len() == LONGEST_TAIL {
        tail.pop_front();
    }
    tail.push_back(line.trim_end().to_owned());
}

/// The last lines that this process has said about itself.
pub(crate) fn tail() -> String {
    let tail = TAIL.lock().unwrap_or_else(PoisonError::into_inner);
    tail.iter().fold(String::new(), |mut text, line| {
        text.push_str(line);
        text.push('\n');
        text
    })
}

/// Starts logging for this process; a second call changes nothing.
pub fn start(settings: &LogSettings) -> Result<(), ConfigError> {
    let filter = EnvFilter::try_new(&settings.filter).map_err(|error| refused(&error))?;
    let filter =
        TELLTALES.iter().flat_map(|one| one.parse()).fold(filter, EnvFilter::add_directive);
    let is_json = match settings.format {
        LogFormat::Json => true,
        LogFormat::Text => false,
        LogFormat::Auto => !io::stderr().is_terminal(),
    };
    // It would tell a broken stderr of itself on stderr, and panic in whichever task was logging.
    let builder = tracing_subscriber::fmt().with_env_filter(filter).log_internal_errors(false);
    let started = if is_json {
        let writer = Escaped { inner: io::stderr, before: "", escape: in_json };
        builder.json().flatten_event(true).with_writer(writer).try_init()
    } else {
        let before = if io::stderr().is_terminal() { CLEAR_LINE } else { "" };
        let writer = Escaped { inner: io::stderr, before, escape: in_text };
        builder.with_ansi(false).with_writer(writer).try_init()
    };
    if let Err(error) = started {
        tracing::debug!(%error, "logging has been started before");
    }
    Ok(())
}

fn refused(error: &dyn std::fmt::Display) -> ConfigError {
    let message = format!("not a log filter: {error}");
    let hint = Some("say error, warn, info, debug or trace".to_owned());
    ConfigError { problems: vec![ConfigProblem { path: "MUSTER_LOG".to_owned(), message, hint }] }
}

/// How a character that must not be written as itself is written.
type Escape = fn(char) -> String;

fn in_text(character: char) -> String {
    character.escape_default().to_string()
}

/// All of them are in JSON's basic plane, and stand in strings only.
fn in_json(character: char) -> String {
    format!("\\u{:04x}", u32::from(character))
}

/// Writes each event on one line, without any control character but the line's end.
#[derive(Debug, Clone, Copy)]
struct Escaped<M> {
    inner: M,
    /// What each line begins with.
    before: &'static str,
    escape: Escape,
}

impl<'a, M: MakeWriter<'a>> MakeWriter<'a> for Escaped<M> {
    type Writer = Escaped<M::Writer>;
    fn make_writer(&'a self) -> Self::Writer {
        Escaped { inner: self.inner.make_writer(), before: self.before, escape: self.escape }
    }
}

impl<W: Write> Write for Escaped<W> {
    /// The formatter hands over a whole event at once, its line's end included.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let mut line = String::with_capacity(self.before.len() + text.len());
        line.push_str(self.before);
        for character in text.strip_suffix('\n').unwrap_or(&text).chars() {
            if character.is_control() || turns_text(character) {
                line.push_str(&(self.escape)(character));
            } else {
                line.push(character);
            }
        }
        line.push('\n');
        keep(line.get(self.before.len()..).unwrap_or(&line));
        self.inner.write_all(line.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Characters that end a line or change the direction of what follows, and so hide what it says.
fn turns_text(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_seams::{Rng, SeededRng};
    use std::sync::Arc;

    #[derive(Debug, Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Kept {
        fn lines(&self) -> Vec<String> {
            let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
            text.lines().map(str::to_owned).collect()
        }
    }

    const HOSTILE: &str = "x\n2026 ERROR forged\r\u{1b}[2J\u{9b}31m\u{202e}gnp.exe\"}";

    fn log(subscriber: impl tracing::Subscriber + Send + Sync) {
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(name = HOSTILE, detail = %HOSTILE, "job {HOSTILE}");
            tracing::info!("second");
        });
    }

    #[test]
    fn a_hostile_name_stays_within_its_line_of_text() {
        let kept = Kept::default();
        let writer = kept.clone();
        let builder = tracing_subscriber::fmt().with_ansi(false);
        let writer = Escaped { inner: move || writer.clone(), before: "", escape: in_text };
        log(builder.with_writer(writer).finish());
        let lines = kept.lines();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].contains("forged"), "nothing is hidden: {}", lines[0]);
        assert!(!lines[0].chars().any(|c| c.is_control() || turns_text(c)), "{:?}", lines[0]);
    }

    #[test]
    fn a_hostile_name_stays_within_its_json() {
        let kept = Kept::default();
        let writer = kept.clone();
        let builder = tracing_subscriber::fmt().json().flatten_event(true);
        let writer = Escaped { inner: move || writer.clone(), before: "", escape: in_json };
        log(builder.with_writer(writer).finish());
        let lines = kept.lines();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(!lines[0].chars().any(|c| c.is_control() || turns_text(c)), "{:?}", lines[0]);
        let event: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!(event["name"], HOSTILE);
    }

    /// Text of every kind of character, those that do harm most often.
    fn hostile(rng: &SeededRng) -> String {
        let rng: &dyn Rng = rng;
        let letter = |bytes: [u8; 4]| match bytes[0] % 4 {
            0 => char::from(bytes[1] % 0x20),
            1 => char::from(0x7f + bytes[1] % 0x21),
            2 => ['"', '\\', '\u{2028}', '\u{202e}', '{', '\n'][usize::from(bytes[1] % 6)],
            _ => char::from_u32(u32::from_le_bytes(bytes) % 0x11_0000).unwrap_or('\u{fffd}'),
        };
        (0..rng.bytes::<1>()[0] % 40).map(|_| letter(rng.bytes())).collect()
    }

    #[test]
    fn whatever_somebody_writes_an_event_is_one_line_and_the_json_says_what_was_written() {
        let rng = SeededRng::from_seed(9);
        let (text, json) = (Kept::default(), Kept::default());
        let words: Vec<_> = (0..500).map(|_| hostile(&rng)).collect();
        let log = |subscriber: &tracing::Dispatch| {
            tracing::dispatcher::with_default(subscriber, || {
                for word in &words {
                    tracing::info!(name = word, detail = %word, "{word}");
                }
            });
        };
        let writer = text.clone();
        let writer = Escaped { inner: move || writer.clone(), before: "", escape: in_text };
        log(&tracing_subscriber::fmt().with_ansi(false).with_writer(writer).finish().into());
        let writer = json.clone();
        let writer = Escaped { inner: move || writer.clone(), before: "", escape: in_json };
        let builder = tracing_subscriber::fmt().json().flatten_event(true);
        log(&builder.with_writer(writer).finish().into());
        for lines in [text.lines(), json.lines()] {
            assert_eq!(lines.len(), words.len(), "one line each");
            let harm =
                lines.iter().find(|line| line.chars().any(|c| c.is_control() || turns_text(c)));
            assert_eq!(harm, None);
        }
        for (line, word) in json.lines().iter().zip(&words) {
            let event: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(
                (&event["name"], &event["message"]),
                (&(*word).clone().into(), &(*word).clone().into())
            );
        }
    }

    #[test]
    fn the_end_of_what_was_said_is_kept_and_no_more() {
        for number in 0..LONGEST_TAIL + 5 {
            keep(&format!("line {number} of this test\n"));
        }
        keep(&"é".repeat(LONGEST_LINE));
        let tail = tail();
        assert!(tail.lines().count() <= LONGEST_TAIL);
        assert!(!tail.contains("line 0 of this test\n"));
        assert!(tail.lines().all(|line| line.len() <= LONGEST_LINE));
    }

    #[test]
    fn a_filter_that_makes_no_sense_is_refused() {
        let settings = LogSettings { filter: "a=b=c".into(), format: LogFormat::Auto };
        assert_eq!(start(&settings).unwrap_err().problems[0].path, "MUSTER_LOG");
    }
}
