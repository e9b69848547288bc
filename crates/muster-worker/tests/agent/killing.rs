//! What must end ends, with everything that it started.

use crate::stage::{Stage, grant, group, shell, state, until};
use muster_api::session::{Assignment, FromCoordinator, FromWorker};
use muster_core::job::{AttemptEnd, FailureReason};
use muster_core::log::Stream;

/// Starts a line that first says which process it is; answers that.
async fn start(session: &mut crate::stage::Session, assignment: Assignment) -> u32 {
    let grant = assignment.grant;
    session.assign(assignment).await;
    session.started(grant).await;
    let text = session.log_with(grant, "\n").await.text();
    text.lines().next().unwrap().parse().unwrap()
}

const TREE: &str = "echo $$; sleep 1000 & (sleep 1000 & sleep 1000) & sleep 1000";

#[tokio::test]
async fn a_command_that_takes_too_long_is_ended_with_its_whole_tree() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let leader = start(&mut session, Assignment { timeout_ms: 300, ..shell(grant(1), TREE) }).await;
    let end = session.finished(grant(1)).await;
    assert_eq!((end.exit_code, end.reason), (None, Some(FailureReason::TimeOut)));
    assert_eq!(group(leader), [0; 0], "nothing of the tree may be left");
    let told = session.logs[&grant(1)].text_of(Stream::System);
    assert_eq!(told, "muster: the command was ended after 300ms\n");
}

#[tokio::test]
async fn a_cancelled_job_is_gone_with_its_whole_tree() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let leader = start(&mut session, shell(grant(1), TREE)).await;
    until(|| group(leader).len() >= 4).await;
    session.say(FromCoordinator::Stop { grant: grant(1) }).await;
    let end = session.finished(grant(1)).await;
    assert_eq!(end, AttemptEnd::because(FailureReason::Cancelled));
    assert_eq!(group(leader), [0; 0]);
}

#[tokio::test]
async fn a_job_that_is_cancelled_while_it_waits_for_a_slot_never_starts() {
    let mut stage = Stage::with(muster_seams::Seams::real(), |options| options.slots = 1);
    let mut session = stage.welcome().await;
    start(&mut session, shell(grant(1), TREE)).await;
    session.assign(shell(grant(2), "echo never")).await;
    session.say(FromCoordinator::Stop { grant: grant(2) }).await;
    let end = session.finished(grant(2)).await;
    assert_eq!(end, AttemptEnd::because(FailureReason::Cancelled));
    session.say(FromCoordinator::Stop { grant: grant(1) }).await;
    session.finished(grant(1)).await;
}

#[tokio::test]
async fn a_job_that_is_taken_back_is_gone_with_its_whole_tree_and_says_so() {
    let mut stage = Stage::with(muster_seams::Seams::real(), |options| options.slots = 1);
    let mut session = stage.welcome().await;
    let leader = start(&mut session, shell(grant(1), TREE)).await;
    until(|| group(leader).len() >= 4).await;
    session.assign(shell(grant(2), "echo never")).await;
    for number in [2, 1, 1] {
        session.say(FromCoordinator::TakeBack { grant: grant(number) }).await;
    }
    for number in [2, 1] {
        let end = session.finished(grant(number)).await;
        assert_eq!(end.reason, Some(FailureReason::TakenBack));
    }
    assert_eq!(group(leader), [0; 0]);
    let told = session.logs[&grant(1)].text_of(Stream::System);
    assert_eq!(told, "muster: it was taken back from its worker, to run on another one\n");
}

#[tokio::test]
async fn what_does_not_count_any_more_is_ended_at_once_and_not_reported() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let line = format!("trap '' TERM; {TREE}");
    let leader = start(&mut session, shell(grant(1), &line)).await;
    drop(session);
    let mut session = stage.session().await;
    assert_eq!(session.hello.grants, [grant(1)]);
    session.welcome(&[], &[grant(1)]).await;
    until(|| group(leader).is_empty()).await;
    assert!(session.complete(shell(grant(2), "true")).await.is_success(), "and nothing of job 1");
    stage.stop().await;
    assert_eq!(stage.attempts(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn a_lease_that_is_not_renewed_ends_the_job() {
    let mut stage = Stage::begin();
    let mut session = stage.session().await;
    session.welcome_with_beat(std::time::Duration::from_millis(20), &[], &[]).await;
    session.renews = false;
    let leader = start(&mut session, shell(grant(1), TREE)).await;
    session.say(FromCoordinator::Renewed { grants: vec![grant(1)] }).await;
    // Answers are for the questions in order; of the later ones some named the job.
    for _ in 0..50 {
        session.say(FromCoordinator::Renewed { grants: vec![] }).await;
        session.hear().await;
    }
    until(|| group(leader).is_empty()).await;
}

#[tokio::test]
async fn a_process_that_left_the_group_and_holds_the_output_open_is_not_waited_for() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let line = "setsid sh -c 'echo $$ > left; exec sleep 1000' & \
                until [ -s left ]; do sleep 0.01; done; cat left; exit 3";
    let left = start(&mut session, shell(grant(1), line)).await;
    assert_eq!(session.finished(grant(1)).await, AttemptEnd::exited(3));
    until(|| state(left).is_none_or(|state| state == 'Z')).await;
}

#[tokio::test]
async fn the_way_a_command_ended_is_told_exactly() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    for (number, (line, expected)) in [
        ("true", AttemptEnd::exited(0)),
        ("exit 3", AttemptEnd::exited(3)),
        ("exit 255", AttemptEnd::exited(255)),
        (
            "kill -9 $$",
            AttemptEnd {
                detail: Some("signal 9 ended the command".into()),
                ..AttemptEnd::because(FailureReason::Signal)
            },
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let grant = grant(u32::try_from(number).unwrap() + 1);
        assert_eq!(session.complete(shell(grant, line)).await, expected, "{line}");
    }
}

#[tokio::test]
async fn an_agent_that_stops_ends_its_jobs_reports_them_and_says_goodbye() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let line = format!("trap '' TERM; {TREE}");
    let leader = start(&mut session, shell(grant(1), &line)).await;
    stage.seams.tasks.stop();
    let end = session.finished(grant(1)).await;
    assert_eq!((end.exit_code, end.reason), (None, Some(FailureReason::WorkerStopped)));
    assert_eq!(group(leader), [0; 0]);
    session.say(FromCoordinator::FinishStored { grant: grant(1) }).await;
    let bye = FromWorker::Bye { reason: muster_api::session::ByeReason::Stop };
    assert_eq!(session.next().await, bye);
    assert!(session.hear().await.is_none(), "after the goodbye the session is closed");
    assert_eq!(stage.outcome().await, Ok(()));
}
