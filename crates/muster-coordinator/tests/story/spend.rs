//! What everything at providers may cost, what it costs, and how it stops: by a word, by itself, and never while it is used.

use crate::{
    bench::Bench,
    cloud::Door,
    environments::{request, stranger},
};
use muster_providers::{
    ProviderKind,
    fake::{Fault, Timing, Trouble},
    price::MicroDollars,
};
use serde_json::{Value, json};
use std::time::Duration;

async fn bench() -> Bench {
    Bench::with_cloud(ProviderKind::Render).await
}

async fn rules(door: &Door, rules: Value) -> Value {
    let (status, answer) = door.ask("PUT", "/v1/cloud/rules", Some(rules)).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

async fn spend(door: &Door) -> Value {
    let (status, answer) = door.ask("GET", "/v1/cloud/spend", None).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

async fn worker(door: &Door, name: &str) -> (u16, Value) {
    door.ask("POST", "/v1/workers", Some(json!({ "name": name, "destination": "cloud" }))).await
}

async fn healthy(bench: &Bench, door: &Door, name: &str) -> String {
    let (status, answer) = worker(door, name).await;
    assert_eq!(status, 202, "{answer}");
    let id = answer["worker"]["id"].as_str().unwrap().to_owned();
    bench.in_time(async || shown(door, &id).await["worker"]["status"] == "healthy").await;
    id
}

async fn shown(door: &Door, id: &str) -> Value {
    door.ask("GET", &format!("/v1/workers/{id}"), None).await.1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ceiling_of_an_organisation_stops_what_would_pass_it_and_nothing_of_others() {
    let bench = bench().await;
    let door = bench.door().await;
    healthy(&bench, &door, "first").await;
    let costs = spend(&door).await;
    let hour = costs["per_hour"].as_u64().unwrap();
    assert_eq!(costs["running"][0]["name"], "first");
    assert_eq!((costs["per_day"].as_u64(), costs["unpriced"].as_u64()), (Some(hour * 24), Some(0)));
    let kept = rules(&door, json!({ "ceiling_per_hour": hour * 2 - 1 })).await;
    assert_eq!((&kept["ceiling_per_hour"], &kept["remind"]), (&json!(hour * 2 - 1), &json!(true)));
    let (status, refused) = worker(&door, "second").await;
    assert_eq!((status, &refused["error"]), (409, &json!("spend_ceiling")), "{refused}");
    assert_eq!(spend(&door).await["running"].as_array().unwrap().len(), 1, "nothing was made");
    let token = stranger(&bench).await;
    let order = json!({ "name": "theirs", "destination": "cloud" });
    assert_eq!(door.ask_with(&token, "POST", "/v1/workers", Some(order)).await.0, 202);
    rules(&door, json!({})).await;
    assert_eq!(worker(&door, "second").await.0, 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_costs_something_is_named_as_it_is_named_now() {
    let bench = bench().await;
    let door = bench.door().await;
    let id = healthy(&bench, &door, "first").await;
    let named = Some(json!({ "name": "build box" }));
    assert_eq!(door.ask("PATCH", &format!("/v1/workers/{id}"), named).await.0, 200);
    assert_eq!(spend(&door).await["running"][0]["name"], "build box");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_installations_ceiling_holds_for_all_together() {
    let bench = bench().await;
    let door = bench.door().await;
    healthy(&bench, &door, "first").await;
    let hour = spend(&door).await["per_hour"].as_u64().unwrap();
    *bench.cloud.ceiling.lock().unwrap() = Some(MicroDollars(hour));
    bench.coordinator.reload_providers(bench.cloud.providers().unwrap());
    let token = stranger(&bench).await;
    let order = json!({ "name": "theirs", "destination": "cloud" });
    let (status, refused) = door.ask_with(&token, "POST", "/v1/workers", Some(order)).await;
    assert_eq!((status, &refused["error"]), (409, &json!("spend_ceiling")), "{refused}");
    assert_eq!(spend(&door).await["installation_ceiling_per_hour"], hour);
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_that_make_no_sense_are_refused() {
    let bench = bench().await;
    let door = bench.door().await;
    for (rules, field) in [
        (json!({ "ceiling_per_hour": 1_000_000_000_001_u64 }), "ceiling_per_hour"),
        (json!({ "default_provider": "azure" }), "default_provider"),
        (json!({ "stop_idle_workers_after_minutes": 4 }), "stop_idle_workers_after_minutes"),
        (json!({ "delete_stopped_workers_after_days": 0 }), "delete_stopped_workers_after_days"),
    ] {
        let (status, answer) = door.ask("PUT", "/v1/cloud/rules", Some(rules)).await;
        assert_eq!((status, &answer["field"]), (422, &json!(field)), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_stopped_by_one_word_and_each_provider_confirms_it() {
    let bench = bench().await;
    let door = bench.door().await;
    let first = healthy(&bench, &door, "first").await;
    bench.client.create_environment(&request("mine"), None).await.unwrap();
    bench.environment_is("env-one", "running").await;
    let (_, second) = worker(&door, "second").await;
    let second = second["worker"]["id"].as_str().unwrap().to_owned();
    bench.in_time(async || bench.cloud.render.inventory().len() == 2).await;

    let (status, stopped) = door.ask("POST", "/v1/cloud/stop-everything", None).await;
    assert_eq!(status, 202, "{stopped}");
    let items = stopped["items"].as_array().unwrap();
    let mut ids: Vec<_> = items.iter().map(|it| it["what"]["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    let mut wanted = [first.as_str(), second.as_str(), "env-one"];
    wanted.sort_unstable();
    assert_eq!(ids, wanted, "what is being made too");
    for it in items {
        assert_eq!(it["operation"]["kind"], "stop", "{it}");
        let id = it["operation"]["id"].as_str().unwrap().parse().unwrap();
        assert_eq!(bench.ended(&id).await.state, "done", "{it}");
    }
    let up =
        bench.cloud.render.inventory().into_iter().filter(|it| bench.cloud.render.is_up(&it.name));
    assert_eq!(up.count(), 0, "nothing is left running there");
    assert_eq!(spend(&door).await["running"], json!([]));
    let again = door.ask("POST", "/v1/cloud/stop-everything", None).await.1;
    assert_eq!(again["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_that_a_provider_refuses_is_not_shown_as_stopped() {
    let bench = bench().await;
    let door = bench.door().await;
    healthy(&bench, &door, "first").await;
    bench.cloud.render.fake().script().add(Trouble::next(Fault::ServerError, Timing::Before));
    let stopped = door.ask("POST", "/v1/cloud/stop-everything", None).await.1;
    let operation = &stopped["items"][0]["operation"];
    assert_eq!(operation["state"], "open", "nobody has confirmed it");
    assert_eq!(
        spend(&door).await["running"].as_array().unwrap().len(),
        1,
        "so it is still counted"
    );
    let id = operation["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(bench.ended(&id).await.state, "done", "it is asked again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ran_over_midnight_is_told_once_a_day_unless_nobody_wants_to_hear_it() {
    let bench = bench().await;
    let door = bench.door().await;
    healthy(&bench, &door, "first").await;
    let a_moment = async || tokio::time::sleep(Duration::from_millis(1500)).await;
    a_moment().await;
    assert_eq!(spend(&door).await["reminder"], Value::Null, "it was made today");
    bench.clock.advance(Duration::from_hours(24));
    let door = bench.door().await;
    bench.in_time(async || spend(&door).await["reminder"]["running"] == 1).await;
    let told = spend(&door).await;
    assert_eq!(told["reminder"]["per_day"], told["per_day"]);
    bench.clock.advance(Duration::from_secs(1));
    a_moment().await;
    assert_eq!(spend(&door).await["reminder"], told["reminder"], "once a day");
    rules(&door, json!({ "remind": false })).await;
    bench.clock.advance(Duration::from_hours(24));
    let door = bench.door().await;
    a_moment().await;
    assert_eq!(spend(&door).await["reminder"]["day"], told["reminder"]["day"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_of_which_nobody_knows_what_it_does_is_never_stopped_for_idleness() {
    let bench = bench().await;
    let door = bench.door().await;
    let id = healthy(&bench, &door, "first").await;
    rules(&door, json!({ "stop_idle_workers_after_minutes": 30 })).await;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    bench.clock.advance(Duration::from_mins(45));
    bench.in_time(async || shown(&door, &id).await["worker"]["stops"]["says"].is_string()).await;
    let worker = shown(&door, &id).await["worker"].clone();
    assert_eq!(worker["stops"]["afterIdleMinutes"], 30);
    let says = worker["stops"]["says"].as_str().unwrap();
    assert!(says.contains("not connected"), "{says}");
    assert_eq!(worker["status"], "healthy");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_was_stopped_long_ago_is_deleted_only_if_somebody_wants_that() {
    let bench = bench().await;
    let door = bench.door().await;
    let id = healthy(&bench, &door, "first").await;
    assert_eq!(door.ask("POST", &format!("/v1/workers/{id}/stop"), None).await.0, 202);
    let is_over = async || {
        let (_, operations) = door.ask("GET", "/v1/operations", None).await;
        operations["items"].as_array().unwrap().iter().all(|it| it["state"] == "done")
    };
    bench.in_time(is_over).await;
    assert_eq!(shown(&door, &id).await["worker"]["status"], "stopped");
    bench.clock.advance(Duration::from_hours(24 * 40));
    let door = bench.door().await;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(shown(&door, &id).await["worker"]["status"], "stopped", "nobody wants it gone");
    rules(&door, json!({ "delete_stopped_workers_after_days": 30 })).await;
    bench.in_time(async || bench.cloud.render.inventory().is_empty()).await;
    let door = bench.door().await;
    bench.in_time(async || shown(&door, &id).await["error"] == "worker_not_found").await;
}
