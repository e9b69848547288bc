//! Tools: calls that carry a token, or a proof of their own that counts once.

use crate::{
    bench::{Bench, shell},
    guard::token,
    people::member,
    wire::{Answer, Wire},
};
use muster_api::job::JobQuery;
use muster_core::{Secret, Timestamp, token::TokenKind};
use muster_identity::signed::{Unproven, sign};
use serde_json::{Value, json};
use std::time::Duration;

const SECRET: &str = "hunter2-hunter2-hunter2-hunter2-";

/// Sends a call that is signed in our form, after somebody has had his hands on it.
async fn signed(bench: &Bench, wire: &Wire, change: impl Fn(&mut Sent)) -> Answer {
    let body = json!({ "arguments": { "command": "true" } }).to_string();
    let host = wire.at.to_string();
    let mut sent = Sent {
        asked: "POST /tools/submit".to_owned(),
        headers: Vec::new(),
        body,
        key: ("gateway".to_owned(), Secret::new(SECRET)),
        now: bench.seams.clock.now(),
        nonce: bench.seams.rng.bytes(),
    };
    let request = Unproven {
        method: "POST",
        authority: &host,
        target: "/tools/submit",
        headers: &http::HeaderMap::new(),
        body: sent.body.as_bytes(),
    };
    let mut early = sent.clone();
    change(&mut early);
    let signature = sign(&request, (&early.key.0, &early.key.1), early.nonce, early.now);
    sent.headers = signature.map(|(name, value)| format!("{name}: {value}")).to_vec();
    change(&mut sent);
    let wire = sent.headers.iter().fold(wire.clone(), |wire, header| wire.with(header));
    wire.with("Content-Type: application/json").send(&sent.asked, &sent.body).await
}

/// What somebody does to a call, and how that is called.
type Change = (&'static str, fn(&mut Sent));

#[derive(Clone)]
struct Sent {
    asked: String,
    headers: Vec<String>,
    body: String,
    key: (String, Secret),
    now: Timestamp,
    nonce: [u8; 16],
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_calls_what_its_role_allows() {
    let bench = Bench::start().await;
    let wire = Wire::near(&bench).await;
    let job = bench.submit(shell("true")).await;
    let viewer = wire.bearing(&member(&bench, &wire, "v@example.org", "viewer").await.0);
    let names = |answer: Value| {
        let items = answer["items"].as_array().unwrap().clone();
        items.into_iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        names(viewer.get("/tools").await.json()),
        ["jobs", "job", "logs", "explain", "workers"]
    );
    let explained = viewer.post("/tools/explain", json!({ "arguments": { "job": job.id } })).await;
    assert_eq!(explained.status, 200, "{explained:?}");
    assert_eq!(explained.json()["stands_for"], format!("GET /v1/jobs/{}/explain", job.id));
    let submit = json!({ "arguments": { "command": "true" } });
    assert_eq!(viewer.post("/tools/submit", submit.clone()).await.status, 403);

    let owner = wire.bearing(&token(&bench, TokenKind::Operator).await.0);
    let dry = json!({ "arguments": { "command": "true" }, "dry_run": true });
    let dry = owner.post("/tools/submit", dry).await.json();
    assert_eq!((&dry["is_dry_run"], &dry["result"]["command"]), (&json!(true), &json!("true")));
    let made = owner.post("/tools/submit", submit).await.json();
    assert_eq!(made["result"]["id"], "job_2", "the dry run has made none");
    let stop = json!({ "arguments": { "job": "job_2" } });
    assert_eq!(owner.post("/tools/stop", stop).await.status, 200);
    assert_eq!(owner.get("/v1/jobs/job_2").await.json()["state"], "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_tool_is_not_made_for_is_refused_by_name() {
    let bench = Bench::start().await;
    let wire = Wire::near(&bench).await;
    let owner = wire.bearing(&token(&bench, TokenKind::Operator).await.0);
    let none = owner.post("/tools/nonsense", json!({})).await;
    assert_eq!(none.problem(), (404, "tool_not_found".to_owned()));
    for id in ["", "..", "../../v1/tokens", "job_1/cancel", "job_1?x=1"] {
        let answer = owner.post("/tools/job", json!({ "arguments": { "job": id } })).await;
        assert_eq!(answer.problem(), (422, "validation".to_owned()), "{id}");
        assert_eq!(answer.json()["field"], "arguments.job");
    }
    let unknown = owner.post("/tools/job", json!({ "arguments": { "job": "job_9" } })).await;
    assert_eq!(unknown.problem(), (404, "job_not_found".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_call_counts_once_and_only_as_it_was_signed() {
    let bench = Bench::with_gateway(SECRET).await;
    let wire = Wire::near(&bench).await;
    let good = signed(&bench, &wire, |_| {}).await;
    assert_eq!(good.status, 200, "{good:?}");
    assert_eq!(good.json()["result"]["created_by"], "gateway");

    let same = [7; 16];
    assert_eq!(signed(&bench, &wire, |sent| sent.nonce = same).await.status, 200);
    let again = signed(&bench, &wire, |sent| sent.nonce = same).await;
    assert_eq!(again.problem(), (401, "unauthorized".to_owned()), "shown before");

    let bench = bench.restart().await;
    let wire = Wire::near(&bench).await;
    let after = signed(&bench, &wire, |sent| sent.nonce = same).await;
    assert_eq!(after.status, 401, "also after a restart: {after:?}");

    let changes: [Change; 6] = [
        ("path", |sent| sent.asked = "POST /tools/stop".to_owned()),
        ("body", |sent| sent.body = sent.body.replace("true", "evil")),
        ("key", |sent| sent.key = ("other".to_owned(), Secret::new(SECRET))),
        ("secret", |sent| sent.key.1 = Secret::new("another secret of thirty-two chars")),
        ("old", |sent| sent.now = sent.now.before(Duration::from_secs(301))),
        ("early", |sent| sent.now = sent.now.after(Duration::from_secs(301))),
    ];
    for (what, change) in changes {
        assert_eq!(signed(&bench, &wire, change).await.status, 401, "{what}");
    }
    let jobs = bench.client.list_jobs(&JobQuery::default()).await.unwrap().items.len();
    assert_eq!(jobs, 2, "nothing was done that was not believed");
}

#[tokio::test(flavor = "multi_thread")]
async fn defrags_form_names_the_tool_in_its_body() {
    let bench = Bench::with_gateway(SECRET).await;
    let wire = Wire::near(&bench).await;
    let call = async |body: Value| {
        let (body, now) = (body.to_string(), bench.seams.clock.now().millis() / 1_000);
        let text = format!("{now}.ada.{body}");
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, SECRET.as_bytes());
        let sum = aws_lc_rs::hmac::sign(&key, text.as_bytes());
        let signature = base64::Engine::encode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, sum);
        let wire = wire.with("x-user-id: ada").with(format!("x-tool-timestamp: {now}"));
        wire.with(format!("x-tool-signature: {signature}")).send("POST /tools/jobs", &body).await
    };
    let good = call(json!({ "tool": "jobs" })).await;
    assert_eq!(good.status, 200, "{good:?}");
    assert_eq!(call(json!({ "tool": "jobs" })).await.status, 401, "shown before");
    let unnamed = call(json!({})).await;
    assert_eq!(unnamed.problem(), (422, "validation".to_owned()));
    assert_eq!(call(json!({ "tool": "stop" })).await.status, 422, "it was meant for another tool");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_secret_calls_cannot_be_signed() {
    let bench = Bench::start().await;
    let wire = Wire::near(&bench).await;
    let answer = signed(&bench, &wire, |_| {}).await;
    assert_eq!(answer.problem(), (503, "tool_gateway_not_configured".to_owned()));
}

/// A request of the Model Context Protocol, and what came back for it.
async fn mcp(wire: &Wire, method: &str, params: Value) -> Value {
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let wire = wire.with("Accept: application/json, text/event-stream");
    let answer = wire.with("MCP-Protocol-Version: 2025-06-18").post("/mcp", body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["result"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_finds_and_calls_the_tools_that_its_token_allows() {
    let bench = Bench::start().await;
    let wire = Wire::near(&bench).await;
    let nobody =
        wire.with("Accept: application/json, text/event-stream").post("/mcp", json!({})).await;
    assert_eq!(nobody.problem(), (401, "unauthorized".to_owned()));
    let viewer = wire.bearing(&token(&bench, TokenKind::Readonly).await.0);
    let hello = json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": { "name": "test", "version": "1" } });
    assert_eq!(mcp(&viewer, "initialize", hello).await["serverInfo"]["name"], "muster");
    let tools = mcp(&viewer, "tools/list", json!({})).await["tools"].clone();
    let names: Vec<_> = tools.as_array().unwrap().iter().map(|it| it["name"].clone()).collect();
    assert_eq!(json!(names), json!(["jobs", "job", "logs", "explain", "workers"]));
    assert_eq!(tools[1]["inputSchema"]["required"], json!(["job"]));
    assert_eq!(tools[1]["annotations"]["readOnlyHint"], true);

    let job = bench.submit(shell("true")).await;
    let call = |name: &str, arguments: Value| json!({ "name": name, "arguments": arguments });
    let shown = mcp(&viewer, "tools/call", call("job", json!({ "job": job.id }))).await;
    assert_eq!(shown["structuredContent"]["state"], "queued", "{shown}");
    let refused = mcp(&viewer, "tools/call", call("submit", json!({ "command": "true" }))).await;
    assert_eq!(refused["isError"], true);
    assert!(
        refused["content"][0]["text"].as_str().unwrap().starts_with("forbidden: "),
        "{refused}"
    );
    let owner = wire.bearing(&token(&bench, TokenKind::Operator).await.0);
    let made = mcp(&owner, "tools/call", call("submit", json!({ "command": "true" }))).await;
    assert_eq!(made["structuredContent"]["id"], "job_2", "{made}");
}
