//! `kill -9` at named places: what was acknowledged is there once, ends once, and has its log.
//!
//! Clients submit under keys of their own and say each submission again until it is acknowledged.
//! What they were told is the ledger; in the end the coordinator must say the same.

use crate::{
    cloud,
    ledger::{Ledger, Work},
};
use muster_api::job::JobState;
use muster_client::Client;
use muster_testkit::{JoinedWorker, Plan, Serve, WorkerPlan, until};
use std::{cell::Cell, sync::Arc};

const VARIABLE: &str = "MUSTER_TEST_KILL_AT";
/// Kills at each place in a long run.
const MANY: usize = 200;
const SIDE_BY_SIDE: usize = 4;

/// Who dies where. Two places one after the other: the second is only reached after the first.
#[derive(Debug, Clone, Copy)]
enum Death {
    Coordinator(&'static [&'static str]),
    Worker(&'static str),
}
use Death::{Coordinator, Worker};

const SUBMISSIONS: &[Death] = &[
    Coordinator(&["submit.before_begin"]),
    Coordinator(&["submit.after_insert"]),
    Coordinator(&["create.before_commit"]),
    Coordinator(&["submit.after_commit"]),
];
const GRANTS: &[Death] = &[
    Coordinator(&["claim.after_commit"]),
    Coordinator(&["started.before_commit"]),
    Coordinator(&["started.after_commit"]),
    Coordinator(&["claim.after_commit", "reap.before_commit"]),
    Coordinator(&["claim.after_commit", "reap.after_commit"]),
];
const REPORTS: &[Death] = &[
    Coordinator(&["log.after_append"]),
    Coordinator(&["log.after_sync"]),
    Coordinator(&["finish.before_commit"]),
    Coordinator(&["finish.after_commit"]),
];
const LATER: &[Death] = &[
    Coordinator(&["retry.before_commit"]),
    Coordinator(&["retry.after_commit"]),
    Coordinator(&["cancel.before_commit"]),
    Coordinator(&["cancel.after_commit"]),
];
const BEGINNINGS: &[Death] =
    &[Worker("attempt.after_note"), Worker("attempt.after_spawn"), Worker("spool.after_append")];
const ENDS: &[Death] = &[Worker("attempt.before_end_written"), Worker("attempt.after_end_written")];

/// Around a question to a provider: after it was written down, after it was answered, and after that was kept.
const OPERATIONS: [&str; 3] =
    ["operation.after_intent", "operation.after_answer", "operation.after_record"];
/// So often each of them is passed at least while a worker and an environment come, stop, start and go.
const PASSAGES: usize = 20;
/// Seven times at each of three places: more than twenty kills for each step in a long run.
const TIMES: usize = 7;

/// A coordinator that dies at a passage of a place.
pub(crate) fn armed(plan: &Plan, place: &str, passage: usize) -> Plan {
    plan.clone().variable(VARIABLE, &format!("{place}:{passage}"))
}

#[test]
fn a_kill_around_a_question_to_a_provider_makes_nothing_twice_and_leaves_nothing() {
    if cfg!(debug_assertions) {
        // What was written down and never sent is asked again only after minutes, so that is for a long run.
        let [_, answered, kept] = OPERATIONS;
        let kills =
            [[(answered, 1), (kept, 4), (answered, 9)], [(kept, 1), (answered, 5), (kept, 8)]];
        side_by_side(kills.len(), |own| cloud::survives(kills[own]));
    }
}

#[test]
fn long_twenty_kills_at_each_step_of_each_operation() {
    if cfg!(debug_assertions) {
        side_by_side(OPERATIONS.len() * TIMES, async |own| {
            let place = OPERATIONS[own % OPERATIONS.len()];
            let kills = cloud::survives_all(place).await;
            println!("{place}: {kills} kills");
            assert!(kills >= PASSAGES, "{place}: {kills} passages are too few to be all");
        });
    }
}

/// A coordinator that dies when the bytes of an artefact are there and no row names them yet.
pub(crate) fn dies_between_bytes_and_row(plan: &Plan) -> Plan {
    plan.clone().variable(VARIABLE, "artefact.after_blob")
}

#[test]
fn a_kill_at_any_named_place_loses_and_doubles_nothing() {
    let places = [SUBMISSIONS, GRANTS, REPORTS, LATER, BEGINNINGS, ENDS].concat();
    side_by_side(2, |own| {
        // Another passage at each place; over several runs of this test it is always the same one.
        let kills = places.iter().copied().zip((1..=3).cycle());
        kill_at_each(kills.skip(own).step_by(2))
    });
}

/// Several coordinators side by side: most of the time each of them waits.
fn many(places: &'static [Death]) {
    side_by_side(SIDE_BY_SIDE, |_| async {
        let passages = (0..MANY / SIDE_BY_SIDE).map(|round| 1 + round % 5);
        let kills = passages.flat_map(|passage| places.iter().map(move |place| (*place, passage)));
        Box::pin(kill_at_each(kills)).await;
    });
}

/// Runs the same several times at once, each on a thread of its own.
pub(crate) fn side_by_side<F: Future<Output = ()>>(count: usize, work: impl Fn(usize) -> F + Sync) {
    let alone = &|own| {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        runtime.worker_threads(1).enable_all().build().unwrap().block_on(work(own));
    };
    std::thread::scope(|scope| {
        for own in 0..count {
            scope.spawn(move || alone(own));
        }
    });
}

#[test]
fn long_two_hundred_kills_at_each_step_of_a_submission() {
    many(SUBMISSIONS);
}

#[test]
fn long_two_hundred_kills_at_each_step_of_a_grant() {
    many(GRANTS);
}

#[test]
fn long_two_hundred_kills_at_each_step_of_a_report() {
    many(REPORTS);
}

#[test]
fn long_two_hundred_kills_at_each_step_of_a_retry_and_a_cancel() {
    many(LATER);
}

#[test]
fn long_two_hundred_kills_of_a_worker_at_each_step_of_a_beginning() {
    many(BEGINNINGS);
}

#[test]
fn long_two_hundred_kills_of_a_worker_at_each_step_of_an_end() {
    many(ENDS);
}

async fn kill_at_each(kills: impl IntoIterator<Item = (Death, usize)>) {
    if !cfg!(debug_assertions) {
        println!("passed over: a released program cannot be told to die");
        return;
    }
    let mut stage = Stage::set().await;
    let mut count = 0;
    for (death, passage) in kills {
        count += 1;
        let begun = std::time::Instant::now();
        Box::pin(stage.round(count, death, passage)).await;
        println!("{death:?} at passage {passage}: {:?}", begun.elapsed());
    }
    stage.ledger.check_all(&stage.client).await;
    let doctor = stage.client.doctor().await.unwrap();
    let rows = doctor.checks.iter().find(|check| check.name == "rows").unwrap();
    assert_eq!(rows.verdict, muster_api::instance::Verdict::Good, "{rows:?}");
    println!("{count} kills, {}", stage.ledger);
}

struct Stage {
    plan: Plan,
    /// Away while it is dead.
    serve: Option<Serve>,
    worker: JoinedWorker,
    client: Client,
    ledger: Arc<Ledger>,
}

impl Stage {
    async fn set() -> Self {
        let plan = Plan::default().without_local_worker().at_one_port();
        let serve = plan.start();
        let worker = JoinedWorker::join(&serve, "victim").await;
        let client = serve.client().await;
        Self { plan, serve: Some(serve), worker, client, ledger: Arc::default() }
    }

    /// Kills somebody once under load, starts it again, and waits until all of the load has ended.
    async fn round(&mut self, number: usize, death: Death, passage: usize) {
        let (is_over, client, ledger) =
            (Cell::new(false), self.client.clone(), self.ledger.clone());
        let load = async |own: usize| {
            let mut count = 0;
            while !is_over.get() {
                let (key, work) =
                    (format!("{number}-{own}-{count}"), Work::of(number + own + count));
                ledger.have_done(&client, &key, work).await;
                count += 1;
            }
        };
        let killing = async {
            match death {
                Coordinator(places) => self.kill_coordinator(places, passage).await,
                Worker(place) => self.kill_worker(place, passage).await,
            }
            is_over.set(true);
        };
        tokio::join!(killing, load(0), load(1), load(2));
    }

    async fn kill_coordinator(&mut self, places: &[&str], passage: usize) {
        drop(self.serve.take());
        // It had nothing to do, and comes back sooner than after many short sessions.
        self.worker.kill();
        self.worker.run_again();
        for (place, passage) in places.iter().zip([passage, 1]) {
            // It may die before it is ready: a worker that was left comes back at once.
            let armed = self.plan.clone().variable(VARIABLE, &format!("{place}:{passage}"));
            if let Ok(mut serve) = armed.try_start() {
                until(async || serve.has_ended()).await;
            }
        }
        self.serve = Some(self.plan.start());
    }

    async fn kill_worker(&mut self, place: &str, passage: usize) {
        self.worker.kill();
        let armed = WorkerPlan::default().variable(VARIABLE, &format!("{place}:{passage}"));
        self.worker.run_again_as(&armed);
        until(async || self.worker.has_ended()).await;
        self.worker.run_again();
    }
}

#[test]
fn every_work_has_its_end() {
    assert_eq!(
        (0..4).map(|number| Work::of(number).end()).collect::<Vec<_>>(),
        [JobState::Succeeded, JobState::Failed, JobState::Succeeded, JobState::Cancelled]
    );
}
