//! What the coordinator tells of itself to whoever watches from outside.

use crate::{
    bench::{Bench, shell},
    guard::{answer, status, token},
};
use muster_core::token::TokenKind;

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
    bench.clock.advance(std::time::Duration::from_secs(3));
    session.say(muster_api::session::FromWorker::Started { grant }).await;
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
