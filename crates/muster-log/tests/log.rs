//! A log keeps what it was given, once and in order, whatever way the bytes came and wherever a
//! crash tore it.
#![expect(clippy::unwrap_used, reason = "a helper fails like the test that calls it")]

use muster_core::{
    Timestamp,
    log::{Chunk, Gap, GapReason, LONGEST_CHUNK, Stream},
};
use muster_log::{Appended, LogError, LogReader, LogWriter};
use muster_seams::{Rng, SeededRng};
use std::{fs, path::Path};

fn chunk(offset: u64, bytes: &[u8]) -> Chunk {
    let at = Timestamp::from_millis(i64::try_from(offset).unwrap());
    Chunk::new(offset, Stream::Stdout, at, bytes.to_vec())
}

fn writer(dir: &Path) -> LogWriter {
    LogWriter::open(dir, "attempt").unwrap()
}

fn reader(dir: &Path) -> LogReader {
    LogReader::open(dir, "attempt").unwrap()
}

/// Reads a whole log in steps, checking that the chunks follow each other.
fn read_all(dir: &Path, from: u64, limit: usize) -> Vec<u8> {
    let (mut reader, mut bytes, mut next) = (reader(dir), vec![], from);
    loop {
        let chunks = reader.read(next, limit).unwrap();
        if chunks.is_empty() {
            return bytes;
        }
        let total: usize = chunks.iter().map(|chunk| chunk.bytes.len()).sum();
        assert!(total <= limit, "{total} bytes were read with a limit of {limit}");
        for chunk in chunks {
            assert_eq!(chunk.offset, next, "chunks must follow each other");
            next = chunk.end();
            bytes.extend(chunk.bytes);
        }
    }
}

fn below(rng: &SeededRng, end: usize) -> usize {
    let rng: &dyn Rng = rng;
    usize::from(u16::from_le_bytes(rng.bytes())) % end.max(1)
}

/// Chunks that cover `bytes` in order, with overlaps, repeats and re-openings on the way.
fn append_in_disorder(rng: &SeededRng, dir: &Path, bytes: &[u8]) {
    let mut log = writer(dir);
    while log.size() < bytes.len() as u64 {
        let size = usize::try_from(log.size()).unwrap();
        let from = size - below(rng, size + 1).min(40);
        let end = bytes.len().min(from + 1 + below(rng, 90));
        let appended = log.append(&chunk(from as u64, &bytes[from..end])).unwrap();
        let expected = size.max(end) as u64;
        assert_eq!(appended, Appended { new_bytes: expected - size as u64, size: expected });
        if below(rng, 5) == 0 {
            log = writer(dir);
            assert_eq!(log.size(), expected, "opening again must change nothing");
        }
    }
}

#[test]
fn any_split_overlap_or_repeat_gives_the_same_bytes() {
    for seed in 0..40 {
        let rng = SeededRng::from_seed(seed);
        let mut bytes = vec![0; 1 + below(&rng, 3_000)];
        rng.fill(&mut bytes);
        let dir = tempfile::tempdir().unwrap();
        append_in_disorder(&rng, dir.path(), &bytes);
        let from = below(&rng, bytes.len());
        let limit = 1 + below(&rng, 500);
        assert_eq!(read_all(dir.path(), 0, 1 << 20), bytes, "seed {seed}");
        assert_eq!(read_all(dir.path(), from as u64, limit), bytes[from..], "seed {seed}");
        let raw = reader(dir.path()).read_raw(from as u64, limit).unwrap();
        assert_eq!(raw, bytes[from..bytes.len().min(from + limit)], "seed {seed}");
    }
}

#[test]
fn a_chunk_keeps_its_stream_and_its_time() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = writer(dir.path());
    let out = chunk(0, b"one\n");
    let err = Chunk { stream: Stream::Stderr, ..chunk(4, b"two\n") };
    let ours = Chunk { stream: Stream::System, ..chunk(8, b"three\n") };
    for chunk in [&out, &err, &ours] {
        log.append(chunk).unwrap();
    }
    let mut reader = reader(dir.path());
    assert_eq!(reader.read(0, 1_000).unwrap(), [out.clone(), err.clone(), ours.clone()]);
    let rest_of_err = Chunk { offset: 6, bytes: b"o\n".to_vec(), ..err };
    assert_eq!(reader.read(6, 1_000).unwrap(), [rest_of_err, ours]);
    let cut_out = Chunk { bytes: b"on".to_vec(), ..out };
    assert_eq!(reader.read(0, 2).unwrap(), [cut_out], "a first chunk over the limit is cut");
}

#[test]
fn a_gap_is_refused_and_names_the_offset_that_is_wanted() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = writer(dir.path());
    log.append(&chunk(0, b"12345")).unwrap();
    let refused = log.append(&chunk(6, b"7"));
    assert!(matches!(refused, Err(LogError::Gap { want: 5 })), "{refused:?}");
    assert_eq!(read_all(dir.path(), 0, 100), b"12345");
}

#[test]
fn a_long_chunk_is_stored_in_pieces() {
    let dir = tempfile::tempdir().unwrap();
    let bytes = vec![b'x'; 3 * LONGEST_CHUNK + 1];
    writer(dir.path()).append(&chunk(0, &bytes)).unwrap();
    let chunks = reader(dir.path()).read(0, 1 << 20).unwrap();
    let lengths: Vec<_> = chunks.iter().map(|chunk| chunk.bytes.len()).collect();
    assert_eq!(lengths, [LONGEST_CHUNK, LONGEST_CHUNK, LONGEST_CHUNK, 1]);
}

#[test]
fn a_log_that_nobody_has_begun_is_empty_until_somebody_does() {
    let dir = tempfile::tempdir().unwrap();
    let mut early = reader(dir.path());
    assert_eq!((early.size().unwrap(), early.read(0, 10).unwrap()), (0, vec![]));
    let mut log = writer(dir.path());
    assert_eq!(early.size().unwrap(), 0);
    log.append(&chunk(0, b"now")).unwrap();
    assert_eq!(early.read_raw(0, 10).unwrap(), b"now", "an open reader sees what is appended");
    assert!(early.read(3, 10).unwrap().is_empty(), "the end is the end");
    assert!(early.read(99, 10).unwrap().is_empty(), "behind the end is nothing either");
}

const LINES: [&[u8]; 3] = [b"first\n", b"second\n", b"third\n"];

/// A log of three lines, and the sizes at which it is whole.
fn three_lines(dir: &Path) -> [u64; 4] {
    let mut log = writer(dir);
    let mut sizes = [0; 4];
    for (number, line) in LINES.iter().enumerate() {
        log.append(&chunk(log.size(), line)).unwrap();
        sizes[number + 1] = log.size();
    }
    log.sync().unwrap();
    sizes
}

fn tear(dir: &Path, file: &str, size: u64) {
    fs::OpenOptions::new().write(true).open(dir.join(file)).unwrap().set_len(size).unwrap();
}

/// The log must be whole up to the last line that both files have, and go on from there.
fn check_recovery(dir: &Path, expected: u64, what: &str) {
    let whole = &LINES.concat()[..usize::try_from(expected).unwrap()];
    assert_eq!(reader(dir).size().unwrap(), expected, "reader before repair, {what}");
    let mut log = writer(dir);
    assert_eq!(log.size(), expected, "writer, {what}");
    log.append(&chunk(expected, b"after\n")).unwrap();
    let bytes = read_all(dir, 0, 100);
    assert_eq!(bytes, [whole, b"after\n"].concat(), "{what}");
    assert_eq!(fs::read(dir.join("attempt.log")).unwrap(), bytes, "no torn byte stays, {what}");
}

#[test]
fn a_tail_torn_at_any_byte_is_cut_so_that_both_files_agree() {
    for (file, record) in [("attempt.log", None), ("attempt.idx", Some(24))] {
        let full = tempfile::tempdir().unwrap();
        let sizes = three_lines(full.path());
        let length = fs::metadata(full.path().join(file)).unwrap().len();
        for torn_at in 0..=length {
            let dir = tempfile::tempdir().unwrap();
            three_lines(dir.path());
            tear(dir.path(), file, torn_at);
            let expected = match record {
                Some(record) => sizes[usize::try_from(torn_at / record).unwrap()],
                None => *sizes.iter().rfind(|size| **size <= torn_at).unwrap(),
            };
            check_recovery(dir.path(), expected, &format!("{file} torn at {torn_at}"));
        }
    }
}

#[test]
fn zeros_at_the_end_of_the_index_are_no_records() {
    let dir = tempfile::tempdir().unwrap();
    let sizes = three_lines(dir.path());
    tear(dir.path(), "attempt.idx", 24 * 5);
    check_recovery(dir.path(), sizes[3], "index with a tail of zeros");
}

#[test]
fn a_hole_in_the_index_ends_the_log_although_later_records_are_whole() {
    let dir = tempfile::tempdir().unwrap();
    let sizes = three_lines(dir.path());
    let path = dir.path().join("attempt.idx");
    let mut index = fs::read(&path).unwrap();
    index[24..48].fill(0);
    fs::write(&path, index).unwrap();
    assert_eq!(writer(dir.path()).size(), sizes[1]);
    assert_eq!(read_all(dir.path(), 0, 100), LINES[0]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_and_leaves_the_log_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/dev/full", dir.path().join("attempt.log")).unwrap();
    let mut log = writer(dir.path());
    let refused = log.append(&chunk(0, b"does not fit"));
    assert!(refused.as_ref().is_err_and(LogError::is_full), "{refused:?}");
    assert_eq!(log.size(), 0);
    assert_eq!(fs::metadata(dir.path().join("attempt.idx")).unwrap().len(), 0);
}

#[cfg(unix)]
#[test]
fn a_writer_whose_sync_failed_is_not_believed_again() {
    let dir = tempfile::tempdir().unwrap();
    three_lines(dir.path());
    let mut log = writer(dir.path());
    assert_eq!(log.confirmed(), log.size(), "what was found was synced");
    // What takes bytes and cannot be synced stands for a disk that fails.
    let device = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/dev/null", device.path().join("attempt.log")).unwrap();
    let mut failing = writer(device.path());
    failing.append(&chunk(0, b"gone")).unwrap();
    assert!(matches!(failing.sync(), Err(LogError::Io { operation: "sync", .. })));
    assert!(failing.is_poisoned() && failing.confirmed() == 0);
    assert!(matches!(failing.sync(), Err(LogError::Poisoned { .. })), "it is not tried again");
    assert!(matches!(failing.append(&chunk(4, b"x")), Err(LogError::Poisoned { .. })));
    log.append(&chunk(log.size(), b"well\n")).unwrap();
    assert_eq!(log.sync().unwrap(), log.size());
}

#[test]
fn a_log_that_is_opened_anew_keeps_what_was_confirmed_and_takes_the_rest_again() {
    let dir = tempfile::tempdir().unwrap();
    let sizes = three_lines(dir.path());
    let mut log = LogWriter::reopen(dir.path(), "attempt", sizes[1]).unwrap();
    assert_eq!((log.size(), log.confirmed()), (sizes[1], sizes[1]));
    for (offset, line) in sizes.iter().zip(LINES) {
        log.append(&chunk(*offset, line)).unwrap();
    }
    assert_eq!(read_all(dir.path(), 0, 100), LINES.concat());
    assert_eq!(LogWriter::reopen(dir.path(), "attempt", 0).unwrap().size(), 0);
}

#[test]
fn a_byte_that_the_disk_changed_is_told_wherever_it_is() {
    let full = tempfile::tempdir().unwrap();
    let sizes = three_lines(full.path());
    let whole = reader(full.path()).verify().unwrap();
    assert!(whole.is_whole() && whole.size == sizes[3], "{whole:?}");
    for place in 0..sizes[3] {
        let dir = tempfile::tempdir().unwrap();
        three_lines(dir.path());
        let path = dir.path().join("attempt.log");
        let mut bytes = fs::read(&path).unwrap();
        bytes[usize::try_from(place).unwrap()] ^= 0x20;
        fs::write(&path, bytes).unwrap();
        let line = sizes.iter().rposition(|size| *size <= place).unwrap();
        let verified = reader(dir.path()).verify().unwrap();
        let places: Vec<_> = verified.damaged.iter().map(|one| (one.start, one.end)).collect();
        assert_eq!(places, [(sizes[line], sizes[line + 1])], "byte {place}");
        let chunks = reader(dir.path()).read(0, 100).unwrap();
        let damaged: Vec<_> = chunks.iter().map(|chunk| chunk.is_damaged).collect();
        assert_eq!(damaged, [line == 0, line == 1, line == 2], "the rest is as it was");
        let part = reader(dir.path()).read(sizes[line] + 1, 2).unwrap();
        assert!(part[0].is_damaged, "a part of a damaged chunk is told too");
        // Damage at the end is what a power cut leaves; damage before it is kept, and said.
        let expected = if line == 2 { sizes[2] } else { sizes[3] };
        assert_eq!(writer(dir.path()).size(), expected, "byte {place}");
    }
}

#[test]
fn a_gap_is_kept_as_one_and_read_by_everybody() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = writer(dir.path());
    let gap = Gap { missing: 70, reason: GapReason::SpoolLost };
    let marked = gap.chunk(4, Timestamp::from_millis(9));
    let said = Chunk { is_gap: false, offset: marked.end(), ..marked.clone() };
    for chunk in [&chunk(0, b"one\n"), &marked, &said] {
        log.append(chunk).unwrap();
    }
    let read = reader(dir.path()).read(4, 1_000).unwrap();
    assert_eq!(read, [marked, said.clone()]);
    assert_eq!((read[0].gap(), read[1].gap()), (Some(gap), None), "words alone are no gap");
    let verified = reader(dir.path()).verify().unwrap();
    assert_eq!((verified.gaps, verified.missing), (vec![(4, gap)], 70));
}

#[test]
fn a_log_of_the_first_release_is_read_and_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("attempt.log"), "old\nolder\n").unwrap();
    // Two records as they were written then: at offset 0 and 4, both of stdout.
    let old = [
        [0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 1],
        [4, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 1],
    ];
    let checks = [[150, 128, 119], [205, 118, 228]];
    let index: Vec<u8> =
        old.iter().zip(checks).flat_map(|(record, check)| [&record[..], &check].concat()).collect();
    fs::write(dir.path().join("attempt.idx"), index).unwrap();
    let mut log = writer(dir.path());
    assert_eq!(log.size(), 10);
    log.append(&chunk(10, b"new\n")).unwrap();
    assert_eq!(read_all(dir.path(), 0, 100), b"old\nolder\nnew\n");
    let verified = reader(dir.path()).verify().unwrap();
    assert!(verified.is_whole() && verified.without_sum == 10, "{verified:?}");
}
