//! Cloud workers as OpenWork Den's clients order and watch them, over real HTTP.

use crate::{bench::Bench, cloud::Door, guard::token};
use muster_api::overview::Need;
use muster_core::token::TokenKind;
use muster_providers::ProviderKind;
use serde_json::{Value, json};

fn order(name: &str) -> Value {
    json!({ "name": name, "destination": "cloud", "description": "to try", "imageVersion": "7" })
}

async fn ordered(door: &Door, name: &str) -> (String, Value) {
    let (status, answer) = door.ask("POST", "/v1/workers", Some(order(name))).await;
    assert_eq!(status, 202, "{answer}");
    (answer["worker"]["id"].as_str().unwrap().to_owned(), answer)
}

async fn shown(door: &Door, id: &str) -> Value {
    let (status, answer) = door.ask("GET", &format!("/v1/workers/{id}"), None).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

async fn becomes(bench: &Bench, door: &Door, id: &str, status: &str) -> Value {
    bench.in_time(async || shown(door, id).await["worker"]["status"] == status).await;
    shown(door, id).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_ordered_at_once_and_is_healthy_when_it_answers() {
    for mode in [ProviderKind::Render, ProviderKind::Daytona] {
        let bench = Bench::with_cloud(mode).await;
        let door = bench.door().await;
        let (id, answer) = ordered(&door, "first").await;
        assert_eq!(answer["launch"], json!({ "mode": "async", "pollAfterMs": 5000 }));
        let instance = &answer["instance"];
        assert_eq!(
            (&instance["provider"], &instance["url"]),
            (&json!(mode.as_str()), &json!(null))
        );
        assert_eq!(instance["status"], "provisioning");
        let worker = &answer["worker"];
        assert_eq!((&worker["status"], &worker["isMine"]), (&json!("provisioning"), &json!(true)));
        assert_eq!(
            (&worker["description"], &worker["imageVersion"]),
            (&json!("to try"), &json!("7"))
        );
        let tokens = [&answer["tokens"]["host"], &answer["tokens"]["client"]];
        assert!(tokens[0] != tokens[1] && tokens[0].as_str().unwrap().len() == 52);

        let answer = becomes(&bench, &door, &id, "healthy").await;
        let url = answer["instance"]["url"].as_str().unwrap();
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
        let (status, list) = door.ask("GET", "/v1/workers?limit=1", None).await;
        assert_eq!((status, &list["workers"][0]["instance"]), (200, &answer["instance"]));
        assert_eq!(list["items"][0]["destination"], "cloud", "our own list has it, too");

        let operations = door.ask("GET", &format!("/v1/operations?resource={id}"), None).await.1;
        let create = &operations["items"][0];
        assert_eq!((&create["kind"], &create["state"]), (&json!("create"), &json!("done")));
        let steps = create["steps"].as_array().unwrap();
        assert!(steps.iter().any(|step| step["ask"] == "create" && step["ended_at"].is_string()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_stopped_woken_renamed_and_deleted() {
    let bench = Bench::with_cloud(ProviderKind::Render).await;
    let door = bench.door().await;
    let (id, _) = ordered(&door, "first").await;
    becomes(&bench, &door, &id, "healthy").await;
    let path = format!("/v1/workers/{id}");

    let (status, answer) = door.ask("POST", &format!("{path}/stop"), None).await;
    assert_eq!((status, answer["operation"].is_string()), (202, true), "{answer}");
    let stopped = becomes(&bench, &door, &id, "stopped").await;
    assert_eq!(stopped["instance"]["url"], Value::Null);
    bench.in_time(async || shown(&door, &id).await["operation"].is_null()).await;
    let seen = bench.client.overview().await.unwrap().workers;
    assert_eq!((seen.off, seen.stopped, seen.moving), (1, 1, 0));
    assert_eq!(door.ask("POST", &format!("{path}/wake"), None).await.0, 202);
    becomes(&bench, &door, &id, "healthy").await;

    let (status, answer) = door.ask("PATCH", &path, Some(json!({ "name": "second" }))).await;
    assert_eq!((status, &answer["name"]), (200, &json!("second")), "our own shape");
    assert_eq!(answer["worker"]["name"], "second", "and Den's");

    assert_eq!(door.ask("DELETE", &path, None).await.0, 204);
    assert_eq!(door.ask("GET", &path, None).await.1["error"], "worker_not_found");
    bench.in_time(async || bench.cloud.render.inventory().is_empty()).await;
    let bench = bench.restart().await;
    assert!(bench.client.list_workers().await.unwrap().items.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_cannot_be_made_says_why_and_leaves_nothing() {
    let bench = Bench::with_cloud(ProviderKind::Render).await;
    let door = bench.door().await;
    bench.cloud.render.next_deploy_fails();
    let (id, _) = ordered(&door, "first").await;
    let answer = becomes(&bench, &door, &id, "failed").await;
    assert_eq!(answer["worker"]["error"], "provisioning_failed");
    assert_eq!(answer["worker"]["reason"], "render_deploy_failed");
    assert_eq!(answer["instance"]["status"], "failed");
    bench.in_time(async || bench.cloud.render.inventory().is_empty()).await;

    let bench = Bench::with_cloud(ProviderKind::Daytona).await;
    let door = bench.door().await;
    bench.cloud.daytona.next_boot_fails("no room");
    let (id, _) = ordered(&door, "first").await;
    let seen = bench.client.overview().await.unwrap();
    let counted = |of: &muster_api::overview::WorkerCounts| {
        [of.off, of.moving, of.stopped, of.failed, of.disconnected]
    };
    assert_eq!(counted(&seen.workers), [1, 1, 0, 0, 0], "it is being made");
    let answer = becomes(&bench, &door, &id, "failed").await;
    assert_eq!(answer["worker"]["reason"], "daytona_boot_failed");
    let seen = bench.client.overview().await.unwrap();
    assert_eq!(counted(&seen.workers), [1, 0, 0, 1, 0], "nobody waits for it");
    let failed = Need::CloudFailed {
        resource: id.parse().unwrap(),
        what: "worker".to_owned(),
        label: "first".to_owned(),
        reason: "daytona: daytona boot failed: no room".to_owned(),
    };
    assert_eq!(seen.needs_you, [failed]);

    let bench = Bench::with_cloud(ProviderKind::Render).await;
    let door = bench.door().await;
    bench.cloud.render.answering_at(|_| "http://127.0.0.1:1".to_owned());
    let (id, _) = ordered(&door, "first").await;
    let answer = becomes(&bench, &door, &id, "failed").await;
    assert_eq!(answer["worker"]["error"], "provisioning_failed");
    assert_eq!(answer["worker"]["reason"], "health_timeout");
    assert_eq!(answer["instance"]["url"], Value::Null, "nobody is sent to what does not answer");
    bench.in_time(async || bench.cloud.render.inventory().is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_ordered_is_refused_in_dens_words_and_nothing_is_made() {
    let bench = Bench::with_cloud(ProviderKind::Render).await;
    let door = bench.door().await;
    let long = "x".repeat(80);
    for (body, error) in [
        (json!({ "destination": "cloud" }), "invalid_request"),
        (json!({ "name": "", "destination": "cloud" }), "invalid_request"),
        (json!({ "name": "a/../b", "destination": "cloud" }), "invalid_request"),
        (json!({ "name": long, "destination": "cloud" }), "invalid_request"),
        (json!({ "name": "a", "destination": "moon" }), "invalid_request"),
        (json!({ "name": "a", "destination": "cloud", "provider": "azure" }), "invalid_request"),
        (json!({ "name": "a", "destination": "local" }), "workspace_path_required"),
    ] {
        let (status, answer) = door.ask("POST", "/v1/workers", Some(body.clone())).await;
        assert_eq!((status, &answer["error"]), (400, &json!(error)), "{body}: {answer}");
    }
    for limit in ["0", "51", "many"] {
        let (status, answer) = door.ask("GET", &format!("/v1/workers?limit={limit}"), None).await;
        assert_eq!((status, &answer["error"]), (400, &json!("invalid_request")), "{limit}");
    }
    for (method, path) in [
        ("GET", "/v1/workers/wrk_nonsense"),
        ("POST", "/v1/workers/nonsense/tokens"),
        ("GET", "/v1/workers/00000000000000000000000000/runtime"),
        ("POST", "/v1/workers/nonsense/wake"),
    ] {
        let (status, answer) = door.ask(method, path, None).await;
        assert_eq!((status, &answer["error"]), (404, &json!("worker_not_found")), "{path}");
    }
    assert!(bench.client.list_workers().await.unwrap().items.is_empty());
    let (readonly, _) = token(&bench, TokenKind::Readonly).await;
    let refused = door.ask_with(&readonly, "POST", "/v1/workers", Some(order("a"))).await;
    assert_eq!(refused.0, 403);

    let bench = Bench::start().await;
    let (status, answer) = bench.door().await.ask("POST", "/v1/workers", Some(order("a"))).await;
    assert_eq!((status, &answer["error"]), (503, &json!("provider_not_configured")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_local_worker_is_there_at_once() {
    let bench = Bench::start().await;
    let door = bench.door().await;
    let body = json!({ "name": "mine", "destination": "local", "workspacePath": "/home/me/work" });
    let (status, answer) = door.ask("POST", "/v1/workers", Some(body)).await;
    assert_eq!((status, &answer["instance"]), (201, &json!(null)));
    assert_eq!(answer["launch"], json!({ "mode": "instant", "pollAfterMs": 0 }));
    let worker = &answer["worker"];
    assert_eq!(
        (&worker["status"], &worker["workspacePath"]),
        (&json!("healthy"), &json!("/home/me/work"))
    );
    let id = worker["id"].as_str().unwrap();
    assert_eq!(shown(&door, id).await["worker"]["status"], "healthy");
    let (status, answer) = door.ask("POST", &format!("/v1/workers/{id}/stop"), None).await;
    assert_eq!((status, &answer["error"]), (409, &json!("not_now")));
    let (status, answer) = door.ask("GET", &format!("/v1/workers/{id}/runtime"), None).await;
    assert_eq!((status, &answer["error"]), (409, &json!("worker_runtime_unavailable")));
    assert_eq!(door.ask("DELETE", &format!("/v1/workers/{id}"), None).await.0, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_under_a_key_is_taken_once_and_its_tokens_are_shown_once() {
    let bench = Bench::with_cloud(ProviderKind::Render).await;
    let order = serde_json::from_value(order("first")).unwrap();
    bench.client.order_worker(&order, Some("once")).await.unwrap();
    let again = bench.client.order_worker(&order, Some("once")).await.unwrap_err();
    assert_eq!(again.code(), "conflict");
    assert_eq!(bench.client.list_workers().await.unwrap().items.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_says_how_active_it_is_with_its_own_token_alone() {
    let bench = Bench::with_cloud(ProviderKind::Render).await;
    let door = bench.door().await;
    let (id, answer) = ordered(&door, "first").await;
    let other = ordered(&door, "second").await.0;
    becomes(&bench, &door, &id, "healthy").await;
    becomes(&bench, &door, &other, "healthy").await;
    let own = activity_token(&bench, &id);
    let path = format!("/v1/workers/{id}/activity-heartbeat");
    let beat = json!({ "isActiveRecently": true, "openSessionCount": 2 });
    let (status, taken) = door.ask_with(&own, "POST", &path, Some(beat.clone())).await;
    assert_eq!((status, &taken["workerId"]), (200, &json!(id)), "{taken}");
    assert_eq!((&taken["ok"], &taken["openSessionCount"]), (&json!(true), &json!(2)));
    let seen = shown(&door, &id).await;
    assert_eq!(seen["worker"]["lastActiveAt"], taken["lastActiveAt"]);

    let host = answer["tokens"]["host"].as_str().unwrap();
    for wrong in [host, &door_token(&bench).await, &activity_token(&bench, &other)] {
        let refused = door.ask_with(wrong, "POST", &path, Some(beat.clone())).await;
        assert_eq!((refused.0, &refused.1["error"]), (401, &json!("unauthorized")));
    }
    let refused = door.ask_with(&own, "POST", &path, Some(json!({}))).await;
    assert_eq!((refused.0, &refused.1["error"]), (400, &json!("invalid_request")));
    let nowhere = "/v1/workers/nonsense/activity-heartbeat";
    assert_eq!(door.ask_with(&own, "POST", nowhere, Some(beat)).await.0, 404);

    let minted = door.ask("POST", &format!("/v1/workers/{id}/tokens"), None).await.1;
    assert_ne!(minted["tokens"]["host"], answer["tokens"]["host"], "they are new");
    assert_eq!(minted["connect"]["openworkUrl"], seen["instance"]["url"]);
}

async fn door_token(bench: &Bench) -> String {
    token(bench, TokenKind::Operator).await.0
}

/// What the worker's machine was given, which nobody else is shown.
fn activity_token(bench: &Bench, id: &str) -> String {
    let short = id.trim_start_matches("wrk_").to_lowercase();
    let kept = bench.cloud.render.inventory();
    let name = kept.iter().find(|kept| kept.name.ends_with(&short)).unwrap().name.clone();
    let files = bench.cloud.render.secret_files(&name);
    let found = files.iter().find(|(name, _)| name == "DEN_ACTIVITY_HEARTBEAT_TOKEN");
    found.unwrap_or_else(|| panic!("{files:?}")).1.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_provider_has_no_room_for_waits_with_a_reason_and_a_time_and_none_fails() {
    let bench = Bench::with_cloud(ProviderKind::Render).await;
    let door = bench.door().await;
    bench.cloud.render.creates_an_hour(2);
    let mut ids = Vec::new();
    for number in 0..4 {
        ids.push(ordered(&door, &format!("worker {number}")).await.0);
    }
    let operations = async || door.ask("GET", "/v1/operations", None).await.1;
    let waits = |all: &Value| {
        let all = all["items"].as_array().unwrap();
        let waiting =
            all.iter().filter(|it| it["reason"] == "rate_limited" && it["state"] == "open");
        waiting.filter(|it| it["next_at"].is_string()).count()
    };
    bench.in_time(async || waits(&operations().await) == 2).await;
    // Hours pass there, and the operator's token with them.
    let door = bench.door().await;
    for id in ids {
        let is_healthy = async || {
            bench.clock.advance(std::time::Duration::from_mins(2));
            let shown = bench.client.get_worker(&id.parse().unwrap()).await.unwrap();
            assert_ne!(shown.worker.status, "failed");
            shown.worker.status == "healthy"
        };
        bench.in_time(is_healthy).await;
    }
    drop(door);
    assert_eq!(bench.cloud.render.inventory().len(), 4);
}
