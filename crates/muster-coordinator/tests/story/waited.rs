//! What a job has waited for, which is told although nobody looked at the job while it did.

use crate::bench::{Bench, Played, conditions, shell};
use muster_api::{
    explanation::{JobWait, WaitCause},
    job::{HoldRequest, Job, JobSubmission},
    session::{Finished, FromCoordinator, FromWorker, Grant},
};
use muster_core::job::AttemptEnd;
use muster_seams::NoFaults;
use std::{sync::Arc, time::Duration};

/// How often what jobs wait for is looked at.
const LOOK: Duration = Duration::from_secs(5);

async fn looks(bench: &Bench, mut here: Option<(&mut Played, Grant)>, count: u32) {
    for _ in 0..count {
        if let Some((session, grant)) = here.as_mut() {
            session.say(FromWorker::Heartbeat { grants: vec![*grant] }).await;
            let is_renewed = |frame| matches!(frame, FromCoordinator::Renewed { .. }).then_some(());
            session.hear_until(is_renewed).await;
        }
        bench.clock.advance(LOOK);
        tokio::time::sleep(LOOK).await;
    }
}

async fn waited(bench: &Bench, job: &Job) -> Vec<JobWait> {
    bench.client.explain_job(job.id).await.unwrap().waited
}

fn causes(waits: &[JobWait]) -> Vec<WaitCause> {
    waits.iter().map(|wait| wait.cause).collect()
}

fn needing_gpu(line: &str) -> JobSubmission {
    JobSubmission { requirements: conditions(&["gpu"]), ..shell(line) }
}

#[tokio::test(start_paused = true)]
async fn a_job_that_waited_for_a_worker_and_then_for_a_slot_says_how_long_for_each() {
    let bench = Bench::without_threads(Arc::new(NoFaults)).await;
    let first = bench.submit(needing_gpu("first")).await;
    let job = bench.submit(needing_gpu("second")).await;
    looks(&bench, None, 6).await;
    let so_far = waited(&bench, &job).await;
    assert_eq!((causes(&so_far), so_far[0].until), (vec![WaitCause::Fit], None));
    assert_eq!(so_far[0].said.as_deref(), Some("no worker has joined yet"));

    let labels = serde_json::from_str(r#"{"gpu":true}"#).unwrap();
    let studio = bench.join_with("studio", 1, labels).await;
    let mut session = bench.come(&studio, vec![]).await;
    let grant = session.assignment().await.grant;
    assert_eq!(grant.job, first.id);
    looks(&bench, Some((&mut session, grant)), 6).await;
    session.say(FromWorker::Finished(Finished::new(grant, AttemptEnd::exited(0), 0))).await;
    let next = session.assignment().await.grant;
    assert_eq!(next.job, job.id);
    bench.clock.advance(Duration::from_secs(1));

    let waits = waited(&bench, &job).await;
    assert_eq!(causes(&waits), [WaitCause::Fit, WaitCause::Slot]);
    let leased_at = bench.client.list_attempts(job.id).await.unwrap()[0].leased_at;
    assert_eq!(waits[1].until, Some(leased_at));
    assert!(waits[0].until.is_some_and(|until| until <= waits[1].from));
    assert_eq!(
        causes(&waited(&bench, &first).await),
        [WaitCause::Fit],
        "it had no slot to wait for"
    );
    looks(&bench, Some((&mut session, next)), 2).await;
    assert_eq!(waited(&bench, &job).await, waits, "what is past stays as it was");
}

#[tokio::test(start_paused = true)]
async fn needs_holds_and_a_paused_queue_are_told_as_what_they_are() {
    let bench = Bench::without_threads(Arc::new(NoFaults)).await;
    let job = bench.submit(needing_gpu("train")).await;
    let needing = JobSubmission { needs: vec![job.id.to_string()], ..needing_gpu("report") };
    let blocked = bench.submit(needing).await;
    let held = JobSubmission { hold: Some("not yet".to_owned()), ..needing_gpu("held") };
    let held = bench.submit(held).await;
    looks(&bench, None, 4).await;
    let hold = HoldRequest { reason: "not yet".to_owned() };
    bench.client.hold_job(job.id, &hold).await.unwrap();
    looks(&bench, None, 4).await;
    bench.client.release_job(job.id).await.unwrap();
    let pause = muster_api::queue::PauseRequest { reason: "a move".to_owned() };
    bench.client.pause_queue(&pause).await.unwrap();
    looks(&bench, None, 4).await;
    let told = causes(&waited(&bench, &job).await);
    assert_eq!(told[..2], [WaitCause::Fit, WaitCause::Held]);
    assert_eq!(told.last(), Some(&WaitCause::Paused));
    assert_eq!(causes(&waited(&bench, &blocked).await), [WaitCause::Needs]);
    assert_eq!(causes(&waited(&bench, &held).await), [WaitCause::Held], "from its beginning");
    bench.client.release_job(held.id).await.unwrap();
    looks(&bench, None, 4).await;
    assert_eq!(causes(&waited(&bench, &held).await), [WaitCause::Held, WaitCause::Paused]);
}
