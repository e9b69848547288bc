use super::*;
use crate::{Tier, entitlement::Because};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

const HOUR: Duration = Duration::from_hours(1);

fn start() -> Timestamp {
    Timestamp::from_millis(1_795_219_200_000)
}

fn organisation() -> OrganisationId {
    OrganisationId::from_random([1; 16])
}

fn key() -> LeaseKey {
    LeaseKey::derive(b"the coordinator's own key")
}

fn basic() -> Entitlement {
    let benefits = ["cloud".parse().unwrap()].into();
    Entitlement { tier: Tier::Basic, benefits, because: Because::Paid, until: None }
}

/// What is left of a lease that counted until then.
fn unconfirmed(until: Timestamp) -> Entitlement {
    Entitlement { because: Because::Unconfirmed { until }, ..Entitlement::default() }
}

fn leased(mark: &mut HighWater, at: Timestamp) -> Lease {
    mark.lease(organisation(), basic(), at, Policy::default())
}

fn open(sealed: &str, mark: Option<&HighWater>) -> Result<Lease, Distrust> {
    Lease::open(sealed, &key(), &organisation(), mark)
}

#[test]
fn a_lease_opens_as_it_was_and_everybody_can_read_until_when_it_counts() {
    let mut mark = HighWater::default();
    let lease = leased(&mut mark, start());
    let sealed = key().seal_lease(&lease);
    assert_eq!(open(&sealed, Some(&mark)), Ok(lease.clone()));
    let content = sealed.split('.').nth(1).unwrap();
    let content = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(content).unwrap()).unwrap();
    assert!(content.contains(r#""valid_until":"2026-11-24T00:00:00.000Z""#), "{content}");
}

#[test]
fn an_edited_lease_is_named_whatever_was_edited() {
    let mut mark = HighWater::default();
    let sealed = key().seal_lease(&leased(&mut mark, start()));
    for at in 0..sealed.len() {
        let mut bytes = sealed.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let edited = String::from_utf8(bytes).unwrap();
        let found = open(&edited, Some(&mark));
        assert!(matches!(found, Err(Distrust::Edited | Distrust::NotALease)), "at {at}: {found:?}");
    }
    let content = BASE64_URL_SAFE_NO_PAD.decode(sealed.split('.').nth(1).unwrap()).unwrap();
    let richer = String::from_utf8(content).unwrap().replace("basic", "family");
    let seal = sealed.rsplit_once('.').unwrap().1;
    let edited = format!("muster-lease-v1.{}.{seal}", BASE64_URL_SAFE_NO_PAD.encode(richer));
    assert_eq!(open(&edited, Some(&mark)), Err(Distrust::Edited));
}

#[test]
fn a_lease_of_somebody_else_or_under_another_key_is_not_ours() {
    let mut mark = HighWater::default();
    let sealed = key().seal_lease(&leased(&mut mark, start()));
    let other = OrganisationId::from_random([2; 16]);
    let found = Lease::open(&sealed, &key(), &other, Some(&mark));
    assert_eq!(found, Err(Distrust::OtherOrganisation));
    let found = Lease::open(&sealed, &LeaseKey::derive(b"another"), &organisation(), Some(&mark));
    assert_eq!(found, Err(Distrust::Edited));
    let as_mark = key().seal_mark(&mark);
    assert_eq!(open(&as_mark, Some(&mark)), Err(Distrust::NotALease), "a mark is no lease");
}

#[test]
fn an_older_copy_of_the_store_is_named() {
    let mut mark = HighWater::default();
    let rich = key().seal_lease(&leased(&mut mark, start()));
    let poor =
        mark.lease(organisation(), Entitlement::default(), start().after(HOUR), Policy::default());
    assert_eq!(open(&rich, Some(&mark)), Err(Distrust::RolledBack { found: 1, newest: 2 }));
    assert_eq!(open(&key().seal_lease(&poor), Some(&mark)), Ok(poor));
    assert_eq!(open(&rich, None), Err(Distrust::NoMark));
    let other = OrganisationId::from_random([2; 16]);
    let others = mark.lease(other.clone(), basic(), start(), Policy::default());
    let found = Lease::open(&key().seal_lease(&others), &key(), &other, Some(&mark));
    assert_eq!(found, Ok(others), "each organisation has numbers of its own");
}

#[test]
fn a_crash_between_the_lease_and_its_mark_is_no_reason_for_distrust() {
    let mut mark = HighWater::default();
    leased(&mut mark, start());
    let before_the_crash = mark.clone();
    let newer = leased(&mut mark, start());
    assert_eq!(open(&key().seal_lease(&newer), Some(&before_the_crash)), Ok(newer));
}

#[test]
fn a_mark_opens_as_it_was_and_not_when_it_was_edited() {
    let mut mark = HighWater::default();
    mark.saw(start());
    let sealed = key().seal_mark(&mark);
    assert_eq!(key().open_mark(&sealed), Ok(mark.clone()));
    assert_eq!(LeaseKey::derive(b"another").open_mark(&sealed), Err(Distrust::Edited));
    assert_eq!(key().open_mark("{}"), Err(Distrust::NotALease));
}

#[test]
fn while_the_biller_is_out_of_reach_a_lease_counts_until_its_end_and_no_longer() {
    let mut mark = HighWater::default();
    let lease = leased(&mut mark, start());
    let last = start().after(HOUR * 71);
    assert_eq!(lease.standing(&mark, last), Standing::Valid);
    assert_eq!(lease.entitlement(&mark, last), basic());
    let after = start().after(HOUR * 72);
    assert_eq!(lease.standing(&mark, after), Standing::Expired);
    assert_eq!(lease.entitlement(&mark, after), unconfirmed(after));
}

#[test]
fn a_clock_that_was_corrected_by_less_than_five_minutes_is_not_named() {
    let mut mark = HighWater::default();
    let lease = leased(&mut mark, start());
    let put_back = |span| lease.standing(&mark, Timestamp::from_millis(start().millis() - span));
    assert_eq!(put_back(299_999), Standing::Valid);
    let by = Duration::from_mins(5);
    assert_eq!(put_back(300_000), Standing::ClockPutBack { by, is_valid: true });
}

#[test]
fn a_tier_that_ends_earlier_than_its_lease_ends_then() {
    let mut mark = HighWater::default();
    let until = Some(start().after(HOUR * 5));
    let ends = Entitlement { until, ..basic() };
    let lease = mark.lease(organisation(), ends, start(), Policy::default());
    let then = start().after(HOUR * 5);
    let found = lease.entitlement(&mark, then);
    assert_eq!((found.tier, found.benefits), (Tier::Free, basic().benefits));
    assert_eq!(found.because, Because::NotRenewed { until: then });
}

#[test]
fn a_clock_that_was_put_back_makes_no_lease_longer_and_is_named() {
    let mut mark = HighWater::default();
    let lease = leased(&mut mark, start());
    mark.saw(start().after(HOUR * 80));
    let found = lease.standing(&mark, start().after(HOUR));
    assert_eq!(found, Standing::ClockPutBack { by: HOUR * 79, is_valid: false });
    let found = lease.entitlement(&mark, start().after(HOUR));
    assert_eq!(found, unconfirmed(start().after(HOUR * 72)));
    let fresh = leased(&mut mark, start().after(HOUR));
    assert_eq!(
        fresh.standing(&mark, start().after(HOUR)),
        Standing::Valid,
        "the biller's own clock is believed again"
    );
}

#[test]
fn what_is_kept_for_one_owner_is_nobody_elses_and_cannot_be_edited() {
    let key = LeaseKey::derive(b"coordinator");
    let sealed = key.seal_kept("org/polar", &vec![1, 2, 3]);
    assert_eq!(key.open_kept::<Vec<u8>>("org/polar", &sealed), Ok(vec![1, 2, 3]));
    let other = key.open_kept::<Vec<u8>>("org/stripe", &sealed);
    assert_eq!(other, Err(Distrust::OtherOrganisation));
    let another = LeaseKey::derive(b"another");
    assert_eq!(another.open_kept::<Vec<u8>>("org/polar", &sealed), Err(Distrust::Edited));
    assert_eq!(key.open_mark(&sealed), Err(Distrust::NotALease), "it is no mark");
}
