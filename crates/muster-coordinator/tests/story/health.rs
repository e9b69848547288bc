//! What the coordinator tells of itself to whoever watches from outside.

use crate::{
    bench::{Bench, shell},
    guard::{answer, status, token},
};
use muster_api::{
    instance::Verdict,
    session::{ByeReason, FromWorker},
};
use muster_core::token::TokenKind;
use std::time::Duration;

async fn read(bench: &Bench, path: &str) -> String {
    let (readonly, _) = token(bench, TokenKind::Readonly).await;
    answer(bench, &format!("GET {path}"), &format!("Authorization: Bearer {readonly}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worst_part_decides_the_status_of_the_whole() {
    let bench = Bench::start().await;
    let laptop = bench.join("laptop", 1).await;
    let session = bench.come(&laptop, vec![]).await;
    bench.client.list_workers().await.unwrap();
    let well = read(&bench, "/health/detailed").await;
    assert!(well.starts_with("HTTP/1.1 200 "), "{well}");
    assert!(
        well.contains(r#""workers":{"status":"healthy","detail":"1 of 1 are online"}"#),
        "{well}"
    );
    assert!(
        well.contains(r#""database":{"status":"healthy","detail":"it answers","latency_ms":"#),
        "{well}"
    );

    drop(session);
    let degraded = async || read(&bench, "/health/detailed").await.starts_with("HTTP/1.1 207 ");
    while !degraded().await {}
    for path in ["/ready", "/readyz"] {
        let ready = read(&bench, path).await;
        assert!(ready.starts_with("HTTP/1.1 200 "), "it can do its work: {ready}");
        assert!(ready.ends_with(r#"{"status":"ready"}"#), "{ready}");
        assert_eq!(status(&bench, "GET", path, "nobody's").await, 200, "for whoever asks");
    }
    assert_eq!(status(&bench, "GET", "/health/detailed", "nobody's").await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_counted_without_anybodys_id() {
    let bench = Bench::start().await;
    let laptop = bench.join("laptop", 1).await;
    let mut session = bench.come(&laptop, vec![]).await;
    let job = bench.submit(shell("make")).await;
    let grant = session.assignment().await.grant;
    bench.clock.advance(Duration::from_secs(3));
    session.say(FromWorker::Started { grant }).await;
    session.finish(grant, 0).await;
    assert_eq!(read(&bench, &format!("/v1/jobs/{}", job.id)).await[9..12], *"200");
    let metrics = read(&bench, "/metrics").await;
    for line in [
        r#"muster_build_info{version="0.0.0"} 1"#,
        r#"muster_jobs_total{outcome="succeeded"} 1"#,
        "muster_job_queue_seconds_sum 3.0",
        "muster_job_duration_seconds_count 1",
        r#"muster_workers{state="online"} 1"#,
        r#"muster_jobs_kept{state="succeeded"} 1"#,
        "muster_jobs_running 0",
        r#"muster_http_requests_total{route="/v1/jobs/{id}",method="GET",code="200"} 1"#,
    ] {
        assert!(metrics.contains(line), "{line} is not in:\n{metrics}");
    }
    assert!(!metrics.contains(&job.id.to_string()) && !metrics.contains(laptop.id.as_str()));
    assert_eq!(status(&bench, "GET", "/metrics", "nobody's").await, 401);
}

#[tokio::test]
async fn a_doctor_who_misses_workers_names_the_command_that_adds_one() {
    let bench = Bench::start().await;
    let report = bench.client.doctor().await.unwrap();
    let workers = report.checks.into_iter().find(|check| check.name == "workers").unwrap();
    assert!(workers.hint.unwrap().contains("`muster worker invite`"));
}

#[tokio::test]
async fn a_doctor_misses_a_worker_that_is_lost_and_not_one_that_sleeps_or_was_just_cut_off() {
    let bench = Bench::start().await;
    let workers = async || bench.client.doctor_only("workers").await.unwrap().checks.remove(0);
    let until = async |wanted: &str| {
        let waiting = async {
            loop {
                let found = workers().await;
                if found.finding == wanted {
                    return found;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), waiting).await.expect("it becomes so")
    };
    let [asleep, gone, here] =
        [bench.join("asleep", 1).await, bench.join("gone", 1).await, bench.join("here", 1).await];
    let mut sleeping = bench.come(&asleep, vec![]).await;
    until("1 of 3 workers is online").await;
    sleeping.say(FromWorker::Bye { reason: ByeReason::Sleep }).await;
    drop(sleeping);
    until("0 of 3 workers are online").await;
    drop(bench.come(&gone, vec![]).await);
    let session = bench.come(&here, vec![]).await;
    assert_eq!(until("1 of 3 workers is online").await.verdict, Verdict::Good);

    drop(session);
    until("0 of 3 workers are online").await;
    bench.clock.advance(Duration::from_mins(5));
    let _session = bench.come(&here, vec![]).await;
    let missed = until("1 of 3 workers is online; lost: 1").await;
    assert_eq!(missed.verdict, Verdict::Warning);
    assert!(missed.hint.unwrap().contains("remove what does not come back"));
}
