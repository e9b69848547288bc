//! Nothing is acknowledged before it is durable: seen from the outside, with `strace`.

use muster_testkit::{JoinedWorker, Plan, TOKEN, program, shell};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

const SUBMISSIONS: usize = 40;
const REPORTS: usize = 10;

/// A system call of the trace, as far as durability is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    /// Bytes of a log were written.
    LogWritten,
    LogSynced,
    StoreSynced,
    /// The answer that promises something.
    Acknowledged,
}

/// A coordinator whose system calls are written down.
struct Traced {
    plan: Plan,
    trace: PathBuf,
    _place: tempfile::TempDir,
}

impl Traced {
    fn new(plan: Plan) -> Self {
        let place = tempfile::tempdir().unwrap();
        let trace = place.path().join("trace");
        let calls = "trace=fsync,fdatasync,write,writev,pwrite64,sendto,sendmsg";
        let output = trace.to_str().unwrap();
        let strace = ["strace", "-f", "-y", "-s", "2048", "-e", calls, "-o", output];
        Self { plan: plan.under(&strace), trace, _place: place }
    }

    /// The calls of a run that has ended, where this text is what promises something.
    fn calls(&self, promise: &str) -> Vec<Call> {
        let text = std::fs::read_to_string(&self.trace).unwrap();
        let mut interrupted = BTreeMap::new();
        text.lines().filter_map(|line| call(line, promise, &mut interrupted)).collect()
    }
}

/// What a line tells. A sync counts when it has ended, which may be a line of its own that does not
/// name the file any more; everything else counts when it begins.
fn call<'a>(
    line: &'a str,
    promise: &str,
    interrupted: &mut BTreeMap<&'a str, Call>,
) -> Option<Call> {
    let (process, line) = line.split_once(' ')?;
    let line = line.trim_start();
    let has_succeeded = line.trim_end().ends_with("= 0");
    if line.contains("sync resumed>") {
        return interrupted.remove(process).filter(|_| has_succeeded);
    }
    if line.starts_with("fsync(") || line.starts_with("fdatasync(") {
        let call = if of_log(line) { Call::LogSynced } else { Call::StoreSynced };
        if line.contains("<unfinished") {
            interrupted.insert(process, call);
        }
        return has_succeeded.then_some(call);
    }
    if line.contains(promise) {
        return Some(Call::Acknowledged);
    }
    of_log(line).then_some(Call::LogWritten)
}

/// Whether the call's file, which stands in angle brackets, is a part of a log.
fn of_log(line: &str) -> bool {
    let file = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    file.is_some_and(|(file, _)| {
        Path::new(file).components().any(|part| part.as_os_str() == "logs")
    })
}

/// One thing at a time was acknowledged, so each answer needs a sync of the store for itself, and no
/// byte of a log may wait for one. Answers how many answers there were.
fn check(calls: &[Call]) -> usize {
    let (mut is_stored, mut is_log_open, mut count) = (false, false, 0);
    for call in calls {
        match call {
            Call::LogWritten => is_log_open = true,
            // The end of a job is stored after its log, so a sync before that is of something else.
            Call::LogSynced => (is_log_open, is_stored) = (false, false),
            Call::StoreSynced => is_stored = true,
            Call::Acknowledged => {
                assert!(
                    is_stored,
                    "answer {count} had no sync of the store since the answer before"
                );
                assert!(!is_log_open, "answer {count} came before its log was synced");
                (is_stored, count) = (false, count + 1);
            }
        }
    }
    count
}

#[tokio::test]
async fn no_submission_is_answered_before_its_commit_group_was_synced() {
    let traced = Traced::new(Plan::default().without_local_worker());
    let serve = traced.plan.start();
    let client = serve.client().await;
    for _ in 0..SUBMISSIONS {
        client.submit_job(&shell("true"), None).await.unwrap();
    }
    serve.stop();
    let answers = check(&traced.calls("\"HTTP/1.1 201"));
    assert!(answers >= SUBMISSIONS, "the trace shows {answers} answers; is it complete?");
    println!("{answers} answers of 201, each after a sync of its own");
}

#[tokio::test]
async fn no_report_of_a_worker_is_confirmed_before_its_log_and_its_end_were_synced() {
    let traced = Traced::new(Plan::default().without_local_worker());
    let serve = traced.plan.start();
    let client = serve.client().await;
    let worker = JoinedWorker::join(&serve, "reporter").await;
    // Half of the logs are so short that they travel with the report.
    for lines in (0..REPORTS).map(|number| [1, 500][number % 2]) {
        let line = format!("seq {lines}; sleep 0.1; seq {lines}");
        let job = client.submit_job(&shell(&line), None).await.unwrap();
        muster_testkit::ended(&client, job.id).await;
    }
    drop(worker);
    serve.stop();
    let calls = traced.calls("finish_stored");
    let confirmed = check(&calls);
    // A report that was said again is confirmed again; the last word may be cut off by the stop.
    assert!(confirmed + 1 >= REPORTS, "the trace shows {confirmed} confirmations; is it complete?");
    assert!(calls.contains(&Call::LogWritten), "the trace shows no log; is it complete?");
    println!("{confirmed} reports confirmed, each after syncs of its log and of the store");
}

#[test]
fn no_report_of_a_polling_node_is_answered_before_it_was_synced() {
    let traced = Traced::new(Plan::default().without_local_worker());
    let serve = traced.plan.start();
    let post = |path: &str, body: &str| node(&serve.url, path, Some(body));
    post("/nodes/laptop/heartbeat", r#"{"name":"laptop","labels":{}}"#);
    for number in 1..=REPORTS {
        post("/jobs", r#"{"command":"true"}"#);
        let grant = node(&serve.url, "/jobs/next?node_id=laptop", None);
        let grant: serde_json::Value = serde_json::from_str(&grant).unwrap();
        let lease = grant["lease_token"].as_str().unwrap();
        let said = |rest: &str| format!(r#"{{"node_id":"laptop","lease_token":"{lease}",{rest}}}"#);
        post(&format!("/jobs/job_{number}/logs"), &said(r#""text":"done\n""#));
        post(&format!("/jobs/job_{number}/finish"), &said(r#""exit_code":0"#));
    }
    serve.stop();
    let answers = check(&traced.calls(r#"\"succeeded\""#));
    assert_eq!(answers, REPORTS, "is the trace complete?");
    println!("{answers} reports of a polling node answered, each after syncs of its own");
}

/// One call of a node as deborgen's notes make it.
fn node(base: &str, path: &str, body: Option<&str>) -> String {
    let mut command = program::clean("curl");
    command.args(["--silent", "--show-error", "--fail-with-body"]);
    command.args([
        "-H",
        &format!("Authorization: Bearer {TOKEN}"),
        "-H",
        "Content-Type: application/json",
    ]);
    command.args(body.iter().flat_map(|body| ["-d", body]));
    let said = program::run(command.arg(format!("{base}{path}")));
    assert_eq!(said.code, Some(0), "{path}: {} {}", said.stdout, said.stderr);
    said.stdout
}
