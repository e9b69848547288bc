//! The life of jobs against a model: random commands, applied to real rows and to a few lines of plain
//! bookkeeping, which must agree after each.
//!
//! The model knows the promises and not how they are kept: a report counts if it is about the grant
//! that stands, and an end is for good.

use crate::engine::{
    life::{Moment, NotApplied, apply},
    needs,
    steer::open,
};
use muster_core::{
    Actor, Fence, JobId, OrganisationId, Scope, Timestamp, UsageEventId, WorkerId,
    job::{AttemptEnd, Command, Event, FailureReason, Hold, IfNeedsFail, JobState, Specification},
    labels::WorkerLabels,
    owner::Owner,
    worker::{Destination, Link},
};
use muster_seams::{Rng, SeededRng};
use muster_store::{
    Store, coordinator, job,
    job::{Needed, NewJob},
    organisation, worker,
    worker::WorkerRow,
};
use proptest::{collection::vec, prelude::*};
use std::{collections::BTreeSet, sync::Arc, time::Duration};

const WORKERS: u8 = 3;
const MOST_FAILURES: u32 = 2;
const MOST_CRASHES: u32 = 3;

/// One command. A job is named by its place among those that were submitted.
#[derive(Debug, Clone)]
enum Act {
    Submit,
    /// A job that needs these two, which may be the same, as long as they are there.
    SubmitAfter {
        first: usize,
        second: usize,
        runs_anyway: bool,
    },
    Claim {
        job: usize,
        worker: u8,
    },
    Start {
        job: usize,
        grant: Which,
    },
    Finish {
        job: usize,
        grant: Which,
        how: How,
    },
    EndLease {
        job: usize,
        grant: Which,
    },
    Cancel {
        job: usize,
    },
    EndWait {
        job: usize,
    },
    Hold {
        job: usize,
    },
    Release {
        job: usize,
    },
    /// Another coordinator takes the store: fences of a higher epoch from now on.
    Restart,
    /// The wall clock is set to any time.
    SetClock {
        seconds: u32,
    },
}

/// Which of a job's grants a report is about.
#[derive(Debug, Clone, Copy)]
enum Which {
    Standing,
    Earlier,
    NeverMade,
}

#[derive(Debug, Clone, Copy)]
enum How {
    Success,
    Failure,
    TimeOut,
    Cancelled,
    WorkerStopped,
    WorkerLost,
}

impl How {
    fn end(self) -> AttemptEnd {
        match self {
            Self::Success => AttemptEnd::exited(0),
            Self::Failure => AttemptEnd::exited(9),
            Self::TimeOut => AttemptEnd::because(FailureReason::TimeOut),
            Self::Cancelled => AttemptEnd::because(FailureReason::Cancelled),
            Self::WorkerStopped => AttemptEnd::because(FailureReason::WorkerStopped),
            Self::WorkerLost => AttemptEnd::because(FailureReason::WorkerLost),
        }
    }
}

fn acts() -> impl Strategy<Value = Act> {
    let job = 0_usize..6;
    let grant = prop_oneof![6 => Just(Which::Standing), 2 => Just(Which::Earlier), 1 => Just(Which::NeverMade)];
    let how = prop_oneof![
        Just(How::Success),
        Just(How::Failure),
        Just(How::Failure),
        Just(How::TimeOut),
        Just(How::Cancelled),
        Just(How::WorkerStopped),
        Just(How::WorkerLost),
    ];
    prop_oneof![
        2 => Just(Act::Submit),
        2 => (0_usize..8, 0_usize..8, any::<bool>())
            .prop_map(|(first, second, runs_anyway)| Act::SubmitAfter { first, second, runs_anyway }),
        8 => (job.clone(), 0..WORKERS).prop_map(|(job, worker)| Act::Claim { job, worker }),
        6 => (job.clone(), grant.clone()).prop_map(|(job, grant)| Act::Start { job, grant }),
        6 => (job.clone(), grant.clone(), how).prop_map(|(job, grant, how)| Act::Finish { job, grant, how }),
        3 => (job.clone(), grant).prop_map(|(job, grant)| Act::EndLease { job, grant }),
        1 => job.clone().prop_map(|job| Act::Cancel { job }),
        6 => job.clone().prop_map(|job| Act::EndWait { job }),
        1 => job.clone().prop_map(|job| Act::Hold { job }),
        2 => job.prop_map(|job| Act::Release { job }),
        1 => Just(Act::Restart),
        1 => (0..2_000_000_000_u32).prop_map(|seconds| Act::SetClock { seconds }),
    ]
}

/// A job as the model keeps it.
#[derive(Debug, Clone, Default)]
struct Promise {
    state: &'static str,
    grants: Vec<(Fence, u8)>,
    failures: u32,
    crashes: u32,
    is_cancel_requested: bool,
    needs: BTreeSet<usize>,
    runs_anyway: bool,
    is_on_hold: bool,
}

impl Promise {
    fn is_held(&self) -> bool {
        matches!(self.state, "leased" | "running")
    }

    fn is_over(&self) -> bool {
        !matches!(self.state, "blocked" | "queued" | "retry_wait" | "leased" | "running")
    }

    /// Whether a report about this fence is about the grant that stands.
    fn counts(&self, fence: Fence) -> bool {
        self.is_held() && self.grants.last().is_some_and(|(last, _)| *last == fence)
    }

    fn end(&mut self, how: How) {
        if matches!(how, How::Success) {
            self.state = "succeeded";
        } else if self.is_cancel_requested || matches!(how, How::Cancelled) {
            self.state = "cancelled";
        } else if matches!(how, How::WorkerStopped) {
            self.state = "queued";
        } else if matches!(how, How::WorkerLost) {
            self.crashes += 1;
            self.state = if self.crashes == MOST_CRASHES { "quarantined" } else { "retry_wait" };
        } else {
            self.failures += 1;
            let is_timeout = matches!(how, How::TimeOut);
            let last = if is_timeout { "timed_out" } else { "failed" };
            self.state = if self.failures == MOST_FAILURES { last } else { "retry_wait" };
        }
    }
}

/// The rows and the model, side by side.
struct Pair {
    store: Store,
    rng: SeededRng,
    epoch: u32,
    now: Timestamp,
    promises: Vec<Promise>,
}

fn scope() -> Scope {
    Scope {
        organisation: OrganisationId::from_random([1; 16]),
        actor: Actor::Coordinator,
        request_id: "req-model".parse().expect("plain text"),
        idempotency_key: None,
    }
}

fn worker_id(number: u8) -> WorkerId {
    WorkerId::from_random([number + 1; 16])
}

fn worker_row(number: u8) -> WorkerRow {
    WorkerRow {
        organisation: scope().organisation,
        id: worker_id(number),
        name: format!("worker {number}"),
        destination: Destination::Local,
        link: Link::Session,
        public_key: None,
        labels: WorkerLabels::default(),
        slots: 4,
        version: None,
        is_this_machine: false,
        node_id: None,
        joined_at: Timestamp::from_millis(0),
        last_seen_at: Timestamp::from_millis(0),
        said_asleep: false,
        joined_with: None,
        pause: None,
        owner: Owner::default(),
        url: None,
        update: None,
    }
}

impl Pair {
    async fn on(store: Store) -> Self {
        let begun = store.write(|tx| {
            organisation::local(tx, &scope().organisation, Timestamp::from_millis(0))?;
            for number in 0..WORKERS {
                worker::insert(tx, &scope(), &worker_row(number))?;
            }
            coordinator::take(tx, "model", Timestamp::from_millis(0))
        });
        let epoch = begun.await.expect("a fresh store");
        let now = Timestamp::from_millis(1_000_000);
        Self { store, rng: SeededRng::from_seed(7), epoch, now, promises: Vec::new() }
    }

    fn moment(&self) -> Moment {
        let rng: &dyn Rng = &self.rng;
        Moment {
            scope: scope(),
            now: self.now,
            chance: u16::from_le_bytes(rng.bytes()),
            usage_id: UsageEventId::from_random(rng.bytes()),
            lease_hash: None,
            log_size: None,
            audit: None,
        }
    }

    /// Does one command to both.
    async fn act(&mut self, act: &Act) {
        let count = self.promises.len();
        match *act {
            Act::Submit => self.submit(BTreeSet::new(), false).await,
            Act::SubmitAfter { first, second, runs_anyway } if count > 0 => {
                self.submit([first % count, second % count].into(), runs_anyway).await
            }
            Act::Restart => {
                let now = self.now;
                let taken = self.store.write(move |tx| coordinator::take(tx, "model", now)).await;
                self.epoch = taken.expect("the store is there");
            }
            Act::SetClock { seconds } => {
                self.now = Timestamp::from_millis(i64::from(seconds) * 1_000);
            }
            Act::Hold { job } | Act::Release { job } if count > 0 => {
                self.steer(job % count, matches!(act, Act::Hold { .. })).await;
            }
            Act::Claim { job, .. }
            | Act::Start { job, .. }
            | Act::Finish { job, .. }
            | Act::EndLease { job, .. }
            | Act::Cancel { job }
            | Act::EndWait { job }
                if count > 0 =>
            {
                self.tell(job % count, act).await
            }
            _ => {}
        }
        self.tell_needs().await;
    }

    async fn submit(&mut self, needs: BTreeSet<usize>, runs_anyway: bool) {
        let if_needs_fail = if runs_anyway { IfNeedsFail::Run } else { IfNeedsFail::Cancel };
        let specification = Arc::new(Specification {
            max_attempts: MOST_FAILURES,
            if_needs_fail,
            ..Specification::of(Command::Shell("true".into()))
        });
        let new = NewJob {
            specification,
            needs: needs.iter().map(|at| Needed::Job(id(*at))).collect(),
            hold: None,
        };
        let moment = self.moment();
        let kept = self
            .store
            .write(move |tx| needs::submit(tx, std::slice::from_ref(&new), false, &moment))
            .await;
        let state = if needs.is_empty() { "queued" } else { "blocked" };
        self.promises.push(Promise { state, needs, runs_anyway, ..Promise::default() });
        let given = kept.expect("a job is kept")[0].id.number();
        assert_eq!(given, i64::try_from(self.promises.len()).unwrap(), "numbers have no holes");
    }

    /// Holds a job back or lets it go, which only its end forbids.
    async fn steer(&mut self, place: usize, is_on_hold: bool) {
        let id = JobId::from_number(i64::try_from(place).unwrap() + 1);
        let hold = Hold { by: "model".into(), at: self.now, reason: "not yet".into() };
        let hold = is_on_hold.then_some(hold);
        let steered = self.store.write(move |tx| {
            let row = open(tx, &scope().organisation, id)?;
            Ok::<_, NotApplied>(job::hold(tx, &row, hold.as_ref())?)
        });
        let promise = &mut self.promises[place];
        assert_eq!(steered.await.is_ok(), !promise.is_over(), "{promise:?}");
        if !promise.is_over() {
            promise.is_on_hold = is_on_hold;
        }
    }

    /// An event about one job: what the rows make of it must be what the model expects.
    async fn tell(&mut self, place: usize, act: &Act) {
        let (event, now) = self.event(place, act);
        let epoch = self.epoch;
        let expected = expect(&mut self.promises[place], act, &event, epoch);
        let id = id(place);
        let moment = Moment { now, ..self.moment() };
        let told = event.clone();
        let applied = self.store.write(move |tx| apply(tx, id, told.clone(), &moment)).await;
        let was_applied = match applied {
            Ok(_) => true,
            Err(NotApplied::Refused(_)) => false,
            Err(other) => panic!("{act:?}: {other}"),
        };
        assert_eq!(was_applied, expected, "{act:?} as {event:?} on {:?}", self.promises[place]);
    }

    /// What a reconciler does with ends that not everybody has heard of, and what the model expects of them.
    async fn tell_needs(&mut self) {
        loop {
            let moment = self.moment();
            let told = self.store.write(move |tx| needs::tell_on(tx, None, &moment)).await;
            if told.expect("the rows can be read").is_none() {
                break;
            }
        }
        while let Some((place, state)) = released(&self.promises) {
            self.promises[place].state = state;
        }
    }

    fn event(&self, place: usize, act: &Act) -> (Event, Timestamp) {
        let promise = &self.promises[place];
        let fence = |which: Which| match (which, &promise.grants[..]) {
            (Which::Standing, [.., (fence, _)]) | (Which::Earlier, [.., (fence, _), _]) => *fence,
            _ => Fence { epoch: self.epoch + 1, counter: 99 },
        };
        let event = match *act {
            Act::Claim { worker, .. } => {
                Event::Claim { worker: worker_id(worker), epoch: self.epoch }
            }
            Act::Start { grant, .. } => Event::Started(fence(grant)),
            Act::Finish { grant, how, .. } => Event::Finished(fence(grant), how.end()),
            Act::EndLease { grant, .. } => Event::LeaseEnded(fence(grant)),
            Act::Cancel { .. } => Event::CancelRequested,
            Act::EndWait { .. }
            | Act::Submit
            | Act::SubmitAfter { .. }
            | Act::Restart
            | Act::SetClock { .. }
            | Act::Hold { .. }
            | Act::Release { .. } => Event::WaitElapsed,
        };
        // A wait is over when its time has come, however the wall clock was set meanwhile.
        let is_wait = event == Event::WaitElapsed;
        (
            event,
            if is_wait { self.now.after(Duration::from_hours(24 * 365 * 100)) } else { self.now },
        )
    }

    /// Every row is as the model has it, and nothing contradicts anything.
    async fn compare(&self) {
        let found = self.store.violations().await.expect("the rows can be read");
        assert!(found.is_empty(), "{found:?}");
        let rows = self.store.read(|tx| {
            let jobs = (1..=64).map(JobId::from_number).collect::<Vec<_>>();
            job::many(tx, &scope().organisation, &jobs)
        });
        let rows: Vec<job::JobRow> = rows.await.expect("the rows can be read");
        assert_eq!(rows.len(), self.promises.len(), "no job is lost");
        for (row, promise) in rows.iter().zip(&self.promises) {
            assert_eq!(row.life.state.as_str(), promise.state, "{row:?}");
            assert_eq!((row.life.failures, row.life.crashes), (promise.failures, promise.crashes));
            assert_eq!(row.life.attempts as usize, promise.grants.len());
            assert_eq!(row.hold.is_some(), promise.is_on_hold);
            assert_eq!(row.is_waiting(), promise.state == "queued" && !promise.is_on_hold);
            let holder = match &row.life.state {
                JobState::Leased(holder) | JobState::Running(holder) => Some(holder),
                _ => None,
            };
            let standing = promise.grants.last().filter(|_| promise.is_held());
            assert_eq!(holder.map(|holder| holder.fence), standing.map(|(fence, _)| *fence));
        }
    }
}

/// A job of the model that has nothing more to wait for, and what becomes of it.
fn released(promises: &[Promise]) -> Option<(usize, &'static str)> {
    let blocked = promises.iter().enumerate().filter(|(_, job)| job.state == "blocked");
    blocked.into_iter().find_map(|(place, job)| {
        let mut needs = job.needs.iter().map(|at| &promises[*at]);
        let has_failed = needs.clone().any(|need| need.is_over() && need.state != "succeeded");
        if has_failed && !job.runs_anyway {
            Some((place, "cancelled"))
        } else {
            needs.all(Promise::is_over).then_some((place, "queued"))
        }
    })
}

fn id(place: usize) -> JobId {
    JobId::from_number(i64::try_from(place).unwrap() + 1)
}

/// What the model makes of an event; whether it counts at all.
fn expect(promise: &mut Promise, act: &Act, event: &Event, epoch: u32) -> bool {
    match (act, event) {
        (Act::Claim { worker, .. }, _) if promise.state == "queued" && !promise.is_on_hold => {
            let counter = u32::try_from(promise.grants.len()).unwrap() + 1;
            promise.grants.push((Fence { epoch, counter }, *worker));
            promise.state = "leased";
            true
        }
        (Act::Start { .. }, Event::Started(fence)) if promise.counts(*fence) => {
            promise.state = "running";
            true
        }
        (Act::Finish { how, .. }, Event::Finished(fence, _)) if promise.counts(*fence) => {
            promise.end(*how);
            true
        }
        (Act::EndLease { .. }, Event::LeaseEnded(fence)) if promise.counts(*fence) => {
            // A grant that nobody claimed costs nothing.
            let was_claimed = promise.state == "running";
            promise.end(if was_claimed { How::WorkerLost } else { How::WorkerStopped });
            true
        }
        (Act::Cancel { .. }, _) if !promise.is_over() => {
            promise.is_cancel_requested |= promise.is_held();
            if !promise.is_held() {
                promise.state = "cancelled";
            }
            true
        }
        (Act::EndWait { .. }, _) if promise.state == "retry_wait" => {
            promise.state = "queued";
            true
        }
        _ => false,
    }
}

async fn rows_and_model_agree(store: Store, acts: &[Act]) {
    let mut pair = Pair::on(store).await;
    for act in acts {
        pair.act(act).await;
        pair.compare().await;
    }
}

/// Runs lists of commands until one goes wrong, and then looks for the shortest that does.
fn run_lists(cases: u32, longest: usize, run: impl Fn(Vec<Act>)) {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let outcome = runner.run(&vec(acts(), 1..longest), |acts| {
        run(acts);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

fn on_sqlite(cases: u32) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    run_lists(cases, 60, |acts| {
        let store = Store::open_inline_in_memory().unwrap();
        runtime.block_on(rows_and_model_agree(store, &acts));
    });
}

#[test]
fn on_sqlite_the_rows_are_what_the_model_says_after_any_commands() {
    on_sqlite(256);
}

#[test]
fn long_on_sqlite_the_rows_are_what_the_model_says_after_any_commands() {
    on_sqlite(10_000);
}

fn on_postgres(cases: u32) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let Some(server) = muster_testkit::PrivatePostgres::start() else { return };
    run_lists(cases, 40, |acts| {
        runtime.block_on(async {
            let database = server.fresh_database().await;
            let store = Store::connect_postgres(&database).await.unwrap();
            rows_and_model_agree(store.clone(), &acts).await;
            store.close().await;
        });
    });
}

#[test]
fn on_postgres_the_rows_are_what_the_model_says_after_any_commands() {
    on_postgres(16);
}

#[test]
fn long_on_postgres_the_rows_are_what_the_model_says_after_any_commands() {
    on_postgres(500);
}
