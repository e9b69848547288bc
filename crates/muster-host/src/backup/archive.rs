//! What is inside a backup: named files, one after the other, and how many there are.
//!
//! A file comes in segments, each with its length before it, because a log may grow while it is
//! read. An empty segment ends a file, an empty name ends them all.

use std::io::{self, Read, Write};

const SEGMENT: usize = 64 * 1024;

/// Writes files.
pub(super) struct Writer<W> {
    target: W,
    count: u64,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(target: W) -> Self {
        Self { target, count: 0 }
    }

    /// Writes one file; `heard` is told of every piece.
    pub(super) fn put(
        &mut self,
        name: &str,
        content: &mut impl Read,
        heard: &mut dyn FnMut(u64),
    ) -> io::Result<()> {
        self.target.write_all(&length_of(name.len())?)?;
        self.target.write_all(name.as_bytes())?;
        let mut segment = vec![0; SEGMENT];
        loop {
            let length = content.read(&mut segment)?;
            self.target.write_all(&length_of(length)?)?;
            if length == 0 {
                break;
            }
            self.target.write_all(&segment[..length])?;
            heard(length as u64);
        }
        self.count += 1;
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        self.target.write_all(&length_of(0)?)?;
        self.target.write_all(&self.count.to_be_bytes())?;
        Ok(self.target)
    }
}

fn length_of(length: usize) -> io::Result<[u8; 4]> {
    u32::try_from(length).map(u32::to_be_bytes).map_err(io::Error::other)
}

/// Reads files.
pub(super) struct Reader<R> {
    source: R,
    count: u64,
}

impl<R: Read> Reader<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, count: 0 }
    }

    /// The name of the next file, whose content must be taken before the one after it.
    pub(super) fn next(&mut self) -> io::Result<Option<String>> {
        let length = self.length()?;
        if length == 0 {
            return self.end().map(|()| None);
        }
        let mut name = vec![0; length];
        self.source.read_exact(&mut name)?;
        self.count += 1;
        String::from_utf8(name).map(Some).map_err(|_| malformed())
    }

    /// Takes the content of the file. Answers its size.
    pub(super) fn take(&mut self, target: &mut impl Write) -> io::Result<u64> {
        let mut segment = vec![0; SEGMENT];
        let mut size = 0;
        loop {
            let length = self.length()?;
            if length == 0 {
                return Ok(size);
            }
            self.source.read_exact(&mut segment[..length])?;
            target.write_all(&segment[..length])?;
            size += length as u64;
        }
    }

    fn length(&mut self) -> io::Result<usize> {
        let mut length = [0; 4];
        self.source.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length) as usize;
        if length > SEGMENT { Err(malformed()) } else { Ok(length) }
    }

    fn end(&mut self) -> io::Result<()> {
        let mut count = [0; 8];
        self.source.read_exact(&mut count)?;
        // Reading on until there is nothing makes sure that the sealed file ends here too.
        let rest = io::copy(&mut self.source, &mut io::sink())?;
        if u64::from_be_bytes(count) == self.count && rest == 0 { Ok(()) } else { Err(malformed()) }
    }
}

pub(super) fn malformed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "its content makes no sense")
}
