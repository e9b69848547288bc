//! Verifying a file, far from the database that it came from.

use super::{Body, Header, Line, Trailer, written};
use crate::{
    head::Witnessed,
    key::{HeadSigner, Keyring},
    report::{Integrity, Reason, Report},
    verify::{End, Question, Verifier},
};
use std::io::{self, BufRead, Read};

/// A line that is longer was written by nobody.
const LONGEST_LINE: u64 = 4 << 20;

/// What a file is checked with. Without anything only its links are: they show damage, and no forgery.
#[derive(Debug, Clone, Copy, Default)]
pub struct Trust<'a> {
    /// The keys of the instance that sealed it.
    pub keyring: Option<&'a Keyring>,
    /// Who signs exports and heads.
    pub signers: &'a [HeadSigner],
    /// Heads that were kept elsewhere.
    pub heads: &'a [Witnessed],
}

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileVerdict {
    /// What it says that it is, if its first line can be read.
    pub header: Option<Header>,
    /// What it is worth.
    pub report: Report,
}

/// Verifies a file as [`Export`](super::Export) writes it, line by line. An error is one of the reader's.
pub fn verify_file(reader: impl BufRead, trust: Trust<'_>) -> io::Result<FileVerdict> {
    let mut lines = Lines { reader, number: 0 };
    let header = match lines.next()? {
        Ok((Line::Header(header), _)) => header,
        Ok(_) => return Ok(headless(Reason::Unreadable { line: 1 })),
        Err(reason) => return Ok(headless(reason)),
    };
    let report = verify_rest(&mut lines, &header, trust)?;
    Ok(FileVerdict { header: Some(header), report })
}

fn headless(reason: Reason) -> FileVerdict {
    FileVerdict { header: None, report: Report::broken(reason, None, 0, Integrity::Consistent) }
}

fn verify_rest(
    lines: &mut Lines<impl BufRead>,
    header: &Header,
    trust: Trust<'_>,
) -> io::Result<Report> {
    let heads = heads(header, trust);
    let question = Question {
        organisation: header.organisation.clone(),
        range: header.range,
        anchor: header.anchor,
        keyring: trust.keyring,
        heads: &heads,
    };
    let mut verifier = Verifier::new(question);
    let mut body = Body::after(header);
    let ended = loop {
        match lines.next()? {
            Ok((Line::Event(event), text)) => {
                verifier.take(&event);
                body.add(&event.seal, &text);
            }
            Ok((Line::Trailer(trailer), _)) => break lines.end()?.map(|()| trailer),
            Ok((Line::Header(_), _)) => break Err(Reason::Unreadable { line: lines.number }),
            Err(reason) => break Err(reason),
        }
    };
    match ended.and_then(|trailer| check(&trailer, header, &body, trust)) {
        Ok(true) => verifier.witness(),
        Ok(false) => {}
        Err(reason) => verifier.fail(reason),
    }
    let end = if header.reaches_tail { End::Tail { own: None } } else { End::Inside };
    Ok(verifier.finish(end))
}

/// All heads that are worth something.
fn heads(header: &Header, trust: Trust<'_>) -> Vec<Witnessed> {
    let signed = header.heads.iter().filter_map(|head| head.clone().check(trust.signers).ok());
    trust.heads.iter().cloned().chain(signed).collect()
}

/// Whether the last line fits the file, and whether somebody who is trusted has signed it.
fn check(
    trailer: &Trailer,
    header: &Header,
    body: &Body,
    trust: Trust<'_>,
) -> Result<bool, Reason> {
    let (sequence, link) = body.last;
    if trailer.sequence > sequence {
        return Err(Reason::Missing { from: sequence + 1, to: trailer.sequence });
    }
    if (trailer.count, trailer.sequence, trailer.link) != (body.count, sequence, link) {
        return Err(Reason::StatementAltered);
    }
    if trust.signers.is_empty() {
        return Ok(false);
    }
    let signer = trust.signers.iter().find(|signer| **signer == trailer.signer);
    let signer = signer.ok_or(Reason::OtherSigner)?;
    let statement = body.statement(header);
    let is_signed = statement.is_ok_and(|it| signer.has_signed(it.bytes(), &trailer.signature));
    if is_signed { Ok(true) } else { Err(Reason::StatementAltered) }
}

struct Lines<R> {
    reader: R,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// The next line and its text, or why there is none.
    fn next(&mut self) -> io::Result<Result<(Line, Vec<u8>), Reason>> {
        self.number += 1;
        let unreadable = Reason::Unreadable { line: self.number };
        let mut text = Vec::new();
        let read = self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut text)?;
        if text.last() != Some(&b'\n') {
            let is_endless = read as u64 == LONGEST_LINE;
            return Ok(Err(if is_endless { unreadable } else { Reason::CutShort }));
        }
        let Ok(line) = serde_json::from_slice::<Line>(&text) else { return Ok(Err(unreadable)) };
        // Another spelling of the same was not written by us, whatever it means.
        let is_as_written = written(&line).is_ok_and(|written| written == text);
        Ok(if is_as_written { Ok((line, text)) } else { Err(unreadable) })
    }

    /// Whether nothing comes after the last line.
    fn end(&mut self) -> io::Result<Result<(), Reason>> {
        let is_over = self.reader.fill_buf()?.is_empty();
        Ok(if is_over { Ok(()) } else { Err(Reason::Unreadable { line: self.number + 1 }) })
    }
}
