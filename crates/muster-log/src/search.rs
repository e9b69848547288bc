//! Searching a log where it lies, in constant memory and a bounded amount of work at a time.
//!
//! What is found are lines, each once. A line may have come in parts, with parts of the other stream
//! between them: each stream is looked at by itself.

use crate::{LogError, LogReader};
use aho_corasick::AhoCorasick;
use muster_core::{
    Timestamp,
    log::{Chunk, Stream},
};

/// The longest text that is looked for, in bytes.
pub const LONGEST_NEEDLE: usize = 256;
/// How much of a line is shown before and after what was found in it.
const SHOWN_BEFORE: usize = 256;
const SHOWN_AFTER: usize = 512;
const PART: usize = 256 * 1024;
/// So much before the place where a search goes on belongs to lines that may go on there.
const RUN_UP: u64 = 256 * 1024;

/// What to look for, and how far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// The text, on one line.
    pub text: String,
    /// Letters of ASCII count as the same in either case.
    pub ignores_case: bool,
    /// What ends up to this offset is known already.
    pub from: u64,
    /// After so many matches it is enough.
    pub most_matches: usize,
    /// After so many bytes it is enough, found or not.
    pub most_bytes: u64,
}

/// A line in which the text was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Where the text begins.
    pub offset: u64,
    /// Where the line came from.
    pub stream: Stream,
    /// When its last part was read.
    pub at: Timestamp,
    /// The line, or as much of it around the text as is shown.
    pub line: Vec<u8>,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The lines, in the order in which the text was completed in them.
    pub matches: Vec<Match>,
    /// Where to go on.
    pub next: u64,
    /// The log was searched to its end as it is now.
    pub is_at_end: bool,
}

/// The line that one stream is in the middle of.
#[derive(Debug)]
struct Line {
    stream: Stream,
    /// Its end, as much of it as is needed.
    bytes: Vec<u8>,
    /// Where its bytes lie: from this index on, at this offset.
    places: Vec<(usize, u64)>,
    is_found: bool,
}

impl LogReader {
    /// Looks for a text from an offset on.
    pub fn search(&mut self, search: &Search) -> Result<Found, LogError> {
        let needle = AhoCorasick::builder()
            .ascii_case_insensitive(search.ignores_case)
            .build([search.text.as_bytes()]);
        // One short text always makes an automaton.
        let Ok(needle) = needle else { return Ok(Found::default()) };
        let lines = [Stream::Stdout, Stream::Stderr, Stream::System].map(Line::new);
        let mut looking = Looking { needle, search, lines, matches: vec![] };
        let mut next = search.from.saturating_sub(RUN_UP);
        let stop = search.from.saturating_add(search.most_bytes);
        loop {
            let chunks = self.read(next, PART)?;
            if chunks.is_empty() {
                let next = next.max(search.from);
                return Ok(Found { matches: looking.matches, next, is_at_end: true });
            }
            for chunk in chunks {
                next = chunk.end();
                if let Some(enough) = looking.look_at(&chunk) {
                    let (matches, next) = (looking.matches, enough);
                    return Ok(Found { matches, next, is_at_end: false });
                }
                if next >= stop {
                    return Ok(Found { matches: looking.matches, next, is_at_end: false });
                }
            }
        }
    }
}

struct Looking<'a> {
    needle: AhoCorasick,
    search: &'a Search,
    lines: [Line; 3],
    matches: Vec<Match>,
}

impl Looking<'_> {
    /// Looks at one chunk. Answers where to go on once enough was found.
    fn look_at(&mut self, chunk: &Chunk) -> Option<u64> {
        let place = self.lines.iter().position(|line| line.stream == chunk.stream)?;
        let mut rest = &chunk.bytes[..];
        while !rest.is_empty() {
            let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
            let offset = chunk.end() - rest.len() as u64;
            let enough = self.look_at_part(place, &rest[..end], offset, chunk.at);
            if enough.is_some() {
                return enough;
            }
            rest = &rest[end..];
        }
        None
    }

    /// Looks at a part of one line, with what is kept of the parts before.
    fn look_at_part(&mut self, place: usize, part: &[u8], at: u64, time: Timestamp) -> Option<u64> {
        let line = &mut self.lines[place];
        let known = line.bytes.len();
        line.places.push((known, at));
        line.bytes.extend_from_slice(part);
        let mut enough = None;
        if !line.is_found
            && let Some(found) =
                self.needle.find_iter(&line.bytes).find(|found| found.end() > known)
        {
            line.is_found = true;
            let end = line.offset_of(found.end() - 1) + 1;
            if end > self.search.from {
                self.matches.push(line.shown(found.start(), time));
                enough = Some(end).filter(|_| self.matches.len() >= self.search.most_matches);
            }
        }
        line.pass_on(part.ends_with(b"\n"));
        enough
    }
}

impl Line {
    fn new(stream: Stream) -> Self {
        Self { stream, bytes: vec![], places: vec![], is_found: false }
    }

    fn offset_of(&self, index: usize) -> u64 {
        let place = self.places.iter().rfind(|(from, _)| *from <= index);
        place.map_or(0, |(from, offset)| offset + (index - from) as u64)
    }

    fn shown(&self, start: usize, at: Timestamp) -> Match {
        let before = start.saturating_sub(SHOWN_BEFORE);
        let after = self.bytes.len().min(start + SHOWN_AFTER);
        let line =
            self.bytes[before..after].strip_suffix(b"\n").unwrap_or(&self.bytes[before..after]);
        Match { offset: self.offset_of(start), stream: self.stream, at, line: line.to_vec() }
    }

    /// Forgets what no later part needs.
    fn pass_on(&mut self, is_over: bool) {
        if is_over {
            *self = Self::new(self.stream);
            return;
        }
        let surplus = self.bytes.len().saturating_sub(SHOWN_BEFORE.max(LONGEST_NEEDLE));
        if surplus == 0 {
            return;
        }
        let first = self.offset_of(surplus);
        self.bytes.drain(..surplus);
        let later = self.places.iter().filter(|(from, _)| *from > surplus);
        let later = later.map(|(from, offset)| (from - surplus, *offset));
        self.places = std::iter::once((0, first)).chain(later).collect();
    }
}
