//! What the command line answers to whoever types something wrong, again, or for later.

use muster_testkit::{JoinedWorker, Plan, Serve, program, until};
use serde_json::Value;
use std::process::Stdio;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn a_worker_that_listens_is_attached_at_the_coordinator_that_is_meant() {
    let serve = Serve::start();
    let said = serve.cli(&["worker", "attach", "https://192.168.1.9:7700", "--name", "gpu"]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert!(said.stdout.contains("worker run --listen"), "{}", said.stdout);
    let shown = serve.cli(&["worker", "show", "gpu"]);
    assert_eq!(shown.code, Some(0), "{}", shown.stderr);
    assert!(shown.stdout.starts_with("gpu (wrk_"), "{}", shown.stdout);
}

#[test]
fn whoever_waits_and_reads_json_reads_how_it_is_after_the_wait() {
    let serve = Plan::default().argument("--demo").start();
    let made = |words: &[&str]| {
        let said = serve.cli(words);
        assert_eq!(said.code, Some(0), "{words:?}: {}", said.stderr);
        json(&said.stdout)
    };
    let environment = made(&["env", "create", "thesis", "--wait", "-o", "json"]);
    assert_eq!(environment["environment"]["status"], "running");
    assert_eq!(environment["operation"]["state"], "done");
    let stopped = made(&["env", "stop", "thesis", "--wait", "-o", "jsonl"]);
    assert_eq!(stopped["environment"]["status"], "stopped");
    let gone = made(&["env", "delete", "thesis", "--wait", "-o", "json"]);
    assert_eq!(gone["operation"]["state"], "done");

    let worker = made(&["worker", "create", "edge", "--cloud=render", "--wait", "-o", "json"]);
    assert_eq!(worker["worker"]["liveness"], "online", "it answers the coordinator, too");
    assert_eq!(worker["worker"]["status"], "healthy");
    assert!(worker["tokens"]["host"].is_string(), "they are shown once, and still");
    let stopped = made(&["worker", "stop", "edge", "--wait", "-o", "json"]);
    assert_eq!(stopped["worker"]["status"], "stopped");
    let woken = made(&["worker", "wake", "edge", "--wait", "-o", "json"]);
    assert_eq!(woken["worker"]["liveness"], "online");
}

#[test]
fn a_mistyped_word_is_refused_before_it_matches_nothing() {
    let serve = Serve::start();
    for words in [
        &["job", "list", "stat:failed"][..],
        &["job", "cancel", "--query", "stat:failed", "--yes"],
        &["job", "export", "stat:failed"],
    ] {
        let said = serve.cli(words);
        assert_eq!(said.code, Some(2), "{words:?}: {}", said.stderr);
        assert!(said.stderr.contains("`stat:failed`: there is no such word"), "{}", said.stderr);
        assert!(said.stderr.contains("there are state, label, worker"), "{}", said.stderr);
    }
    assert_eq!(serve.cli(&["run", "--name", "a:b", "true"]).code, Some(0));
    let found = serve.cli(&["-o", "quiet", "job", "list", "\"a:b\""]);
    assert_eq!(found.stdout, "job_1\n", "in quotes it is a text: {}", found.stderr);
    let odd = serve.cli(&["worker", "list", "stat:online"]);
    assert_eq!(odd.code, Some(2), "{}", odd.stderr);
}

#[test]
fn nothing_to_cancel_is_no_failure_and_nobody_is_asked() {
    let serve = Plan::default().without_local_worker().start();
    for words in
        [&["job", "cancel", "--state", "queued"][..], &["job", "cancel", "--query", "x", "-y"]]
    {
        let said = serve.cli(words);
        assert_eq!((said.code, said.stdout.as_str()), (Some(0), "no job matches: 0 cancelled\n"));
    }
    assert_eq!(serve.cli(&["job", "submit", "make test"]).code, Some(0));
    let asked = serve.cli(&["job", "cancel", "--state", "queued"]);
    assert_eq!(asked.code, Some(2), "nobody is there to be asked");
    assert!(asked.stderr.contains("job_1 (queued): make test"), "{}", asked.stderr);
}

#[test]
fn a_job_that_was_there_already_is_told_as_it_is_now() {
    let serve = Serve::start();
    let words = ["job", "submit", "--idempotency-key", "nightly-7", "true"];
    let first = serve.cli(&words);
    assert_eq!(first.stdout, "job_1\n", "{}", first.stderr);
    assert!(!first.stderr.contains("before"), "{}", first.stderr);
    assert_eq!(serve.cli(&["job", "wait", "1"]).code, Some(0));
    let again = serve.cli(&words);
    assert_eq!(again.stdout, "job_1\n");
    assert!(
        again.stderr.contains("it was submitted before under this key; succeeded"),
        "{}",
        again.stderr
    );
    assert!(again.stderr.contains("see what it wrote with"), "{}", again.stderr);
    let document =
        serve.cli(&["-o", "json", "job", "submit", "--idempotency-key", "nightly-7", "true"]);
    assert_eq!(json(&document.stdout)["state"], "succeeded");
}

#[test]
fn nobody_is_sent_to_the_log_of_a_job_that_never_began() {
    let serve = Serve::start();
    assert_eq!(serve.cli(&["run", "false"]).code, Some(1));
    let over = serve.cli(&["job", "submit", "--needs", "1", "true"]);
    assert_eq!((over.code, over.stdout.as_str()), (Some(0), "job_2\n"), "{}", over.stderr);
    assert!(over.stderr.starts_with("cancelled"), "{}", over.stderr);
    assert!(!over.stderr.contains("see what it"), "{}", over.stderr);
}

#[test]
fn a_signal_ends_a_run_as_it_ends_a_command_of_a_shell() {
    let serve = Serve::start();
    for (signal, code) in [("-KILL", 137), ("-SEGV", 139)] {
        let said = serve.cli(&["run", &format!("kill {signal} $$")]);
        assert_eq!(said.code, Some(code), "{}", said.stderr);
    }
}

#[test]
fn a_file_that_is_there_stays_and_one_that_is_missing_is_said_to_be_in_one_way() {
    let serve = Serve::start();
    // On the machine itself, where a backup may be copied to.
    let here = |words: &[&str]| {
        let mut command = program::command();
        program::run(command.args(words).arg("--data-dir").arg(serve.plan.data_dir()))
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("there");
    std::fs::write(&path, "mine").unwrap();
    let there = path.to_str().unwrap();
    for words in [
        &["audit", "export", there][..],
        &["job", "export", "--file", there],
        &["backup", "create", "--to", there],
        &["doctor", "bundle", "--yes", "--to", there],
    ] {
        let said = here(words);
        assert_eq!(said.code, Some(6), "{words:?}: {}", said.stderr);
        let expected = format!("error: {there} is there already\n");
        assert!(said.stderr.contains(&expected), "{words:?}: {}", said.stderr);
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    let backups = json(&here(&["backup", "list", "-o", "json"]).stdout);
    assert_eq!(backups["items"], serde_json::json!([]), "nobody wanted one without its copy");

    let nowhere = folder.path().join("none").join("file");
    let nowhere = nowhere.to_str().unwrap();
    for words in [&["audit", "verify", nowhere][..], &["backup", "verify", nowhere]] {
        let said = here(words);
        assert_eq!(said.code, Some(2), "{words:?}: {}", said.stderr);
        assert!(said.stderr.contains(&format!("there is no file {nowhere}")), "{}", said.stderr);
    }
    for words in [
        &["audit", "export", nowhere][..],
        &["job", "export", "--file", nowhere],
        &["backup", "create", "--to", nowhere],
        &["doctor", "bundle", "--yes", "--to", nowhere],
    ] {
        let said = here(words);
        assert_eq!(said.code, Some(2), "{words:?}: {}", said.stderr);
        let expected = format!("error: {nowhere} cannot be written: its folder is not there\n");
        assert!(said.stderr.starts_with(&expected), "{words:?}: {}", said.stderr);
    }
}

#[test]
fn what_is_refused_is_called_as_it_was_typed() {
    let serve = Serve::start();
    let cases: &[(&[&str], &str)] = &[
        (&["run", "--attempts", "1000", "true"], "`--attempts`"),
        (&["job", "submit", "--timeout", "0s", "true"], "`--timeout`"),
        (&["cloud", "rules", "--stop-idle-after", "1min"], "`--stop-idle-after`"),
        (&["cloud", "rules", "--ceiling", "99999999999"], "must be up to 1000000 dollars"),
        (&["cloud", "rules", "--default-provider", "moon"], "`--default-provider`"),
        (&["token", "revoke", "tok_nope"], "no whole id of a token"),
        (&["run", "-e", "FOO", "true"], "`FOO` has no `=`"),
        (&["operation", "show", "x"], "begins with `opr_`"),
        (&["audit", "list", "--limit", "501"], "1 to 500"),
        (&["audit", "list", "--limit", "0"], "1 to 500"),
        (&["usage", "--since", "garbage"], "must be a day like"),
        (&["usage", "--since", "2026-01-01"], "--csv"),
        (&["usage", "--csv", "--since", "2999-01-01"], "in the future"),
        (&["agent", "list", "--type", "foo"], "must be one of screener"),
    ];
    for (words, expected) in cases {
        let said = serve.cli(words);
        assert_eq!(said.code, Some(2), "{words:?}: {}", said.stderr);
        assert!(said.stderr.contains(expected), "{words:?}: {}", said.stderr);
    }
    let set = serve.cli(&["cloud", "rules", "--default-provider", "kubernetes"]);
    assert_eq!(set.code, Some(0), "where workers can be made: {}", set.stderr);
    assert!(set.stdout.contains("new workers are made at: kubernetes"), "{}", set.stdout);
    let agents = serve.cli(&["agent", "list", "--owner", "nobody"]);
    assert!(agents.stderr.starts_with("no agent matches"), "{}", agents.stderr);
    assert!(serve.cli(&["agent", "list"]).stderr.starts_with("no agents yet"));
}

#[test]
fn the_last_lines_of_a_log_are_printed_alone() {
    let serve = Serve::start();
    assert_eq!(serve.cli(&["run", "seq 1 30000"]).code, Some(0));
    assert_eq!(serve.cli(&["job", "logs", "last", "--tail", "2"]).stdout, "29999\n30000\n");
    assert_eq!(serve.cli(&["job", "logs", "last", "-f", "--tail", "1"]).stdout, "30000\n");
    let whole = serve.cli(&["job", "logs", "last", "--tail", "40000"]).stdout;
    assert_eq!(whole.lines().count(), 30_000);
    let many = serve.cli(&["job", "logs", "last", "--tail", "20000"]).stdout;
    assert_eq!(many.lines().next(), Some("10001"));
}

#[test]
fn help_is_there_under_its_own_name() {
    for (words, expected) in [
        (&["help"][..], "Usage: muster"),
        (&["help", "job", "cancel"], "Usage: muster job cancel"),
        (&["help", "worker"], "Usage: muster worker"),
    ] {
        let said = program::run(program::command().args(words));
        assert_eq!(said.code, Some(0), "{words:?}: {}", said.stderr);
        assert!(said.stdout.contains(expected), "{words:?}: {}", said.stdout);
    }
}

#[tokio::test]
async fn a_join_token_that_was_used_is_told_as_used() {
    let serve = Plan::default().without_local_worker().start();
    let _worker = JoinedWorker::join(&serve, "studio").await;
    let tokens = serve.cli(&["token", "list"]).stdout;
    let join = tokens.lines().find(|line| line.contains(" join ")).unwrap();
    assert!(join.contains("used"), "{tokens}");
    let paused = serve.cli(&["worker", "pause", "studio", "--reason", "cleaning"]).stdout;
    assert!(paused.contains("until `muster worker resume studio`"), "{paused}");
}

#[tokio::test]
async fn whoever_waits_for_a_job_that_runs_is_told_where() {
    let serve = Serve::start();
    let client = serve.client().await;
    let job =
        client.submit_job(&muster_testkit::shell("echo begun; sleep 1000"), None).await.unwrap();
    muster_testkit::first_line(&client, job.id).await;
    let mut waiting = serve.cli_command();
    waiting.args(["job", "wait", "last", "--timeout", "1s"]).stdin(Stdio::null());
    let said = program::run(&mut waiting);
    assert_eq!(said.code, Some(124), "{}", said.stderr);
    assert!(said.stderr.contains("job_1: runs on "), "{}", said.stderr);
    let cancelled = serve.cli(&["job", "cancel", "last"]);
    assert_eq!(cancelled.code, Some(0), "{}", cancelled.stderr);
    until(async || client.get_job(job.id).await.unwrap().state.is_terminal()).await;
}
