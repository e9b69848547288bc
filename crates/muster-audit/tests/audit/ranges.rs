//! Ranges of dates: anchored on the seal before, closed by the event after.

use crate::world::{DAY, found, key, log, organisation, other_key, question, start, witnessed};
use muster_audit::{
    Completeness, DateRange, Integrity, Keyring, Link, Question, Report, Seal, Sealed, Witnessed,
    verify::{End, verify},
};

/// The third to the fifth day, which is the third to the fifth event.
fn range() -> DateRange {
    DateRange { from: Some(start().after(DAY * 2)), to: Some(start().after(DAY * 4)) }
}

fn asked<'a>(anchor: Seal, keyring: Option<&'a Keyring>, heads: &'a [Witnessed]) -> Question<'a> {
    Question { range: range(), anchor: Some(anchor), ..question(keyring, heads) }
}

fn judge(events: &[Sealed], anchor: Seal) -> Report {
    verify(events, asked(anchor, Some(&Keyring::new(key())), &[]), End::Inside)
}

#[test]
fn a_range_is_proven_between_the_seal_before_it_and_the_event_after_it() {
    let log = log(8);
    let report = judge(&log[2..6], log[1].seal);
    assert!(report.verified);
    assert_eq!(report.checked_count, 3, "the event that closes the range does not count");
    assert_eq!(report.integrity, Integrity::Proven);
    assert_eq!(report.completeness, Completeness::Proven);
    let open = judge(&log[2..5], log[1].seal);
    assert_eq!(open.completeness, Completeness::Unproven, "nothing says that it ends here");
}

#[test]
fn a_range_in_which_nothing_happened_is_proven_empty() {
    let log = log(8);
    let range = DateRange { from: Some(start().after(DAY / 2)), to: Some(start().after(DAY / 2)) };
    let keyring = Keyring::new(key());
    let question = Question { range, ..asked(log[0].seal, Some(&keyring), &[]) };
    let report = verify(&log[1..2], question, End::Inside);
    assert_eq!((report.verified, report.checked_count), (true, 0));
    assert_eq!(report.completeness, Completeness::Proven);
}

#[test]
fn a_range_whose_first_or_last_event_is_gone_is_named() {
    let log = log(8);
    let third = Some(log[3].event.id.clone());
    assert_eq!(found(&judge(&log[3..6], log[1].seal)), ("missing", third));
    let last_gone = [&log[2..4], &log[5..6]].concat();
    let sixth = Some(log[5].event.id.clone());
    assert_eq!(found(&judge(&last_gone, log[1].seal)), ("missing", sixth));
}

#[test]
fn an_event_whose_clock_was_wrong_is_verified_and_does_not_count() {
    let mut events: Vec<_> = log(8).into_iter().map(|sealed| sealed.event).collect();
    events[3].at = start().after(DAY * 50);
    let log = crate::world::sealed_with(&key(), events);
    let report = judge(&log[2..6], log[1].seal);
    assert_eq!((report.verified, report.checked_count), (true, 2));
    let mut edited = log.clone();
    edited[3].event.actor.push('x');
    let report = judge(&edited[2..6], log[1].seal);
    assert_eq!(found(&report), ("edited", Some(log[3].event.id.clone())));
}

#[test]
fn an_anchor_that_was_made_up_is_no_anchor() {
    let log = log(8);
    let made_up = Seal { link: Link::from_bytes([3; 32]), ..log[1].seal };
    assert_eq!(found(&judge(&log[2..6], made_up)), ("anchor_forged", None));
    let of_another = Seal { key: other_key().id(), ..log[1].seal };
    assert_eq!(found(&judge(&log[2..6], of_another)), ("anchor_forged", None));
    let seen = [witnessed(&log[1])];
    let report = verify(&log[2..6], asked(made_up, None, &seen), End::Inside);
    assert_eq!(found(&report), ("anchor_forged", None), "a witness has seen another");
}

#[test]
fn the_heads_of_other_organisations_do_not_matter() {
    let log = log(8);
    let heads = [witnessed(&log[7])];
    let keyring = Keyring::new(key());
    let question = Question { organisation: organisation(2), ..question(Some(&keyring), &heads) };
    let report = verify(&[], question, End::Tail { own: None });
    assert!(report.verified, "a head of the first organisation is not missed in the second");
}
