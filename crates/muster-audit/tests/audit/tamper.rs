//! The tamper table: whatever is done to a log is refused, by name, and at the right event.

use crate::world::{
    event, found, judge, key, links, log, organisation, other_key, question, sealed_with, witnessed,
};
use muster_audit::{
    Completeness, Event, Integrity, Keyring, Link, Outcome, Sealed, seal,
    seal::Code,
    verify::{End, verify},
};
use muster_core::{AuditEventId, Timestamp};
use serde_json::json;

const COUNT: u8 = 8;
const PLACES: [usize; 3] = [0, 3, 7];

/// What is found in a log that was changed, by who has the key and a head.
fn after(change: impl Fn(&mut Vec<Sealed>)) -> (&'static str, Option<AuditEventId>, Vec<Sealed>) {
    let genuine = log(COUNT);
    let heads = [witnessed(&genuine[7])];
    let mut changed = genuine.clone();
    change(&mut changed);
    assert_ne!(changed, genuine);
    if links(&changed) != links(&genuine) {
        let without_key = judge(&changed, None, &heads);
        assert!(!without_key.verified, "the head alone shows it, too: {changed:?}");
    }
    let report = judge(&changed, Some(&Keyring::new(key())), &heads);
    let (reason, id) = found(&report);
    (reason, id, changed)
}

/// The change is named so, at the event that is then at this index.
fn is_named(reason: &str, at: usize, change: impl Fn(&mut Vec<Sealed>)) {
    let (found, id, changed) = after(change);
    assert_eq!((found, id), (reason, Some(changed[at].event.id.clone())), "at {at}");
}

#[test]
fn a_log_that_nobody_touched_is_proven() {
    let log = log(COUNT);
    let heads = [witnessed(&log[7])];
    let report = judge(&log, Some(&Keyring::new(key())), &heads);
    assert!(report.verified && report.reason.is_none() && report.broken_at_event_id.is_none());
    assert_eq!(report.checked_count, 8);
    assert_eq!(report.integrity, Integrity::Proven);
    assert_eq!(report.completeness, Completeness::Proven);
}

#[test]
fn an_answer_has_the_words_of_the_contract() {
    let mut log = log(COUNT);
    let report = |log: &[Sealed]| serde_json::to_value(judge(log, None, &[])).unwrap();
    let fine = json!({
        "verified": true, "checkedCount": 8, "brokenAtEventId": null,
        "integrity": "consistent", "completeness": "unproven", "reason": null,
    });
    assert_eq!(report(&log), fine);
    drop(log.remove(2));
    let broken = json!({
        "verified": false, "checkedCount": 2, "brokenAtEventId": log[2].event.id,
        "integrity": "broken", "completeness": "broken",
        "reason": { "code": "missing", "from": 3, "to": 3 },
    });
    assert_eq!(report(&log), broken);
}

#[test]
fn every_field_of_an_event_is_sealed() {
    let edits: [fn(&mut Event); 10] = [
        |event| event.id = AuditEventId::from_random([99; 16]),
        |event| event.at = Timestamp::from_millis(event.at.millis() + 1),
        |event| event.actor.push('x'),
        |event| event.action = "job.hold".to_owned(),
        |event| event.target.clear(),
        |event| event.outcome = Outcome::Denied,
        |event| event.detail = r#"{ "reason":"wrong branch"}"#.to_owned(),
        |event| event.request_id.push('0'),
        |event| event.idempotency_key = Some(String::new()),
        // The same bytes in other fields.
        |event| {
            event.action = format!("{}{}", event.action, event.target);
            event.target = String::new();
        },
    ];
    for edit in edits {
        for at in PLACES {
            is_named("edited", at, |log| edit(&mut log[at].event));
        }
    }
    for at in PLACES {
        is_named("other_organisation", at, |log| log[at].event.organisation = organisation(2));
    }
}

#[test]
fn every_field_of_a_seal_is_proven() {
    for at in PLACES {
        is_named("forged", at, |log| log[at].seal.code = Code::from_bytes([1; 32]));
        is_named("other_key", at, |log| log[at].seal.key = other_key().id());
        is_named("seal_replaced", at, |log| log[at].seal.link = Link::from_bytes([1; 32]));
        is_named("seal_replaced", at, |log| log[at].seal.sequence += 100);
        is_named("seal_replaced", at, |log| log[at].seal = log[(at + 2) % 8].seal);
        is_named("seal_replaced", at, |log| log[at].seal.sequence = 0);
    }
}

#[test]
fn events_that_are_gone_are_missed() {
    is_named("missing", 0, |log| drop(log.remove(0)));
    is_named("missing", 3, |log| drop(log.remove(3)));
    is_named("missing", 3, |log| drop(log.drain(3..6)));
    is_named("tail_cut", 6, |log| drop(log.pop()));
    is_named("tail_cut", 2, |log| log.truncate(3));
    let (reason, at, _) = after(Vec::clear);
    assert_eq!((reason, at), ("tail_cut", None), "there is no event left to name");
}

#[test]
fn how_many_are_missing_is_said() {
    let mut log = log(COUNT);
    drop(log.drain(3..6));
    let report = judge(&log, Some(&Keyring::new(key())), &[]);
    assert_eq!(report.reason.unwrap().to_string(), "events 4 to 6 are missing");
    assert_eq!(report.checked_count, 3);
}

#[test]
fn an_event_that_was_put_in_between_is_named() {
    let stranger = |log: &[Sealed], like: usize| Sealed { event: event(77), ..log[like].clone() };
    for at in [1, 3, 7] {
        is_named("inserted", at, |log| log.insert(at, stranger(log, at)));
        is_named("inserted", at, |log| log.insert(at, stranger(log, at - 1)));
        is_named("inserted", at, |log| {
            log.insert(at, stranger(log, at));
            log[at + 1..].iter_mut().for_each(|event| event.seal.sequence += 1);
        });
        // By somebody who knows how links are made, and has no key.
        is_named("forged", at, |log| {
            let forged = seal(Some(&log[at - 1].seal), &other_key(), [&event(77)]);
            let seal = muster_audit::Seal { key: key().id(), ..forged[0] };
            log.insert(at, Sealed { event: event(77), seal });
        });
    }
}

#[test]
fn another_order_is_named() {
    for (one, other) in [(0, 1), (2, 3), (6, 7), (0, 7), (2, 5)] {
        is_named("reordered", one, |log| log.swap(one, other));
        // The rows stay, and what is in them is exchanged.
        is_named("reordered", one, |log| {
            let event = log[one].event.clone();
            log[one].event = std::mem::replace(&mut log[other].event, event);
        });
        // The rows stay, and their places are exchanged.
        is_named("reordered", one, |log| {
            log.swap(one, other);
            (log[one].seal.sequence, log[other].seal.sequence) =
                (log[other].seal.sequence, log[one].seal.sequence);
        });
    }
}

#[test]
fn an_event_that_is_there_twice_is_named() {
    for at in PLACES {
        is_named("duplicated", at + 1, |log| log.insert(at + 1, log[at].clone()));
    }
    is_named("duplicated", 8, |log| log.push(log[0].clone()));
}

#[test]
fn the_log_of_another_organisation_is_not_this_one() {
    let theirs = |event: &mut Sealed| event.event.organisation = organisation(2);
    is_named("other_organisation", 0, |log| log.iter_mut().for_each(theirs));
    is_named("edited", 0, |log| {
        let mut events: Vec<_> = log.iter().map(|sealed| sealed.event.clone()).collect();
        for event in &mut events {
            event.organisation = organisation(2);
        }
        *log = sealed_with(&key(), events);
        for sealed in log {
            sealed.event.organisation = organisation(1);
        }
    });
}

#[test]
fn the_key_of_another_instance_is_named_and_who_pretends_to_have_ours_is_found_out() {
    let sealed_again = |log: &[Sealed]| {
        sealed_with(&other_key(), log.iter().map(|sealed| sealed.event.clone()).collect())
    };
    is_named("other_key", 0, |log| *log = sealed_again(log));
    is_named("forged", 0, |log| {
        *log = sealed_again(log);
        for sealed in log {
            sealed.seal.key = key().id();
        }
    });
}

#[test]
fn without_the_key_a_log_that_was_sealed_anew_fits_in_itself_and_not_its_witness() {
    let genuine = log(COUNT);
    let mut events: Vec<_> = genuine.iter().map(|sealed| sealed.event.clone()).collect();
    events[2].actor = "somebody else".to_owned();
    let anew = sealed_with(&other_key(), events);
    let report = judge(&anew, None, &[]);
    assert!(report.verified, "nothing speaks against it");
    assert_eq!(report.integrity, Integrity::Consistent, "and nothing proves it");
    assert_eq!(report.completeness, Completeness::Unproven);
    let report = judge(&anew, None, &[witnessed(&genuine[5])]);
    assert_eq!(found(&report), ("forked", Some(anew[5].event.id.clone())));
}

#[test]
fn without_the_key_a_head_proves_everything_up_to_it() {
    let log = log(COUNT);
    let at = |place: usize| judge(&log, None, &[witnessed(&log[place])]);
    assert_eq!(at(7).integrity, Integrity::Proven);
    assert_eq!(at(7).completeness, Completeness::Proven);
    assert_eq!(at(6).integrity, Integrity::Consistent, "the last event has no witness");
    assert_eq!(at(6).completeness, Completeness::Unproven);
}

#[test]
fn an_empty_log_proves_nothing() {
    let report = judge(&[], Some(&Keyring::new(key())), &[]);
    assert!(report.verified);
    assert_eq!((report.checked_count, report.completeness), (0, Completeness::Unproven));
}

#[test]
fn a_database_that_is_an_older_copy_is_told_from_a_tail_that_was_cut() {
    let log = log(COUNT);
    let (old, new) = (witnessed(&log[4]), [witnessed(&log[7])]);
    let keyring = Keyring::new(key());
    let report = |own| verify(&log[..5], question(Some(&keyring), &new), End::Tail { own });
    let last = Some(log[4].event.id.clone());
    assert_eq!(found(&report(Some(&old))), ("rolled_back", last.clone()));
    assert_eq!(found(&report(Some(&new[0]))), ("tail_cut", last.clone()));
    assert_eq!(found(&report(None)), ("tail_cut", last));
    let report = report(Some(&old));
    assert_eq!(report.integrity, Integrity::Proven, "what is there is as it was sealed");
    assert_eq!(report.completeness, Completeness::Broken);
}
