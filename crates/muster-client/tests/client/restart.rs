//! A coordinator that starts anew while a job is followed: its old key opens nothing any more.

use crate::{
    discovery::{KEY, answer, write_instance_with},
    sample::{JOB, job, job_id, log, sse},
};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use muster_api::{Problem, ProblemKind, instance::Challenge, job::JobState, stream::StreamEvent};
use muster_client::{Follow, Followed, Wish, discover};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};
use tokio::{net::TcpListener, task::JoinSet};

const NEW_KEY: &str = "YSBuZXcga2V5IGZvciBhIG5ldyBzdGFydCBvZiBpdCE";

/// One coordinator over two starts.
#[derive(Clone)]
struct Coordinator {
    url: String,
    data_dir: PathBuf,
    key: Arc<Mutex<&'static str>>,
}

impl Coordinator {
    /// Stops and starts: the key is a new one.
    fn restart(&self) {
        *self.key.lock().unwrap() = NEW_KEY;
        write_instance_with(&self.data_dir, &self.url, NEW_KEY);
    }

    fn refuses(&self, headers: &HeaderMap) -> Option<Response> {
        let bearer = format!("Bearer {}", self.key.lock().unwrap());
        if headers["authorization"].to_str().unwrap() == bearer {
            return None;
        }
        let problem = Problem::new(ProblemKind::Unauthorized, "invalid auth token");
        Some((StatusCode::UNAUTHORIZED, Json(problem)).into_response())
    }
}

async fn prove(
    State(it): State<Coordinator>,
    headers: HeaderMap,
    Json(asked): Json<Challenge>,
) -> Response {
    answer(*it.key.lock().unwrap(), &headers, &asked)
}

async fn show(State(it): State<Coordinator>, headers: HeaderMap) -> Response {
    let is_new = *it.key.lock().unwrap() == NEW_KEY;
    let state = if is_new { JobState::Succeeded } else { JobState::Running };
    it.refuses(&headers).unwrap_or_else(|| Json(job(state, 1)).into_response())
}

async fn stream(State(it): State<Coordinator>, headers: HeaderMap) -> Response {
    if let Some(refusal) = it.refuses(&headers) {
        return refusal;
    }
    if *it.key.lock().unwrap() == NEW_KEY {
        return sse(&[StreamEvent::Ready, log(1, 4, "two\n", true)]).into_response();
    }
    it.restart();
    sse(&[StreamEvent::Ready, log(1, 0, "one\n", false)]).into_response()
}

#[tokio::test]
async fn the_new_key_is_looked_for_and_the_log_goes_on() {
    let (dir, mut running) = (tempfile::tempdir().unwrap(), JoinSet::new());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let data_dir = dir.path().to_owned();
    write_instance_with(&data_dir, &url, KEY);
    let coordinator =
        Coordinator { url, data_dir: data_dir.clone(), key: Arc::new(Mutex::new(KEY)) };
    let router = Router::new()
        .route("/v1/instance/challenge", post(prove))
        .route(&format!("/v1/jobs/{JOB}"), get(show))
        .route("/v1/stream", get(stream))
        .with_state(coordinator);
    running.spawn(async move { axum::serve(listener, router).await.unwrap() });

    let wish = Wish { url: None, token: None, data_dir, allows_plain_http: false };
    let client = discover(wish.clone()).await.unwrap();
    let mut follow = Follow::job(client, job_id()).rediscovering(wish);
    let mut text = String::new();
    while let Some(event) = follow.next().await.unwrap() {
        match event {
            Followed::Chunk(chunk) => text.push_str(&chunk.text),
            Followed::Ended(job) => assert_eq!(job.state, JobState::Succeeded),
            Followed::Waiting(_)
            | Followed::Progress(_)
            | Followed::Attempt(_)
            | Followed::Away(_) => {}
        }
    }
    assert_eq!(text, "one\ntwo\n");
}
