//! Logs on their way to the disk: nothing is confirmed that is not there, and what is missing is said.

use crate::bench::{Bench, Played, shell};
use muster_api::{
    job::{Job, JobState},
    log::{LogGap, LogPage, LogQuery},
    session::{Finished, FromCoordinator, FromWorker, Grant, KeptGrant, LogHead, LogPart, Lost},
};
use muster_core::{
    Timestamp,
    job::AttemptEnd,
    log::{Gap, GapReason, Stream},
};
use muster_seams::Faults;
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

const AT: Timestamp = Timestamp::from_millis(1_795_219_200_000);

/// A disk that fails at one place, so often.
#[derive(Debug)]
struct BadDisk {
    place: &'static str,
    times: AtomicU32,
}

impl BadDisk {
    fn failing(place: &'static str, times: u32) -> Arc<Self> {
        Arc::new(Self { place, times: AtomicU32::new(times) })
    }
}

impl Faults for BadDisk {
    fn hit(&self, place: &'static str) -> io::Result<()> {
        let less = |left: u32| left.checked_sub(1);
        let is_hit = place == self.place
            && self.times.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok();
        if is_hit { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }
}

/// A job that a played worker runs.
async fn running(bench: &Bench, slots: u32) -> (Job, Grant, Played) {
    let who = bench.join("worker", slots).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(shell("true")).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    bench.until(&job, |job| job.state == JobState::Running).await;
    (job, grant, session)
}

fn head(grant: Grant, offset: u64) -> LogHead {
    LogHead { grant, offset, stream: Stream::Stdout, at: AT, is_gap: false }
}

async fn stored(session: &mut Played) -> u64 {
    let next = session.hear_until(|frame| match frame {
        FromCoordinator::LogStored { next, .. } => Some(next),
        _ => None,
    });
    next.await
}

async fn finish(session: &mut Played, report: Finished) {
    let grant = report.grant;
    session.say(FromWorker::Finished(report)).await;
    let wanted = FromCoordinator::FinishStored { grant };
    session.hear_until(|frame| (frame == wanted).then_some(())).await;
}

async fn log(bench: &Bench, job: &Job) -> LogPage {
    bench.client.read_log(job.id, &LogQuery::default()).await.unwrap()
}

fn text(page: &LogPage) -> String {
    page.chunks.iter().map(|chunk| chunk.text.as_str()).collect()
}

fn gap(page: &LogPage) -> Option<LogGap> {
    page.chunks.last().and_then(|chunk| chunk.gap)
}

#[tokio::test]
async fn after_a_failed_sync_nothing_unconfirmed_is_confirmed_and_the_worker_sends_it_again() {
    let bench = Bench::with(BadDisk::failing("sync a log", 1)).await;
    let (job, grant, mut session) = running(&bench, 1).await;
    session.log(&head(grant, 0), b"first\n").await;
    // That sync failed; what it was for is asked for again.
    session.say(FromWorker::Finished(Finished::new(grant, AttemptEnd::exited(0), 6))).await;
    assert_eq!(stored(&mut session).await, 0, "it may be gone, whatever the file shows");
    assert!(log(&bench, &job).await.chunks.is_empty(), "and it is not shown");
    session.log(&head(grant, 0), b"first\n").await;
    finish(&mut session, Finished::new(grant, AttemptEnd::exited(0), 6)).await;
    assert_eq!(text(&log(&bench, &job).await), "first\n");
}

#[tokio::test]
async fn what_was_confirmed_stays_when_a_later_sync_fails() {
    let disk = BadDisk::failing("sync a log", 0);
    let bench = Bench::with(disk.clone()).await;
    let (job, grant, mut session) = running(&bench, 1).await;
    session.log(&head(grant, 0), b"kept\n").await;
    assert_eq!(stored(&mut session).await, 5);
    disk.times.store(1, Ordering::SeqCst);
    session.log(&head(grant, 5), b"lost\n").await;
    session.say(FromWorker::Finished(Finished::new(grant, AttemptEnd::exited(0), 10))).await;
    assert_eq!(stored(&mut session).await, 5);
    session.log(&head(grant, 5), b"lost\n").await;
    finish(&mut session, Finished::new(grant, AttemptEnd::exited(0), 10)).await;
    assert_eq!(text(&log(&bench, &job).await), "kept\nlost\n");
}

#[tokio::test]
async fn a_small_log_comes_with_the_report_and_is_stored_before_it() {
    let bench = Bench::start().await;
    let (job, grant, mut session) = running(&bench, 1).await;
    let part = |offset, bytes: &[u8]| LogPart {
        offset,
        stream: Stream::Stderr,
        at: AT,
        is_gap: false,
        bytes: bytes.to_vec(),
    };
    let tail = vec![part(0, b"one\n"), part(4, b"\xfftwo\n")];
    finish(&mut session, Finished { tail, ..Finished::new(grant, AttemptEnd::exited(0), 9) }).await;
    let page = log(&bench, &job).await;
    assert!(page.is_complete && page.size == 9);
    assert_eq!(text(&page), "one\n\u{fffd}two\n");
    let bench = bench.restart().await;
    assert_eq!(text(&log(&bench, &job).await), "one\n\u{fffd}two\n");
}

#[tokio::test]
async fn a_result_does_not_count_before_the_log_that_came_with_it_is_durable() {
    let disk = BadDisk::failing("sync a log", u32::MAX);
    let bench = Bench::with(disk.clone()).await;
    let (job, grant, mut session) = running(&bench, 1).await;
    let part =
        LogPart { offset: 0, stream: Stream::Stdout, at: AT, is_gap: false, bytes: b"x\n".into() };
    let report = Finished { tail: vec![part], ..Finished::new(grant, AttemptEnd::exited(0), 2) };
    session.say(FromWorker::Finished(report.clone())).await;
    session.say(FromWorker::Heartbeat { grants: vec![grant] }).await;
    let next = session.hear_until(|frame| match frame {
        FromCoordinator::FinishStored { .. } => Some("the end was confirmed"),
        FromCoordinator::Renewed { .. } => Some("nothing was confirmed"),
        _ => None,
    });
    assert_eq!(next.await, "nothing was confirmed");
    assert_eq!(bench.until(&job, |_| true).await.state, JobState::Running);
    disk.times.store(0, Ordering::SeqCst);
    finish(&mut session, report).await;
    assert_eq!(text(&log(&bench, &job).await), "x\n");
}

#[tokio::test]
async fn what_the_worker_cannot_give_any_more_is_a_gap_and_the_end_counts() {
    let bench = Bench::start().await;
    let (job, grant, mut session) = running(&bench, 1).await;
    session.log(&head(grant, 0), b"sent\n").await;
    assert_eq!(stored(&mut session).await, 5);
    let lost = Some(Lost { from: 3, reason: GapReason::SpoolLost });
    let report = Finished { lost, ..Finished::new(grant, AttemptEnd::exited(0), 1_000) };
    finish(&mut session, report.clone()).await;
    let page = log(&bench, &job).await;
    let word = Gap { missing: 995, reason: GapReason::SpoolLost }.line();
    assert_eq!(text(&page), format!("sent\n{word}"));
    let expected = LogGap { missing_bytes: Some(995), reason: GapReason::SpoolLost };
    assert_eq!(gap(&page), Some(expected), "what came before the loss is not missing");
    // A confirmation that was lost does not make a second gap.
    finish(&mut session, report).await;
    assert_eq!(text(&log(&bench, &job).await), format!("sent\n{word}"));
    assert_eq!(bench.client.get_job(job.id).await.unwrap().state, JobState::Succeeded);
}

/// Its answer shows that everything before it was taken in.
async fn heartbeat(session: &mut Played, grant: Grant) {
    session.say(FromWorker::Heartbeat { grants: vec![grant] }).await;
    session
        .hear_until(|frame| matches!(frame, FromCoordinator::Renewed { .. }).then_some(()))
        .await;
}

#[tokio::test]
async fn a_full_log_disk_holds_no_result_up_for_ever_and_the_log_says_what_is_missing() {
    let bench = Bench::with(BadDisk::failing("append to a log", u32::MAX)).await;
    let (job, grant, mut session) = running(&bench, 1).await;
    session.log(&head(grant, 0), b"a line that does not fit\n").await;
    let report = Finished::new(grant, AttemptEnd::exited(7), 25);
    session.say(FromWorker::Finished(report.clone())).await;
    assert_eq!(stored(&mut session).await, 0, "at first there is hope");
    assert_eq!(bench.client.get_job(job.id).await.unwrap().state, JobState::Running);
    for _ in 0..3 {
        bench.clock.advance(Duration::from_secs(25));
        session.log(&head(grant, 0), b"a line that does not fit\n").await;
        heartbeat(&mut session, grant).await;
    }
    finish(&mut session, report).await;
    let ended = bench.client.get_job(job.id).await.unwrap();
    assert_eq!((ended.state, ended.exit_code), (JobState::Failed, Some(7)), "it is not hurt");
    let page = log(&bench, &job).await;
    let expected = LogGap { missing_bytes: Some(25), reason: GapReason::NotKept };
    assert_eq!((gap(&page), page.is_complete, page.size), (Some(expected), true, 0));
    let mut raw = bench.client.read_raw_log(job.id, &LogQuery::default()).await.unwrap();
    let mut bytes = vec![];
    while let Some(part) = raw.next().await.unwrap() {
        bytes.extend(part);
    }
    assert_eq!(String::from_utf8(bytes).unwrap(), text(&page));
}

#[tokio::test]
async fn a_disk_that_is_well_again_gets_the_whole_log_however_long_ago_it_failed() {
    let bench = Bench::with(BadDisk::failing("append to a log", 1)).await;
    let (job, grant, mut session) = running(&bench, 1).await;
    session.log(&head(grant, 0), b"a line that fits later\n").await;
    for _ in 0..2 {
        heartbeat(&mut session, grant).await;
        bench.clock.advance(Duration::from_secs(50));
    }
    let report = Finished::new(grant, AttemptEnd::exited(0), 23);
    session.say(FromWorker::Finished(report.clone())).await;
    assert_eq!(stored(&mut session).await, 0, "it is asked for again");
    session.log(&head(grant, 0), b"a line that fits later\n").await;
    finish(&mut session, report).await;
    assert_eq!(text(&log(&bench, &job).await), "a line that fits later\n");
}

#[tokio::test]
async fn a_session_goes_on_where_the_log_is_durable() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(shell("true")).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    bench.until(&job, |job| job.state == JobState::Running).await;
    session.log(&head(grant, 0), b"12345").await;
    assert_eq!(stored(&mut session).await, 5);
    drop(session);
    let mut session = bench.come(&who, vec![grant]).await;
    let kept = session.hear_until(|frame| match frame {
        FromCoordinator::Welcome { kept, .. } => Some(kept),
        _ => None,
    });
    assert_eq!(kept.await, [KeptGrant { grant, log_next: 5 }]);
}
