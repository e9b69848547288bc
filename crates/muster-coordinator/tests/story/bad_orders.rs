//! Orders that nobody can fulfil, in every form in which they can be said, over real HTTP: each is refused with the field that
//! is wrong, and nothing is made, kept or asked.

use crate::{bench::Bench, cloud::Door, guard::token};
use muster_core::token::TokenKind;
use muster_providers::{
    ProviderKind,
    fake::{Fault, Seen, Timing, Trouble},
};
use serde_json::{Value, json};

const OURS: &str = "/v1/environments";
const DEV8: &str = "/api/v1/environments";

fn ours(change: Value) -> Value {
    let good = json!({
        "id": "env-one", "name": "mine", "region": "eastus",
        "cpu_cores": 2, "memory_gb": 4, "storage_gb": 20,
    });
    changed(good, change)
}

fn dev8(change: Value) -> Value {
    let good = json!({
        "workspaceId": "env-one", "userId": "ada", "name": "mine", "cloudProvider": "AZURE",
        "cloudRegion": "eastus", "cpuCores": 2, "memoryGB": 4, "storageGB": 20, "baseImage": "node",
    });
    changed(good, change)
}

fn changed(mut good: Value, change: Value) -> Value {
    if let Value::Object(fields) = change {
        good.as_object_mut().unwrap().extend(fields);
    }
    good
}

/// What is wrong, in our words, in Dev8's, and how our answer calls it.
fn mistakes() -> Vec<(Value, Value, &'static str)> {
    let large = "x".repeat(1_000_000);
    let (long, dots) = ("x".repeat(80), "a/../b");
    vec![
        (json!({ "name": ".." }), json!({ "name": ".." }), "name"),
        (json!({ "name": dots }), json!({ "name": dots }), "name"),
        (json!({ "name": long }), json!({ "name": long }), "name"),
        (json!({ "id": dots }), json!({ "workspaceId": dots }), "workspaceId"),
        (json!({ "id": long }), json!({ "workspaceId": long }), "workspaceId"),
        (json!({ "region": "moon" }), json!({ "cloudRegion": "moon" }), "region"),
        (json!({ "storage_gb": 0 }), json!({ "storageGB": 0 }), "storage_gb"),
        (json!({ "storage_gb": 10_000 }), json!({ "storageGB": 10_000 }), "storage_gb"),
        (json!({ "cpu_cores": 0 }), json!({ "cpuCores": 0 }), "cpu_cores"),
        (json!({ "cpu_cores": 900 }), json!({ "cpuCores": 900 }), "cpu_cores"),
        (json!({ "memory_gb": 10_000 }), json!({ "memoryGB": 10_000 }), "memory_gb"),
        (
            json!({ "secrets": { "GITHUB_TOKEN": large } }),
            json!({ "githubToken": large }),
            "secrets.GITHUB_TOKEN",
        ),
    ]
}

async fn refused(door: &Door, path: &str, body: Value, status: u16) -> Value {
    let asked: String = body.to_string().chars().take(120).collect();
    let (given, answer) = door.ask("POST", path, Some(body)).await;
    assert_eq!(given, status, "{path} {asked}: {answer}");
    assert!(answer.to_string().len() < 2_000, "nobody's whole order is said back: {asked}");
    answer
}

async fn assert_nothing_was_made(bench: &Bench, door: &Door) {
    for (path, items) in [
        (OURS, "items"),
        (DEV8, "environments"),
        ("/v1/operations", "items"),
        ("/v1/workers", "workers"),
    ] {
        let (status, all) = door.ask("GET", path, None).await;
        assert_eq!((status, &all[items]), (200, &json!([])), "{path}");
    }
    assert!(bench.cloud.azure.inventory().is_empty() && bench.cloud.render.inventory().is_empty());
    let changing = |seen: &[Seen]| seen.iter().filter(|it| it.method != "GET").count();
    // Whoever signs in changes nothing.
    let signed_in = |it: &Seen| it.path.contains("/oauth2/");
    let mut seen = bench.cloud.azure.fake().seen();
    seen.retain(|it| !signed_in(it));
    assert_eq!((changing(&seen), changing(&bench.cloud.render.fake().seen())), (0, 0), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_environment_that_cannot_be_is_refused_in_both_forms_and_nothing_is_made() {
    let bench = Bench::with_cloud(ProviderKind::Render).await;
    let door = bench.door().await;
    for (in_ours, in_dev8s, field) in mistakes() {
        let said = refused(&door, OURS, ours(in_ours), 422).await;
        assert_eq!((&said["error"], &said["field"]), (&json!("validation"), &json!(field)));
        let said = refused(&door, DEV8, dev8(in_dev8s), 400).await;
        assert_eq!((&said["success"], &said["code"]), (&json!(false), &json!("ERR_400")));
        assert_eq!(said["reason"], "validation", "{field}: {said}");
        assert!(said["message"].as_str().is_some_and(|it| !it.is_empty()), "{field}: {said}");
    }
    let beyond = dev8(json!({ "githubToken": "x".repeat(2_000_000) })).to_string();
    let (operator, _) = token(&bench, TokenKind::Operator).await;
    let authorised = [("Authorization", format!("Bearer {operator}"))];
    assert_eq!(door.post_as_is(DEV8, &authorised, beyond.as_bytes()).await.0, 413);
    assert_nothing_was_made(&bench, &door).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_cannot_be_is_refused_and_nothing_is_made() {
    let bench = Bench::with_cloud(ProviderKind::Render).await;
    let door = bench.door().await;
    for wrong in [
        json!({ "name": "..", "destination": "cloud" }),
        json!({ "name": "a/../b", "destination": "cloud" }),
        json!({ "name": "x".repeat(80), "destination": "cloud" }),
        json!({ "name": "a", "destination": "cloud", "provider": "moon" }),
        json!({ "name": "a", "destination": "cloud", "description": "x".repeat(1_000_000) }),
    ] {
        let said = refused(&door, "/v1/workers", wrong, 400).await;
        assert_eq!(said["error"], "invalid_request");
    }
    assert_nothing_was_made(&bench, &door).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_is_deleted_in_no_form_without_force_and_nothing_of_it_changes() {
    let bench = Bench::with_cloud(ProviderKind::Render).await;
    let door = bench.door().await;
    assert_eq!(door.ask("POST", OURS, Some(ours(json!({})))).await.0, 202);
    bench.environment_is("env-one", "running").await;
    let operations = async || door.ask("GET", "/v1/operations", None).await.1["items"].clone();
    bench.in_time(async || operations().await[0]["state"] == "done").await;
    let before = (operations().await, bench.cloud.azure.inventory());
    let by_body = json!({ "workspaceId": "env-one", "cloudRegion": "eastus" });
    for (path, body, status) in [
        (format!("{OURS}/env-one"), None, 409),
        (format!("{OURS}/env-one?force=false"), None, 409),
        (format!("{DEV8}/env-one"), None, 400),
        (DEV8.to_owned(), Some(by_body), 400),
    ] {
        let (given, said) = door.ask("DELETE", &path, body).await;
        assert_eq!(given, status, "{path}: {said}");
        let reason = said.get("reason").unwrap_or(&said["error"]);
        assert_eq!(reason, "still_running", "{path}: {said}");
    }
    assert_eq!((operations().await, bench.cloud.azure.inventory()), before);
    bench.environment_is("env-one", "running").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_answered_before_its_provider_says_anything() {
    let bench = Bench::with_cloud(ProviderKind::Render).await;
    let door = bench.door().await;
    let silence = || Trouble::next(Fault::Silence, Timing::Before);
    bench.cloud.azure.fake().trouble(silence());
    bench.cloud.render.fake().trouble(silence());
    let (status, made) = door.ask("POST", DEV8, Some(dev8(json!({})))).await;
    assert_eq!((status, &made["success"]), (201, &json!(true)), "{made}");
    assert_eq!(made["data"]["environment"]["status"], "CREATING");
    assert!(made["data"]["operationId"].is_string());
    let order = json!({ "name": "edge", "destination": "cloud" });
    let (status, ordered) = door.ask("POST", "/v1/workers", Some(order)).await;
    assert_eq!((status, &ordered["instance"]["status"]), (202, &json!("provisioning")));
}
