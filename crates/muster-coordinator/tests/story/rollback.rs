//! A store that somebody has put back to an earlier state by hand, which nobody told the coordinator.

use crate::bench::{Bench, Played, shell};
use muster_api::{
    job::JobState,
    log::LogQuery,
    session::{Assignment, FromCoordinator, FromWorker, Grant, LogHead},
};
use muster_core::{Timestamp, log::Stream};
use std::{fs, path::Path};

const STORE: &str = "muster.db";
const COPY: &str = "muster.db.copy";

fn copy_the_store(data: &Path) {
    fs::copy(data.join(STORE), data.join(COPY)).unwrap();
}

fn put_the_copy_back(data: &Path) {
    fs::copy(data.join(COPY), data.join(STORE)).unwrap();
}

/// Submits a job, and has it begun.
async fn begun(bench: &Bench, session: &mut Played) -> Assignment {
    let job = bench.submit(shell("true")).await;
    let assignment = session.assignment().await;
    let grant = assignment.grant;
    assert_eq!(grant.job, job.id);
    session.say(FromWorker::Started { grant }).await;
    bench.until(&job, |job| job.state == JobState::Running).await;
    assignment
}

async fn dropped(session: &mut Played) -> Vec<Grant> {
    session
        .hear_until(|frame| match frame {
            FromCoordinator::Welcome { dropped, .. } => Some(dropped),
            _ => None,
        })
        .await
}

/// Waits until a worker has been told how far the coordinator is.
async fn told(session: &mut Played) {
    session
        .hear_until(|frame| matches!(frame, FromCoordinator::Bookmark { .. }).then_some(()))
        .await;
}

fn head(grant: Grant) -> LogHead {
    let at = Timestamp::from_millis(0);
    LogHead { grant, offset: 0, stream: Stream::Stdout, at, is_gap: false }
}

async fn log(bench: &Bench, grant: Grant) -> String {
    let page = bench.client.read_log(grant.job, &LogQuery::default()).await.unwrap();
    page.chunks.iter().map(|chunk| chunk.text.as_str()).collect()
}

#[tokio::test]
async fn a_store_that_was_put_back_by_hand_gives_no_fence_twice() {
    let bench = Bench::start().await;
    let who = bench.join("live", 2).await;
    let bench = bench.restart_after(copy_the_store).await;
    let mut session = bench.come(&who, vec![]).await;
    let lost = begun(&bench, &mut session).await.grant;
    session.log(&head(lost), b"lost\n").await;
    session
        .hear_until(|frame| matches!(frame, FromCoordinator::LogStored { .. }).then_some(()))
        .await;

    // The next start takes the epoch that the lost one had.
    let bench = bench.restart_after(put_the_copy_back).await;
    let early = bench.submit(shell("true")).await;
    assert_eq!(early.id, lost.job, "nobody has said anything yet: the number is given again");
    let mut session = bench.come(&who, vec![lost]).await;
    assert_eq!(dropped(&mut session).await, [lost]);
    let again = session.assignment().await.grant;
    assert_eq!((again.job, again.attempt), (lost.job, lost.attempt));
    assert!(again.fence.epoch > lost.fence.epoch, "{again:?} after {lost:?}");

    // What the worker still says of the lost one counts for nothing.
    session.finish(lost, 0).await;
    session.say(FromWorker::Started { grant: again }).await;
    bench.until(&early, |job| job.state == JobState::Running).await;
    session.log(&head(again), b"again\n").await;
    session
        .hear_until(|frame| matches!(frame, FromCoordinator::LogStored { .. }).then_some(()))
        .await;
    assert_eq!(log(&bench, again).await, "again\n", "no log goes on in another one");
    let next = bench.submit(shell("true")).await;
    assert!(next.id.number() > lost.job.number() + 100, "from here on no number is given again");
}

#[tokio::test]
async fn a_grant_reaches_nobody_before_the_epoch_that_it_is_of() {
    let bench = Bench::start().await;
    let (who, other) = (bench.join("live", 1).await, bench.join("other", 2).await);
    let bench = bench.restart_after(copy_the_store).await;
    let mut session = bench.come(&who, vec![]).await;
    told(&mut session).await;

    let bench = bench.restart_after(put_the_copy_back).await;
    let mut here = bench.come(&other, vec![]).await;
    let before = begun(&bench, &mut here).await.grant;
    let known = other.bookmark();
    let mut session = bench.come(&who, vec![]).await;
    told(&mut session).await;
    drop(session);
    let after = begun(&bench, &mut here).await.grant;
    assert!(after.fence.epoch > before.fence.epoch);
    assert_ne!(other.bookmark(), known, "it was told before it was granted anything");
    here.finish(before, 0).await;
    here.finish(after, 0).await;
    let job = bench.client.get_job(before.job).await.unwrap();
    assert_eq!(job.state, JobState::Succeeded, "what was granted before goes on as it was");
}

#[tokio::test]
async fn a_worker_cannot_make_up_an_epoch() {
    let bench = Bench::start().await;
    let who = bench.join("hostile", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    told(&mut session).await;
    let honest = who.bookmark().unwrap();
    let (_, rest) = honest.split_once('.').unwrap();
    for made_up in [format!("{}.{rest}", u32::MAX), format!("{}.x.AAAA", u32::MAX), "?".to_owned()]
    {
        who.replace_bookmark(made_up.clone());
        let mut session = bench.come(&who, vec![]).await;
        told(&mut session).await;
        let grant = begun(&bench, &mut session).await.grant;
        assert_eq!(grant.fence.epoch, 1, "after {made_up:?}");
        session.finish(grant, 0).await;
    }
}
