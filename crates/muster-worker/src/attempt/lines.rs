//! Cutting a stream of bytes into chunks: at line ends where possible, never within a character of
//! UTF-8 where avoidable, and never longer than the longest chunk.
//!
//! Whole lines leave at once; the beginning of a line leaves when it has waited for long enough or
//! the buffer is full. Bytes that are not UTF-8 pass as they are.

use muster_core::log::LONGEST_CHUNK;

/// What has been read of one stream and has not left yet.
#[derive(Debug)]
pub(crate) struct Lines {
    buffer: Box<[u8]>,
    filled: usize,
}

impl Lines {
    pub(crate) fn new() -> Self {
        Self { buffer: vec![0; LONGEST_CHUNK].into_boxed_slice(), filled: 0 }
    }

    /// Where to read to; never empty.
    pub(crate) fn space(&mut self) -> &mut [u8] {
        &mut self.buffer[self.filled..]
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.filled == 0
    }

    /// Takes in what was read; gives whole lines, or what must leave to make space.
    pub(crate) fn advance(&mut self, count: usize) -> Vec<u8> {
        let end = self.filled + count;
        let newline = self.buffer[self.filled..end].iter().rposition(|byte| *byte == b'\n');
        let whole = newline.map_or(0, |place| self.filled + place + 1);
        self.filled = end;
        if whole == 0 && end == self.buffer.len() { self.take_begun() } else { self.take(whole) }
    }

    /// The beginning of a line, without a character that is not complete yet.
    pub(crate) fn take_begun(&mut self) -> Vec<u8> {
        self.take(self.filled - incomplete(&self.buffer[..self.filled]))
    }

    /// All there is.
    pub(crate) fn take_rest(&mut self) -> Vec<u8> {
        self.take(self.filled)
    }

    fn take(&mut self, count: usize) -> Vec<u8> {
        let taken = self.buffer[..count].to_vec();
        self.buffer.copy_within(count..self.filled, 0);
        self.filled -= count;
        taken
    }
}

/// How many bytes at the end are the beginning of a character of UTF-8.
fn incomplete(bytes: &[u8]) -> usize {
    let tail = &bytes[bytes.len().saturating_sub(3)..];
    let begins = |place: &usize| tail[*place] & 0b1100_0000 == 0b1100_0000;
    let Some(start) = (0..tail.len()).rev().find(begins) else { return 0 };
    match std::str::from_utf8(&tail[start..]) {
        Err(error) if error.error_len().is_none() => tail.len() - start,
        Ok(_) | Err(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What leaves at once when these bytes are read in one go.
    fn read(lines: &mut Lines, bytes: &[u8]) -> Vec<u8> {
        lines.space()[..bytes.len()].copy_from_slice(bytes);
        lines.advance(bytes.len())
    }

    #[test]
    fn whole_lines_leave_at_once_and_a_begun_one_waits() {
        let mut lines = Lines::new();
        assert_eq!(read(&mut lines, b"one\ntwo\nthr"), b"one\ntwo\n");
        assert_eq!(read(&mut lines, b"e"), b"");
        assert_eq!(read(&mut lines, b"e\nfour"), b"three\n");
        assert_eq!(lines.take_begun(), b"four");
        assert!(lines.is_empty());
    }

    #[test]
    fn a_character_is_not_cut_and_bytes_that_are_none_do_not_wait() {
        let mut lines = Lines::new();
        read(&mut lines, "10 \u{20ac}".as_bytes().split_last().unwrap().1);
        assert_eq!(lines.take_begun(), b"10 ", "the euro sign lacks its last byte");
        assert_eq!(lines.take_rest(), [0xe2, 0x82], "at the end everything leaves");
        for bytes in [&[b'a', 0xff][..], &[0x80, 0x80, 0x80], &[0xe2, b'a'], &[0xc0, 0x80]] {
            read(&mut lines, bytes);
            assert_eq!(lines.take_begun(), bytes, "{bytes:x?} will never be a character");
        }
    }

    #[test]
    fn an_endless_line_leaves_in_chunks_that_do_not_cut_a_character() {
        let text = "\u{20ac}".repeat(LONGEST_CHUNK);
        let (mut lines, mut rest, mut chunks) = (Lines::new(), text.as_bytes(), vec![]);
        while !rest.is_empty() {
            let count = lines.space().len().min(rest.len());
            let taken = read(&mut lines, &rest[..count]);
            rest = &rest[count..];
            chunks.push(taken);
        }
        chunks.push(lines.take_rest());
        assert!(chunks.iter().all(|chunk| chunk.len() <= LONGEST_CHUNK));
        assert!(chunks.iter().all(|chunk| std::str::from_utf8(chunk).is_ok()));
        assert_eq!(chunks.concat(), text.as_bytes());
    }
}
