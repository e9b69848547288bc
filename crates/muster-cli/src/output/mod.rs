//! Output: data on stdout, everything else on stderr.
//!
//! A command hands over what it found; the format that was asked for decides how it looks. Nothing
//! else in the program writes to either stream.

pub(crate) mod ansi;
mod bar;
mod listing;
mod looks;
mod paint;
mod streams;
mod table;
mod text;

pub(crate) use bar::Bar;
pub(crate) use listing::{Listing, document};
pub(crate) use looks::{job_state, liveness, verdict, worker_state, worker_verdict};
pub(crate) use paint::{Paint, Tone};
pub(crate) use streams::{to_stderr, to_stdout};
pub(crate) use table::{Cell, Column, Table, cut};
pub(crate) use text::{between, exact, relative, span, visible};

use crate::failure::Failure;
use muster_core::Timestamp;
use muster_host::config::OutputFormat;
use serde::Serialize;
use std::io::{self, IsTerminal};

/// Where a command writes, and how.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    pub(crate) format: OutputFormat,
    /// For stdout.
    pub(crate) paint: Paint,
    /// For stderr.
    notes: Paint,
    /// Columns of the terminal; nothing when stdout is none.
    width: Option<usize>,
    pub(crate) now: Timestamp,
}

impl Output {
    pub(crate) fn new(format: OutputFormat, may_colour: bool, now: Timestamp) -> Self {
        let (out, err) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        let width = terminal_size::terminal_size_of(io::stdout()).filter(|_| out);
        Self {
            format,
            paint: Paint::new(may_colour && out),
            notes: Paint::new(may_colour && err),
            width: width.map(|(columns, _)| usize::from(columns.0)),
            now,
        }
    }

    /// Whether a person reads this.
    pub(crate) fn is_for_people(&self) -> bool {
        self.format == OutputFormat::Table
    }

    /// Whether a program reads this, as JSON.
    pub(crate) fn writes_documents(&self) -> bool {
        matches!(self.format, OutputFormat::Json | OutputFormat::Jsonl)
    }

    /// Columns of the terminal, if stdout is one.
    pub(crate) fn width(&self) -> Option<usize> {
        self.width
    }

    /// Writes one document as JSON.
    pub(crate) fn json(&self, value: &impl Serialize) -> Result<(), Failure> {
        let document = document(value);
        let text = match self.format {
            OutputFormat::Jsonl => document.to_string(),
            OutputFormat::Json | OutputFormat::Table | OutputFormat::Quiet => {
                format!("{document:#}")
            }
        };
        to_stdout(format!("{text}\n"))
    }

    /// Writes one thing: its id, its JSON, or the text that `table` makes of it.
    pub(crate) fn item<T: Serialize>(
        &self,
        item: &T,
        id: &str,
        table: impl FnOnce(&T) -> String,
    ) -> Result<(), Failure> {
        match self.format {
            OutputFormat::Quiet => to_stdout(format!("{id}\n")),
            OutputFormat::Json | OutputFormat::Jsonl => self.json(item),
            OutputFormat::Table => to_stdout(table(item)),
        }
    }

    /// Writes a list in the format that was asked for; an empty one says what to do next.
    pub(crate) fn list<P: Serialize, T: Serialize>(
        &self,
        listing: &Listing<'_, P, T>,
    ) -> Result<(), Failure> {
        to_stdout(listing.render(self.format, self.paint, self.width))?;
        if let (true, Some(words)) = (self.is_for_people(), listing.if_empty()) {
            self.note(words.0);
            self.hint(words.1);
        }
        Ok(())
    }

    /// Says something on stderr that is no error; whoever wants ids alone wants no notes.
    pub(crate) fn note(&self, text: &str) {
        if self.format != OutputFormat::Quiet {
            say(text);
        }
    }

    /// Says on stderr what to do.
    pub(crate) fn hint(&self, text: &str) {
        self.note(&format!("{} {text}", self.notes.tone(Tone::Accent, "hint:")));
    }

    /// Warns on stderr.
    pub(crate) fn warn(&self, text: &str) {
        say(&format!("{} {text}", self.notes.tone(Tone::Notice, "warning:")));
    }

    /// Tells why the command failed.
    pub(crate) fn failure(&self, failure: &Failure) {
        if failure.is_silent() {
            return;
        }
        if self.writes_documents() {
            say(&document(&failure.document()).to_string());
            return;
        }
        let message = visible_lines(&failure.message);
        say(&format!("{} {message}", self.notes.tone(Tone::Danger, "error:")));
        if let Some(hint) = &failure.hint {
            self.hint(&visible_lines(hint));
        }
    }
}

fn say(text: &str) {
    // When stderr is gone there is nobody left to tell.
    drop(to_stderr(format!("{text}\n")));
}

/// Keeps line ends and shows every other control character: a message may quote what others wrote.
fn visible_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}
