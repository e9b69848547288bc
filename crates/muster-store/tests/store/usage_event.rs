//! Usage events.

use crate::{
    both::on_both,
    builders::{
        attempt_row, home, later, organisation_id, read, scope, submitted, worker_id, write,
    },
};
use muster_core::{JobId, UsageEventId};
use muster_store::{Store, StoreError, attempt, usage_event, usage_event::UsageEvent};

on_both!(an_event_is_counted_once, a_total_is_the_sum_of_its_period);

fn event(seed: u8, sequence: u32, quantity: u64) -> UsageEvent {
    UsageEvent {
        id: UsageEventId::from_random([seed; 16]),
        meter: "run_millis".into(),
        quantity,
        job: JobId::from_number(1),
        attempt: 1,
        sequence,
        worker: worker_id(1),
        at: later(u64::from(sequence)),
    }
}

async fn with_an_attempt(store: &Store) {
    home(store).await;
    submitted(store, scope(), &["x"]).await;
    write(store, |tx| attempt::open(tx, &attempt_row(1))).await.unwrap();
}

async fn count(store: &Store, event: UsageEvent) -> Result<bool, StoreError> {
    write(store, move |tx| usage_event::insert(tx, &scope(), &event)).await
}

async fn sum(store: &Store, from: u64, to: u64) -> u64 {
    let work = move |tx: &mut dyn muster_store::Read| {
        usage_event::sum(tx, &organisation_id(1), "run_millis", later(from), later(to))
    };
    read(store, work).await
}

async fn an_event_is_counted_once(store: Store) {
    with_an_attempt(&store).await;
    assert!(count(&store, event(1, 1, 500)).await.unwrap());
    assert!(!count(&store, event(2, 1, 900)).await.unwrap(), "the same fact, said again");
    assert_eq!(sum(&store, 0, 100).await, 500);
}

async fn a_total_is_the_sum_of_its_period(store: Store) {
    with_an_attempt(&store).await;
    for sequence in 1..=4 {
        let seed = u8::try_from(sequence).unwrap();
        count(&store, event(seed, sequence, 10_u64.pow(sequence))).await.unwrap();
    }
    assert_eq!(sum(&store, 0, 100).await, 11_110);
    assert_eq!(sum(&store, 2, 4).await, 1_100, "from its first moment, without its last");
    assert_eq!(sum(&store, 50, 60).await, 0);
}
