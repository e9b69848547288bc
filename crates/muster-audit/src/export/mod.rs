//! Exports: the log as a file.
//!
//! NDJSON is the form that can be verified: a first line that says what is asked for, a line for each sealed event, and
//! a last line that says what was written, with a signature over both. Each line has exactly one spelling. CSV is for
//! spreadsheets, and proves nothing.

pub mod csv;
mod file;

pub use file::{FileVerdict, Trust, verify_file};

use crate::{
    canonical::Canonical,
    head::SignedHead,
    key::{HeadKey, HeadSigner, Signature},
    range::DateRange,
    seal::{Link, Seal, Sealed, place},
};
use aws_lc_rs::digest::{Context, SHA256};
use muster_core::{OrganisationId, Timestamp};
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    io::{self, Write},
};

const FORM: &str = "muster-audit-export-v1";

/// How a file is written. Whoever does not know the form cannot read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// As it is described here.
    #[serde(rename = "muster-audit-export-v1")]
    V1,
}

/// What an export is of: its first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// How the file is written.
    pub form: Form,
    /// Whose log.
    pub organisation: OrganisationId,
    /// Which events were asked for. The event after them is in the file, too, if there is one.
    pub range: DateRange,
    /// When it was written.
    pub at: Timestamp,
    /// The seal before the first event of the file, unless that is the first of the log.
    pub anchor: Option<Seal>,
    /// Whether the last event of the file is the newest of the log.
    pub reaches_tail: bool,
    /// The newest heads that were kept outside the database.
    pub heads: Vec<SignedHead>,
}

impl Header {
    /// The first line of a file about this range, with nothing before it and no heads.
    pub fn new(organisation: OrganisationId, range: DateRange, at: Timestamp) -> Self {
        let (anchor, heads) = (None, Vec::new());
        Self { form: Form::V1, organisation, range, at, anchor, reaches_tail: true, heads }
    }
}

/// What was written: the last line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Trailer {
    /// How many events are in the file.
    count: u64,
    /// The place of the last of them.
    sequence: u64,
    /// What the log comes to there.
    link: Link,
    signer: HeadSigner,
    signature: Signature,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Header(Header),
    Event(Sealed),
    Trailer(Trailer),
}

/// Everything between the first line and the last.
#[derive(Clone)]
struct Body {
    count: u64,
    /// The place of the last event, and what the log comes to there.
    last: (u64, Link),
    /// Over all lines, with their ends.
    digest: Context,
}

impl Body {
    fn after(header: &Header) -> Self {
        Self { count: 0, last: place(header.anchor.as_ref()), digest: Context::new(&SHA256) }
    }

    fn add(&mut self, seal: &Seal, line: &[u8]) {
        self.count += 1;
        self.last = (seal.sequence, seal.link);
        self.digest.update(line);
    }

    /// What is signed: the first line as it is written, and what comes after it.
    fn statement(&self, header: &Header) -> serde_json::Result<Canonical> {
        let header = serde_json::to_vec(header)?;
        let (sequence, link) = self.last;
        let statement = Canonical::of(FORM).field(&header).number(self.count).number(sequence);
        let digest = self.digest.clone().finish();
        Ok(statement.field(link.as_bytes()).field(digest.as_ref()))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} events up to {})", self.count, self.last.0)
    }
}

/// A file that is being written.
#[derive(Debug)]
pub struct Export<W> {
    writer: W,
    header: Header,
    body: Body,
}

impl<W: Write> Export<W> {
    /// Writes the first line.
    pub fn begin(writer: W, header: Header) -> io::Result<Self> {
        let body = Body::after(&header);
        let mut export = Self { writer, header: header.clone(), body };
        export.writer.write_all(&written(&Line::Header(header))?)?;
        Ok(export)
    }

    /// Where it is written to, for whoever sends on what was written so far.
    pub fn writer(&mut self) -> &mut W {
        &mut self.writer
    }

    /// Writes the next event.
    pub fn add(&mut self, event: Sealed) -> io::Result<()> {
        let seal = event.seal;
        let line = written(&Line::Event(event))?;
        self.body.add(&seal, &line);
        self.writer.write_all(&line)
    }

    /// Writes the last line. A file without it is known to be cut short.
    pub fn finish(mut self, key: &HeadKey) -> io::Result<W> {
        let signature = key.sign(self.body.statement(&self.header)?.bytes());
        let Body { count, last: (sequence, link), .. } = self.body;
        let trailer = Trailer { count, sequence, link, signer: key.signer(), signature };
        self.writer.write_all(&written(&Line::Trailer(trailer))?)?;
        self.writer.flush()?;
        Ok(self.writer)
    }
}

/// A line in its only spelling, with its end.
fn written(line: &Line) -> serde_json::Result<Vec<u8>> {
    let mut written = serde_json::to_vec(line)?;
    written.push(b'\n');
    Ok(written)
}
