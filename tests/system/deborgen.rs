//! deborgen's ops notes, word for word: a smoke test with `curl`, and a node that polls.

use muster_testkit::{PATIENCE, Plan, Serve, TOKEN, program};
use serde_json::Value;
use std::time::{Duration, Instant};

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
