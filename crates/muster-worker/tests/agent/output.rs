//! Output arrives as it is written, whole, once and in order.

use crate::stage::{Stage, grant, shell, until};
use muster_api::session::{Assignment, FromWorker};
use muster_core::{
    job::{AttemptEnd, Command},
    log::{LONGEST_CHUNK, Stream},
};
use muster_session::WorkerFrame;
use std::fs;

#[tokio::test]
async fn lines_arrive_one_by_one_while_the_command_runs() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let step = |number: u32| stage.file(&format!("step-{number}"));
    let wait = |number| format!("until [ -e {} ]; do sleep 0.01; done", step(number).display());
    let line = format!("echo one; {}; printf two; {}; echo ...three", wait(1), wait(2));
    session.assign(shell(grant(1), &line)).await;
    session.started(grant(1)).await;
    session.log_with(grant(1), "one\n").await;
    fs::write(step(1), "").unwrap();
    session.log_with(grant(1), "two").await;
    fs::write(step(2), "").unwrap();
    assert_eq!(session.finished(grant(1)).await, AttemptEnd::exited(0));
    let chunks = [&b"one\n"[..], b"two", b"...three\n"].map(|text| (Stream::Stdout, text.to_vec()));
    assert_eq!(session.logs[&grant(1)].chunks, chunks);
}

#[tokio::test]
async fn both_streams_are_kept_apart_and_bytes_stay_as_they_are() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let line = r"printf 'out\n'; printf 'err\n' >&2; printf '\000\377\033[31m\r'";
    assert!(session.complete(shell(grant(1), line)).await.is_success());
    let log = &session.logs[&grant(1)];
    assert_eq!(log.text_of(Stream::Stderr), "err\n");
    let of_stdout = log.chunks.iter().filter(|(stream, _)| *stream == Stream::Stdout);
    let stdout: Vec<_> = of_stdout.flat_map(|(_, bytes)| bytes.clone()).collect();
    assert_eq!(stdout, b"out\n\0\xff\x1b[31m\r");
}

#[tokio::test]
async fn an_endless_line_comes_in_chunks_that_keep_characters_whole() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let line = "i=0; while [ $i -lt 3000 ]; do printf '%s' \
                '\u{20ac}\u{20ac}\u{20ac}\u{20ac}\u{20ac}\u{20ac}\u{20ac}\u{20ac}\u{20ac}\u{20ac}'; \
                i=$((i+1)); done";
    assert!(session.complete(shell(grant(1), line)).await.is_success());
    let log = &session.logs[&grant(1)];
    assert_eq!(log.text(), "\u{20ac}".repeat(30_000));
    for (_, bytes) in &log.chunks {
        assert!(bytes.len() <= LONGEST_CHUNK);
        assert!(std::str::from_utf8(bytes).is_ok(), "a character was cut");
    }
}

/// A figure of this process's memory, in MiB.
fn memory(field: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() >> 10
}

const MUCH: u64 = 100_000_000;

#[tokio::test]
async fn a_hundred_megabytes_go_through_in_constant_memory() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let before = memory("VmRSS:");
    let command = format!("head -c {MUCH} /dev/zero | tr '\\0' x");
    session.assign(shell(grant(1), &command)).await;
    session.started(grant(1)).await;
    let mut next = 0;
    let log_size = loop {
        match session.hear().await.unwrap() {
            WorkerFrame::Log(head, bytes) => {
                assert_eq!(head.offset, next);
                next += bytes.len() as u64;
                let stored =
                    muster_api::session::FromCoordinator::LogStored { grant: grant(1), next };
                session.say(stored).await;
            }
            WorkerFrame::Control(FromWorker::Finished(report)) => {
                assert!(report.end.is_success(), "{:?}", report.end);
                next += report.tail.iter().map(|part| part.bytes.len() as u64).sum::<u64>();
                break report.log_size;
            }
            WorkerFrame::Control(_) => {}
        }
    };
    assert_eq!((next, log_size), (MUCH, MUCH));
    let grown = memory("VmHWM:").saturating_sub(before);
    assert!(grown < 64, "{grown} MiB more than before for {MUCH} bytes");
}

#[tokio::test]
async fn what_the_coordinator_does_not_take_waits_on_disk() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    session.assign(shell(grant(1), "head -c 20000000 /dev/zero; echo > done")).await;
    session.started(grant(1)).await;
    // Nothing is confirmed here, and the command ends all the same.
    let record = stage.attempts()[0].join("attempt.json");
    until(|| fs::read_to_string(&record).is_ok_and(|text| text.contains("\"log_size\":20000000")))
        .await;
    let mut under_way = 0;
    while under_way < 4 << 20 {
        if let Some(WorkerFrame::Log(_, bytes)) = session.hear().await {
            under_way += bytes.len();
        }
    }
    assert_eq!(under_way, 4 << 20, "no more than the window is under way");
}

#[tokio::test]
async fn a_program_that_is_not_there_is_reported_in_a_sentence() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let command = Command::Argv(vec!["no-such-program".into(), "--flag".into()]);
    session.assign(Assignment { command, ..shell(grant(1), "") }).await;
    let end = session.finished(grant(1)).await;
    assert_eq!(end.exit_code, Some(127));
    assert_eq!(end.reason, Some(muster_core::job::FailureReason::NotStarted));
    let detail = "there is no program `no-such-program` on this worker";
    assert_eq!(end.detail.as_deref(), Some(detail));
    let told = session.logs[&grant(1)].text_of(Stream::System);
    assert_eq!(told, format!("muster: {detail}\n"));
}
