//! What a machine's owner allows is what its agent does.

use crate::stage::{Session, Stage, SteppingClock, grant, group, shell, stands_still, until};
use muster_api::session::{Assignment, FromCoordinator, FromWorker};
use muster_core::{
    job::{Command, FailureReason},
    owner::{Closed, Limits, Machine, Only, Owner, Power, Running},
};
use muster_seams::Seams;
use muster_worker::{AgentStatus, News};
use std::{fs, sync::Arc, time::Duration};

fn only_on_mains() -> Limits {
    Limits { only_on_mains: true, ..Limits::default() }
}

fn on(power: Power) -> Machine {
    Machine { power: Some(power), ..Machine::default() }
}

/// What the worker says next of its owner.
async fn said(session: &mut Session) -> Owner {
    match session.next().await {
        FromWorker::Changed { owner, .. } => owner,
        other => panic!("expected the owner's word, got {other:?}"),
    }
}

/// A session of a worker on mains that has said what its owner allows, when it came or after that.
async fn on_mains(stage: &mut Stage, limits: &Limits) -> Session {
    stage.become_like(on(Power::Mains)).await;
    stage.allow(limits).await;
    let mut session = stage.welcome().await;
    let mut owner = session.hello.owner.clone();
    while owner.limits != *limits {
        owner = said(&mut session).await;
    }
    session
}

/// The same with a job in it, and the job's first process.
async fn busy(stage: &mut Stage, limits: &Limits) -> (Session, u32) {
    let mut session = on_mains(stage, limits).await;
    session.assign(shell(grant(1), "echo $$; while :; do sleep 0.01; done")).await;
    session.started(grant(1)).await;
    let leader = session.log_with(grant(1), "\n").await.text().trim().parse().unwrap();
    (session, leader)
}

#[tokio::test]
async fn what_an_owner_says_is_told_and_nothing_starts_against_it() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    assert_eq!(session.hello.owner, Owner::default(), "nobody has said anything");
    stage.become_like(on(Power::Battery(90))).await;
    stage.allow(&only_on_mains()).await;
    let closed = Some(Closed::OnBattery);
    assert_eq!(said(&mut session).await, Owner { limits: only_on_mains(), closed });
    stage.become_such(|status| *status == AgentStatus::Closed(Closed::OnBattery)).await;

    session.assign(shell(grant(1), "echo never")).await;
    let end = session.finished(grant(1)).await;
    assert_eq!(end.reason, Some(FailureReason::TakenBack));
    assert_eq!(end.detail.as_deref(), Some("the worker is on battery"));
    stage.allow(&Limits::default()).await;
    assert_eq!(said(&mut session).await, Owner::default());
    assert!(session.complete(shell(grant(2), "true")).await.is_success());
}

#[tokio::test]
async fn a_worker_that_comes_says_at_once_what_its_owner_allows() {
    let mut stage = Stage::begin();
    drop(stage.welcome().await);
    let limits = Limits { not_metered: true, ..Limits::default() };
    stage.allow(&limits).await;
    let stage = stage.restart().await;
    let mut stage = stage;
    let session = stage.welcome().await;
    let closed = Some(Closed::Unknown);
    assert_eq!(session.hello.owner, Owner { limits, closed }, "this machine cannot tell");
}

#[tokio::test]
async fn what_runs_stands_still_when_its_machine_is_unplugged_and_goes_on_when_it_was_a_moment() {
    let clock = Arc::new(SteppingClock::default());
    let mut stage = Stage::with(Seams { clock: clock.clone(), ..Seams::real() }, |_| {});
    let (mut session, leader) = busy(&mut stage, &only_on_mains()).await;
    stage.become_like(on(Power::Battery(90))).await;
    assert_eq!(said(&mut session).await.closed, Some(Closed::OnBattery));
    until(|| stands_still(leader)).await;

    stage.become_like(on(Power::Mains)).await;
    clock.pass(Duration::from_mins(2));
    stage.become_like(on(Power::Mains)).await;
    while said(&mut session).await.closed.is_some() {}
    // Its lease was over meanwhile, and is renewed by who listens.
    tokio::select! {
        () = until(|| !stands_still(leader)) => {}
        frame = session.next() => panic!("unexpected: {frame:?}"),
    }
    session.say(FromCoordinator::Stop { grant: grant(1) }).await;
    assert_eq!(session.finished(grant(1)).await.reason, Some(FailureReason::Cancelled));
}

#[tokio::test]
async fn what_stood_still_for_too_long_is_given_back_and_did_not_fail() {
    let clock = Arc::new(SteppingClock::default());
    let mut stage = Stage::with(Seams { clock: clock.clone(), ..Seams::real() }, |_| {});
    let (mut session, leader) = busy(&mut stage, &only_on_mains()).await;
    stage.become_like(on(Power::Battery(90))).await;
    until(|| stands_still(leader)).await;
    for _ in 0..6 {
        // Its lease goes on meanwhile: the worker is there, and says so.
        clock.pass(Duration::from_secs(50));
        stage.become_like(on(Power::Battery(90))).await;
    }
    let end = loop {
        match session.next().await {
            FromWorker::Finished(report) => break report.end,
            FromWorker::Changed { .. } => {}
            other => panic!("unexpected: {other:?}"),
        }
    };
    assert_eq!(end.reason, Some(FailureReason::TakenBack));
    let detail = "its worker's owner did not want jobs there any more";
    assert_eq!(end.detail.as_deref(), Some(detail));
    assert_eq!(group(leader), [0; 0]);
}

#[tokio::test]
async fn what_stands_still_goes_on_standing_while_nobody_knows_and_not_for_longer() {
    let clock = Arc::new(SteppingClock::default());
    let mut stage = Stage::with(Seams { clock: clock.clone(), ..Seams::real() }, |_| {});
    let (mut session, leader) = busy(&mut stage, &only_on_mains()).await;
    stage.become_like(on(Power::Battery(90))).await;
    assert_eq!(said(&mut session).await.closed, Some(Closed::OnBattery));
    until(|| stands_still(leader)).await;
    stage.become_like(Machine::default()).await;
    assert_eq!(said(&mut session).await.closed, Some(Closed::Unknown));
    assert!(stands_still(leader), "it is not known to be on mains");
    for _ in 0..6 {
        clock.pass(Duration::from_secs(50));
        stage.become_like(Machine::default()).await;
    }
    assert_eq!(session.finished(grant(1)).await.reason, Some(FailureReason::TakenBack));
}

#[tokio::test]
async fn a_machine_that_does_not_answer_keeps_nobody_from_going_on() {
    let mut stage = Stage::begin();
    let mut session = on_mains(&mut stage, &only_on_mains()).await;
    stage.hang().await;
    session.assign(shell(grant(1), "echo never")).await;
    session.say(FromCoordinator::Stop { grant: grant(1) }).await;
    assert_eq!(session.finished(grant(1)).await.reason, Some(FailureReason::Cancelled));
    session.say(FromCoordinator::FinishStored { grant: grant(1) }).await;
    assert_eq!(said(&mut session).await.closed, Some(Closed::Unknown));
    let mut stage = stage.restart().await;
    let session = stage.welcome().await;
    assert_eq!(session.hello.owner.limits, only_on_mains());
}

#[tokio::test]
async fn an_owner_may_let_what_runs_go_on_to_its_end() {
    let mut stage = Stage::begin();
    let limits = Limits { running: Running::GoesOn, ..only_on_mains() };
    let (mut session, leader) = busy(&mut stage, &limits).await;
    stage.become_like(on(Power::Battery(90))).await;
    assert_eq!(said(&mut session).await.closed, Some(Closed::OnBattery));
    session.assign(shell(grant(2), "echo never")).await;
    assert_eq!(session.finished(grant(2)).await.reason, Some(FailureReason::TakenBack));
    assert!(!stands_still(leader));
}

#[tokio::test]
async fn programs_and_submitters_are_asked_about_before_anything_starts() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let only =
        Only { programs: ["echo".to_owned()].into(), submitters: ["operator".to_owned()].into() };
    stage.allow(&Limits { only, ..Limits::default() }).await;
    said(&mut session).await;
    let argv = |number, program: &str| {
        let command = Command::Argv(vec![program.to_owned(), "hello".to_owned()]);
        Assignment { command, ..shell(grant(number), "") }
    };
    for (assignment, why) in [
        (shell(grant(1), "echo hello"), "its owner does not allow `sh`"),
        (argv(2, "/bin/echo"), "its owner does not allow `/bin/echo`"),
        (
            Assignment { submitter: "tok_1".to_owned(), ..argv(3, "echo") },
            "its owner takes no jobs of `tok_1`",
        ),
    ] {
        let grant = assignment.grant;
        session.assign(assignment).await;
        assert_eq!(session.finished(grant).await.detail.as_deref(), Some(why));
        session.say(FromCoordinator::FinishStored { grant }).await;
    }
    assert!(session.complete(argv(4, "echo")).await.is_success());
}

#[tokio::test]
async fn an_allowed_program_is_the_machines_own_and_loads_nothing_of_the_jobs() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let only = Only { programs: ["env".to_owned()].into(), ..Only::default() };
    stage.allow(&Limits { only, ..Limits::default() }).await;
    said(&mut session).await;
    let bin = stage.file("bin");
    fs::create_dir(&bin).unwrap();
    fs::write(bin.join("env"), "#!/bin/sh\necho mine\n").unwrap();
    let environment = [
        ("PATH", bin.to_str().unwrap()),
        ("LD_PRELOAD", "/nowhere/mine.so"),
        ("GREETING", "hello"),
    ];
    let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let command = Command::Argv(vec!["env".to_owned()]);
    let end = session.complete(Assignment { command, environment, ..shell(grant(1), "") }).await;
    assert!(end.is_success());
    let told = session.logs[&grant(1)].text();
    assert!(told.contains("GREETING=hello") && !told.contains("LD_PRELOAD"), "{told}");
    assert!(!told.contains("mine"), "{told}");
}

#[tokio::test]
async fn limits_that_cannot_be_read_start_nothing_and_end_nothing() {
    let mut stage = Stage::begin();
    let (mut session, leader) = busy(&mut stage, &only_on_mains()).await;
    fs::write(&stage.options.limits_file, "only by day").unwrap();
    stage.tell(News::Network).await;
    assert_eq!(said(&mut session).await.closed, Some(Closed::Unreadable));
    session.assign(shell(grant(2), "echo never")).await;
    assert_eq!(session.finished(grant(2)).await.reason, Some(FailureReason::TakenBack));
    assert!(!stands_still(leader));
}
