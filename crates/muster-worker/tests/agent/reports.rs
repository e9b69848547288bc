//! Logs and ends outlive sessions and agents until they are confirmed.

use crate::stage::{Stage, grant, kept, shell, until};
use muster_api::session::{Assignment, Finished, FromCoordinator, FromWorker, Lost, Order};
use muster_core::{
    job::{AttemptEnd, FailureReason},
    log::GapReason,
};
use muster_seams::Seams;
use std::{fs, time::Duration};

#[tokio::test]
async fn a_log_goes_on_over_a_new_session_without_loss_or_repetition() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let go = stage.file("go");
    let lines = |from, to| format!("for i in $(seq {from} {to}); do echo line $i; done");
    let wait = format!("until [ -e {} ]; do sleep 0.01; done", go.display());
    session.assign(shell(grant(1), &format!("{}; {wait}; {}", lines(1, 50), lines(51, 100)))).await;
    session.started(grant(1)).await;
    let before = session.log_with(grant(1), "line 50\n").await.text();
    drop(session);

    fs::write(go, "").unwrap();
    let mut session = stage.session().await;
    assert_eq!(session.hello.grants, [grant(1)]);
    // In the middle of a line: the rest of what was sent before is sent again.
    session.welcome(&[kept(grant(1), 33)], &[]).await;
    let end = loop {
        match session.next().await {
            FromWorker::Started { .. } => {}
            FromWorker::Finished(report) => break (report.end, report.log_size),
            other => panic!("{other:?}"),
        }
    };
    let whole = format!("{}{}", &before[..33], session.logs[&grant(1)].text());
    let expected: String = (1..=100)
        .flat_map(|number| ["line ".to_owned(), number.to_string(), "\n".to_owned()])
        .collect();
    assert_eq!(whole, expected);
    assert_eq!(end, (AttemptEnd::exited(0), expected.len() as u64));
}

#[tokio::test]
async fn an_end_is_reported_until_it_is_confirmed_and_then_forgotten() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    session.assign(shell(grant(1), "echo once; exit 4")).await;
    session.started(grant(1)).await;
    assert_eq!(session.finished(grant(1)).await, AttemptEnd::exited(4));
    drop(session);

    let mut session = stage.session().await;
    assert_eq!(session.hello.grants, [grant(1)], "it is not confirmed");
    session.welcome_with_beat(Duration::from_millis(20), &[kept(grant(1), 5)], &[]).await;
    for _ in 0..3 {
        assert_eq!(session.finished(grant(1)).await, AttemptEnd::exited(4), "it is repeated");
    }
    session.say(FromCoordinator::FinishStored { grant: grant(1) }).await;
    drop(session);

    // A report that was on its way may still come, but the next hello knows of nothing.
    let mut session = stage.session().await;
    if session.hello.grants == [grant(1)] {
        session.welcome(&[], &[grant(1)]).await;
    } else {
        session.welcome(&[], &[]).await;
    }
    stage.stop().await;
    assert!(stage.attempts().is_empty(), "nothing is left on disk");
}

#[tokio::test]
async fn what_is_held_ahead_begins_with_the_next_free_slot_or_is_given_back() {
    let mut stage = Stage::with(Seams::real(), |options| options.slots = 1);
    let mut session = stage.welcome().await;
    let go = stage.file("go");
    let wait = format!("until [ -e {} ]; do sleep 0.01; done", go.display());
    let ahead = |number, line| Assignment { is_ahead: true, ..shell(grant(number), line) };
    session.assign(shell(grant(1), &wait)).await;
    session.started(grant(1)).await;
    session.assign(ahead(2, "echo never")).await;
    let end = session.finished(grant(2)).await;
    assert_eq!(end.reason, Some(FailureReason::GivenBack), "{end:?}");

    session.assign(ahead(3, "sleep 1000")).await;
    fs::write(go, "").unwrap();
    // A slot is free before the end of what had it is told: either may come first.
    let mut told = [session.next().await, session.next().await];
    told.sort_by_key(|frame| matches!(frame, FromWorker::Finished(_)));
    let [FromWorker::Started { grant: begun }, FromWorker::Finished(ended)] = told else {
        panic!("expected a beginning and an end, got {told:?}")
    };
    assert_eq!((begun, ended.grant, ended.end), (grant(3), grant(1), AttemptEnd::exited(0)));
    session.say(FromCoordinator::Stop { grant: grant(3) }).await;
    assert_eq!(session.finished(grant(3)).await.reason, Some(FailureReason::Cancelled));
}

#[tokio::test]
async fn what_a_newer_coordinator_says_in_unknown_words_does_not_begin_and_harms_nothing_else() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    session.say(FromCoordinator::Run(Order::Unknown { grant: grant(1) })).await;
    let end = session.finished(grant(1)).await;
    assert_eq!(end.reason, Some(FailureReason::NotStarted));
    assert!(end.detail.is_some_and(|why| why.contains("update it")));
    session.say(FromCoordinator::FinishStored { grant: grant(1) }).await;
    assert!(session.complete(shell(grant(2), "true")).await.is_success(), "the session goes on");
}

#[tokio::test]
async fn an_end_that_was_not_confirmed_is_reported_by_the_next_agent() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    session.assign(shell(grant(1), "echo kept; exit 5")).await;
    session.started(grant(1)).await;
    assert_eq!(session.finished(grant(1)).await, AttemptEnd::exited(5));
    drop(session);

    let mut stage = stage.restart().await;
    let mut session = stage.session().await;
    assert_eq!(session.hello.grants, [grant(1)]);
    session.welcome(&[kept(grant(1), 0)], &[]).await;
    assert_eq!(session.finished(grant(1)).await, AttemptEnd::exited(5));
    assert_eq!(session.logs[&grant(1)].text(), "kept\n");
    session.say(FromCoordinator::FinishStored { grant: grant(1) }).await;
    assert!(session.complete(shell(grant(2), "true")).await.is_success());
    stage.stop().await;
    assert!(stage.attempts().is_empty());
}

/// The report of an end that comes without its log.
async fn lost_report(session: &mut crate::stage::Session) -> Finished {
    match session.next().await {
        FromWorker::Finished(report) => report,
        other => panic!("{other:?}"),
    }
}

const LINES: &str = "for i in $(seq 5000); do echo line; done; exit 5";
const LINES_SIZE: u64 = 25_000;

#[tokio::test]
async fn an_end_is_reported_although_its_log_was_lost_while_no_agent_was_there() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    session.assign(shell(grant(1), LINES)).await;
    session.started(grant(1)).await;
    assert_eq!(session.finished(grant(1)).await, AttemptEnd::exited(5));
    drop(session);
    stage.stop().await;
    let spool = stage.attempts()[0].join("spool.log");
    fs::OpenOptions::new().write(true).open(spool).unwrap().set_len(12_000).unwrap();

    let mut stage = stage.twin();
    let mut session = stage.session().await;
    session.welcome(&[kept(grant(1), 5_000)], &[]).await;
    let report = lost_report(&mut session).await;
    let lost = report.lost.expect("it says what it cannot give");
    assert_eq!((report.end, report.log_size), (AttemptEnd::exited(5), LINES_SIZE));
    assert_eq!(lost.reason, GapReason::SpoolLost);
    let received = session.logs[&grant(1)].size;
    // Where a chunk was torn depends on how the output came; what the coordinator has is not lost.
    assert!(lost.from <= received && (5_000..=12_000).contains(&received), "{received} {lost:?}");
}

#[tokio::test]
async fn an_end_is_reported_although_its_log_was_lost_before_it_was_sent() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    session.assign(shell(grant(1), LINES)).await;
    session.started(grant(1)).await;
    assert_eq!(session.finished(grant(1)).await, AttemptEnd::exited(5));
    drop(session);
    for file in ["spool.log", "spool.idx"] {
        fs::remove_file(stage.attempts()[0].join(file)).unwrap();
    }
    let mut session = stage.session().await;
    session.welcome(&[kept(grant(1), 7)], &[]).await;
    let report = lost_report(&mut session).await;
    assert_eq!(report.log_size, LINES_SIZE);
    assert_eq!(report.lost, Some(Lost { from: 7, reason: GapReason::SpoolLost }));
}

#[tokio::test]
async fn a_short_log_comes_with_the_report_of_the_end() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let line =
        format!("until [ -e {} ]; do sleep 0.01; done; echo short", stage.file("go").display());
    session.assign(shell(grant(1), &line)).await;
    session.started(grant(1)).await;
    drop(session);
    // It ends while nobody is there to send the log to.
    fs::write(stage.file("go"), "").unwrap();
    let record = stage.attempts()[0].join("attempt.json");
    until(|| fs::read_to_string(&record).is_ok_and(|text| text.contains("\"log_size\":6"))).await;
    let mut session = stage.session().await;
    session.welcome(&[kept(grant(1), 0)], &[]).await;
    let report = lost_report(&mut session).await;
    assert_eq!(report.tail.iter().map(|part| &part.bytes[..]).collect::<Vec<_>>(), [b"short\n"]);
}

#[tokio::test]
async fn a_job_that_is_assigned_twice_runs_once() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let runs = stage.file("runs");
    let line = format!("echo run >> {}", runs.display());
    session.assign(shell(grant(1), &line)).await;
    assert!(session.complete(shell(grant(1), &line)).await.is_success());
    session.assign(shell(grant(1), &line)).await;
    assert!(session.complete(shell(grant(2), "true")).await.is_success());
    stage.stop().await;
    assert_eq!(fs::read_to_string(runs).unwrap(), "run\n");
}

#[tokio::test]
async fn a_log_that_the_coordinator_has_lost_on_the_way_is_sent_again() {
    let mut stage = Stage::begin();
    let mut session = stage.session().await;
    session.welcome_with_beat(Duration::from_millis(20), &[], &[]).await;
    session.assign(shell(grant(1), "echo again")).await;
    session.started(grant(1)).await;
    session.log_with(grant(1), "again\n").await;
    // It was received, and lost before it was stored: nothing is confirmed.
    session.logs.clear();
    session.log_with(grant(1), "again\n").await;
}

#[tokio::test]
async fn a_disk_that_takes_nothing_fails_the_attempt_with_a_reason() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    // A file where the directory should be.
    fs::write(stage.options.state_dir.join("attempts/job_1-1.1"), "").unwrap();
    session.assign(shell(grant(1), "true")).await;
    let end = session.finished(grant(1)).await;
    assert_eq!(end.reason, Some(FailureReason::NotStarted));
    let detail = end.detail.unwrap();
    assert!(detail.starts_with("cannot keep the attempt on disk: "), "{detail}");
}
