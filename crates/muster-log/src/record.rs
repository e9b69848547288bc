//! Records of the index: where one chunk lies, which stream it is of, when it was read, and what its
//! bytes add up to.
//!
//! A record is 24 bytes, little-endian: offset (8), time (6), length less one (2), sum of the bytes
//! (4), kind (1), check (3). A power cut may leave zeros or old bytes at the end of a file; the check
//! tells them from a record, and the sum tells the chunk's bytes from others.
//!
//! Logs of the first release have records without a sum: offset (8), time (8), length (4), kind (1),
//! check (3). Their kinds are other numbers, so both may stand in one index.

use muster_core::{Timestamp, log::Stream};

/// Bytes per record.
pub(crate) const SIZE: usize = 24;
const CHECKED: usize = SIZE - 3;

const KIND: usize = 20;
/// Added to the kind of a record that has a sum.
const WITH_SUM: u8 = 16;
/// The kind of a gap; there are none without a sum.
const GAP: u8 = 4;
const LATEST: i64 = (1 << 48) - 1;

/// One chunk's place in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) offset: u64,
    /// From 1 to the longest chunk.
    pub(crate) length: u32,
    pub(crate) stream: Stream,
    pub(crate) is_gap: bool,
    pub(crate) at: Timestamp,
    /// Nothing in a record of the first release.
    pub(crate) sum: Option<u32>,
}

impl Record {
    pub(crate) fn end(&self) -> u64 {
        self.offset + u64::from(self.length)
    }

    /// Whether these can be the chunk's bytes.
    pub(crate) fn fits(&self, bytes: &[u8]) -> bool {
        bytes.len() == self.length as usize
            && self.sum.is_none_or(|sum| sum == crc32fast::hash(bytes))
    }

    pub(crate) fn encode(&self) -> [u8; SIZE] {
        let mut bytes = [0; SIZE];
        bytes[..8].copy_from_slice(&self.offset.to_le_bytes());
        let kind = if self.is_gap { GAP } else { code(self.stream) };
        if let Some(sum) = self.sum {
            let at = self.at.millis().clamp(0, LATEST).to_le_bytes();
            bytes[8..14].copy_from_slice(&at[..6]);
            let less_one = u16::try_from(self.length.saturating_sub(1)).unwrap_or(u16::MAX);
            bytes[14..16].copy_from_slice(&less_one.to_le_bytes());
            bytes[16..KIND].copy_from_slice(&sum.to_le_bytes());
            bytes[KIND] = WITH_SUM + kind;
        } else {
            bytes[8..16].copy_from_slice(&self.at.millis().to_le_bytes());
            bytes[16..KIND].copy_from_slice(&self.length.to_le_bytes());
            bytes[KIND] = kind;
        }
        let check = check(&bytes[..CHECKED]);
        bytes[CHECKED..].copy_from_slice(&check);
        bytes
    }

    /// The record in these bytes, if they are one.
    pub(crate) fn decode(bytes: &[u8; SIZE]) -> Option<Self> {
        let (checked, given) = bytes.split_at(CHECKED);
        let record = match checked[KIND].checked_sub(WITH_SUM) {
            Some(kind) => Self::with_sum(checked, kind)?,
            None => Self::without_sum(checked)?,
        };
        let is_sane = check(checked) == given && record.length > 0;
        record.offset.checked_add(u64::from(record.length)).filter(|_| is_sane)?;
        Some(record)
    }

    fn with_sum(bytes: &[u8], kind: u8) -> Option<Self> {
        let mut at = [0; 8];
        at[..6].copy_from_slice(&bytes[8..14]);
        let is_gap = kind == GAP;
        Some(Self {
            offset: u64::from_le_bytes(bytes[..8].try_into().ok()?),
            length: u32::from(u16::from_le_bytes(bytes[14..16].try_into().ok()?)) + 1,
            stream: if is_gap { Stream::System } else { stream(kind)? },
            is_gap,
            at: Timestamp::from_millis(i64::from_le_bytes(at)),
            sum: Some(u32::from_le_bytes(bytes[16..KIND].try_into().ok()?)),
        })
    }

    fn without_sum(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            offset: u64::from_le_bytes(bytes[..8].try_into().ok()?),
            length: u32::from_le_bytes(bytes[16..KIND].try_into().ok()?),
            stream: stream(bytes[KIND])?,
            is_gap: false,
            at: Timestamp::from_millis(i64::from_le_bytes(bytes[8..16].try_into().ok()?)),
            sum: None,
        })
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
    use muster_core::log::LONGEST_CHUNK;

    fn record() -> Record {
        let at = Timestamp::from_millis(1_795_219_200_123);
        let sum = Some(crc32fast::hash(b"some bytes\n"));
        Record { offset: 70_000, length: 11, stream: Stream::Stderr, is_gap: false, at, sum }
    }

    #[test]
    fn a_damaged_record_is_told_from_a_whole_one() {
        assert_eq!(Record::decode(&[0; SIZE]), None, "zeros are what a power cut leaves");
        for record in [record(), Record { sum: None, ..record() }] {
            let whole = record.encode();
            assert_eq!(Record::decode(&whole), Some(record));
            for place in 0..SIZE {
                let mut damaged = whole;
                damaged[place] ^= 0x10;
                assert_eq!(Record::decode(&damaged), None, "byte {place} was changed");
            }
        }
    }

    #[test]
    fn every_kind_and_length_comes_back() {
        let gap = Record { stream: Stream::System, is_gap: true, ..record() };
        let longest = u32::try_from(LONGEST_CHUNK).unwrap();
        let lengths = [1, longest].map(|length| Record { length, ..record() });
        let streams = [Stream::Stdout, Stream::Stderr, Stream::System]
            .map(|stream| Record { stream, ..record() });
        for record in [gap].into_iter().chain(lengths).chain(streams) {
            assert_eq!(Record::decode(&record.encode()), Some(record));
        }
    }

    #[test]
    fn the_sum_tells_the_bytes_of_a_chunk_from_others() {
        assert!(record().fits(b"some bytes\n"));
        assert!(!record().fits(b"some bytes!"));
        assert!(!record().fits(b"some bytes"), "a byte is missing");
        assert!(Record { sum: None, ..record() }.fits(b"some bytes!"), "nobody can tell");
    }
}
