//! Following a job to its end while connections come and go. Time is the runtime's own and jumps.

use crate::sample::{JOB, job, job_id, log, sse};
use axum::{
    Json, Router,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use muster_api::{
    Problem, ProblemKind,
    job::{ArrayProgress, Job, JobState},
    stream::{StreamEvent, StreamQuery},
};
use muster_client::{Client, ClientError, Follow, Followed};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

/// A coordinator that gives each question the next answer; the last job is told again and again.
#[derive(Clone, Default)]
struct Script(Arc<Mutex<Scene>>);

#[derive(Default)]
struct Scene {
    jobs: VecDeque<Job>,
    /// What each connection says before it breaks; without one it is refused.
    streams: VecDeque<Vec<StreamEvent>>,
    topics: Vec<String>,
}

impl Script {
    fn new(jobs: Vec<Job>, streams: Vec<Vec<StreamEvent>>) -> Self {
        let scene = Scene { jobs: jobs.into(), streams: streams.into(), topics: vec![] };
        Self(Arc::new(Mutex::new(scene)))
    }

    fn client(&self) -> Client {
        let router = Router::new()
            .route(&format!("/v1/jobs/{JOB}"), get(show))
            .route("/v1/stream", get(stream))
            .with_state(self.clone());
        Client::in_process(router, |_| {})
    }

    fn topics(&self) -> Vec<String> {
        self.0.lock().unwrap().topics.clone()
    }
}

async fn show(State(script): State<Script>) -> Json<Job> {
    let mut scene = script.0.lock().unwrap();
    let job = scene.jobs.front().cloned().unwrap();
    if scene.jobs.len() > 1 {
        scene.jobs.pop_front();
    }
    Json(job)
}

async fn stream(State(script): State<Script>, Query(query): Query<StreamQuery>) -> Response {
    let mut scene = script.0.lock().unwrap();
    scene.topics.push(query.topics);
    if let Some(events) = scene.streams.pop_front() {
        return sse(&events).into_response();
    }
    let problem = Problem::new(ProblemKind::Restarting, "restarting");
    (StatusCode::SERVICE_UNAVAILABLE, Json(problem)).into_response()
}

/// What was told, in a short form.
async fn told(mut follow: Follow) -> Vec<String> {
    let mut told = Vec::new();
    while let Some(next) = follow.next().await.unwrap() {
        told.push(match next {
            Followed::Waiting(job) => format!("waits {}", job.state.as_str()),
            Followed::Progress(job) => {
                let array = job.array.unwrap();
                format!("{} of {} tasks succeeded", array.succeeded, array.tasks)
            }
            Followed::Attempt(number) => format!("attempt {number}"),
            Followed::Chunk(chunk) => chunk.text,
            Followed::Away(_) => "away".to_owned(),
            Followed::Ended(job) => format!("ended {}", job.state.as_str()),
        });
    }
    told
}

/// An array of 9 tasks of which so many wait, and the rest succeeded.
fn array(state: JobState, waiting: u32, reason: Option<&str>) -> Job {
    let progress = ArrayProgress {
        numbers: "1-9".to_owned(),
        tasks: 9,
        waiting,
        under_way: 0,
        workers: 0,
        succeeded: 9 - waiting,
        failed: 0,
        cancelled: 0,
        timed_out: 0,
        quarantined: 0,
    };
    Job { array: Some(progress), reason: reason.map(str::to_owned), ..job(state, 0) }
}

#[tokio::test(start_paused = true)]
async fn an_array_is_said_to_wait_until_it_has_begun_and_then_how_far_it_is() {
    let items = vec![
        array(JobState::Running, 4, None),
        array(JobState::Running, 4, Some("1 busy")),
        array(JobState::Running, 2, None),
        array(JobState::Succeeded, 0, None),
    ];
    let items = items.into_iter().map(|job| StreamEvent::Jobs { items: vec![job] });
    let first = array(JobState::Queued, 9, Some("1 busy"));
    let script =
        Script::new(vec![first], vec![[StreamEvent::Ready].into_iter().chain(items).collect()]);
    let told = told(Follow::job(script.client(), job_id()).without_log()).await;
    let expected =
        ["waits queued", "5 of 9 tasks succeeded", "7 of 9 tasks succeeded", "ended succeeded"];
    assert_eq!(told, expected);
}

#[tokio::test(start_paused = true)]
async fn a_job_is_followed_from_its_wait_to_its_end() {
    let script = Script::new(
        vec![job(JobState::Queued, 0), job(JobState::Queued, 0), job(JobState::Succeeded, 1)],
        vec![
            vec![StreamEvent::Ready, StreamEvent::Jobs { items: vec![job(JobState::Running, 1)] }],
            vec![StreamEvent::Ready, log(1, 0, "one\n", false), log(1, 4, "two\n", true)],
        ],
    );
    let told = told(Follow::job(script.client(), job_id())).await;
    assert_eq!(told, ["waits queued", "attempt 1", "one\n", "two\n", "ended succeeded"]);
    assert_eq!(script.topics(), ["jobs", "log:job_1:1:0"]);
}

#[tokio::test(start_paused = true)]
async fn a_broken_connection_neither_loses_nor_doubles_a_byte() {
    let script = Script::new(
        vec![job(JobState::Running, 1), job(JobState::Running, 1), job(JobState::Failed, 1)],
        vec![
            vec![log(1, 0, "one\n", false)],
            // A coordinator that begins too early, and then stops in good order.
            vec![
                log(1, 0, "one\n", false),
                log(1, 4, "two\n", false),
                StreamEvent::Bye { retry_ms: 1 },
            ],
            vec![log(1, 8, "", true)],
        ],
    );
    let told = told(Follow::job(script.client(), job_id())).await;
    assert_eq!(told, ["attempt 1", "one\n", "away", "two\n", "ended failed"]);
    assert_eq!(script.topics(), ["log:job_1:1:0", "log:job_1:1:4", "log:job_1:1:8"]);
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_read_and_the_wait_between_them_is_told() {
    let waiting = job(JobState::RetryWait, 1);
    let script = Script::new(
        vec![job(JobState::Running, 1), waiting.clone(), waiting, job(JobState::Succeeded, 2)],
        vec![
            vec![log(1, 0, "first\n", true)],
            vec![StreamEvent::Ready, StreamEvent::Jobs { items: vec![job(JobState::Leased, 2)] }],
            vec![log(2, 0, "second\n", true)],
        ],
    );
    let told = told(Follow::job(script.client(), job_id())).await;
    let expected =
        ["attempt 1", "first\n", "waits retry_wait", "attempt 2", "second\n", "ended succeeded"];
    assert_eq!(told, expected);
}

#[tokio::test(start_paused = true)]
async fn one_attempt_from_an_offset_is_all_that_is_read_if_no_more_is_wanted() {
    let script =
        Script::new(vec![job(JobState::Running, 2)], vec![vec![log(1, 100, "rest\n", true)]]);
    let follow = Follow::job(script.client(), job_id()).starting_at(1, 100).ending_with(1);
    assert_eq!(told(follow).await, ["attempt 1", "rest\n", "ended running"]);
    assert_eq!(script.topics(), ["log:job_1:1:100"]);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_never_ran_ends_without_a_log() {
    let script = Script::new(vec![job(JobState::Cancelled, 0)], vec![]);
    assert_eq!(told(Follow::job(script.client(), job_id())).await, ["ended cancelled"]);
}

#[tokio::test(start_paused = true)]
async fn states_alone_need_no_log() {
    let script = Script::new(
        vec![job(JobState::Running, 1), job(JobState::Running, 1)],
        vec![vec![
            StreamEvent::Ready,
            StreamEvent::Jobs { items: vec![job(JobState::TimedOut, 1)] },
        ]],
    );
    let follow = Follow::job(script.client(), job_id()).without_log();
    assert_eq!(told(follow).await, ["waits running", "ended timed_out"]);
    assert_eq!(script.topics(), ["jobs"]);
}

#[tokio::test(start_paused = true)]
async fn a_coordinator_that_stays_away_is_given_up_in_the_end() {
    let script = Script::new(vec![job(JobState::Running, 1)], vec![]);
    let mut follow = Follow::job(script.client(), job_id());
    let mut away = 0;
    let error = loop {
        match follow.next().await {
            Ok(Some(Followed::Away(_))) => away += 1,
            Ok(Some(_)) => {}
            Ok(None) => panic!("it has not ended"),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, ClientError::Problem(_)), "{error}");
    assert_eq!(away, 1, "an absence is told once");
}
