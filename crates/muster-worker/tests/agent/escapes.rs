//! What tries to get away does not: after a cancel nothing of a job lives, with cgroups and without.

use crate::stage::{Session, Stage, grant, shell, started_with, until};
use muster_api::session::{FromCoordinator, Grant};
use muster_core::job::{AttemptEnd, FailureReason};
use muster_seams::Seams;
use muster_worker::Processes;
use std::sync::Arc;

/// Each says `ready` when it has done its worst. `$NAP` outlives every test and names its processes.
pub(crate) const ESCAPES: [(&str, &str); 8] = [
    ("an orphan", "(sleep $NAP &); echo ready; sleep $NAP"),
    ("a session of its own", "setsid sleep $NAP & echo ready; wait"),
    ("deaf to hang-ups", "nohup sleep $NAP > nohup.out 2>&1 & echo ready; wait"),
    (
        "a daemon that keeps nothing of its parents",
        "(env -i /usr/bin/setsid sh -c \"cd /; (sleep $NAP &); sleep $NAP\" \
         < /dev/null > /dev/null 2>&1 &); sleep 0.1; echo ready; sleep $NAP",
    ),
    ("a stopped child", "sleep $NAP & kill -STOP $!; echo ready; wait"),
    ("a stopped leader", "sleep $NAP & echo ready; kill -STOP $$; wait"),
    ("the pipe held open", "(setsid sleep $NAP &); echo ready; sleep $NAP"),
    (
        "a tree that is still growing",
        "grow() { [ $1 -gt 6 ] && exec sleep $NAP; grow $(($1 + 1)) & grow $(($1 + 1)) & wait; }; \
         echo ready; grow 1",
    ),
];

/// An argument of `sleep` that no other process has.
pub(crate) fn nap(number: u32) -> String {
    format!("86400.{}{number:03}", std::process::id())
}

async fn begin(session: &mut Session, grant: Grant, number: u32, line: &str) {
    session.assign(shell(grant, &line.replace("$NAP", &nap(number)))).await;
    session.started(grant).await;
    session.log_with(grant, "ready").await;
}

async fn nothing_survives(runner: Processes) {
    let mut stage = Stage::with_runner(Arc::new(runner), Seams::real(), |_| {});
    let mut session = stage.welcome().await;
    begin(&mut session, grant(1), 1, "echo ready; sleep $NAP").await;
    for (number, (name, line)) in (2..).zip(ESCAPES) {
        begin(&mut session, grant(number), number, line).await;
        session.say(FromCoordinator::Stop { grant: grant(number) }).await;
        let end = session.finished(grant(number)).await;
        assert_eq!(started_with(&nap(number)), [0; 0], "{name}");
        assert_eq!(end, AttemptEnd::because(FailureReason::Cancelled), "{name}");
        session.say(FromCoordinator::FinishStored { grant: grant(number) }).await;
    }
    assert!(!started_with(&nap(1)).is_empty(), "a job that nobody cancelled goes on");
    session.say(FromCoordinator::Stop { grant: grant(1) }).await;
    session.finished(grant(1)).await;
}

#[tokio::test]
async fn nothing_survives_a_cancel_without_cgroups() {
    nothing_survives(Processes::without_cgroups()).await;
}

#[tokio::test]
async fn nothing_survives_a_cancel_with_cgroups() {
    let runner = Processes::new();
    if runner.has_cgroups() {
        nothing_survives(runner).await;
    } else {
        println!("passed over: no cgroup can be made here");
    }
}

const DEAF: &str = "trap '' TERM; sleep $NAP & echo ready; while :; do sleep $NAP; done";

/// Nobody stays in one process for long, until all have run for long enough.
const RUNNERS: &str = "trap '' TERM; \
    echo 'n=$1; [ $n -gt 0 ] || exec sleep $2; env -i /bin/sh $0 $((n - 1)) $2 &' > run.sh; \
    for one in 1 2 3 4; do env -i /bin/sh run.sh 3000 $NAP & done; echo ready; sleep $NAP";

fn runners() -> [Processes; 2] {
    [Processes::without_cgroups(), Processes::new()]
}

#[tokio::test]
async fn what_does_not_hear_is_ended_when_its_job_does_not_count_any_more() {
    for runner in runners() {
        let mut stage = Stage::with_runner(Arc::new(runner), Seams::real(), |_| {});
        let mut session = stage.welcome().await;
        for (number, line) in [(1, DEAF), (2, RUNNERS)] {
            begin(&mut session, grant(number), number, line).await;
            session.say(FromCoordinator::Stop { grant: grant(number) }).await;
            session.say(FromCoordinator::FinishStored { grant: grant(number) }).await;
            until(|| started_with(&nap(number)).is_empty()).await;
        }
    }
}

#[tokio::test]
async fn long_what_does_not_hear_is_ended_after_its_grace() {
    for runner in runners() {
        let mut stage = Stage::with_runner(Arc::new(runner), Seams::real(), |_| {});
        let mut session = stage.welcome().await;
        for (number, line) in [(1, DEAF), (2, &RUNNERS.replace("3000", "30000"))] {
            begin(&mut session, grant(number), number, line).await;
            session.say(FromCoordinator::Stop { grant: grant(number) }).await;
            let end = session.finished(grant(number)).await;
            assert_eq!(started_with(&nap(number)), [0; 0]);
            assert_eq!(end, AttemptEnd::because(FailureReason::Cancelled));
            session.say(FromCoordinator::FinishStored { grant: grant(number) }).await;
        }
    }
}

#[tokio::test]
async fn what_a_command_leaves_behind_is_ended_with_it() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let line = "(env -i /usr/bin/setsid sleep $NAP > /dev/null 2>&1 &); exit 3";
    let end = session.complete(shell(grant(1), &line.replace("$NAP", &nap(1)))).await;
    assert_eq!(end, AttemptEnd::exited(3));
    assert_eq!(started_with(&nap(1)), [0; 0]);
}
