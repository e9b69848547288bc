//! Any tampering at all.

use crate::world::{event, judge, key, links, log, witnessed};
use muster_audit::{Keyring, Link, Sealed, seal::Code};
use proptest::{collection::vec, prelude::*};

#[derive(Debug, Clone)]
enum Change {
    Edit(usize),
    Reseal(usize, usize),
    Relink(usize),
    Recode(usize),
    Renumber(usize, u64),
    Remove(usize),
    Cut(usize),
    Insert(usize, usize),
    Copy(usize, usize),
    Swap(usize, usize),
    SwapEvents(usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let at = || 0..12_usize;
    prop_oneof![
        at().prop_map(Change::Edit),
        (at(), at()).prop_map(|(at, of)| Change::Reseal(at, of)),
        at().prop_map(Change::Relink),
        at().prop_map(Change::Recode),
        (at(), 0..14_u64).prop_map(|(at, to)| Change::Renumber(at, to)),
        at().prop_map(Change::Remove),
        at().prop_map(Change::Cut),
        (at(), at()).prop_map(|(at, like)| Change::Insert(at, like)),
        (at(), at()).prop_map(|(from, to)| Change::Copy(from, to)),
        (at(), at()).prop_map(|(one, other)| Change::Swap(one, other)),
        (at(), at()).prop_map(|(one, other)| Change::SwapEvents(one, other)),
    ]
}

fn apply(log: &mut Vec<Sealed>, change: &Change) {
    let length = log.len();
    let within = |at: &usize| at % length.max(1);
    if length == 0 {
        return;
    }
    match change {
        Change::Edit(at) => log[within(at)].event.detail.push(' '),
        Change::Reseal(at, of) => log[within(at)].seal = log[within(of)].seal,
        Change::Relink(at) => log[within(at)].seal.link = Link::from_bytes([7; 32]),
        Change::Recode(at) => log[within(at)].seal.code = Code::from_bytes([7; 32]),
        Change::Renumber(at, to) => log[within(at)].seal.sequence = *to,
        Change::Remove(at) => drop(log.remove(within(at))),
        Change::Cut(at) => log.truncate(within(at)),
        Change::Insert(at, like) => {
            let seal = log[within(like)].seal;
            log.insert(within(at), Sealed { event: event(200), seal });
        }
        Change::Copy(from, to) => log.insert(within(to), log[within(from)].clone()),
        Change::Swap(one, other) => log.swap(within(one), within(other)),
        Change::SwapEvents(one, other) => {
            let event = log[within(one)].event.clone();
            let event = std::mem::replace(&mut log[within(other)].event, event);
            log[within(one)].event = event;
        }
    }
}

fn common(one: &[Sealed], other: &[Sealed]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

proptest! {
    #[test]
    fn whatever_is_done_to_a_log_is_found_at_the_first_event_that_differs(
        length in 1..12_u8,
        changes in vec(change(), 1..5),
    ) {
        let genuine = log(length);
        let heads = [witnessed(&genuine[usize::from(length) - 1])];
        let keyring = Keyring::new(key());
        let mut changed = genuine.clone();
        for change in &changes {
            apply(&mut changed, change);
        }
        let same = common(&genuine, &changed);
        let report = judge(&changed, Some(&keyring), &heads);
        prop_assert_eq!(report.verified, changed.starts_with(&genuine) && changed.len() == same);
        prop_assert_eq!(report.verified, report.reason.is_none());
        prop_assert_eq!(report.checked_count, same as u64);
        if !report.verified {
            let at = changed.get(same).or(changed.last()).map(|sealed| sealed.event.id.clone());
            prop_assert_eq!(report.broken_at_event_id, at);
        }
        let without_key = judge(&changed, None, &heads);
        let is_same = links(&changed) == links(&genuine);
        prop_assert_eq!(without_key.verified, is_same, "the head alone shows it");
    }
}
