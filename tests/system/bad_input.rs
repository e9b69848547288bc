//! Bad input: a clear problem with a stable code, never a 500, and nothing lost.

use crate::http::{Answer, authority, exchange, request, send};
use muster_testkit::{Plan, Serve, TOKEN};
use std::io::Read;

struct Caller<'a> {
    serve: &'a Serve,
    auth: String,
}

impl<'a> Caller<'a> {
    fn of(serve: &'a Serve) -> Self {
        Self { serve, auth: format!("Bearer {TOKEN}") }
    }

    fn host(&self) -> &str {
        authority(&self.serve.url)
    }

    fn ask(&self, method: &str, path: &str) -> Answer {
        self.raw(&request(
            method,
            path,
            &[("Host", self.host()), ("Authorization", &self.auth)],
            "",
        ))
    }

    fn post(&self, path: &str, content_type: &str, body: &str) -> Answer {
        let headers = [
            ("Host", self.host()),
            ("Authorization", self.auth.as_str()),
            ("Content-Type", content_type),
        ];
        self.raw(&request("POST", path, &headers, body))
    }

    fn raw(&self, bytes: &[u8]) -> Answer {
        exchange(&self.serve.url, bytes)
    }
}

const JSON: &str = "application/json";

#[test]
fn every_kind_of_bad_input_has_its_answer() {
    let serve = Plan::default().without_local_worker().start();
    let caller = Caller::of(&serve);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let large = format!(r#"{{"command":"{}"}}"#, "x".repeat(2 * 1024 * 1024));
    let cases = [
        (caller.ask("GET", "/v1/jobs/job_4711"), 404, "job_not_found"),
        (caller.ask("GET", "/v1/jobs/..%2f..%2fetc"), 400, "bad_id"),
        (caller.ask("GET", "/v1/jobs/job_1%00"), 400, "bad_id"),
        (caller.ask("DELETE", "/v1/workers/wrk_nonsense"), 400, "bad_id"),
        (caller.ask("GET", "/v1/nothing"), 404, "route_not_found"),
        (caller.ask("PUT", "/v1/jobs"), 405, "method_not_allowed"),
        (caller.ask("GET", "/v1/jobs?limit=many"), 422, "validation"),
        (caller.ask("GET", "/v1/jobs?state=sleeping"), 422, "validation"),
        (caller.ask("GET", "/v1/stream?topics=everything"), 422, "validation"),
        (caller.post("/v1/jobs", JSON, "{"), 400, "json_invalid"),
        (caller.post("/v1/jobs", JSON, r#"{"command":"a"} trailing"#), 400, "json_invalid"),
        (caller.post("/v1/jobs", JSON, &deep), 400, "json_invalid"),
        (caller.post("/v1/jobs", JSON, r#"{"command":7}"#), 422, "validation"),
        (caller.post("/v1/jobs", JSON, r#"{"command":""}"#), 422, "validation"),
        (caller.post("/v1/jobs", JSON, "{}"), 422, "validation"),
        (
            caller.post("/v1/jobs", JSON, r#"{"command":"a","timeout_seconds":-1}"#),
            422,
            "validation",
        ),
        (
            caller.post("/v1/jobs", JSON, r#"{"command":"a","timeout_seconds":1e400}"#),
            400,
            "json_invalid",
        ),
        (
            caller.post("/v1/jobs", JSON, r#"{"command":"a","max_attempts":18446744073709551616}"#),
            422,
            "validation",
        ),
        (caller.post("/v1/jobs", JSON, &large), 413, "body_too_large"),
        (
            caller.post("/v1/jobs", "text/plain", r#"{"command":"a"}"#),
            415,
            "unsupported_media_type",
        ),
        (
            caller.post("/v1/jobs", "application/x-www-form-urlencoded", "command=a"),
            415,
            "unsupported_media_type",
        ),
        (caller.post("/jobs", "text/plain", r#"{"command":"a"}"#), 415, "unsupported_media_type"),
    ];
    for (answer, status, code) in cases {
        assert_eq!((answer.status, answer.problem().as_str()), (status, code), "{answer:?}");
        let body = answer.json();
        assert!(
            body["request_id"].as_str().is_some_and(|id| answer.head.contains(id)),
            "the answer names the request: {answer:?}"
        );
        assert!(
            !answer.body.contains(serve.plan.data_dir().to_str().unwrap()),
            "no path of the machine: {answer:?}"
        );
    }
    let jobs = caller.ask("GET", "/v1/jobs").json();
    assert_eq!(jobs["total"], 0, "nothing of it became a job");
}

#[test]
fn a_web_page_of_another_origin_cannot_reach_it() {
    let serve = Plan::default().without_local_worker().start();
    let caller = Caller::of(&serve);
    let host = caller.host().to_owned();
    let auth = ("Authorization", caller.auth.as_str());
    let port = host.rsplit(':').next().unwrap();
    let foreign = [
        "evil.example",
        "127.0.0.1",
        "localhost",
        "0.0.0.0",
        "2130706433",
        "localhost.",
        "127.0.0.1.evil.example",
        &format!("evil.example:{port}"),
        &format!("127.0.0.1.evil:{port}"),
        &format!("localhost.:{port}"),
        &format!("0.0.0.0:{port}"),
        &format!("[::1]:{port}"),
        &format!("2130706433:{port}"),
        &format!("0177.0.0.1:{port}"),
        &format!("127.1:{port}"),
        &format!("[::ffff:127.0.0.1]:{port}"),
        &format!("user@{host}"),
        "127.0.0.1:1",
        "",
        "[",
        "évil",
    ];
    for bad in foreign {
        let answer = caller.raw(&request("GET", "/health", &[("Host", bad), auth], ""));
        assert_eq!((answer.status, answer.problem().as_str()), (421, "bad_host"), "Host: {bad}");
    }
    for hosts in [vec![], vec![("Host", host.as_str()), ("Host", host.as_str())]] {
        assert_eq!(caller.raw(&request("GET", "/health", &hosts, "")).status, 400);
    }
    for origin in
        ["https://evil.example", "null", "http://127.0.0.1:1", "tauri://localhost", "file://"]
    {
        for (method, path) in [
            ("GET", "/v1/jobs"),
            ("POST", "/v1/jobs"),
            ("GET", "/v1/stream?topics=jobs"),
            ("GET", "/v1/session"),
            ("OPTIONS", "/v1/jobs"),
        ] {
            let answer = caller.raw(&request(
                method,
                path,
                &[("Host", &host), ("Origin", origin), auth],
                "",
            ));
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (403, "bad_origin"),
                "{method} {path} from {origin}"
            );
            assert!(
                !answer.head.to_ascii_lowercase().contains("access-control-allow"),
                "{}",
                answer.head
            );
        }
    }
    let cross = [("Host", host.as_str()), ("Sec-Fetch-Site", "cross-site"), auth];
    assert_eq!(caller.raw(&request("GET", "/v1/jobs", &cross, "")).status, 403);
    let own = format!("http://{host}");
    assert_eq!(
        caller
            .raw(&request("GET", "/v1/jobs", &[("Host", &host), ("Origin", &own), auth], ""))
            .status,
        200
    );
}

#[test]
fn without_a_token_nobody_learns_which_routes_there_are() {
    let serve = Plan::default().without_local_worker().start();
    let host = authority(&serve.url);
    for (method, path) in [
        ("GET", "/v1/jobs"),
        ("GET", "/v1/nothing"),
        ("POST", "/v1/me"),
        ("GET", "/openapi.json"),
        ("GET", "/jobs"),
        ("DELETE", "/"),
    ] {
        let answer = exchange(&serve.url, &request(method, path, &[("Host", host)], ""));
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (401, "unauthorized"),
            "{method} {path}"
        );
    }
}

#[test]
fn every_answer_is_closed_to_browsers() {
    let serve = Plan::default().without_local_worker().start();
    let caller = Caller::of(&serve);
    for answer in [
        caller.ask("GET", "/v1/jobs"),
        caller.ask("GET", "/v1/nothing"),
        caller.ask("GET", "/health"),
    ] {
        let head = answer.head.to_ascii_lowercase();
        for line in [
            "x-content-type-options: nosniff",
            "cache-control: no-store",
            "frame-ancestors 'none'",
            "cross-origin-resource-policy: same-origin",
            "x-request-id: ",
        ] {
            assert!(head.contains(line), "{line} is missing in {head}");
        }
    }
}

#[test]
fn too_large_heads_are_refused_and_slow_ones_are_cut_off() {
    let serve = Plan::default().without_local_worker().start();
    let caller = Caller::of(&serve);
    let many: Vec<(String, String)> =
        (0..200).map(|n| (format!("X-{n}"), "y".to_owned())).collect();
    let many: Vec<(&str, &str)> =
        many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(caller.raw(&request("GET", "/health", &many, "")).status, 431);
    let huge = "y".repeat(1024 * 1024);
    assert_eq!(
        caller
            .raw(&request("GET", "/health", &[("Host", caller.host()), ("X-Huge", &huge)], ""))
            .status,
        431
    );

    // Half a head, nothing at all, and half a body: each is cut off, and nobody else notices.
    let half = format!("GET /health HTTP/1.1\r\nHost: {}\r\n", caller.host());
    let body = format!(
        "POST /v1/jobs HTTP/1.1\r\nHost: {}\r\nAuthorization: {}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{",
        caller.host(),
        caller.auth
    );
    let mut slow: Vec<_> = [half.as_str(), "", body.as_str()]
        .iter()
        .map(|bytes| send(&serve.url, bytes.as_bytes()))
        .collect();
    assert_eq!(caller.ask("GET", "/health").status, 200);
    let said: Vec<String> = slow
        .iter_mut()
        .map(|stream| {
            let mut said = String::new();
            stream.read_to_string(&mut said).expect("the connection is closed, not left open");
            said
        })
        .collect();
    assert!(said[2].starts_with("HTTP/1.1 408"), "{}", said[2]);
}
