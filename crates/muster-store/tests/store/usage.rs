//! Usage: counts, spans, notices and reports.

use crate::{
    both::on_both,
    builders::{foreign_scope, home, later, organisation_id, read, worker_id, write},
};
use muster_core::{
    Day, OrganisationId, UsageEventId,
    cloud::{Belief, Life, Phase, ResourceKind, Status, Storage},
};
use muster_store::{
    Read, Rider, Store, StoreError, Write, agent, resource,
    resource::ResourceRow,
    usage_count::{self, Count, Counted},
    usage_notice::{self, Notice},
    usage_report::{self, UsageReport},
    usage_span::{self, Span},
};

on_both!(
    counts_are_sums_whatever_row_they_are_in,
    what_rides_along_commits_with_the_first_transaction_or_not_at_all,
    writers_of_one_count_at_the_same_time_lose_nothing,
    the_spans_of_a_resource_follow_what_is_certain_of_it,
    a_worker_that_was_there_at_a_crash_was_there_until_it_was_last_heard,
    a_notice_is_told_once,
    a_report_is_told_until_the_biller_has_it,
);

fn own() -> OrganisationId {
    organisation_id(1)
}

fn day() -> Day {
    Day::of(later(0))
}

fn count(person: &str) -> Count {
    Count { day: day(), meter: "api_calls", worker: String::new(), person: person.to_owned() }
}

async fn of_day(store: &Store, organisation: OrganisationId) -> u64 {
    read(store, move |tx| usage_count::of_day(tx, &organisation, day(), "api_calls")).await
}

async fn counts_are_sums_whatever_row_they_are_in(store: Store) {
    home(&store).await;
    for part in 0..20 {
        let counts = [(count("a"), 2), (count("b"), 1), (count("c"), 0)];
        write(&store, move |tx| usage_count::add(tx, &own(), part, &counts)).await.unwrap();
    }
    assert_eq!(of_day(&store, own()).await, 60);
    assert_eq!(of_day(&store, foreign_scope().organisation).await, 0);
    let rows = read(&store, |tx| usage_count::between(tx, &own(), (day(), day()))).await;
    let said: Vec<_> =
        rows.iter().map(|Counted { person, quantity, .. }| (person.as_str(), *quantity)).collect();
    assert_eq!(said, [("a", 40), ("b", 20)]);
    for most in [3, 7, 5] {
        let raise = move |tx: &mut dyn Write| usage_count::raise(tx, &own(), day(), "agents", most);
        write(&store, raise).await.unwrap();
    }
    let most = read(&store, |tx| usage_count::of_day(tx, &own(), day(), "agents")).await;
    assert_eq!(most, 7, "of what goes up and down the most counts");
}

async fn what_rides_along_commits_with_the_first_transaction_or_not_at_all(store: Store) {
    home(&store).await;
    let rider = Rider::new(|tx| usage_count::add(tx, &own(), 0, &[(count("a"), 1)]));
    let within = rider.clone().with(async {
        let refused: Result<(), StoreError> = store.write(|_| Err(StoreError::Conflict)).await;
        assert!(refused.is_err() && rider.waits(), "what was rolled back took nobody along");
        assert_eq!(of_day(&store, own()).await, 0);
        for _ in 0..3 {
            store.write(|tx| usage_count::raise(tx, &own(), day(), "x", 1)).await.unwrap();
        }
    });
    within.await;
    assert!(!rider.waits());
    assert_eq!(of_day(&store, own()).await, 1, "the first transaction, and no other");
    let reading = Rider::new(|tx| usage_count::add(tx, &own(), 0, &[(count("a"), 1)]));
    let looked =
        reading.clone().with(async { store.read(|tx| agent::count_active(tx, &own())).await });
    let looked: Result<u64, StoreError> = looked.await;
    assert!(looked.is_ok() && reading.waits(), "who only reads takes nobody along");
}

async fn writers_of_one_count_at_the_same_time_lose_nothing(store: Store) {
    home(&store).await;
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..8_u8 {
        let store = store.clone();
        writers.spawn(async move {
            for turn in 0..20_u8 {
                let part = writer.wrapping_add(turn);
                let add = move |tx: &mut dyn Write| {
                    usage_count::add(tx, &own(), part, &[(count("a"), 1)])
                };
                write(&store, add).await.unwrap();
            }
        });
    }
    writers.join_all().await;
    assert_eq!(of_day(&store, own()).await, 160);
}

fn environment(life: Life, seconds: u64, version: i64) -> ResourceRow {
    ResourceRow {
        organisation: own(),
        id: "env-one".parse().unwrap(),
        kind: ResourceKind::Environment,
        title: "mine".to_owned(),
        provider: "azure".to_owned(),
        provider_name: "muster-one".to_owned(),
        region: None,
        specification: serde_json::json!({ "storage_gb": 20 }),
        life,
        status: Status::Creating,
        address: None,
        reason: None,
        said: None,
        price_per_hour: Some(50_000),
        version,
        created_at: later(0),
        created_by: "operator".to_owned(),
        updated_at: later(seconds),
        gone_at: None,
        account: muster_core::cloud::Account::Installation,
        image_digest: None,
    }
}

fn is(phase: Phase, storage: Storage) -> Life {
    Life { instance: Belief::Known { phase }, ..Life::new(storage) }
}

async fn spans(store: &Store) -> Vec<Span> {
    read(store, |tx| usage_span::between(tx, &own(), (later(0), later(1_000_000)))).await
}

/// Meter, begin and end in seconds, and weight.
fn said(spans: &[Span]) -> Vec<(&str, u64, Option<u64>, u64)> {
    let seconds = |at: muster_core::Timestamp| at.since(later(0)).as_secs();
    spans
        .iter()
        .map(|it| (it.meter.as_str(), seconds(it.began_at), it.ended_at.map(seconds), it.weight))
        .collect()
}

async fn the_spans_of_a_resource_follow_what_is_certain_of_it(store: Store) {
    home(&store).await;
    let scope = crate::builders::scope();
    let first = environment(Life::new(Storage::Unseen), 0, 1);
    write(&store, move |tx| resource::insert(tx, &scope, &first)).await.unwrap();
    let unsure = Life {
        instance: Belief::Unsure { since: later(1) },
        ..Life::new(Storage::Unsure { since: later(1) })
    };
    let steps = [
        (unsure, 1),
        (is(Phase::Starting, Storage::Kept), 10),
        (is(Phase::Running, Storage::Kept), 20),
        (is(Phase::Unseen, Storage::Kept), 30),
        (is(Phase::Running, Storage::Kept), 40),
        (is(Phase::Stopped, Storage::Kept), 50),
        (is(Phase::Running, Storage::Kept), 60),
        (is(Phase::Deleting, Storage::Kept), 70),
        (Life::new(Storage::Absent), 80),
    ];
    for (version, (life, seconds)) in (1..).zip(steps) {
        let row = environment(life, seconds, version);
        write(&store, move |tx| resource::save(tx, &row)).await.unwrap();
    }
    let spans = spans(&store).await;
    let expected = [
        (usage_span::STORAGE, 10, Some(80), 20),
        (usage_span::ENVIRONMENT, 20, Some(50), 1),
        (usage_span::ENVIRONMENT, 60, Some(80), 1),
    ];
    assert_eq!(said(&spans), expected, "what is not certain changes nothing");
    let prices: Vec<_> = spans.iter().map(|span| span.price_per_hour).collect();
    assert_eq!(prices, [None, Some(50_000), Some(50_000)]);
}

async fn a_worker_that_was_there_at_a_crash_was_there_until_it_was_last_heard(store: Store) {
    home(&store).await;
    let came = |tx: &mut dyn Write| usage_span::worker_came(tx, &own(), &worker_id(1), later(5));
    write(&store, came).await.unwrap();
    write(&store, came).await.unwrap();
    let heard =
        |tx: &mut dyn Write| muster_store::worker::seen(tx, &[(worker_id(1), later(65), false)]);
    write(&store, heard).await.unwrap();
    write(&store, |tx| usage_span::close_workers_of_every_organisation(tx)).await.unwrap();
    assert_eq!(said(&spans(&store).await), [(usage_span::LOCAL_WORKER, 5, Some(65), 1)]);
    // A clock that was put back makes it no shorter than nothing.
    let again = |tx: &mut dyn Write| {
        usage_span::worker_came(tx, &own(), &worker_id(1), later(100))?;
        let worker = worker_id(1);
        usage_span::close(tx, &own(), (usage_span::LOCAL_WORKER, worker.as_str()), later(90))
    };
    write(&store, again).await.unwrap();
    assert_eq!(said(&spans(&store).await)[1], (usage_span::LOCAL_WORKER, 100, Some(100), 1));
}

async fn a_notice_is_told_once(store: Store) {
    home(&store).await;
    let notice = |percent| Notice {
        limited: "api_calls".to_owned(),
        period: day(),
        percent,
        used: 80,
        most: 100,
        forecast: Some(160),
        at: later(0),
    };
    for (percent, is_new) in [(80, true), (80, false), (100, true)] {
        let told = move |tx: &mut dyn Write| usage_notice::insert(tx, &own(), &notice(percent));
        assert_eq!(write(&store, told).await.unwrap(), is_new);
    }
    let since = |first: Day| move |tx: &mut dyn Read| usage_notice::since(tx, &own(), first);
    assert_eq!(read(&store, since(day())).await, [notice(100), notice(80)]);
    assert_eq!(read(&store, since(day().after(1))).await, []);
}

async fn a_report_is_told_until_the_biller_has_it(store: Store) {
    home(&store).await;
    let report = |sequence: u32, value| UsageReport {
        day: day(),
        meter: "api_calls".to_owned(),
        sequence,
        id: UsageEventId::from_random([u8::try_from(sequence).unwrap(); 16]),
        value,
    };
    let all = [report(1, 5), report(2, 7)];
    let rows = all.clone();
    let keep = move |tx: &mut dyn Write| usage_report::insert(tx, &own(), "polar", &rows, later(0));
    write(&store, keep.clone()).await.unwrap();
    write(&store, keep).await.unwrap();
    let open = |tx: &mut dyn Read| usage_report::open(tx, &own(), "polar", day(), 10);
    assert_eq!(read(&store, open).await, all);
    let sent = all[..1].to_vec();
    write(&store, move |tx| usage_report::sent(tx, &own(), "polar", &sent, later(1)))
        .await
        .unwrap();
    assert_eq!(read(&store, open).await, all[1..]);
    let other = |tx: &mut dyn Read| usage_report::open(tx, &own(), "stripe", day(), 10);
    assert_eq!(read(&store, other).await, [], "each biller has its own");
    let later = |tx: &mut dyn Read| usage_report::open(tx, &own(), "polar", day().after(1), 10);
    assert_eq!(read(&store, later).await, [], "what is too old is told to nobody");
    let known = read(&store, |tx| usage_report::of_days(tx, &own(), "polar", day())).await;
    assert_eq!((known.len(), known[0].sequence, known[0].value), (1, 2, 12));
}
