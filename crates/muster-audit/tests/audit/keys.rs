//! Keys change, and what each has sealed counts in its own time.

use crate::world::{events, found, judge, key, log, other_key};
use muster_audit::{Keyring, SealKey, Sealed, seal};

fn new_key() -> SealKey {
    SealKey::derive(b"the next key")
}

/// Five events under the first key, and the rest under the next.
fn rotated() -> Vec<Sealed> {
    let events = events(8);
    let first = seal(None, &key(), &events[..5]);
    let rest = seal(first.last(), &new_key(), &events[5..]);
    let seals = [first, rest].concat();
    events.into_iter().zip(seals).map(|(event, seal)| Sealed { event, seal }).collect()
}

#[test]
fn a_log_with_two_keys_is_one_log() {
    let keyring = Keyring::new(key()).rotate(new_key(), 5);
    assert_eq!(keyring.present().id(), new_key().id());
    assert!(judge(&rotated(), Some(&keyring), &[]).verified);
    let report = judge(&rotated(), Some(&Keyring::new(new_key())), &[]);
    assert_eq!(found(&report).0, "other_key", "the old key is needed for what it has sealed");
}

#[test]
fn a_retired_key_that_was_stolen_seals_nothing_more_and_a_new_one_nothing_before_its_time() {
    let keyring = Keyring::new(key()).rotate(new_key(), 5);
    let went_on = log(8);
    let sixth = Some(went_on[5].event.id.clone());
    assert_eq!(found(&judge(&went_on, Some(&keyring), &[])), ("retired_key", sixth));
    let early = Keyring::new(key()).rotate(new_key(), 6);
    let sixth = Some(rotated()[5].event.id.clone());
    assert_eq!(found(&judge(&rotated(), Some(&early), &[])), ("retired_key", sixth));
}

#[test]
fn a_key_is_called_after_itself() {
    assert_eq!(key().id(), key().id());
    assert_ne!(key().id(), other_key().id());
}

#[test]
fn sealing_in_one_go_and_in_many_comes_to_the_same() {
    let events = events(8);
    let at_once = seal(None, &key(), &events);
    let mut one_by_one = Vec::new();
    for event in &events {
        one_by_one.extend(seal(one_by_one.last(), &key(), [event]));
    }
    assert_eq!(one_by_one, at_once);
}
