//! What was used: counted with the thing itself, shown as series, costs and a table.

use crate::{
    agents::register,
    bench::{Bench, Played, shell},
    web::Web,
};
use muster_api::{
    cloud::{EnvironmentRequest, ForceQuery},
    job::JobState,
    session::{FromWorker, LogHead},
    usage::{CostAction, SeriesQuery, UsageBy, UsageMeter, UsageRange, UsageSeries},
    worker::WorkerLiveness,
};
use muster_core::{Name, Timestamp, log::Stream, token::TokenKind};
use muster_providers::ProviderKind;
use muster_seams::Clock;
use muster_store::{Store, StoreError, organisation, usage_event};
use serde_json::json;
use std::time::Duration;

/// One series of the last 30 days.
pub(crate) async fn series(bench: &Bench, meter: UsageMeter, by: UsageBy) -> UsageSeries {
    let query = SeriesQuery { meter, by: Some(by), since: None, until: None };
    bench.client.usage_series(&query).await.unwrap()
}

pub(crate) async fn total(bench: &Bench, meter: UsageMeter) -> f64 {
    series(bench, meter, UsageBy::Day).await.total
}

/// Another coordinator on the same data, at the same time of the day.
async fn restarted(bench: Bench) -> Bench {
    let now = bench.clock.now();
    let bench = bench.restart().await;
    bench.clock.advance(now.since(bench.clock.now()));
    bench
}

async fn assert_total(bench: &Bench, meter: UsageMeter, expected: f64) {
    let total = total(bench, meter).await;
    assert!((total - expected).abs() < 1e-9, "{total} of {meter:?}, and not {expected}");
}

fn parts(series: &UsageSeries) -> Vec<(&str, f64)> {
    series.points.iter().map(|point| (point.key.as_str(), point.quantity)).collect()
}

/// The sum of the facts, computed anew.
async fn milliseconds_of_events(store: &Store) -> u64 {
    let used = store.read(|tx| {
        let own = organisation::all(tx)?.remove(0);
        let (from, to) = (Timestamp::from_millis(0), Timestamp::from_millis(i64::MAX));
        usage_event::sum(tx, &own, "worker_milliseconds", from, to)
    });
    let used: Result<u64, StoreError> = used.await;
    used.unwrap()
}

/// A job runs for so many seconds and says something.
async fn run(bench: &Bench, session: &mut Played, seconds: u64, says: &[u8]) {
    let job = bench.submit(shell("work")).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    bench.until(&job, |job| job.state == JobState::Running).await;
    let at = bench.clock.now();
    let head = LogHead { grant, offset: 0, stream: Stream::Stdout, at, is_gap: false };
    session.log(&head, says).await;
    bench.clock.advance(Duration::from_secs(seconds));
    session.finish(grant, 0).await;
}

async fn eventually(is_so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ran_is_counted_by_day_worker_and_person_and_is_the_sum_of_its_facts() {
    let bench = Bench::start().await;
    let who = bench.join("studio", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    run(&bench, &mut session, 90, b"done\n").await;
    bench.clock.advance(Duration::from_hours(24));
    let mut session = bench.come(&who, vec![]).await;
    run(&bench, &mut session, 30, b"twelve bytes").await;

    let days = series(&bench, UsageMeter::JobSeconds, UsageBy::Day).await;
    assert_eq!((days.total, days.points.len()), (120.0, 30), "{days:?}");
    assert_eq!(days.points[28..].iter().map(|it| it.quantity).collect::<Vec<_>>(), [90.0, 30.0]);
    assert_eq!(milliseconds_of_events(&bench.store).await, 120_000);
    assert!(bench.store.violations().await.unwrap().is_empty());

    let workers = series(&bench, UsageMeter::JobSeconds, UsageBy::Worker).await;
    assert_eq!(parts(&workers), [(who.id.as_str(), 120.0)]);
    assert_eq!(workers.points[0].name.as_deref(), Some("studio"));
    let people = series(&bench, UsageMeter::JobSeconds, UsageBy::Person).await;
    assert_eq!(parts(&people), [("operator", 120.0)]);
    assert_total(&bench, UsageMeter::LogBytes, 17.0).await;

    let bench = restarted(bench).await;
    assert_total(&bench, UsageMeter::JobSeconds, 120.0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_counted_while_it_is_connected_and_after_a_crash_until_it_was_last_heard() {
    let bench = Bench::start().await;
    let who = bench.join("laptop", 1).await;
    let session = bench.come(&who, vec![]).await;
    eventually(async || bench.client.list_workers().await.unwrap().items.len() == 1).await;
    eventually(async || {
        bench.clock.advance(Duration::from_secs(1));
        total(&bench, UsageMeter::LocalWorkerHours).await > 0.0
    })
    .await;
    let before = total(&bench, UsageMeter::LocalWorkerHours).await;
    bench.clock.advance(Duration::from_hours(3));
    assert!((total(&bench, UsageMeter::LocalWorkerHours).await - before - 3.0).abs() < 0.001);
    drop(session);
    eventually(async || {
        let workers = bench.client.list_workers().await.unwrap().items;
        workers.iter().all(|worker| worker.liveness != WorkerLiveness::Online)
    })
    .await;
    let at_its_end = async || {
        let before = total(&bench, UsageMeter::LocalWorkerHours).await;
        bench.clock.advance(Duration::from_hours(1));
        (total(&bench, UsageMeter::LocalWorkerHours).await - before).abs() < 0.001
    };
    eventually(at_its_end).await;
    let counted = total(&bench, UsageMeter::LocalWorkerHours).await;
    let bench = restarted(bench).await;
    assert!((total(&bench, UsageMeter::LocalWorkerHours).await - counted).abs() < 0.001);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_count_with_a_token_and_neither_for_the_operator_nor_where_somebody_only_polls() {
    let bench = Bench::start().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    bench.client.list_workers().await.unwrap();
    for path in ["/health", "/v1/usage", "/v1/me", "/v1/overview", "/billing/usage"] {
        assert_eq!(web.get(path).await.status, 200, "{path}");
    }
    assert_eq!(web.get("/nowhere").await.status, 404);
    assert_eq!(web.get("/billing/usage").await.body["apiCalls"], 0, "none of these counts");
    for _ in 0..3 {
        assert_eq!(web.get("/v1/jobs").await.status, 200);
    }
    let job = web.post("/v1/jobs", json!({ "command": "true" })).await;
    assert_eq!(job.status, 201, "{job:?}");
    let usage = web.get("/billing/usage").await.body;
    assert_eq!(usage["apiCalls"], 4);
    let tool = web.get("/tools").await.body["items"][0]["name"].as_str().unwrap().to_owned();
    let called = web.post(&format!("/tools/{tool}"), json!({ "dry_run": true })).await;
    assert!([200, 422].contains(&called.status), "{called:?}");
    let usage = web.get("/billing/usage").await.body;
    assert_eq!(usage["apiCalls"], 6, "the list of tools and the call of one");
    assert_eq!(usage["limits"], json!({ "maxAgents": 10, "maxCallsPerDay": 1_000 }));
    assert_eq!((&usage["date"], &usage["tier"]), (&json!("2026-11-21"), &json!("free")));

    let in_store = total(&bench, UsageMeter::ApiCalls).await;
    assert!((1.0..=2.0).contains(&in_store), "what wrote is in the store: {in_store}");
    bench.coordinator.flush_usage().await;
    assert_total(&bench, UsageMeter::ApiCalls, 6.0).await;
    let people = series(&bench, UsageMeter::ApiCalls, UsageBy::Person).await;
    assert_eq!(people.points.len(), 1);
    assert!(people.points[0].key.starts_with("tok_"), "{people:?}");
    let bench = bench.restart().await;
    assert_eq!(bench.client.billing_usage().await.unwrap().api_calls, 6, "as before the start");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_is_not_counted() {
    let bench = Bench::start().await;
    let visitor = Web::visitor(&bench).await;
    let link = bench.coordinator.console_link();
    let code = link.url.split_once('#').unwrap().1.rsplit('=').next().unwrap().to_owned();
    let made = visitor.post("/v1/console/sessions", json!({ "code": code })).await;
    assert!(made.status == 200 || made.status == 201, "{made:?}");
    let console = visitor.with(&made.text("/token"));
    assert_eq!(console.get("/v1/jobs").await.status, 200);
    assert_eq!(bench.client.billing_usage().await.unwrap().api_calls, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_and_tokens_are_counted_where_they_are_made() {
    let bench = Bench::start().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    let agents = [register(&web, "a@x.org").await, register(&web, "b@x.org").await];
    assert_eq!(web.delete(&format!("/agents/{}", agents[0])).await.status, 204);
    let usage = bench.client.billing_usage().await.unwrap();
    assert_eq!(usage.active_agents, 1);
    assert_total(&bench, UsageMeter::ActiveAgents, 2.0).await;
    let path = format!("/agents/{}/credentials", agents[1]);
    let credential = web.post(&path, json!({ "scope": "jobs:read" })).await.text("/clientSecret");
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", agents[1].as_str()),
        ("client_secret", credential.as_str()),
    ];
    for _ in 0..3 {
        assert_eq!(web.form("/token", &fields).await.status, 200);
    }
    let people = series(&bench, UsageMeter::TokenIssuances, UsageBy::Person).await;
    assert_eq!(parts(&people), [(agents[1].as_str(), 3.0)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_environment_costs_what_its_hours_cost_and_who_reads_that_finds_what_lowers_it() {
    let bench = Bench::with_cloud(ProviderKind::Render).await;
    let request = EnvironmentRequest {
        id: Some("env-one".to_owned()),
        name: "mine".to_owned(),
        region: None,
        image: None,
        registry: None,
        cpu_cores: 2,
        memory_gb: 4,
        storage_gb: 20,
        env: [].into(),
        secrets: [].into(),
        stop_after_idle_minutes: None,
    };
    let made = bench.client.create_environment(&request, None).await.unwrap();
    assert_eq!(bench.ended(&made.operation.id).await.state, "done");
    let id: Name = "env-one".parse().unwrap();
    let before = total(&bench, UsageMeter::EnvironmentHours).await;
    bench.clock.advance(Duration::from_hours(10));
    let hours = total(&bench, UsageMeter::EnvironmentHours).await;
    assert!((hours - before - 10.0).abs() < 0.001, "{hours} after {before}");
    let gigabytes = total(&bench, UsageMeter::EnvironmentGigabyteHours).await;
    assert!(gigabytes >= 200.0, "{gigabytes}");

    let cost = bench.client.usage_cost(&UsageRange::default()).await.unwrap();
    let item = &cost.items[0];
    assert_eq!((item.subject.as_str(), item.name.as_deref()), ("env-one", Some("mine")));
    assert_eq!((item.is_up, item.action), (true, Some(CostAction::Stop)));
    if let Some(price) = item.price_per_hour_usd {
        assert!((item.cost_usd.unwrap() - price * item.hours).abs() < 1e-9);
        assert!((cost.month_usd - price * 730.0).abs() < 1e-9);
    }

    let stopped = bench.client.stop_environment(&id).await.unwrap();
    bench.ended(&stopped.operation.id).await;
    let at_its_end = total(&bench, UsageMeter::EnvironmentHours).await;
    bench.clock.advance(Duration::from_hours(5));
    assert!((total(&bench, UsageMeter::EnvironmentHours).await - at_its_end).abs() < 0.001);
    let cost = bench.client.usage_cost(&UsageRange::default()).await.unwrap();
    assert_eq!((cost.items[0].is_up, cost.items[0].action), (false, Some(CostAction::Delete)));
    let by = series(&bench, UsageMeter::EnvironmentHours, UsageBy::Environment).await;
    assert_eq!(by.points[0].name.as_deref(), Some("mine"));
    let deleted = bench.client.delete_environment(&id, &ForceQuery::default()).await.unwrap();
    bench.ended(&deleted.operation.id).await;
    let kept = total(&bench, UsageMeter::EnvironmentGigabyteHours).await;
    bench.clock.advance(Duration::from_hours(5));
    assert!((total(&bench, UsageMeter::EnvironmentGigabyteHours).await - kept).abs() < 0.001);
    let cost = bench.client.usage_cost(&UsageRange::default()).await.unwrap();
    let gone = &cost.items[0];
    assert_eq!((gone.name.as_deref(), gone.action), (Some("mine"), None), "it is called as before");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_it_is_a_table_too_and_wrong_days_are_named() {
    let bench = Bench::start().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    assert_eq!(web.get("/v1/jobs").await.status, 200);
    bench.coordinator.flush_usage().await;
    let mut parts = bench.client.export_usage(&UsageRange::default()).await.unwrap();
    let mut table = Vec::new();
    while let Some(part) = parts.next().await.unwrap() {
        table.extend_from_slice(&part);
    }
    let table = String::from_utf8(table).unwrap();
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(lines[0], "day,meter,unit,worker,environment,person,quantity");
    assert!(lines[1].starts_with("2026-11-21,api_calls,calls,,,tok_"), "{table}");
    assert!(lines[1].ends_with(",1"), "{table}");

    for (query, field) in [
        ("since=yesterday", "since"),
        ("since=2026-11-22&until=2026-11-21", "until"),
        ("since=2024-01-01", "since"),
        ("until=2026-02-30", "until"),
    ] {
        let answer = web.get(&format!("/v1/usage/cost?{query}")).await;
        assert_eq!((answer.status, answer.text("/field")), (422, field.to_owned()), "{query}");
    }
    assert_eq!(web.get("/v1/usage/series?meter=coffee").await.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_what_another_organisation_used() {
    let bench = Bench::start().await;
    let web = Web::holder(&bench, TokenKind::Operator).await;
    web.get("/v1/jobs").await;
    bench.coordinator.flush_usage().await;
    let signed_up = web.post(
        "/api/auth/sign-up/email",
        json!({ "name": "Ada", "email": "ada@example.org", "password": "correct horse" }),
    );
    let stranger = web.with(&signed_up.await.text("/token"));
    let theirs = stranger.get("/v1/usage/series?meter=api_calls").await;
    assert_eq!((theirs.status, &theirs.body["total"]), (200, &json!(0.0)), "{theirs:?}");
    let ours = web.get("/v1/usage/series?meter=api_calls").await;
    assert_eq!(ours.body["total"], 1.0);
}
