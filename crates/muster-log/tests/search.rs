//! A search finds every line once, however its parts came and wherever it stops and goes on.
#![expect(clippy::unwrap_used, reason = "a helper fails like the test that calls it")]

use muster_core::{
    Timestamp,
    log::{Chunk, Stream},
};
use muster_log::{Found, LogReader, LogWriter, Match, Search};
use muster_seams::{Rng, SeededRng};
use std::path::Path;

fn write(dir: &Path, parts: &[(Stream, &[u8])]) {
    let mut log = LogWriter::open(dir, "attempt").unwrap();
    for (stream, bytes) in parts {
        let at = Timestamp::from_millis(0);
        log.append(&Chunk::new(log.size(), *stream, at, bytes.to_vec())).unwrap();
    }
}

fn search(text: &str) -> Search {
    Search {
        text: text.to_owned(),
        ignores_case: false,
        from: 0,
        most_matches: 1_000,
        most_bytes: u64::MAX,
    }
}

fn find(dir: &Path, search: &Search) -> Found {
    LogReader::open(dir, "attempt").unwrap().search(search).unwrap()
}

fn lines(matches: &[Match]) -> Vec<(u64, String)> {
    let line = |one: &Match| (one.offset, String::from_utf8(one.line.clone()).unwrap());
    matches.iter().map(line).collect()
}

/// Every match, so many at a time.
fn in_steps(dir: &Path, search: &Search) -> Vec<Match> {
    let (mut search, mut all) = (search.clone(), vec![]);
    loop {
        let found = find(dir, &search);
        all.extend(found.matches);
        if found.is_at_end {
            return all;
        }
        assert!(found.next > search.from, "it must get on");
        search.from = found.next;
    }
}

#[test]
fn a_line_that_came_in_parts_is_found_although_another_stream_stands_between() {
    let dir = tempfile::tempdir().unwrap();
    write(
        dir.path(),
        &[
            (Stream::Stdout, b"one nee"),
            (Stream::Stderr, b"warning: need\n"),
            (Stream::Stdout, b"dle, two needles\nno Needle\n"),
        ],
    );
    let found = find(dir.path(), &search("needle"));
    assert_eq!(lines(&found.matches), [(4, "one needle, two needles".to_owned())], "once a line");
    assert!(found.is_at_end && found.next == 48, "{found:?}");
    let either = Search { ignores_case: true, ..search("NEEDLE") };
    let expected = [(4, "one needle, two needles".to_owned()), (41, "no Needle".to_owned())];
    assert_eq!(lines(&find(dir.path(), &either).matches), expected);
    assert_eq!(lines(&in_steps(dir.path(), &Search { most_matches: 1, ..either })), expected);
    assert!(find(dir.path(), &search("needneedle")).matches.is_empty(), "streams do not mix");
}

#[test]
fn in_an_endless_line_the_text_is_found_and_shown_with_what_stands_around_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut line = vec![b'x'; 300_000];
    line[199_990..199_996].copy_from_slice(b"needle");
    let parts: Vec<_> = line.chunks(50_000).map(|part| (Stream::Stdout, part)).collect();
    write(dir.path(), &parts);
    let found = find(dir.path(), &search("needle")).matches;
    assert_eq!((found.len(), found[0].offset), (1, 199_990));
    assert!(found[0].line.len() < 1_000 && found[0].line.windows(6).any(|six| six == b"needle"));
    assert_eq!(in_steps(dir.path(), &Search { most_bytes: 10_000, ..search("needle") }), found);
}

#[test]
fn wherever_a_search_stops_it_goes_on_without_loss_or_repetition() {
    for seed in 0..60 {
        let rng = SeededRng::from_seed(seed);
        let below = |end: usize| {
            let rng: &dyn Rng = &rng;
            usize::from(u16::from_le_bytes(rng.bytes())) % end
        };
        let words: [&[u8]; 5] = [b"ab", b"abab", b"b\n", b"\n", b"xa"];
        let parts: Vec<_> = (0..200)
            .map(|_| ([Stream::Stdout, Stream::Stderr][below(2)], words[below(words.len())]))
            .collect();
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), &parts);
        let expected: usize = [Stream::Stdout, Stream::Stderr]
            .into_iter()
            .map(|stream| {
                let of_stream = parts.iter().filter(|(one, _)| *one == stream);
                let text: Vec<u8> = of_stream.flat_map(|(_, bytes)| bytes.to_vec()).collect();
                let text = String::from_utf8(text).unwrap();
                text.lines().filter(|line| line.contains("abab")).count()
            })
            .sum();
        let whole = find(dir.path(), &search("abab")).matches;
        assert_eq!(whole.len(), expected, "seed {seed}");
        let most_matches = 1 + below(4);
        let most_bytes = 1 + below(50) as u64;
        let steps = in_steps(dir.path(), &Search { most_matches, ..search("abab") });
        assert_eq!(steps, whole, "seed {seed}, {most_matches} at a time");
        let steps = in_steps(dir.path(), &Search { most_bytes, ..search("abab") });
        assert_eq!(steps, whole, "seed {seed}, {most_bytes} bytes at a time");
    }
}
