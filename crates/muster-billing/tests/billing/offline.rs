//! A biller that is out of reach: what was bought goes on counting, for as long as everybody can see.

use crate::world::{Here, buyer, call, of_polar, open, organisation};
use muster_billing::{
    Account, Biller, Entitlement,
    entitlement::{
        Because, Policy,
        gate::{Decision, Gate},
    },
    fake::Fault,
    lease::{HighWater, Lease, LeaseKey, Standing},
    outbound::Patience,
    plan::Limited,
    polar::Polar,
};
use muster_seams::{Clock, ManualClock};
use std::{sync::Arc, time::Duration};

const HOUR: Duration = Duration::from_hours(1);

#[tokio::test]
async fn an_hour_without_the_biller_changes_nothing_and_three_days_are_too_long() {
    let here = Here::new();
    let fake = here.polar().await;
    let polar = here.to_polar(&fake);
    fake.pay(&open(&polar, &of_polar(&fake)).await.id);
    let gate = Gate { polar: Some(fake.gate().unwrap()), ..Gate::default() };
    let (key, mut mark) = (LeaseKey::derive(b"coordinator"), HighWater::default());

    let snapshot = polar.read_customer(call(), &buyer()).await.unwrap();
    let (mut account, as_of) = (Account::default(), snapshot.as_of);
    snapshot.value.teach(&mut account, as_of);
    let found = Entitlement::of(&[&account], &gate.plans, Policy::default(), here.clock.now());
    let stored = key.seal_lease(&mark.lease(organisation(), found, as_of, Policy::default()));

    let mut decide = |hours: u32| {
        here.clock.advance(HOUR * hours);
        mark.saw(here.clock.now());
        let lease = Lease::open(&stored, &key, &organisation(), Some(&mark)).unwrap();
        let found = lease.entitlement(&mark, here.clock.now());
        let decided = gate.decide(&found, Limited::CloudWorker, 3);
        (decided, lease.standing(&mark, here.clock.now()))
    };
    fake.fail_next(Fault::ServerError);
    assert!(polar.read_customer(call(), &buyer()).await.is_err());
    assert_eq!(decide(1), (Decision::Allowed, Standing::Valid));
    let (decided, standing) = decide(72);
    let Decision::Refused(refusal) = decided else { panic!("its last answer is too old") };
    assert!(matches!(refusal.because, Because::Unconfirmed { .. }), "{refusal}");
    assert_eq!(standing, Standing::Expired);
    assert_eq!(gate.decide(&Entitlement::default(), Limited::Agent, 99), Decision::Allowed);
}

#[tokio::test]
async fn a_clock_of_ours_that_is_off_is_seen_in_every_answer() {
    let here = Here::new();
    let fake = here.polar().await;
    let ours = Arc::new(ManualClock::at(here.clock.now().after(HOUR)));
    let polar = Polar::new(&fake.settings().unwrap(), ours, Patience::default()).unwrap();
    let answer = polar.read_customer(call(), &buyer()).await.unwrap();
    assert_eq!(answer.clock_offset_ms, -3_600_000);
    assert_eq!(answer.as_of, here.clock.now(), "an answer is dated on the biller's clock");
}
