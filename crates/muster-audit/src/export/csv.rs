//! CSV for spreadsheets, in the form of RFC 4180: every cell in quotes, lines end in CR LF.
//!
//! A cell that a spreadsheet would take for a formula gets an apostrophe before it, so a file like this is read by
//! people and not verified.

use crate::seal::Sealed;
use std::io::{self, Write};

const COLUMNS: [&str; 12] = [
    "sequence",
    "id",
    "organisation",
    "at",
    "actor",
    "action",
    "target",
    "outcome",
    "detail",
    "request_id",
    "idempotency_key",
    "link",
];

/// Writes the line with the names of the columns.
pub fn begin(writer: &mut impl Write) -> io::Result<()> {
    line(writer, COLUMNS)
}

/// Writes an event.
pub fn add(writer: &mut impl Write, sealed: &Sealed) -> io::Result<()> {
    let Sealed { event, seal } = sealed;
    let cells = [
        &seal.sequence.to_string(),
        event.id.as_str(),
        event.organisation.as_str(),
        &event.at.to_string(),
        &event.actor,
        &event.action,
        &event.target,
        event.outcome.as_str(),
        &event.detail,
        &event.request_id,
        event.idempotency_key.as_deref().unwrap_or_default(),
        &seal.link.to_string(),
    ];
    line(writer, cells)
}

fn line<'a>(writer: &mut impl Write, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
    let cells: Vec<_> = cells.into_iter().map(cell).collect();
    write!(writer, "{}\r\n", cells.join(","))
}

fn cell(text: &str) -> String {
    let is_formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let apostrophe = if is_formula { "'" } else { "" };
    format!("\"{apostrophe}{}\"", text.replace('"', "\"\""))
}
