//! Logs from end to end: however much a command says, and whatever it should not have said.

use muster_api::{
    job::{Job, JobState, JobSubmission},
    log::{LogQuery, LogSearchQuery},
};
use muster_client::Client;
use muster_core::log::GapReason;
use muster_testkit::{PATIENCE, Serve, ended, shell, until_within, whole_log};
use std::{fs, path::Path};

const MARKER: &str = "this is the end of it";

/// A figure of a process's memory, in MiB.
fn memory(pid: u32, field: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() >> 10
}

async fn found(client: &Client, job: &Job, text: &str) -> usize {
    let mut query = LogSearchQuery { q: text.to_owned(), ..LogSearchQuery::default() };
    let mut count = 0;
    loop {
        let answer = client.search_log(job.id, &query).await.unwrap();
        count += answer.matches.len();
        if answer.is_at_end {
            return count;
        }
        query.from = Some(answer.next);
    }
}

/// One line of so many bytes goes through worker and coordinator, which are one process here. Answers
/// how much memory that took, in MiB.
async fn one_endless_line(bytes: u64) -> u64 {
    let serve = Serve::start();
    let client = serve.client().await;
    let warm = client.submit_job(&shell("echo warm"), None).await.unwrap();
    assert_eq!(ended(&client, warm.id).await.state, JobState::Succeeded);
    let base = memory(serve.pid, "VmRSS:");
    let line = format!("yes | tr -d '\\n' | head -c {bytes}; echo; echo {MARKER}");
    let job = client.submit_job(&shell(&line), None).await.unwrap();
    loop {
        // A debug build on a busy machine takes its time for a gigabyte; that it gets on is enough.
        let before = client.read_log(job.id, &LogQuery::default()).await.unwrap().size;
        let patience = tokio::time::sleep(PATIENCE);
        tokio::select! {
            () = until_within(2 * PATIENCE, async || client.get_job(job.id).await.unwrap().state.is_terminal()) => break,
            () = patience => {}
        }
        let now = client.read_log(job.id, &LogQuery::default()).await.unwrap().size;
        assert!(now > before, "it has stopped at {now}");
    }
    let job = client.get_job(job.id).await.unwrap();
    assert_eq!(job.state, JobState::Succeeded);
    let grown = memory(serve.pid, "VmHWM:").saturating_sub(base);
    assert!(grown < 64, "{grown} MiB more than before for {bytes} bytes");
    assert_eq!(found(&client, &job, MARKER).await, 1, "the marker is in the log");
    let grown = memory(serve.pid, "VmHWM:").saturating_sub(base);
    assert!(grown < 64, "{grown} MiB more than before after a search");
    grown
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn sixty_four_megabytes_in_one_line_take_constant_memory() {
    println!("{} MiB more for 64 MiB of output", one_endless_line(64 << 20).await);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn long_a_gigabyte_in_one_line_takes_constant_memory() {
    println!("{} MiB more for 1 GiB of output", one_endless_line(1 << 30).await);
}

#[tokio::test]
async fn of_a_log_over_its_limit_both_ends_are_kept_and_the_gap_is_named() {
    let serve = Serve::start();
    let client = serve.client().await;
    let line = format!("echo begin; yes | head -c 2000000; echo {MARKER}");
    let limited = JobSubmission { log_limit_bytes: Some(64 * 1024), ..shell(&line) };
    let job = client.submit_job(&limited, None).await.unwrap();
    assert_eq!(ended(&client, job.id).await.state, JobState::Succeeded, "it is not failed for it");
    let query = LogQuery { limit: Some(1 << 20), ..LogQuery::default() };
    let page = client.read_log(job.id, &query).await.unwrap();
    let gap = page.chunks.iter().find_map(|chunk| chunk.gap).expect("it says so");
    assert_eq!(gap.reason, GapReason::Limit);
    let word = page.chunks.iter().find(|chunk| chunk.gap.is_some()).unwrap().length;
    let all = 6 + 2_000_000 + MARKER.len() as u64 + 1;
    assert_eq!(page.size - word + gap.missing_bytes.unwrap(), all, "every byte is accounted for");
    assert!(page.chunks.first().unwrap().text.starts_with("begin\n"));
    assert!(page.chunks.last().unwrap().text.ends_with(&format!("{MARKER}\n")));
    let said = serve.cli(&["job", "logs", "last"]);
    assert!(said.stderr.contains(" bytes are missing here: "), "{}", said.stderr);
}

fn files(dir: &Path, all: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, all) } else { all.push(path) }
    }
}

#[tokio::test]
async fn a_secret_variable_is_in_no_log_no_answer_and_no_word_of_ours() {
    const CANARY: &str = "canary-5f0c9e71";
    let plan = muster_testkit::Plan::default().variable("MUSTER_LOG", "trace");
    let serve = plan.start();
    let client = serve.client().await;
    let line = "echo plain $TOKEN; printf %s $TOKEN | base64; printf 'x%s' $TOKEN | base64; \
                printf 'canary-5f'; sleep 0.2; echo 0c9e71; echo \"$OPEN\"";
    let submission = JobSubmission {
        env: [("TOKEN", CANARY), ("OPEN", "to be seen")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        secret_env: vec!["TOKEN".to_owned()],
        ..shell(line)
    };
    assert!(!format!("{submission:?}").contains(CANARY));
    let job = client.submit_job(&submission, None).await.unwrap();
    let job = ended(&client, job.id).await;
    assert_eq!(job.state, JobState::Succeeded);
    let log = whole_log(&client, job.id).await;
    let lines: Vec<_> = log.lines().collect();
    assert_eq!(lines[0], "plain [redacted TOKEN]");
    assert_eq!(lines[1], "[redacted TOKEN]");
    assert!(lines[2].contains("[redacted TOKEN]"), "{log}");
    assert_eq!(lines[3..], ["[redacted TOKEN]", "to be seen"]);
    let again =
        client.rerun_job(job.id, &muster_api::job::RerunRequest::default(), None).await.unwrap();
    ended(&client, again.id).await;
    assert_eq!(whole_log(&client, again.id).await, log, "it is secret in a rerun too");
    for arguments in [["job", "show", "last"], ["job", "list", "--json"], ["job", "logs", "last"]] {
        let said = serve.cli(&arguments);
        assert!(!format!("{said:?}").contains(CANARY), "{arguments:?}");
    }
    let shown = serde_json::to_string(&client.get_job(job.id).await.unwrap()).unwrap();
    assert!(!shown.contains(CANARY), "{shown}");
    let file = plan.data_dir().join("token");
    fs::write(&file, format!("{CANARY}\n")).unwrap();
    let named = format!("TOKEN={}", file.display());
    let said = serve.cli(&["run", "--secret-file", &named, "echo from a file: $TOKEN"]);
    assert_eq!(said.stdout, "from a file: [redacted TOKEN]\n", "{}", said.stderr);
    let (_, words) = serve.stop();
    assert!(words.contains("TRACE"), "it said everything that it has to say");
    assert!(!words.contains(CANARY), "the coordinator's own words");
    let mut all = vec![];
    files(&plan.data_dir().join("logs"), &mut all);
    assert!(!all.is_empty());
    for file in all {
        let bytes = fs::read(&file).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains(CANARY), "{}", file.display());
    }
}

#[tokio::test]
async fn a_text_is_found_from_the_command_line() {
    let serve = Serve::start();
    let client = serve.client().await;
    let job = client.submit_job(&shell("echo one; echo Two; echo two"), None).await.unwrap();
    ended(&client, job.id).await;
    let find =
        |arguments: &[&str]| serve.cli(&[&["job", "logs", "last", "--search"], arguments].concat());
    assert_eq!(find(&["two"]).stdout, "8: two\n");
    assert_eq!(find(&["two", "--ignore-case"]).stdout, "4: Two\n8: two\n");
    let nothing = find(&["three"]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (Some(1), ""));
    assert_eq!(find(&[""]).code, Some(2), "an empty text is no text");
}
