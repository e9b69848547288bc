//! What a plan allows: what is over it is refused by name, observed, or let through.

use crate::{agents::screener, bench::Bench, web::Web};
use muster_api::{
    overview::Need,
    token::TokenRequest,
    usage::{LimitedThing, UsageOverview},
};
use muster_billing::{
    Tier,
    plan::{Allowance, Limits, Plans},
};
use muster_coordinator::{Enforcement, UsageOptions};
use muster_core::token::TokenKind;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tokio::task::JoinSet;

/// The free plan with so many calls a day and so many agents.
fn plan(api_calls: u32, agents: u32, enforcement: Enforcement) -> UsageOptions {
    let free = Plans::default().limits(Tier::Free);
    let (api_calls_a_day, agents) = (Allowance::UpTo(api_calls), Allowance::UpTo(agents));
    let plans =
        Plans::default().with_limits(Tier::Free, Limits { api_calls_a_day, agents, ..free });
    UsageOptions { plans, enforcement, ..UsageOptions::default() }
}

async fn bench(api_calls: u32, agents: u32, enforcement: Enforcement) -> (Bench, Web) {
    let bench = Bench::that_counts(plan(api_calls, agents, enforcement)).await;
    let web = holder(&bench).await;
    (bench, web)
}

/// Somebody whose token outlives some days.
async fn holder(bench: &Bench) -> Web {
    let (name, kind) = ("lasting".to_owned(), TokenKind::Operator);
    let request = TokenRequest { name, kind, expires_in_seconds: None };
    let made = bench.client.create_token(&request, None).await.unwrap();
    Web::visitor(bench).await.with(&made.token)
}

async fn ask(web: &Web, times: usize) -> Vec<u16> {
    let mut answers = Vec::new();
    for _ in 0..times {
        answers.push(web.get("/v1/jobs").await.status);
    }
    answers
}

fn standing(overview: &UsageOverview, limited: LimitedThing) -> (u64, Option<u64>, u64) {
    let limit = overview.limits.iter().find(|limit| limit.limited == limited).unwrap();
    (limit.used, limit.most, limit.refused_today)
}

fn header(head: &str, name: &str) -> Option<String> {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let mut found = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
    found.next().map(|(_, value)| value.trim().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_the_limit_is_refused_with_what_frees_it_and_the_next_utc_day_begins_anew() {
    let (bench, web) = bench(3, 10, Enforcement::On).await;
    assert_eq!(ask(&web, 3).await, [200, 200, 200]);
    bench.clock.advance(Duration::from_hours(18));
    let refused = web.get("/v1/jobs").await;
    assert_eq!((refused.status, refused.text("/error")), (429, "plan_limit".to_owned()));
    let six_hours = 6 * 3_600 + 1;
    assert_eq!(header(&refused.head, "retry-after"), Some(six_hours.to_string()));
    let expected = json!({
        "limited": "api_calls", "plan": "free", "most": 3, "used": 3,
        "frees": "wait until the next UTC day begins", "retry_after_seconds": six_hours,
    });
    assert_eq!(refused.body["limit"], expected);
    assert!(refused.text("/detail").contains("allows 3 API calls a day, and 3 are used"));

    bench.client.list_workers().await.unwrap();
    assert_eq!(web.get("/v1/usage").await.status, 200, "whoever is over it can look why");
    assert_eq!(web.get("/health").await.status, 200);
    let overview = bench.client.usage().await.unwrap();
    assert_eq!(standing(&overview, LimitedThing::ApiCalls), (3, Some(3), 1));

    bench.clock.advance(Duration::from_hours(6));
    assert_eq!(ask(&web, 4).await, [200, 200, 200, 429], "it is another day");
    bench.coordinator.flush_usage().await;
    let overview = bench.client.usage().await.unwrap();
    assert_eq!(standing(&overview, LimitedThing::ApiCalls), (3, Some(3), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_kept_across_a_restart() {
    let (bench, web) = bench(5, 10, Enforcement::On).await;
    assert_eq!(ask(&web, 3).await, [200; 3]);
    let job = web.post("/v1/jobs", json!({ "command": "true" })).await;
    assert_eq!(job.status, 201, "{job:?}");
    bench.coordinator.flush_usage().await;
    let bench = bench.restart().await;
    let web = holder(&bench).await;
    assert_eq!(ask(&web, 2).await, [200, 429]);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_pass_as_one_after_the_other() {
    let (bench, web) = bench(20, 10, Enforcement::On).await;
    let mut asking = JoinSet::new();
    for _ in 0..60 {
        let web = web.clone();
        asking.spawn(async move { web.get("/v1/jobs").await.status });
    }
    let answers = asking.join_all().await;
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 20);
    assert_eq!(answers.iter().filter(|status| **status == 429).count(), 40);
    assert_eq!(bench.client.billing_usage().await.unwrap().api_calls, 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_lets_through_at_most_what_was_read_since_the_last_flush() {
    let (bench, web) = bench(10, 10, Enforcement::On).await;
    assert_eq!(ask(&web, 4).await, [200; 4]);
    bench.coordinator.flush_usage().await;
    assert_eq!(ask(&web, 3).await, [200; 3]);
    // It ends without a flush, as after `kill -9`.
    let bench = bench.restart().await;
    let web = holder(&bench).await;
    let answers = ask(&web, 7).await;
    assert_eq!(answers, [200, 200, 200, 200, 200, 200, 429], "3 of 10 were forgotten");
}

/// What the first page says of limits.
async fn limits_near(bench: &Bench) -> Vec<String> {
    let needs = bench.client.overview().await.unwrap().needs_you;
    let label = |need: Need| {
        let Need::LimitNear { label, .. } = need else { return None };
        Some(label)
    };
    needs.into_iter().filter_map(label).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_that_is_near_needs_a_person_once_at_80_and_once_at_100_percent() {
    let (bench, web) = bench(10, 2, Enforcement::On).await;
    assert_eq!(ask(&web, 7).await, [200; 7]);
    bench.coordinator.flush_usage().await;
    assert!(limits_near(&bench).await.is_empty());
    assert_eq!(ask(&web, 1).await, [200]);
    bench.coordinator.flush_usage().await;
    assert_eq!(limits_near(&bench).await, ["80 % of the API calls of the plan"]);
    assert_eq!(ask(&web, 2).await, [200; 2]);
    bench.coordinator.flush_usage().await;
    assert_eq!(limits_near(&bench).await, ["100 % of the API calls of the plan"]);
    bench.clock.advance(Duration::from_hours(24));
    assert!(limits_near(&bench).await.is_empty(), "a day begins anew");

    let mut agents = Vec::new();
    for email in ["a@x.org", "b@x.org"] {
        agents.push(web.post("/agents", screener(email)).await.text("/agentId"));
    }
    bench.coordinator.flush_usage().await;
    assert_eq!(limits_near(&bench).await, ["100 % of the active agents of the plan"]);
    let path = format!("/agents/{}/suspend", agents[0]);
    assert_eq!(web.post(&path, Value::Null).await.status, 200);
    assert!(limits_near(&bench).await.is_empty(), "there is room again");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_observes_refuses_nobody_and_shows_whom_it_would() {
    let (bench, web) = bench(2, 1, Enforcement::Observe).await;
    assert_eq!(ask(&web, 2).await, [200; 2]);
    for email in ["a@x.org", "b@x.org", "c@x.org"] {
        assert_eq!(web.post("/agents", screener(email)).await.status, 201);
    }
    bench.coordinator.flush_usage().await;
    let overview = bench.client.usage().await.unwrap();
    assert_eq!(overview.enforcement, Enforcement::Observe);
    assert_eq!(standing(&overview, LimitedThing::ApiCalls), (5, Some(2), 3));
    assert_eq!(standing(&overview, LimitedThing::Agents), (3, Some(1), 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_enforcement_everything_passes_and_is_counted() {
    let (bench, web) = bench(1, 1, Enforcement::Off).await;
    assert_eq!(ask(&web, 3).await, [200; 3]);
    for email in ["a@x.org", "b@x.org"] {
        assert_eq!(web.post("/agents", screener(email)).await.status, 201);
    }
    let overview = bench.client.usage().await.unwrap();
    assert_eq!(standing(&overview, LimitedThing::ApiCalls), (5, Some(1), 0));
    assert_eq!(standing(&overview, LimitedThing::Agents), (2, Some(1), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_agents_at_one_free_place_exactly_one_is_registered() {
    let (bench, web) = bench(10_000, 1, Enforcement::On).await;
    let mut asking = JoinSet::new();
    for number in 0..200 {
        let web = web.clone();
        asking.spawn(async move {
            let made = web.post("/agents", screener(&format!("a{number}@x.org"))).await;
            (made.status, made.body)
        });
    }
    let answers = asking.join_all().await;
    let made: Vec<_> = answers.iter().filter(|(status, _)| *status == 201).collect();
    let refused: Vec<_> = answers.iter().filter(|(status, _)| *status == 429).collect();
    assert_eq!((made.len(), refused.len()), (1, 199), "{answers:?}");
    let limit = &refused[0].1["limit"];
    assert_eq!((&limit["limited"], &limit["used"]), (&json!("agents"), &json!(1)));
    assert_eq!(limit["frees"], "suspend or decommission an agent");

    let id = made[0].1["agentId"].as_str().unwrap();
    assert_eq!(web.post(&format!("/agents/{id}/suspend"), Value::Null).await.status, 200);
    assert_eq!(web.post("/agents", screener("other@x.org")).await.status, 201);
    let resumed = web.post(&format!("/agents/{id}/resume"), Value::Null).await;
    assert_eq!((resumed.status, resumed.text("/error")), (429, "plan_limit".to_owned()));
    let overview = bench.client.usage().await.unwrap();
    assert_eq!(standing(&overview, LimitedThing::Agents), (1, Some(1), 200));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_near_a_limit_and_who_reaches_it_is_told_once_in_each_period() {
    let (bench, web) = bench(10, 10, Enforcement::On).await;
    let told = async |bench: &Bench| {
        bench.coordinator.flush_usage().await;
        let notices = bench.client.usage().await.unwrap().notices;
        let mut told: Vec<_> =
            notices.iter().map(|it| (it.limited, it.period.to_string(), it.percent)).collect();
        told.sort();
        told
    };
    let calls = |day: &str, percent| (LimitedThing::ApiCalls, day.to_owned(), percent);
    bench.clock.advance(Duration::from_hours(6));
    ask(&web, 7).await;
    assert_eq!(told(&bench).await, []);
    ask(&web, 1).await;
    assert_eq!(told(&bench).await, [calls("2026-11-21", 80)]);
    let notice = bench.client.usage().await.unwrap().notices.remove(0);
    assert_eq!((notice.used, notice.most, notice.forecast), (8, 10, Some(32)));
    ask(&web, 1).await;
    assert_eq!(told(&bench).await, [calls("2026-11-21", 80)], "once");
    ask(&web, 3).await;
    let both = [calls("2026-11-21", 80), calls("2026-11-21", 100)];
    assert_eq!(told(&bench).await, both);
    let bench = bench.restart().await;
    assert_eq!(told(&bench).await, both, "also after a restart");
    bench.clock.advance(Duration::from_hours(24));
    let web = holder(&bench).await;
    ask(&web, 8).await;
    assert_eq!(told(&bench).await.len(), 3, "the next day is another period");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_a_larger_plan_is_held_to_that_one() {
    let tier_of = Arc::new(|_: &muster_core::OrganisationId| Tier::Basic);
    let options = UsageOptions { tier_of, ..plan(1, 1, Enforcement::On) };
    let bench = Bench::that_counts(options).await;
    let web = holder(&bench).await;
    assert_eq!(ask(&web, 5).await, [200; 5]);
    let overview = bench.client.usage().await.unwrap();
    assert_eq!(overview.plan, "basic");
    assert_eq!(standing(&overview, LimitedThing::ApiCalls), (5, Some(10_000), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn enforcement_goes_on_and_off_between_starts_and_loses_no_count() {
    let (mut bench, web) = bench(5, 10, Enforcement::Off).await;
    assert_eq!(ask(&web, 8).await, [200; 8]);
    for (enforcement, expected) in [
        (Enforcement::On, 429),
        (Enforcement::Observe, 200),
        (Enforcement::On, 429),
        (Enforcement::Off, 200),
    ] {
        bench.coordinator.flush_usage().await;
        bench.count_otherwise(plan(5, 10, enforcement));
        bench = bench.restart().await;
        let web = holder(&bench).await;
        assert_eq!(ask(&web, 1).await, [expected], "{enforcement:?}");
    }
    assert_eq!(bench.client.billing_usage().await.unwrap().api_calls, 10);
}
