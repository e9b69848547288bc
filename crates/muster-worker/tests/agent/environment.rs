//! What a job sees: an environment and a directory of its own, and nothing of ours.

use crate::stage::{Stage, grant, shell};
use muster_api::session::Assignment;
use muster_core::job::{Command, FailureReason};
use muster_seams::Seams;
use std::{collections::BTreeMap, fs};

#[tokio::test]
async fn a_job_sees_the_allowed_environment_its_own_and_nothing_else() {
    let mut stage = Stage::with(Seams::real(), |options| {
        options.job_environment.insert("DEBORGEN_TOKEN".into(), "secret".into());
        options.job_environment.insert("MUSTER_TOKEN".into(), "secret".into());
    });
    let mut session = stage.welcome().await;
    let command = Command::Argv(vec!["env".into()]);
    let environment = [("GREETING", "hello\nworld"), ("LANG", "C")];
    let environment = environment.map(|(name, value)| (name.into(), value.into())).into();
    let assignment = Assignment { command, environment, slots: 3, ..shell(grant(7), "") };
    assert!(session.complete(assignment).await.is_success());
    let attempt = stage.options.state_dir.join("attempts/job_7-1.1");
    let tmp = attempt.join("tmp").display().to_string();
    let expected: BTreeMap<_, _> = [
        ("PATH", "/usr/bin:/bin"),
        ("HOME", "/nowhere"),
        ("LANG", "C"),
        ("GREETING", "hello"),
        ("MUSTER_JOB_ID", "job_7"),
        ("MUSTER_ATTEMPT", "1"),
        ("MUSTER_JOB_SLOTS", "3"),
        ("MUSTER_FENCE", "1.1"),
        ("MUSTER_WORKER_ID", stage.options.worker.as_str()),
        ("TMPDIR", &tmp),
        ("TMP", &tmp),
        ("TEMP", &tmp),
    ]
    .into();
    let text = session.logs[&grant(7)].text();
    let found: BTreeMap<_, _> = text.lines().filter_map(|line| line.split_once('=')).collect();
    assert_eq!(found, expected);
    assert!(text.contains("GREETING=hello\nworld\n"));
}

#[tokio::test]
async fn a_job_works_in_an_empty_directory_that_nobody_else_can_read() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let line = "pwd; ls -A; stat -c %a . \"$TMPDIR\"; touch \"$TMPDIR/a\" b";
    assert!(session.complete(shell(grant(1), line)).await.is_success());
    let work = stage.options.state_dir.join("attempts/job_1-1.1/work");
    let expected = format!("{}\n700\n700\n", work.display());
    assert_eq!(session.logs[&grant(1)].text(), expected);
}

#[tokio::test]
async fn a_job_works_where_it_was_told_and_nowhere_else() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let place = stage.options.state_dir.join("place");
    fs::create_dir(&place).unwrap();
    let working_dir = Some(place.to_str().unwrap().to_owned());
    let told = Assignment { working_dir, ..shell(grant(1), "pwd; touch here") };
    assert!(session.complete(told).await.is_success());
    assert_eq!(session.logs[&grant(1)].text(), format!("{}\n", place.display()));
    assert!(place.join("here").exists());
    for (number, elsewhere) in [(2, "/not/here"), (3, "/etc/passwd"), (4, r"C:\work")] {
        let working_dir = Some(elsewhere.to_owned());
        let lost = Assignment { working_dir, ..shell(grant(number), "touch here") };
        session.assign(lost).await;
        let end = session.finished(grant(number)).await;
        assert_eq!((end.reason, end.exit_code), (Some(FailureReason::NotStarted), Some(126)));
        let why = format!("there is no folder `{elsewhere}` on this worker to work in");
        assert_eq!(end.detail, Some(why.clone()));
        assert_eq!(session.logs[&grant(number)].text(), format!("muster: {why}\n"));
    }
}

#[tokio::test]
async fn a_job_reads_what_was_submitted_with_it_and_its_record_does_not_hold_it() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let stdin = Some("first\nlast, without an end of line".to_owned());
    let line = "cat; stat -Lc ' %s' /dev/stdin; grep -c f[i]rst ../attempt.json";
    let reads = Assignment { stdin, ..shell(grant(1), &format!("{line}; true")) };
    assert!(session.complete(reads).await.is_success());
    let text = session.logs[&grant(1)].text();
    assert_eq!(text, "first\nlast, without an end of line 34\n0\n");
}

#[tokio::test]
async fn a_job_leaves_no_core_dump_unless_it_asks_for_one() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    assert!(session.complete(shell(grant(1), "ulimit -c")).await.is_success());
    assert_eq!(session.logs[&grant(1)].text(), "0\n");
}

/// What whoever started this process has left open for every child of it, by its target.
fn inherited() -> Vec<String> {
    let open = fs::read_dir("/proc/self/fd").unwrap().flatten();
    let open = open.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let flags = fs::read_to_string(format!("/proc/self/fdinfo/{name}")).ok()?;
        let flags = flags.lines().find_map(|line| line.strip_prefix("flags:"))?;
        let flags = u32::from_str_radix(flags.trim(), 8).ok()?;
        let target = fs::read_link(entry.path()).ok()?.display().to_string();
        (flags & CLOSE_ON_EXEC == 0).then_some(target)
    });
    open.collect()
}

const CLOSE_ON_EXEC: u32 = 0o2_000_000;

#[tokio::test]
async fn a_job_has_no_input_and_none_of_our_files_open() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let command = Command::Argv(["ls", "-l", "/proc/self/fd"].map(str::to_owned).into());
    assert!(session.complete(Assignment { command, ..shell(grant(1), "") }).await.is_success());
    let text = session.logs[&grant(1)].text();
    let open = text.lines().filter_map(|line| line.split_once(" -> "));
    let open: Vec<_> = open.map(|(name, target)| (name.rsplit(' ').next(), target)).collect();
    assert_eq!(open[0], (Some("0"), "/dev/null"), "{text}");
    let inherited = inherited();
    for (name, target) in open {
        let is_own = matches!(name, Some("0" | "1" | "2")) || target.starts_with("/proc/");
        assert!(is_own || inherited.iter().any(|one| one == target), "{name:?} in {text}");
    }
}
