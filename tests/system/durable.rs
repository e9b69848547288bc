//! Nothing is acknowledged before it is durable: seen from the outside, with `strace`.

use muster_testkit::{Plan, shell};

const SUBMISSIONS: usize = 40;

/// A system call of the trace, as far as durability is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Synced,
    Acknowledged,
}

#[tokio::test]
async fn no_submission_is_answered_before_its_commit_group_was_synced() {
    let place = tempfile::tempdir().unwrap();
    let trace = place.path().join("trace");
    let plan = Plan::default().without_local_worker();
    let strace = [
        "strace",
        "-f",
        "-s",
        "16",
        "-e",
        "trace=fsync,fdatasync,write,writev,sendto,sendmsg",
        "-o",
        trace.to_str().unwrap(),
    ];
    let serve = plan.under(&strace).start();
    let client = serve.client().await;
    for _ in 0..SUBMISSIONS {
        client.submit_job(&shell("true"), None).await.unwrap();
    }
    serve.stop();
    let text = std::fs::read_to_string(&trace).unwrap();
    let calls: Vec<Call> = text.lines().filter_map(call).collect();
    let acknowledged = calls.iter().filter(|call| **call == Call::Acknowledged).count();
    assert!(acknowledged >= SUBMISSIONS, "the trace shows {acknowledged} answers; is it complete?");
    let mut synced = false;
    let mut early = 0;
    for call in calls {
        early += usize::from(call == Call::Acknowledged && !synced);
        // One at a time was submitted, so each answer needs a sync of its own.
        synced = call == Call::Synced;
    }
    assert_eq!(early, 0, "{early} of {acknowledged} answers had no sync since the answer before");
    println!("{acknowledged} answers of 201, each after a sync of its own");
}

/// A finished sync, or the beginning of a `201` answer. Calls that were interrupted show twice.
fn call(line: &str) -> Option<Call> {
    let is_sync =
        line.contains("fsync(") || line.contains("fdatasync(") || line.contains("sync resumed>");
    if is_sync && line.trim_end().ends_with("= 0") {
        return Some(Call::Synced);
    }
    line.contains("\"HTTP/1.1 201").then_some(Call::Acknowledged)
}
