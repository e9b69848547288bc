//! Files: written, carried away, and verified there.

use crate::world::{DAY, Signer, found, key, log, organisation, start};
use muster_audit::{
    Completeness, DateRange, Integrity, Keyring, Sealed,
    export::{Export, FileVerdict, Header, Trust, verify_file},
};
use std::io::Write;

fn header() -> Header {
    Header::new(organisation(1), DateRange::default(), start().after(DAY * 100))
}

fn written(log: &[Sealed], header: Header, signer: &Signer) -> Vec<u8> {
    let mut export = Export::begin(Vec::new(), header).unwrap();
    for event in log {
        export.add(event.clone()).unwrap();
    }
    export.finish(&signer.0).unwrap()
}

fn verdict(file: &[u8], trust: Trust<'_>) -> FileVerdict {
    verify_file(file, trust).expect("memory can be read")
}

/// What is found by who knows only the signer.
fn by_signer(file: &[u8], signer: &Signer) -> FileVerdict {
    verdict(file, Trust { signers: &[signer.public()], ..Trust::default() })
}

#[test]
fn a_file_is_proven_to_whoever_knows_its_signer() {
    let signer = Signer::new();
    let file = written(&log(8), header(), &signer);
    let FileVerdict { header: read, report } = by_signer(&file, &signer);
    assert_eq!(read, Some(header()));
    assert!(report.verified);
    assert_eq!(report.checked_count, 8);
    assert_eq!(report.integrity, Integrity::Proven);
    assert_eq!(report.completeness, Completeness::Proven);
}

#[test]
fn to_whoever_knows_nothing_it_fits_and_is_not_proven() {
    let file = written(&log(8), header(), &Signer::new());
    let report = verdict(&file, Trust::default()).report;
    assert!(report.verified);
    assert_eq!(report.integrity, Integrity::Consistent);
    assert_eq!(report.completeness, Completeness::Unproven);
    let keyring = Keyring::new(key());
    let report = verdict(&file, Trust { keyring: Some(&keyring), ..Trust::default() }).report;
    assert_eq!(report.integrity, Integrity::Proven);
}

#[test]
fn a_range_is_proven_with_what_stands_before_and_after_it() {
    let (signer, log) = (Signer::new(), log(8));
    let range = DateRange { from: Some(log[2].event.at), to: Some(log[4].event.at) };
    let header = Header { range, anchor: Some(log[1].seal), reaches_tail: false, ..header() };
    let file = written(&log[2..6], header, &signer);
    let report = by_signer(&file, &signer).report;
    assert_eq!((report.verified, report.checked_count), (true, 3));
    assert_eq!(report.completeness, Completeness::Proven);
}

#[test]
fn a_file_that_ends_anywhere_before_its_end_is_cut_short() {
    let signer = Signer::new();
    let file = written(&log(3), header(), &signer);
    for end in 0..file.len() {
        let FileVerdict { report, .. } = by_signer(&file[..end], &signer);
        assert_eq!(found(&report).0, "cut_short", "at byte {end}");
        assert_eq!(report.completeness, Completeness::Broken, "at byte {end}");
    }
    let lines: Vec<_> = file.split_inclusive(|byte| *byte == b'\n').collect();
    let two = &file[..lines[..3].concat().len() + 10];
    let report = by_signer(two, &signer).report;
    assert_eq!(report.broken_at_event_id, Some(log(3)[1].event.id.clone()));
}

#[test]
fn a_file_with_any_byte_changed_is_refused() {
    let signer = Signer::new();
    let log = log(3);
    let header = Header { heads: vec![signer.sign(&log[1])], ..header() };
    let file = written(&log, header, &signer);
    for at in 0..file.len() {
        for mask in [1, 0x20] {
            let mut changed = file.clone();
            changed[at] ^= mask;
            let report = by_signer(&changed, &signer).report;
            let line = String::from_utf8_lossy(&changed);
            assert!(!report.verified, "byte {at} ^ {mask}: {line}");
        }
    }
}

/// The lines of a file, changed.
fn changed(file: &[u8], change: impl Fn(&mut Vec<String>)) -> Vec<u8> {
    let text = std::str::from_utf8(file).unwrap();
    let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
    change(&mut lines);
    lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
}

#[test]
fn what_is_done_to_the_lines_of_a_file_is_named() {
    let (signer, log) = (Signer::new(), log(4));
    let file = written(&log, header(), &signer);
    let named = |change: &dyn Fn(&mut Vec<String>)| {
        found(&by_signer(&changed(&file, change), &signer).report)
    };
    let id = |at: usize| Some(log[at].event.id.clone());
    assert_eq!(named(&|lines| drop(lines.remove(1))), ("missing", id(1)));
    assert_eq!(named(&|lines| drop(lines.remove(2))), ("missing", id(2)));
    assert_eq!(named(&|lines| drop(lines.remove(4))), ("missing", id(2)));
    assert_eq!(named(&|lines| lines.swap(2, 3)), ("reordered", id(2)));
    assert_eq!(named(&|lines| lines.insert(2, lines[1].clone())), ("duplicated", id(0)));
    assert_eq!(named(&|lines| lines[2] = lines[2].replace("job_2", "job_9")), ("edited", id(1)));
    assert_eq!(named(&|lines| lines[2] = lines[2].replace(':', ": ")), ("unreadable", id(0)));
    assert_eq!(named(&|lines| lines[0] = lines[0].replace("2027", "2028")).0, "statement_altered");
    assert_eq!(
        named(&|lines| lines[5] = lines[5].replace("\"count\":4", "\"count\":3")).0,
        "statement_altered"
    );
    assert_eq!(named(&|lines| lines.push(lines[5].clone())).0, "unreadable");
    assert_eq!(named(&|lines| drop(lines.remove(0))), ("unreadable", None));
    assert_eq!(named(&|lines| lines.insert(1, lines[0].clone())), ("unreadable", None));
}

#[test]
fn a_file_that_was_cut_and_signed_by_somebody_else_is_not_what_a_witness_has_seen() {
    let (signer, stranger, log) = (Signer::new(), Signer::new(), log(8));
    let file = written(&log[..5], header(), &stranger);
    assert_eq!(found(&by_signer(&file, &signer).report).0, "other_signer");
    let heads = [signer.saw(&log[7])];
    let report = verdict(&file, Trust { heads: &heads, ..Trust::default() }).report;
    assert_eq!(found(&report), ("tail_cut", Some(log[4].event.id.clone())));
}

#[test]
fn the_heads_in_a_file_count_only_with_their_signature() {
    let (signer, log) = (Signer::new(), log(8));
    let newest = Header { heads: vec![signer.sign(&log[7])], ..header() };
    let cut = written(&log[..5], newest, &signer);
    assert_eq!(found(&by_signer(&cut, &signer).report).0, "tail_cut");
    let strangers = Header { heads: vec![Signer::new().sign(&log[7])], ..header() };
    let file = written(&log[..5], strangers, &signer);
    assert!(by_signer(&file, &signer).report.verified, "nobody knows who says so");
}

#[test]
fn a_line_without_end_is_not_read_into_memory() {
    let endless = vec![b'x'; 5 << 20];
    let report = verdict(&endless, Trust::default()).report;
    assert_eq!(found(&report), ("unreadable", None));
}

/// The verifier that stands alone, and what it says about a file.
#[expect(clippy::disallowed_methods, reason = "another program, in another language")]
fn independent(file: &[u8], signer: &Signer) -> String {
    let mut place = tempfile::NamedTempFile::new().unwrap();
    place.write_all(file).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent/verify.mjs");
    let mut node = std::process::Command::new("node");
    node.arg(script).arg(place.path()).arg(signer.public().to_string());
    let output = node.output().expect("Node is installed");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_verifier_in_another_language_comes_to_the_same() {
    let (signer, log) = (Signer::new(), log(4));
    let file = written(&log, header(), &signer);
    assert_eq!(independent(&file, &signer), "verified: 4 events");
    let edited = changed(&file, |lines| lines[3] = lines[3].replace("job_3", "job_9"));
    assert_eq!(independent(&edited, &signer), format!("broken at {}", log[2].event.id));
    let cut = changed(&file, |lines| drop(lines.remove(4)));
    assert_eq!(independent(&cut, &signer), "the last line does not fit");
    assert_eq!(independent(&file, &Signer::new()), "not signed by this key");
}
