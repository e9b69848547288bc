//! deborgen's ops notes, word for word: a smoke test with `curl`, and nodes that poll.

use crate::node::Node;
use muster_api::worker::WorkerLiveness;
use muster_testkit::{PATIENCE, Plan, Serve, TOKEN, program};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

/// One `curl` as in the notes; answers the status and the body.
fn curl(base: &str, arguments: &[&str]) -> (u16, String) {
    let url = format!("{base}{}", arguments.last().unwrap());
    let mut command = program::clean("curl");
    command.args(["--silent", "--show-error", "--write-out", "\n%{http_code}"]);
    let said = program::run(command.args(&arguments[..arguments.len() - 1]).arg(url));
    assert_eq!(said.code, Some(0), "curl: {}", said.stderr);
    let (body, status) = said.stdout.rsplit_once('\n').unwrap();
    (status.parse().unwrap(), body.to_owned())
}

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}")
}

const JSON: &str = "Content-Type: application/json";

/// The smoke test of the notes, against any address.
pub(crate) fn smoke_test(base: &str, token: &str) {
    let auth = bearer(token);
    assert_eq!(curl(base, &["/health"]), (200, r#"{"status":"ok"}"#.to_owned()));

    let (status, body) = curl(
        base,
        &[
            "-X",
            "POST",
            "-H",
            &auth,
            "-H",
            JSON,
            "-d",
            r#"{"command":"echo hello from worker"}"#,
            "/jobs",
        ],
    );
    assert_eq!(status, 201, "{body}");
    let job: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(job["id"], "job_1");
    assert_eq!(job["status"], "queued");
    assert_eq!(job["timeout_seconds"], 3600);

    let job = until_done(base, token, "job_1");
    assert_eq!((&job["status"], &job["exit_code"]), (&"succeeded".into(), &0.into()), "{job}");

    let (status, body) = curl(base, &["-H", &auth, "/jobs/job_1/logs"]);
    assert_eq!((status, body.as_str()), (200, r#"{"text":"hello from worker\n"}"#));

    let (status, body) = curl(base, &["-H", &bearer("not-the-token-of-this-one"), "/jobs/job_1"]);
    let detail =
        serde_json::from_str::<Value>(&body).unwrap()["detail"].as_str().unwrap().to_owned();
    assert_eq!(status, 401);
    assert!(detail.starts_with("invalid auth token"), "{detail}");
    assert!(
        detail.contains("compare MUSTER_TOKEN on both sides"),
        "it must say which side is wrong: {detail}"
    );
}

/// Asks for a job until it is over.
fn until_done(base: &str, token: &str, id: &str) -> Value {
    let started = Instant::now();
    loop {
        let (status, body) = curl(base, &["-H", &bearer(token), &format!("/jobs/{id}")]);
        assert_eq!(status, 200, "{body}");
        let job: Value = serde_json::from_str(&body).unwrap();
        if ["succeeded", "failed"].contains(&job["status"].as_str().unwrap()) {
            return job;
        }
        assert!(started.elapsed() < PATIENCE, "{id} did not end: {job}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_smoke_test_of_the_ops_notes_works_as_written() {
    let serve = Serve::start();
    smoke_test(&serve.url, TOKEN);
}

#[test]
fn the_notes_own_names_for_token_and_database_work() {
    let plan = Plan::default().without_token();
    let database = plan.data_dir().join("deborgen.db");
    let plan = plan
        .variable("DEBORGEN_TOKEN", TOKEN)
        .variable("DEBORGEN_DB_PATH", database.to_str().unwrap());
    let serve = plan.start();
    smoke_test(&serve.url, TOKEN);
    assert!(database.exists(), "DEBORGEN_DB_PATH names the store");
}

#[test]
fn a_node_that_is_paused_is_told_that_there_is_nothing() {
    let serve = Plan::default().without_local_worker().start();
    let (base, auth) = (serve.url.as_str(), bearer(TOKEN));
    let next = || curl(base, &["-H", &auth, "/jobs/next?node_id=laptop-1"]).0;
    assert_eq!(next(), 204, "it has joined");
    let said = serve.cli(&["worker", "pause", "laptop-1", "--reason", "out", "--for", "8h"]);
    assert!(said.stdout.contains("; goes on in 8 h"), "{} {}", said.stdout, said.stderr);
    assert_eq!(serve.cli(&["job", "submit", "true"]).code, Some(0));
    assert_eq!(next(), 204);
    let renamed = serve.cli(&["worker", "rename", "laptop-1", "mine"]);
    assert_eq!(renamed.code, Some(6), "it says its own name: {}", renamed.stderr);
    assert_eq!(serve.cli(&["worker", "resume", "laptop-1"]).code, Some(0));
    assert_eq!(next(), 200);
}

#[test]
fn a_node_that_polls_works_as_it_did() {
    let serve = Plan::default().without_local_worker().start();
    let (base, auth) = (serve.url.as_str(), bearer(TOKEN));
    let post = |path: &str, body: &str| {
        curl(base, &["-X", "POST", "-H", &auth, "-H", JSON, "-d", body, path])
    };
    let json = |(status, body): (u16, String)| -> (u16, Value) {
        (status, serde_json::from_str(&body).unwrap_or(Value::Null))
    };

    let (status, node) = json(post(
        "/nodes/laptop-1/heartbeat",
        r#"{"name":"Jo's laptop","labels":{"os":"linux","cpu_cores":8}}"#,
    ));
    assert_eq!(
        (status, &node["node_id"], &node["labels"]["cpu_cores"]),
        (200, &"laptop-1".into(), &8.into())
    );
    assert_eq!(curl(base, &["-H", &auth, "/jobs/next?node_id=laptop-1"]), (204, String::new()));
    assert_eq!(curl(base, &["-H", &auth, "/jobs/next"]).0, 422, "node_id is required");

    post("/jobs", r#"{"command":"train","requirements":{"gpu":true}}"#);
    let (_, job) = json(post(
        "/jobs",
        r#"{"command":"pytest -q","timeout_seconds":900,"requirements":{"os":"linux"}}"#,
    ));
    assert_eq!(job["id"], "job_2");
    let (status, grant) = json(curl(base, &["-H", &auth, "/jobs/next?node_id=laptop-1"]));
    assert_eq!((status, &grant["job"]["id"]), (200, &"job_2".into()), "the older job needs a GPU");
    assert_eq!(grant["job"]["status"], "running");
    let lease = grant["lease_token"].as_str().unwrap();

    let log = |token: &str| {
        post(
            "/jobs/job_2/logs",
            &format!(r#"{{"node_id":"laptop-1","lease_token":"{token}","text":"1 passed\n"}}"#),
        )
    };
    assert_eq!(log(lease), (200, r#"{"status":"ok"}"#.to_owned()));
    let (status, problem) = json(log("somebody-else"));
    assert_eq!((status, &problem["detail"]), (409, &"job is owned by a different worker".into()));

    let finish = |token: &str| {
        post(
            "/jobs/job_2/finish",
            &format!(r#"{{"node_id":"laptop-1","lease_token":"{token}","exit_code":0}}"#),
        )
    };
    let (status, done) = json(finish(lease));
    assert_eq!(
        (status, &done["status"], &done["exit_code"]),
        (200, &"succeeded".into(), &0.into())
    );
    assert_eq!(
        json(finish(lease)),
        (200, done),
        "a repeat after a lost answer is answered the same"
    );
    let (status, problem) = json(finish("somebody-else"));
    assert_eq!(
        (status, &problem["detail"], &problem["error"]),
        (409, &"job is not running".into(), &"already_terminal".into())
    );
    assert_eq!(curl(base, &["-H", &auth, "/jobs/job_2/logs"]).1, r#"{"text":"1 passed\n"}"#);

    let (_, list) = json(curl(base, &["-H", &auth, "/jobs?status=queued&limit=10"]));
    assert_eq!(list["jobs"].as_array().unwrap().len(), 1);
    for unknown in ["/jobs/job_99", "/jobs/nonsense"] {
        let (status, problem) = json(curl(base, &["-H", &auth, unknown]));
        assert_eq!((status, &problem["detail"]), (404, &"job not found".into()), "{unknown}");
    }
}

fn submit(base: &str, job: &Value) -> String {
    let body = job.to_string();
    let words = ["-X", "POST", "-H", &bearer(TOKEN), "-H", JSON, "-d", &body, "/jobs"];
    let (status, body) = curl(base, &words);
    assert_eq!(status, 201, "{body}");
    serde_json::from_str::<Value>(&body).unwrap()["id"].as_str().unwrap().to_owned()
}

/// Asks for a job as its user does.
fn shown(base: &str, id: &str) -> Value {
    let (status, body) = curl(base, &["-H", &bearer(TOKEN), &format!("/jobs/{id}")]);
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

fn log(base: &str, id: &str) -> String {
    let (_, body) = curl(base, &["-H", &bearer(TOKEN), &format!("/jobs/{id}/logs")]);
    serde_json::from_str::<Value>(&body).unwrap()["text"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_node_reports_each_of_its_ends_as_it_always_did() {
    let serve = Plan::default().without_local_worker().start();
    let base = serve.url.as_str();
    let node = Node::new(base, "laptop-1", r#"{"os":"linux","cpu_cores":8}"#);
    let failing = "sh -c 'echo to stderr >&2; echo to stdout; exit 3'";
    for (job, exit_code, reason, said) in [
        (json!({ "command": "echo 'two  words'" }), 0, None, "two  words\n"),
        (json!({ "command": failing }), 3, Some("exit code 3"), "to stdout\nto stderr\n"),
        (
            json!({ "command": "sh -c 'echo begun; exec sleep 60'", "timeout_seconds": 1 }),
            124,
            Some("timeout exceeded (1s)"),
            "begun\n",
        ),
        (json!({ "command": "no-such-program --help" }), 127, Some("command not found"), ""),
        (json!({ "command": "echo 'no end" }), 2, Some("invalid or empty command"), ""),
    ] {
        let id = submit(base, &job);
        assert_eq!(node.round().await.unwrap().job, id);
        let done = shown(base, &id);
        assert_eq!(done["status"], if exit_code == 0 { "succeeded" } else { "failed" }, "{done}");
        assert_eq!(
            (&done["exit_code"], &done["failure_reason"]),
            (&exit_code.into(), &reason.into())
        );
        assert_eq!(done["assigned_node_id"], "laptop-1");
        assert_eq!(log(base, &id), said, "stdout comes first");
    }
    assert!(node.round().await.is_none(), "nothing is left");
}

#[tokio::test]
async fn what_a_node_has_put_is_downloaded_byte_for_byte_with_a_token_and_without() {
    let serve = Plan::default().without_local_worker().start();
    let base = serve.url.as_str();
    let node = Node::new(base, "laptop-1", "{}");
    let line = "sh -c 'head -c 3000000 /dev/urandom > big.bin; echo hello > report.txt'";
    let id = submit(base, &json!({ "command": line }));
    let archive = node.round().await.unwrap().archive.unwrap();
    assert!(archive.len() > 3_000_000 && archive.starts_with(b"PK"), "{}", archive.len());

    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("by-address.zip");
    let done = shown(base, &id);
    let address = done["artifact_urls"][0].as_str().unwrap().strip_prefix(base).unwrap();
    let downloaded = curl(base, &["--output", kept.to_str().unwrap(), address]);
    assert_eq!(downloaded, (200, String::new()), "the address alone is enough");
    assert_eq!(std::fs::read(kept).unwrap(), archive);
    let said = serve.cli(&["job", "artefacts", &id, "--download", folder.path().to_str().unwrap()]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert_eq!(std::fs::read(folder.path().join(format!("{id}.zip"))).unwrap(), archive);
}

#[tokio::test]
async fn a_node_outside_its_hours_is_there_and_takes_nothing() {
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let mut node = Node::new(&serve.url, "night", "{}").work_hours("22:00-06:00");
    let id = submit(&serve.url, &json!({ "command": "true" }));
    for noon_or_six in [12 * 60, 6 * 60] {
        node.minute = noon_or_six;
        assert!(node.round().await.is_none());
        let seen = client.list_workers().await.unwrap().items.remove(0);
        assert_eq!((seen.liveness, seen.busy_slots), (WorkerLiveness::Online, 0));
    }
    assert_eq!(shown(&serve.url, &id)["status"], "queued");
    node.minute = 5 * 60 + 59;
    assert_eq!(node.round().await.unwrap().job, id);
    let always = Node::new(&serve.url, "always", "{}").work_hours("whenever");
    let id = submit(&serve.url, &json!({ "command": "true" }));
    assert_eq!(always.round().await.unwrap().job, id, "hours that are none are ignored");
}

/// A lease of everybody else lasts for 60 s without a word.
#[tokio::test]
async fn long_a_node_that_says_nothing_for_longer_than_a_lease_keeps_its_job() {
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let id = submit(&serve.url, &json!({ "command": "sleep 100", "timeout_seconds": 300 }));
    let node = Node::new(&serve.url, "laptop-1", "{}");
    let running = tokio::spawn(async move { node.round().await.unwrap().job });
    let mut words = BTreeSet::new();
    while !running.is_finished() {
        let workers = client.list_workers().await.unwrap().items;
        words.extend(workers.iter().map(|seen| format!("{:?} {}", seen.liveness, seen.busy_slots)));
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert_eq!(running.await.unwrap(), id);
    let done = shown(&serve.url, &id);
    assert_eq!((&done["status"], &done["attempts"]), (&"succeeded".into(), &1.into()), "{done}");
    words.remove("Online 0");
    assert_eq!(Vec::from_iter(words), ["Online 1"], "it was never anything else");
}
