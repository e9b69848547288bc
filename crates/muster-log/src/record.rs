//! Records of the index: where one chunk lies, which stream it is of, and when it was read.
//!
//! A record is 24 bytes, little-endian: offset (8), time (8), length (4), stream (1), check (3). A
//! power cut may leave zeros or old bytes at the end of a file; the check tells them from a record.

use muster_core::{Timestamp, log::Stream};

/// Bytes per record.
pub(crate) const SIZE: usize = 24;
const CHECKED: usize = SIZE - 3;

/// One chunk's place in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) offset: u64,
    pub(crate) length: u32,
    pub(crate) stream: Stream,
    pub(crate) at: Timestamp,
}

impl Record {
    pub(crate) fn end(&self) -> u64 {
        self.offset + u64::from(self.length)
    }

    pub(crate) fn encode(&self) -> [u8; SIZE] {
        let mut bytes = [0; SIZE];
        bytes[..8].copy_from_slice(&self.offset.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.at.millis().to_le_bytes());
        bytes[16..20].copy_from_slice(&self.length.to_le_bytes());
        bytes[20] = code(self.stream);
        let check = check(&bytes[..CHECKED]);
        bytes[CHECKED..].copy_from_slice(&check);
        bytes
    }

    /// The record in these bytes, if they are one.
    pub(crate) fn decode(bytes: &[u8; SIZE]) -> Option<Self> {
        let (checked, given) = bytes.split_at(CHECKED);
        let offset = u64::from_le_bytes(checked[..8].try_into().ok()?);
        let at = i64::from_le_bytes(checked[8..16].try_into().ok()?);
        let length = u32::from_le_bytes(checked[16..20].try_into().ok()?);
        let stream = stream(checked[20])?;
        let is_sane = check(checked) == given && length > 0;
        offset.checked_add(u64::from(length)).filter(|_| is_sane)?;
        Some(Self { offset, length, stream, at: Timestamp::from_millis(at) })
    }
}

fn code(stream: Stream) -> u8 {
    match stream {
        Stream::Stdout => 1,
        Stream::Stderr => 2,
        Stream::System => 3,
    }
}

fn stream(code: u8) -> Option<Stream> {
    [Stream::Stdout, Stream::Stderr, Stream::System]
        .into_iter()
        .find(|one| self::code(*one) == code)
}

/// Twenty-four bits of FNV-1a.
fn check(bytes: &[u8]) -> [u8; 3] {
    let hash = bytes
        .iter()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    let [low, middle, high, top] = hash.to_le_bytes();
    [low ^ top, middle, high]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_record_is_told_from_a_whole_one() {
        let at = Timestamp::from_millis(1_795_219_200_123);
        let record = Record { offset: 70_000, length: 12, stream: Stream::Stderr, at };
        let whole = record.encode();
        assert_eq!(Record::decode(&whole), Some(record));
        assert_eq!(Record::decode(&[0; SIZE]), None, "zeros are what a power cut leaves");
        for place in 0..SIZE {
            let mut damaged = whole;
            damaged[place] ^= 0x10;
            assert_eq!(Record::decode(&damaged), None, "byte {place} was changed");
        }
    }
}
