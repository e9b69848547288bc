//! The command line as scripts and people meet it: streams, formats, exit codes, signals.

use muster_api::job::{JobQuery, JobState};
use muster_testkit::{Plan, Serve, program, shell};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, Stdio},
};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// `muster run` in the background, with its pipes in our hands.
fn run_in_background(serve: &Serve, line: &str) -> Child {
    let mut command = serve.cli_command();
    command.args(["run", line]).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn first_line(child: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    line
}

#[test]
fn every_kind_of_failure_has_its_exit_code() {
    let serve = Serve::start();
    let done = serve.cli(&["run", "true"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let cases: &[(&[&str], i32)] = &[
        (&["job", "show", "nonsense"], 2),
        (&["job", "list", "--state", "nonsense"], 2),
        (&["no-such-command"], 2),
        (&["run", "--attempts", "1000", "true"], 2),
        (&["job", "show", "job_99"], 4),
        (&["worker", "remove", "nobody"], 4),
        (&["run", "--template", "nothing"], 4),
        (&["run", "--with-secret", "nothing", "true"], 4),
        (&["job", "submit", "--needs", "job_99", "true"], 4),
        (&["token", "revoke", "tok_00000000000000000000000000"], 4),
        (&["job", "cancel", "job_1"], 6),
        (&["run", "exit 42"], 42),
        (&["run", "--timeout", "1s", "sleep 60"], 124),
    ];
    for (arguments, code) in cases {
        let said = serve.cli(arguments);
        assert_eq!(said.code, Some(*code), "{arguments:?}: {}", said.stderr);
        assert_eq!(said.stdout, "", "{arguments:?}: an error is no data");
    }
}

#[test]
fn an_error_in_json_has_a_code_a_message_and_the_request() {
    let serve = Serve::start();
    let said = serve.cli(&["-o", "json", "job", "show", "job_99"]);
    let error = &json(&said.stderr)["error"];
    assert_eq!(error["code"], "job_not_found");
    assert!(error["message"].as_str().unwrap().contains("job_99"), "{error}");
    assert!(error["request_id"].as_str().unwrap().starts_with("req_"), "{error}");
    let usage = serve.cli(&["job", "show", "nonsense", "-o", "json"]);
    assert_eq!(json(&usage.stderr)["error"]["code"], "usage");
}

#[test]
fn nobody_there_is_worth_another_try_and_says_what_to_do() {
    let data_dir = Plan::default();
    let mut command = program::command();
    command.args(["job", "list", "--data-dir"]).arg(data_dir.data_dir());
    let said = program::run(&mut command);
    assert_eq!(said.code, Some(3), "{}", said.stderr);
    assert!(said.stderr.contains("hint: start one with `muster serve`"), "{}", said.stderr);
    let mut command = program::command();
    command.args(["status", "--data-dir"]).arg(data_dir.data_dir());
    let said = program::run(&mut command);
    assert_eq!(said.code, Some(3), "{}", said.stderr);
    assert!(said.stderr.contains("`muster doctor` looks for the cause"), "{}", said.stderr);
    let mut command = program::command();
    command.args(["run", "--data-dir"]).arg(data_dir.data_dir()).args(["--", "true"]);
    assert_eq!(program::run(&mut command).code, Some(75), "it is not the command that failed");
}

#[test]
fn the_jobs_of_a_worker_are_moved_after_a_question_and_its_past_is_listed() {
    let serve = Serve::start();
    assert_eq!(serve.cli(&["run", "true"]).code, Some(0));
    let status = serve.cli(&["status"]).stdout;
    assert!(status.starts_with("workers  1 of 1 online"), "{status}");
    assert!(status.ends_with("nothing needs you\n"), "{status}");
    assert_eq!(serve.cli(&["run", "false"]).code, Some(1));
    let status = serve.cli(&["status"]).stdout;
    assert!(status.contains("needs    job_2 false: exit code 1"), "{status}");
    let workers = json(&serve.cli(&["worker", "list", "-o", "json"]).stdout);
    let id = workers["items"][0]["id"].as_str().unwrap();
    let history = serve.cli(&["worker", "history", id]).stdout;
    assert!(history.contains("online") && history.contains("its session is open"), "{history}");
    let spans = json(&serve.cli(&["worker", "history", id, "-o", "json"]).stdout);
    assert_eq!(spans["items"][0]["state"], "online");

    let asked = serve.cli(&["worker", "release-jobs", id]).stderr;
    assert!(asked.contains("which has no jobs"), "{asked}");
    assert_eq!(serve.cli(&["job", "submit", "sleep 1000"]).code, Some(0));
    let asked = serve.cli(&["worker", "release-jobs", id]);
    assert_eq!(asked.code, Some(2), "nobody is there to be asked");
    assert!(
        asked.stderr.contains("go to others") && asked.stderr.contains("--yes"),
        "{}",
        asked.stderr
    );
    let moved = serve.cli(&["worker", "release-jobs", id, "--yes", "--reason", "off"]);
    assert_eq!(moved.code, Some(0), "{}", moved.stderr);
    assert!(moved.stdout.contains("is paused until `muster worker resume"), "{}", moved.stdout);
    let job = json(&serve.cli(&["job", "show", "last", "-o", "json"]).stdout);
    assert_eq!(job["state"], "queued", "and nobody takes it meanwhile");
}

#[test]
fn a_list_has_four_forms_and_an_empty_one_says_what_comes_next() {
    let serve = Plan::default().without_local_worker().start();
    let empty = serve.cli(&["job", "list"]);
    assert_eq!((empty.code, empty.stdout.as_str()), (Some(0), ""));
    assert!(empty.stderr.contains("no jobs yet\nhint: run one with"), "{}", empty.stderr);
    for name in ["one", "two"] {
        let submitted = serve.cli(&["-o", "quiet", "job", "submit", "--name", name, "true"]);
        assert_eq!(submitted.stderr, "", "whoever wants ids wants nothing else");
    }
    let table = serve.cli(&["job", "list"]).stdout;
    let lines: Vec<_> = table.lines().collect();
    assert!(lines[0].starts_with("STATE"), "{table}");
    assert!(lines[1].contains("job_2") && lines[2].contains("job_1"), "newest first: {table}");
    assert!(lines[1].contains("no worker has joined yet"), "it says why: {table}");
    assert_eq!(serve.cli(&["job", "ls", "-o", "quiet"]).stdout, "job_2\njob_1\n");
    let page = json(&serve.cli(&["job", "list", "-o", "json"]).stdout);
    assert_eq!((&page["schema_version"], &page["total"]), (&1.into(), &2.into()));
    let rows = serve.cli(&["job", "list", "-o", "jsonl"]).stdout;
    let names: Vec<_> = rows.lines().map(|row| json(row)["name"].clone()).collect();
    assert_eq!(names, ["two", "one"]);
    assert_eq!(json(&serve.cli(&["job", "show", "last", "-o", "json"]).stdout)["id"], "job_2");
}

#[tokio::test]
async fn an_interrupt_cancels_the_job_and_waits_for_its_end() {
    let serve = Serve::start();
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let mut child = run_in_background(&serve, "echo begun; sleep 1000");
        assert_eq!(first_line(&mut child), "begun\n");
        let pid = child.id().to_string();
        program::run(program::clean("kill").args([signal, &pid]));
        assert_eq!(child.wait().unwrap().code(), Some(code));
        let newest = JobQuery { limit: Some(1), ..JobQuery::default() };
        let page = serve.client().await.list_jobs(&newest).await.unwrap();
        assert_eq!(page.items[0].state, JobState::Cancelled, "it was waited for");
    }
}

#[tokio::test]
async fn whoever_waits_for_a_worker_that_is_not_there_is_told_what_helps_and_how_to_stop() {
    let serve = Serve::start();
    let mut command = serve.cli_command();
    command.args(["run", "--require", "gpu_of_tomorrow", "true"]).stdin(Stdio::null());
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let hint = told.find(|line| line.starts_with("hint:")).unwrap();
    assert_eq!(hint, "hint: Add a worker with `gpu_of_tomorrow`; Ctrl-C cancels the job");
    program::run(program::clean("kill").args(["-INT", &child.id().to_string()]));
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[tokio::test]
async fn a_job_whose_output_nobody_reads_is_cancelled() {
    let serve = Serve::start();
    let line = "while true; do echo more; sleep 0.05; done";
    let mut child = run_in_background(&serve, line);
    assert_eq!(first_line(&mut child), "more\n");
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(141));
    let client = serve.client().await;
    let newest = JobQuery { limit: Some(1), ..JobQuery::default() };
    let job = client.list_jobs(&newest).await.unwrap().items.remove(0);
    assert_eq!(muster_testkit::ended(&client, job.id).await.state, JobState::Cancelled);
}

#[test]
fn a_run_goes_on_over_a_restart_of_the_coordinator() {
    let serve = Plan::default().without_token().start();
    let plan = serve.plan.clone();
    let mut command = program::command();
    command.args(["run", "--data-dir"]).arg(plan.data_dir());
    command.arg("for i in 1 2 3; do echo $i; sleep 1; done; exit 9").stdin(Stdio::null());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    assert_eq!(first_line(&mut child), "1\n");
    // This machine's worker stops with it: the job goes back to the queue and begins anew.
    serve.stop();
    let _serve = plan.start();
    let status = child.wait().unwrap();
    let (mut out, mut err) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(status.code(), Some(9), "{err}");
    assert!(out.ends_with("1\n2\n3\n"), "{out}");
    assert!(err.contains("attempt 2"), "{err}");
}

#[tokio::test]
async fn a_log_is_read_as_it_was_written_in_every_way() {
    let serve = Serve::start();
    let client = serve.client().await;
    let line = "printf 'a\\033[31mb\\377\\n'; echo err >&2";
    let job = client.submit_job(&shell(line), None).await.unwrap();
    muster_testkit::ended(&client, job.id).await;
    let plain = serve.cli(&["job", "logs", "last"]);
    assert_eq!(plain.stdout, "a\u{1b}[31mb\u{fffd}\n", "a pipe gets every sequence");
    assert_eq!(plain.stderr, "err\n");
    assert_eq!(serve.cli(&["job", "logs", "-f", "last"]).stdout, plain.stdout);
    let mut raw = serve.cli_command();
    let raw = raw.args(["job", "logs", "--raw", "last"]).output().unwrap().stdout;
    assert!(raw.windows(3).any(|bytes| bytes == b"b\xff\n"), "the very bytes: {raw:?}");
    let chunks = serve.cli(&["job", "logs", "last", "-o", "jsonl"]).stdout;
    assert!(chunks.lines().all(|line| json(line)["schema_version"] == 1), "{chunks}");
    let beyond = serve.cli(&["job", "logs", "-f", "last", "--attempt", "7"]);
    assert_eq!(beyond.code, Some(4), "{}", beyond.stderr);
}

#[test]
fn what_needs_no_coordinator_needs_no_settings_either() {
    for arguments in
        [&["version"][..], &["completion", "bash"], &["openapi"], &["config", "env-example"]]
    {
        let mut command = program::command();
        let said = program::run(command.env("MUSTER_TOKEN", "changeme").args(arguments));
        assert_eq!(said.code, Some(0), "{arguments:?}: {}", said.stderr);
        assert!(!said.stdout.is_empty() && said.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_schedule_and_a_template_are_kept_run_and_removed() {
    let serve = Serve::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("greet.toml");
    let template = r#"
        [parameters]
        who = { type = "string" }
        [job]
        argv = ["echo", "hello {{who}}"]
    "#;
    std::fs::write(&file, template).unwrap();
    let ok = |arguments: &[&str]| {
        let said = serve.cli(arguments);
        assert_eq!(said.code, Some(0), "{arguments:?}: {}", said.stderr);
        said.stdout
    };
    assert_eq!(ok(&["template", "put", file.to_str().unwrap()]), "greet\n");
    assert_eq!(ok(&["run", "--template", "greet", "-P", "who=ada"]), "hello ada\n");
    let json = folder.path().join("piped");
    std::fs::write(&json, r#"{"job":{"argv":["echo","piped"]}}"#).unwrap();
    let mut put = serve.cli_command();
    put.args(["template", "put", "-", "--name", "piped"]);
    let said = program::run(put.stdin(std::fs::File::open(&json).unwrap()));
    assert_eq!((said.code, said.stdout.as_str()), (Some(0), "piped\n"), "{}", said.stderr);
    let nameless = program::run(
        serve
            .cli_command()
            .args(["template", "put", "-"])
            .stdin(std::fs::File::open(&json).unwrap()),
    );
    assert_eq!(nameless.code, Some(2), "standard input names nothing: {}", nameless.stderr);
    let made =
        ["schedule", "create", "daily", "--cron", "@daily", "--template", "greet", "-P", "who=bob"];
    assert_eq!(ok(&made), "daily\n");
    assert_eq!(ok(&["schedule", "run", "daily"]), "job_2\n");
    assert_eq!(ok(&["job", "list", "--schedule", "daily", "-o", "quiet"]), "job_2\n");
    let weekly = ["schedule", "update", "daily", "--cron", "@weekly", "--overlap", "run"];
    assert_eq!(ok(&weekly), "daily\n");
    let shown = ok(&["schedule", "show", "daily"]);
    assert!(shown.contains("@weekly") && shown.contains("template greet"), "{shown}");
    ok(&["schedule", "update", "daily", "--command", "make it so"]);
    let shown = ok(&["schedule", "show", "daily"]);
    assert!(shown.contains("make it so") && shown.contains("@weekly"), "{shown}");
    ok(&["schedule", "update", "daily", "--missed", "all", "--missed-within", "2h"]);
    ok(&["schedule", "update", "daily", "--missed", "last"]);
    let nothing = serve.cli(&["schedule", "update", "daily"]);
    assert_eq!(nothing.code, Some(2), "it must say what to change: {}", nothing.stderr);
    ok(&["schedule", "pause", "daily", "--reason", "holidays"]);
    assert!(ok(&["schedule", "list"]).contains("holidays"));
    ok(&["schedule", "resume", "daily"]);
    for noun in ["schedule", "template"] {
        ok(&[noun, "delete", if noun == "schedule" { "daily" } else { "greet" }]);
    }
    let next =
        ok(&["schedule", "next", "30 2 * * *", "--time-zone", "Europe/Berlin", "-o", "quiet"]);
    assert_eq!(next.lines().count(), 5);
    let never = serve.cli(&["schedule", "next", "0 0 30 2 *"]);
    assert_eq!(never.code, Some(2), "{}", never.stderr);
}

#[test]
fn rules_that_keep_nothing_are_set_by_nobody_who_was_not_asked() {
    let serve = Serve::start();
    let said = serve.cli(&["retention", "set", "--rule", "last=0"]);
    assert_eq!(said.code, Some(2), "{}", said.stderr);
    assert!(said.stderr.contains("hint: add `--yes`"), "{}", said.stderr);
    assert_eq!(serve.cli(&["retention", "show"]).stdout, "every job is kept\n");
    let said = serve.cli(&["retention", "set", "--rule", "last=0", "--yes"]);
    assert_eq!(said.stdout, "all: kept are the last 0\n", "{}", said.stderr);
    let said = serve.cli(&["retention", "set", "--rule", "last=100"]);
    assert_eq!(said.code, Some(0), "nobody loses anything by it: {}", said.stderr);
}

#[cfg(unix)]
#[test]
fn the_doctor_mends_what_it_offers_to_and_looks_again() {
    use std::{fs, os::unix::fs::PermissionsExt};
    let serve = Serve::start();
    let data_dir = serve.plan.data_dir().to_owned();
    let open = || fs::set_permissions(&data_dir, PermissionsExt::from_mode(0o755)).unwrap();
    let mode = || fs::metadata(&data_dir).unwrap().permissions().mode() & 0o777;
    let counted = serve.cli(&["doctor"]).stdout;
    assert!(
        counted.contains("settings are good") && !counted.contains("setting MUSTER_"),
        "{counted}"
    );
    let each = serve.cli(&["doctor", "--all"]).stdout;
    assert!(each.contains("setting MUSTER_LISTEN"), "{each}");
    let json = serve.cli(&["doctor", "-o", "json"]).stdout;
    assert!(json.contains("setting MUSTER_LISTEN"), "a program is told everything: {json}");
    let only = ["doctor", "--only", "data directory"];
    open();
    let found = serve.cli(&only);
    assert!(found.stdout.contains("muster doctor --fix"), "{}", found.stdout);
    let unasked = serve.cli(&[&only[..], &["--fix"]].concat());
    assert_eq!((unasked.code, mode()), (Some(2), 0o755), "nobody was there to be asked");
    let mended = serve.cli(&[&only[..], &["--fix", "--yes"]].concat());
    assert_eq!((mended.code, mode()), (Some(0), 0o700), "{}", mended.stderr);
    assert!(mended.stdout.contains("● good"), "{}", mended.stdout);
    assert_eq!(serve.cli(&["doctor", "--only", "nonsense"]).code, Some(2));
}

#[test]
fn a_support_bundle_is_saved_once_and_without_what_was_left_out() {
    let serve = Serve::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bundle.txt");
    let to = file.display().to_string();
    let words = ["doctor", "bundle", "--to", &to, "--without", "workers.json", "--yes"];
    assert_eq!(serve.cli(&["doctor", "bundle", "--to", &to]).code, Some(2), "nobody was asked");
    let saved = serve.cli(&words);
    assert_eq!(saved.code, Some(0), "{}", saved.stderr);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("==> coordinator.log <==") && !text.contains("workers.json"), "{text}");
    assert_eq!(serve.cli(&words).code, Some(6), "what is there is not written over");
}

/// A demo with an environment that runs.
fn demo() -> Serve {
    let serve = Plan::default().argument("--demo").start();
    let made = serve.cli(&["env", "create", "thesis", "--wait"]);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    serve
}

#[test]
fn a_script_talks_to_the_shell_of_an_environment_and_its_end_is_the_shells() {
    let serve = demo();
    let mut shell = serve.cli_command();
    shell.args(["env", "shell", "thesis"]).stdin(Stdio::piped());
    let mut shell = shell.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut keys = shell.stdin.take().unwrap();
    keys.write_all(b"echo a word\n").unwrap();
    drop(keys);
    let said = shell.wait_with_output().unwrap();
    assert_eq!(said.status.code(), Some(0), "{}", String::from_utf8_lossy(&said.stderr));
    assert!(String::from_utf8_lossy(&said.stdout).contains("\r\na word\r\n"));
    let stopped = serve.cli(&["env", "stop", "thesis"]);
    assert_eq!(stopped.code, Some(0), "{}", stopped.stderr);
    let refused = serve.cli(&["env", "shell", "thesis"]);
    assert_eq!(refused.code, Some(6), "{}", refused.stderr);
    assert!(refused.stderr.contains("start it first"), "{}", refused.stderr);
}

/// Under `script` the program has a terminal, whose keys are what is written to it.
#[cfg(target_os = "linux")]
#[test]
fn a_person_has_a_terminal_in_an_environment_and_ctrl_c_is_the_shells() {
    let serve = demo();
    let command = serve.cli_command();
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| format!("'{}'", word.to_str().unwrap())).collect();
    let line = format!("exec {} env shell thesis", words.join(" "));
    let mut script = std::process::Command::new("script");
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    script.args(["-qefc", &line, "/dev/null"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut sitting = script.spawn().unwrap();
    let mut keys = sitting.stdin.take().unwrap();
    let mut screen = sitting.stdout.take().unwrap();
    let mut shows = |wanted: &str| {
        let mut all = Vec::new();
        while !String::from_utf8_lossy(&all).contains(wanted) {
            let mut byte = [0];
            let length = screen.read(&mut byte).unwrap();
            assert_eq!(length, 1, "no {wanted} in {}", String::from_utf8_lossy(&all));
            all.push(byte[0]);
        }
    };
    shows(":~$ ");
    keys.write_all(b"sleep 99\r").unwrap();
    shows("sleep 99\r\n");
    keys.write_all(b"\x03").unwrap();
    shows("^C\r\n");
    keys.write_all(b"echo zw\xc3\xb6lf\r").unwrap();
    shows("\r\nzw\u{f6}lf\r\n");
    keys.write_all(b"exit\r").unwrap();
    assert_eq!(sitting.wait().unwrap().code(), Some(0));
}
