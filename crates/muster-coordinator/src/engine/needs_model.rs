//! Jobs that need each other, run to the end against what their submitter was promised: whatever each came
//! to, whatever was cancelled, and wherever the coordinator stopped in between.

use crate::engine::{
    fleet::Offer,
    life::{Moment, NotApplied, apply, apply_to},
    needs::{submit, tell_on},
    queue::{Terms, Turns, claim},
};
use muster_core::{
    Actor, JobId, OrganisationId, Scope, Timestamp, UsageEventId, WorkerId,
    job::{Array, AttemptEnd, Command, Event, IfNeedsFail, JobState, Outcome, Specification},
    labels::WorkerLabels,
    owner::Owner,
    ranges::Ranges,
    worker::{Destination, Link},
};
use muster_store::{
    Store, StoreError, coordinator, job,
    job::{JobRow, Needed, NewJob, need},
    organisation, worker,
    worker::WorkerRow,
};
use proptest::{collection::vec, prelude::*, sample::Index};
use std::{collections::BTreeSet, sync::Arc};

/// What somebody submits.
#[derive(Debug, Clone)]
struct Wish {
    /// Which of those before it are needed.
    needs: Vec<Index>,
    if_needs_fail: IfNeedsFail,
    /// None for a plain job.
    tasks: Option<u32>,
    succeeds: bool,
}

/// What happens next.
#[derive(Debug, Clone)]
enum Step {
    /// What can be granted is granted and comes to its end.
    Run,
    /// The reconciler makes one step.
    Tell,
    Cancel(Index),
}

/// Whether the coordinator stops before the step is durable.
type Scene = (Step, bool);

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let policy = prop_oneof![2 => Just(IfNeedsFail::Cancel), 1 => Just(IfNeedsFail::Run)];
    let tasks = prop_oneof![3 => Just(None), 1 => (1..4_u32).prop_map(Some)];
    let wish = (vec(any::<Index>(), 0..4), policy, tasks, prop::bool::weighted(0.7));
    let wish = wish.prop_map(|(needs, if_needs_fail, tasks, succeeds)| Wish {
        needs,
        if_needs_fail,
        tasks,
        succeeds,
    });
    vec(wish, 1..14)
}

fn scenes() -> impl Strategy<Value = Vec<Scene>> {
    let step = prop_oneof![
        4 => Just(Step::Run),
        3 => Just(Step::Tell),
        1 => any::<Index>().prop_map(Step::Cancel),
    ];
    vec((step, prop::bool::weighted(0.3)), 0..20)
}

fn moment(second: i64) -> Moment {
    Moment {
        scope: Scope {
            organisation: OrganisationId::from_random([1; 16]),
            actor: Actor::Coordinator,
            request_id: "req-needs".parse().unwrap(),
            idempotency_key: None,
        },
        now: Timestamp::from_millis(second * 1_000),
        chance: 0,
        usage_id: UsageEventId::from_random(i128::from(second).to_be_bytes()),
        lease_hash: None,
        log_size: None,
        audit: None,
    }
}

fn worker_row() -> WorkerRow {
    WorkerRow {
        organisation: moment(0).scope.organisation,
        id: WorkerId::from_random([2; 16]),
        name: "worker".to_owned(),
        destination: Destination::Local,
        link: Link::Session,
        public_key: None,
        labels: WorkerLabels::default(),
        slots: 2,
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

fn id(place: usize) -> JobId {
    JobId::from_number(i64::try_from(place).unwrap() + 1)
}

/// The places of the jobs that a wish needs.
fn needs(wish: &Wish, place: usize) -> BTreeSet<usize> {
    let earlier = wish.needs.iter().filter(|_| place > 0);
    earlier.map(|index| index.index(place)).collect()
}

struct Stage {
    store: Store,
    wishes: Vec<Wish>,
    second: i64,
    cancelled: BTreeSet<usize>,
}

/// A step that was lost with the coordinator.
#[derive(Debug)]
enum Lost {
    Stopped,
    Failed(NotApplied),
}

impl From<NotApplied> for Lost {
    fn from(error: NotApplied) -> Self {
        Self::Failed(error)
    }
}

impl From<StoreError> for Lost {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Stage {
    /// The first half is submitted in one request, the rest in another.
    async fn set(store: Store, wishes: Vec<Wish>) -> Self {
        let begun = store.write(|tx| {
            let own = moment(0);
            organisation::local(tx, &own.scope.organisation, own.now)?;
            worker::insert(tx, &own.scope, &worker_row())?;
            coordinator::take(tx, "needs", own.now)
        });
        begun.await.unwrap();
        let stage = Self { store, wishes, second: 1, cancelled: BTreeSet::new() };
        let middle = stage.wishes.len() / 2;
        for (from, to) in [(0, middle), (middle, stage.wishes.len())] {
            let jobs: Vec<_> = (from..to).map(|place| stage.new_job(place, from)).collect();
            if !jobs.is_empty() {
                stage.store.write(move |tx| submit(tx, &jobs, true, &moment(1))).await.unwrap();
            }
        }
        stage
    }

    fn new_job(&self, place: usize, from: usize) -> NewJob {
        let wish = &self.wishes[place];
        let array =
            wish.tasks.map(|tasks| Array { tasks: Ranges::up_to(tasks), matrix: [].into() });
        let specification = Specification {
            array,
            if_needs_fail: wish.if_needs_fail,
            ..Specification::of(Command::Shell("true".into()))
        };
        let needed = |at: usize| match at.checked_sub(from) {
            Some(new) => Needed::New(new),
            None => Needed::Job(id(at)),
        };
        let needs = needs(wish, place).into_iter().map(needed).collect();
        NewJob { specification: Arc::new(specification), needs, hold: None }
    }

    async fn play(&mut self, (step, stops): &Scene) -> usize {
        self.second += 10;
        let done = match step {
            Step::Run => self.run(*stops).await,
            Step::Tell => self.tell(*stops).await,
            Step::Cancel(index) => self.cancel(index.index(self.wishes.len())).await,
        };
        assert_eq!(self.store.violations().await.unwrap(), [], "after {step:?}");
        done
    }

    /// Grants what waits, and ends it as its wish says.
    async fn run(&self, stops: bool) -> usize {
        let (second, wishes) = (self.second, self.wishes.clone());
        let ran = self.store.write(move |tx| {
            let moment = moment(second);
            let offers = vec![Offer { row: worker_row(), free_slots: 2, ahead: None }];
            let terms = Terms { epoch: 1, most: 8, opens_secrets: true };
            let granted = claim(tx, offers, &Turns::default(), terms, &moment)?.granted;
            for grant in &granted {
                let job = grant.after.id.as_task().map_or(grant.after.id, |(array, _)| array);
                let needed = need::needs(tx, &grant.after.organisation, job)?;
                assert!(needed.iter().all(is_over), "{job} runs before its needs are over");
                let place = usize::try_from(job.number()).unwrap() - 1;
                let end = AttemptEnd::exited(i32::from(!wishes[place].succeeds));
                let fence = grant.after.life.state.holder().unwrap().fence;
                apply_to(tx, grant.after.clone(), Event::Finished(fence, end), &moment)?;
            }
            if stops { Err(Lost::Stopped) } else { Ok(granted.len()) }
        });
        settled(ran.await)
    }

    async fn tell(&self, stops: bool) -> usize {
        let second = self.second;
        let told = self.store.write(move |tx| {
            let told = tell_on(tx, None, &moment(second))?;
            if stops { Err(Lost::Stopped) } else { Ok(usize::from(told.is_some())) }
        });
        settled(told.await)
    }

    async fn cancel(&mut self, place: usize) -> usize {
        let second = self.second;
        let cancelled = self.store.write(move |tx| {
            apply(tx, id(place), Event::CancelRequested, &moment(second)).map(drop)
        });
        if cancelled.await.is_ok() {
            self.cancelled.insert(place);
        }
        1
    }

    async fn rows(&self) -> Vec<JobRow> {
        let ids: Vec<_> = (0..self.wishes.len()).map(id).collect();
        let own = moment(0).scope.organisation;
        self.store.read(move |tx| job::many(tx, &own, &ids)).await.unwrap()
    }

    /// Everything came to an end, to the one that its submitter was promised.
    async fn check(&self) {
        let rows = self.rows().await;
        assert_eq!(rows.len(), self.wishes.len(), "no job is lost");
        for (place, (row, wish)) in rows.iter().zip(&self.wishes).enumerate() {
            let needed = needs(wish, place);
            let forbidden = |at: &usize| wish.if_needs_fail.forbids(outcome(&rows[*at]));
            let expected = if needed.iter().any(forbidden) || self.cancelled.contains(&place) {
                Outcome::Cancelled
            } else if wish.succeeds {
                Outcome::Succeeded
            } else {
                Outcome::Failed
            };
            assert_eq!(outcome(row), expected, "{}: {row:?}", row.id);
            let is_for_another = expected == Outcome::Cancelled && !self.cancelled.contains(&place);
            assert_eq!(row.detail.is_some(), is_for_another, "{}: {row:?}", row.id);
        }
    }
}

fn settled(step: Result<usize, Lost>) -> usize {
    match step {
        Ok(done) => done,
        Err(Lost::Stopped) => 0,
        Err(Lost::Failed(error)) => panic!("{error}"),
    }
}

fn is_over(row: &JobRow) -> bool {
    matches!(row.life.state, JobState::Ended { .. })
}

fn outcome(row: &JobRow) -> Outcome {
    match row.life.state {
        JobState::Ended { outcome, .. } => outcome,
        _ => panic!("{} never ends: {row:?}", row.id),
    }
}

async fn all_come_to_their_end(store: Store, wishes: Vec<Wish>, scenes: Vec<Scene>) {
    let mut stage = Stage::set(store, wishes).await;
    for scene in &scenes {
        stage.play(scene).await;
    }
    while stage.play(&(Step::Run, false)).await + stage.play(&(Step::Tell, false)).await > 0 {}
    stage.check().await;
}

fn run_stories(cases: u32, run: impl Fn(Vec<Wish>, Vec<Scene>)) {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let outcome = runner.run(&(wishes(), scenes()), |(wishes, scenes)| {
        run(wishes, scenes);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn on_sqlite_jobs_that_need_each_other_all_come_to_their_promised_end() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    run_stories(128, |wishes, scenes| {
        let store = Store::open_inline_in_memory().unwrap();
        runtime.block_on(all_come_to_their_end(store, wishes, scenes));
    });
}

#[test]
fn on_postgres_jobs_that_need_each_other_all_come_to_their_promised_end() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let Some(server) = muster_testkit::PrivatePostgres::start() else { return };
    run_stories(8, |wishes, scenes| {
        runtime.block_on(async {
            let database = server.fresh_database().await;
            let store = Store::connect_postgres(&database).await.unwrap();
            all_come_to_their_end(store.clone(), wishes, scenes).await;
            store.close().await;
        });
    });
}
