//! Heads: what they say about a database, and when they are worth nothing.

use crate::world::{Signer, events, key, log, organisation, other_key, sealed_with, witnessed};
use muster_audit::{
    HeadKey, Link, Sealed, SignedHead, Witnessed, compare,
    head::{BadHead, Comparison},
};
use serde_json::{Value, json};

fn compared(log: &[Sealed], own: Option<&Witnessed>, heads: &[Witnessed]) -> Comparison {
    let link_at = |place: u64| -> Option<Link> {
        let at = usize::try_from(place).unwrap().checked_sub(1)?;
        log.get(at).map(|sealed| sealed.seal.link)
    };
    compare(&organisation(1), log.len() as u64, own, heads, link_at)
}

#[test]
fn a_log_that_goes_on_from_every_head_is_consistent() {
    let log = log(8);
    assert_eq!(compared(&log, None, &[]), Comparison::Consistent);
    assert_eq!(compared(&[], None, &[]), Comparison::Consistent);
    let heads = [witnessed(&log[2]), witnessed(&log[7])];
    assert_eq!(compared(&log, None, &heads), Comparison::Consistent);
}

#[test]
fn a_tail_that_was_cut_and_an_older_database_are_told_apart_by_what_the_database_remembers() {
    let log = log(8);
    let heads = [witnessed(&log[2]), witnessed(&log[7])];
    let cut = compared(&log[..5], Some(&heads[1]), &heads);
    assert_eq!(cut, Comparison::TailCut { from: 6, to: 8 });
    let older = compared(&log[..5], Some(&heads[0]), &heads);
    assert_eq!(older, Comparison::RolledBack { from: 6, to: 8 });
    assert_eq!(compared(&[], None, &heads), Comparison::TailCut { from: 1, to: 8 });
}

#[test]
fn a_log_that_went_another_way_is_forked_from_where_it_was_seen() {
    let genuine = log(8);
    let heads = [witnessed(&genuine[2]), witnessed(&genuine[4]), witnessed(&genuine[7])];
    let mut events = events(8);
    events[3].actor = "somebody else".to_owned();
    let forked = sealed_with(&key(), events);
    assert_eq!(compared(&forked, None, &heads), Comparison::Forked { at: 5 });
    assert_eq!(compared(&forked[..5], None, &heads), Comparison::Forked { at: 5 });
    assert_eq!(compared(&forked[..4], None, &heads), Comparison::TailCut { from: 5, to: 8 });
}

#[test]
fn every_field_of_a_head_is_signed() {
    let signer = Signer::new();
    let head = signer.sign(&log(8)[7]);
    assert!(head.clone().check(&[signer.public()]).is_ok());
    let other = log(7);
    let edits: [(&str, Value); 5] = [
        ("organisation", json!(organisation(2))),
        ("sequence", json!(7)),
        ("event", json!(other[6].event.id)),
        ("link", json!(other[6].seal.link)),
        ("at", json!("2026-11-21T00:00:00.000Z")),
    ];
    for (field, value) in edits {
        let mut written = serde_json::to_value(&head).unwrap();
        written["head"][field] = value;
        let edited: SignedHead = serde_json::from_value(written).unwrap();
        assert_eq!(edited.check(&[signer.public()]), Err(BadHead::Altered), "{field}");
    }
}

#[test]
fn a_head_of_somebody_else_is_no_witness() {
    let (signer, stranger) = (Signer::new(), Signer::new());
    let log = log(3);
    assert_eq!(stranger.sign(&log[2]).check(&[signer.public()]), Err(BadHead::OtherSigner));
    let mut pretended = serde_json::to_value(stranger.sign(&log[2])).unwrap();
    pretended["head"]["signer"] = json!(signer.public().id());
    let pretended: SignedHead = serde_json::from_value(pretended).unwrap();
    assert_eq!(pretended.check(&[signer.public()]), Err(BadHead::Altered));
    let known = [stranger.public(), signer.public()];
    assert!(signer.sign(&log[2]).check(&known).is_ok(), "a new signer, with the old one known");
}

#[test]
fn a_signer_survives_being_stored_and_is_never_shown() {
    let key = HeadKey::generate().unwrap();
    let read_back = HeadKey::from_pkcs8(&key.to_pkcs8().unwrap()).unwrap();
    assert_eq!(read_back.signer(), key.signer());
    assert_eq!(format!("{key:?}"), format!("HeadKey({}, ***)", key.signer()));
    assert!(HeadKey::from_pkcs8(b"nonsense").is_err());
    let shown = format!("{:?}", other_key());
    assert_eq!(shown, format!("SealKey({}, ***)", other_key().id()));
}
