//! What the agent does about its machine's news.

use crate::stage::{
    Session, Stage, SteppingClock, grant, kept, shell, stands_still, until, within,
};
use muster_api::session::{ByeReason, FromCoordinator, FromWorker};
use muster_seams::Seams;
use muster_session::WorkerFrame;
use muster_worker::News;
use std::{sync::Arc, time::Duration};
use tokio::sync::oneshot;

/// A session with a job in it, and the job's first process.
async fn busy(stage: &mut Stage) -> (Session, u32) {
    let mut session = stage.welcome().await;
    session.assign(shell(grant(1), "echo $$; while :; do sleep 0.01; done")).await;
    session.started(grant(1)).await;
    let leader = session.log_with(grant(1), "\n").await.text().trim().parse().unwrap();
    (session, leader)
}

/// Says that the machine is about to sleep. It may when the answer ends.
async fn going_to_sleep(stage: &Stage) -> oneshot::Receiver<()> {
    let (hold, released) = oneshot::channel::<()>();
    stage.tell(News::Sleep(Box::new(hold))).await;
    released
}

#[tokio::test]
async fn before_its_machine_sleeps_jobs_stand_still_and_the_coordinator_is_told() {
    let mut stage = Stage::begin();
    let (mut session, leader) = busy(&mut stage).await;
    let released = going_to_sleep(&stage).await;
    assert_eq!(session.next().await, FromWorker::Bye { reason: ByeReason::Sleep });
    assert!(session.hear().await.is_none(), "and then the session ends");
    assert!(within(released).await.is_err(), "now the machine may sleep");
    assert!(stands_still(leader), "not before the job stood still");

    stage.tell(News::Wake).await;
    let mut session = stage.session().await;
    assert_eq!(session.hello.grants, [grant(1)]);
    assert!(stands_still(leader), "nobody has said yet that it counts");
    session.welcome(&[kept(grant(1), 0)], &[]).await;
    until(|| !stands_still(leader)).await;
    session.started(grant(1)).await;
    session.say(FromCoordinator::Stop { grant: grant(1) }).await;
    session.finished(grant(1)).await;
}

#[tokio::test]
async fn a_sleep_that_does_not_come_costs_a_job_nothing() {
    let mut stage = Stage::begin();
    let (session, leader) = busy(&mut stage).await;
    drop(session);
    for _ in 0..3 {
        assert!(within(going_to_sleep(&stage).await).await.is_err());
        stage.tell(News::Wake).await;
        let mut session = stage.session().await;
        session.welcome(&[kept(grant(1), 0)], &[]).await;
        until(|| !stands_still(leader)).await;
    }
}

#[tokio::test]
async fn a_worker_that_nobody_answers_lets_its_machine_sleep_too() {
    let mut stage = Stage::begin();
    let _silent = stage.connection().await;
    let released = going_to_sleep(&stage).await;
    assert!(within(released).await.is_err());
    stage.tell(News::Wake).await;
    stage.welcome().await;
}

#[tokio::test]
async fn after_its_network_changed_a_worker_asks_at_once_and_stays_where_it_is_answered() {
    let mut stage = Stage::begin();
    let mut session = stage.session().await;
    session.welcome_with_beat(Duration::from_hours(1), &[], &[]).await;
    stage.tell(News::Network).await;
    let asked = session.hear().await.expect("the session should go on");
    assert!(matches!(asked, WorkerFrame::Control(FromWorker::Heartbeat { .. })), "{asked:?}");
    session.say(FromCoordinator::Renewed { grants: vec![] }).await;
    // Longer than an answer is waited for.
    assert!(session.complete(shell(grant(1), "sleep 4")).await.is_success());
}

#[tokio::test]
async fn who_is_not_answered_after_its_network_changed_comes_over_another_connection() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    stage.tell(News::Network).await;
    // Whoever reads answers pings, so this session would never be given up for its silence.
    let to_its_end = async { while session.hear().await.is_some() {} };
    let ((), _other) = tokio::join!(to_its_end, stage.welcome());
}

#[tokio::test]
async fn who_is_not_answered_after_an_unannounced_sleep_comes_over_another_connection() {
    let clock = Arc::new(SteppingClock::default());
    let mut stage = Stage::with(Seams { clock: clock.clone(), ..Seams::real() }, |_| {});
    let mut session = stage.welcome().await;
    clock.sleep(Duration::from_hours(1));
    let to_its_end = async { while session.hear().await.is_some() {} };
    let ((), _other) = tokio::join!(to_its_end, stage.welcome());
}
