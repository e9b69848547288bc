//! deborgen's nodes: they poll, run one job at a time without a word, and bring their files in the end.

use crate::bench::{Bench, conditions, shell};
use axum::body::{Body, to_bytes};
use http::{Method, Request, StatusCode, header};
use muster_api::{
    artefact::{ArtefactQuery, DownloadQuery},
    job::{JobState, JobSubmission},
    worker::{Worker, WorkerChange, WorkerLiveness},
};
use muster_core::{job::Isolation, requirement::LabelValue};
use serde_json::{Value, json};
use std::time::Duration;
use tower::ServiceExt;

struct Answer {
    status: StatusCode,
    bytes: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    fn refusal(&self) -> (u16, Value) {
        (self.status.as_u16(), self.json()["error"].clone())
    }
}

async fn ask(bench: &Bench, method: Method, path: &str, body: Vec<u8>) -> Answer {
    let request = Request::builder().method(method).uri(path).header(header::HOST, "bench:7600");
    let request = request.header(header::CONTENT_TYPE, "application/json");
    let request = request.extension(bench.coordinator.operator()).body(Body::from(body));
    let answer = bench.coordinator.router().oneshot(request.unwrap()).await.unwrap();
    let status = answer.status();
    Answer { status, bytes: to_bytes(answer.into_body(), 32 << 20).await.unwrap().to_vec() }
}

async fn post(bench: &Bench, path: &str, body: Value) -> Answer {
    ask(bench, Method::POST, path, body.to_string().into_bytes()).await
}

async fn poll(bench: &Bench, node: &str) -> Answer {
    ask(bench, Method::GET, &format!("/jobs/next?node_id={node}"), vec![]).await
}

/// A node that has been given a job.
struct AtWork {
    bench: Bench,
    job: String,
    lease: String,
}

impl AtWork {
    async fn begun(timeout_seconds: u64) -> Self {
        let bench = Bench::start().await;
        let job = json!({ "command": "train", "timeout_seconds": timeout_seconds });
        post(&bench, "/jobs", job).await;
        let grant = poll(&bench, "laptop-1").await.json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self { job: text(&grant["job"]["id"]), lease: text(&grant["lease_token"]), bench }
    }

    /// What only the holder of the lease may do.
    async fn report(&self, path: &str, more: Value) -> Answer {
        let mut body = json!({ "node_id": "laptop-1", "lease_token": self.lease });
        body.as_object_mut().unwrap().append(&mut more.as_object().unwrap().clone());
        post(&self.bench, &format!("/jobs/{}/{path}", self.job), body).await
    }

    async fn node(&self) -> Worker {
        self.bench.client.list_workers().await.unwrap().items.remove(0)
    }

    /// The two addresses of a file, without the host.
    async fn presign(&self, filename: &str) -> [String; 2] {
        let answer = self.report("artifacts/presign", json!({ "filename": filename })).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.json());
        ["upload_url", "download_url"].map(|field| {
            let url = answer.json()[field].as_str().unwrap().to_owned();
            url.strip_prefix("http://bench:7600").expect("where the node has reached us").to_owned()
        })
    }

    async fn put(&self, path: &str, bytes: &[u8]) -> Answer {
        ask(&self.bench, Method::PUT, path, bytes.to_vec()).await
    }

    async fn get(&self, path: &str) -> Answer {
        ask(&self.bench, Method::GET, path, vec![]).await
    }
}

#[tokio::test]
async fn a_node_that_is_silent_at_work_is_there_as_long_as_its_lease() {
    let node = AtWork::begun(600).await;
    node.bench.clock.advance(Duration::from_mins(9));
    let seen = node.node().await;
    assert_eq!((seen.liveness, seen.busy_slots), (WorkerLiveness::Online, 1));
    assert_eq!(seen.evidence, "it runs a job, and says nothing meanwhile");
    node.bench.clock.advance(Duration::from_secs(115));
    let log = node.report("logs", json!({ "text": "done\n" })).await;
    assert_eq!(log.status, StatusCode::OK, "its lease lasts a minute longer than the job may");
    assert_eq!(node.node().await.evidence, "it polled within the last 45 seconds");

    node.bench.clock.advance(Duration::from_secs(10));
    let job = node.bench.client.get_job(node.job.parse().unwrap()).await.unwrap();
    node.bench.until(&job, |job| job.state != JobState::Running).await;
    node.bench.clock.advance(Duration::from_mins(6));
    assert_eq!(node.node().await.liveness, WorkerLiveness::Lost, "nothing excuses it any more");
    let late = node.report("finish", json!({ "exit_code": 0 })).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_node_that_has_reported_must_poll_again_to_be_there() {
    let node = AtWork::begun(3600).await;
    node.bench.clock.advance(Duration::from_mins(30));
    let done = node.report("finish", json!({ "exit_code": 0 })).await.json();
    assert_eq!(done["status"], "succeeded");
    assert_eq!(node.node().await.liveness, WorkerLiveness::Online, "it was just heard");
    node.bench.clock.advance(Duration::from_secs(50));
    assert_eq!(node.node().await.liveness, WorkerLiveness::Disconnected);
}

#[tokio::test]
async fn a_node_that_works_is_there_again_after_a_restart() {
    let node = AtWork::begun(600).await;
    let bench = node.bench.restart().await;
    let node = AtWork { bench, ..node };
    node.bench.clock.advance(Duration::from_mins(9));
    assert_eq!(node.node().await.liveness, WorkerLiveness::Online);
    let done = node.report("finish", json!({ "exit_code": 3 })).await.json();
    assert_eq!((&done["status"], &done["exit_code"]), (&"failed".into(), &3.into()));
}

#[tokio::test]
async fn a_file_is_put_where_it_was_presigned_and_is_read_as_it_was() {
    let node = AtWork::begun(600).await;
    let bytes: Vec<u8> = (0..800_000_u32).flat_map(u32::to_le_bytes).collect();
    let [upload, download] = node.presign("job 1.zip").await;
    assert_eq!(node.get(&download).await.status, StatusCode::NOT_FOUND, "nobody has put it yet");
    assert_eq!(node.put(&upload, b"cut short").await.status, StatusCode::OK);
    let twice = node.put(&upload, &bytes).await;
    assert_eq!(twice.refusal(), (422, "validation".into()), "what is kept does not change");
    let [upload, download] = node.presign("all.zip").await;
    for _ in 0..2 {
        assert_eq!(node.put(&upload, &bytes).await.status, StatusCode::OK, "a repeat is no harm");
    }
    let [empty, nothing] = node.presign("empty").await;
    assert_eq!(node.put(&empty, b"").await.status, StatusCode::OK);

    let noted = node.report("artifacts", json!({ "url": format!("http://bench:7600{download}") }));
    assert_eq!(noted.await.status, StatusCode::OK);
    let done = node.report("finish", json!({ "exit_code": 0 })).await.json();
    let url = done["artifact_urls"][0].as_str().unwrap().to_owned();
    assert_eq!(node.get(url.strip_prefix("http://bench:7600").unwrap()).await.bytes, bytes);
    assert_eq!(node.get(&nothing).await.bytes, b"");

    let late = node.put(&upload, &bytes).await;
    assert_eq!(late.refusal(), (409, "fence_stale".into()), "an end is for good");
    let id = node.job.parse().unwrap();
    let page = node.bench.client.list_artefacts(id, &ArtefactQuery::default()).await.unwrap();
    let names: Vec<_> = page.items.iter().map(|artefact| artefact.name.as_str()).collect();
    assert_eq!(names, ["all.zip", "empty", "job 1.zip"], "they are artefacts like all others");
    let query = DownloadQuery::default();
    let mut read = node.bench.client.read_artefact(id, "all.zip", &query).await.unwrap();
    let mut whole = vec![];
    while let Some(part) = read.next().await.unwrap() {
        whole.extend_from_slice(&part);
    }
    assert_eq!(whole, bytes);
}

#[tokio::test]
async fn an_address_opens_what_it_was_made_for_and_no_longer_than_it_says() {
    let node = AtWork::begun(600).await;
    let [upload, download] = node.presign("a.zip").await;
    assert_eq!(node.put(&upload, b"1").await.status, StatusCode::OK);
    let unauthorized = (401, Value::from("unauthorized"));
    for path in [upload.as_str(), &download.replace("a.zip", "b.zip"), "/artifacts/a.zip?ticket="] {
        assert_eq!(node.get(path).await.refusal(), unauthorized, "{path}");
    }
    assert_eq!(node.put(&download, b"2").await.refusal(), unauthorized);
    for filename in ["../x", "/etc/passwd", "a\u{0}b", "", "aux"] {
        let answer = node.report("artifacts/presign", json!({ "filename": filename })).await;
        assert_eq!(answer.refusal(), (422, "validation".into()), "{filename:?}");
    }
    let stranger = json!({ "node_id": "laptop-2", "lease_token": node.lease, "filename": "a.zip" });
    let answer = post(&node.bench, "/jobs/job_1/artifacts/presign", stranger).await;
    assert_eq!(answer.refusal(), (409, "fence_stale".into()));
    let [upload, _] = node.presign("large").await;
    let large = node.put(&upload, &vec![0; (8 << 20) + 1]).await;
    assert_eq!(large.refusal(), (413, "body_too_large".into()));

    node.report("finish", json!({ "exit_code": 0 })).await;
    assert_eq!(node.get(&download).await.bytes, b"1");
    node.bench.clock.advance(Duration::from_hours(7 * 24));
    assert_eq!(node.get(&download).await.refusal(), unauthorized);
}

#[tokio::test]
async fn a_node_is_given_what_its_labels_meet_word_for_word_or_by_an_operator() {
    let bench = Bench::start().await;
    let wish = |requirements: Value| json!({ "command": "x", "requirements": requirements });
    post(&bench, "/jobs", wish(json!({ "gpu": true }))).await;
    post(&bench, "/jobs", wish(json!({ "cpu_cores": 16 }))).await;
    post(&bench, "/jobs", wish(json!({ "os": "linux", "cpu_cores": 8 }))).await;
    let many = JobSubmission { requirements: conditions(&["cpu_cores >= 9"]), ..shell("x") };
    bench.submit(many).await;
    let enough = JobSubmission {
        requirements: conditions(&["cpu_cores >= 8", "os in [linux, macos]", "not gpu"]),
        ..shell("x")
    };
    bench.submit(enough).await;
    assert_eq!(poll(&bench, "unknown").await.status, StatusCode::NO_CONTENT, "it has no labels");
    let labels = json!({ "labels": { "os": "linux", "arch": "x86_64", "cpu_cores": 8 } });
    post(&bench, "/nodes/laptop-1/heartbeat", labels).await;
    post(&bench, "/nodes/laptop-1/heartbeat", json!({ "labels": {} })).await;
    let mut given = vec![];
    for _ in 0..3 {
        given.push(poll(&bench, "laptop-1").await.json()["job"]["id"].clone());
    }
    assert_eq!(given, [json!("job_3"), json!("job_5"), Value::Null], "no labels keep the old ones");
}

#[tokio::test]
async fn a_node_may_be_given_labels_and_gives_no_level_of_isolation_whatever_it_says() {
    let bench = Bench::start().await;
    let said = json!({ "labels": { "landlock": true, "os": "linux" } });
    post(&bench, "/nodes/laptop-1/heartbeat", said).await;
    let confined = JobSubmission { isolation: Some(Isolation::Landlock), ..shell("make") };
    bench.submit(confined).await;
    let attic = JobSubmission { requirements: conditions(&["room"]), ..shell("make") };
    let attic = bench.submit(attic).await;
    assert_eq!(poll(&bench, "laptop-1").await.status, StatusCode::NO_CONTENT);

    let node = bench.client.list_workers().await.unwrap().items.remove(0);
    let labels = [("room".to_owned(), Some(LabelValue::Text("attic".to_owned())))].into();
    let change = WorkerChange { labels, ..WorkerChange::default() };
    bench.client.change_worker(&node.id, &change).await.unwrap();
    let said = json!({ "labels": { "os": "linux", "cpu_cores": 4 } });
    post(&bench, "/nodes/laptop-1/heartbeat", said).await;
    assert_eq!(poll(&bench, "laptop-1").await.json()["job"]["id"], attic.id.to_string());
}
