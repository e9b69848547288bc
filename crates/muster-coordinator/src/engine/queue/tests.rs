//! What is granted to whom, and in which order.

use super::*;
use crate::engine::{
    changes::Changes,
    fleet::{Fleet, Now},
    life::apply_to,
    pace::Ahead,
};
use muster_core::{
    Actor, Timestamp, TokenId, UsageEventId, explain,
    job::{Array, AttemptEnd, Command, Specification},
    labels::WorkerLabels,
    owner::{Limits, Only, Owner},
    ranges::Ranges,
    requirement::{LabelValue, Labels},
    worker::Destination,
};
use muster_seams::BootTime;
use muster_store::{Store, coordinator, organisation, worker, worker::WorkerRow};
use proptest::{collection::vec, prelude::*};
use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
    time::Duration,
};

const NEEDS: [&str; 3] = ["", "gpu", "cpu_cores >= 8"];
const NOW: Now = Now { boot: BootTime(Duration::ZERO), wall: Timestamp::from_millis(0) };
const MOST_SLOTS: u32 = 4;
const MOST_AT_ONCE: usize = 64;

/// What somebody submits.
#[derive(Debug, Clone, Default)]
struct Wish {
    submitter: u8,
    needs: usize,
    /// Taken as one if it is none.
    slots: u32,
    priority: i32,
    has_secret: bool,
    /// None for a plain job.
    tasks: Option<u32>,
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let slots = prop_oneof![3 => Just(1), 1 => 2..=MOST_SLOTS];
    let wish = (0..3_u8, 0..NEEDS.len(), slots, -2..3, prop::option::of(1..4_u32));
    let wish = wish.prop_map(|(submitter, needs, slots, priority, tasks)| Wish {
        submitter,
        needs,
        slots,
        priority,
        tasks,
        ..Wish::default()
    });
    vec(wish, 1..12)
}

fn home() -> OrganisationId {
    OrganisationId::from_random([1; 16])
}

fn moment(actor: Actor, second: u64) -> Moment {
    Moment {
        scope: Scope {
            organisation: home(),
            actor,
            request_id: "req-queue".parse().unwrap(),
            idempotency_key: None,
        },
        now: Timestamp::from_millis(i64::try_from(second).unwrap() * 1_000),
        chance: 0,
        usage_id: UsageEventId::from_random(u128::from(second).to_be_bytes()),
        lease_hash: None,
        log_size: None,
        audit: None,
    }
}

fn submitter(number: u8) -> Actor {
    Actor::Token(TokenId::from_random([number + 1; 16]))
}

/// One worker can run everything, the other one only what asks for nothing.
fn worker_row(number: u8, slots: u32) -> WorkerRow {
    let all =
        [("gpu".to_owned(), LabelValue::Bool(true)), ("cpu_cores".to_owned(), LabelValue::Int(8))];
    WorkerRow {
        organisation: home(),
        id: WorkerId::from_random([number; 16]),
        name: format!("worker {number}"),
        destination: Destination::Local,
        link: Link::Session,
        public_key: None,
        labels: match number {
            0 => WorkerLabels::new(all.into(), Labels::new()),
            _ => WorkerLabels::default(),
        },
        slots,
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

fn specification(wish: &Wish) -> Arc<Specification> {
    let needs = NEEDS[wish.needs];
    let requirements = (!needs.is_empty()).then(|| needs.parse().unwrap());
    let array = wish.tasks.map(|tasks| Array { tasks: Ranges::up_to(tasks), matrix: [].into() });
    Arc::new(Specification {
        requirements: requirements.into_iter().collect(),
        slots: wish.slots.max(1),
        secrets: wish
            .has_secret
            .then(|| ("TOKEN".to_owned(), "deploy-key".parse().unwrap()))
            .into_iter()
            .collect(),
        priority: wish.priority,
        array,
        ..Specification::of(Command::Shell("true".into()))
    })
}

async fn submitted(store: &Store, wishes: &[Wish]) {
    let begun = store.write(|tx| {
        organisation::local(tx, &home(), Timestamp::from_millis(0))?;
        for number in 0..2 {
            worker::insert(tx, &moment(Actor::Operator, 0).scope, &worker_row(number, 1))?;
        }
        coordinator::take(tx, "queue", Timestamp::from_millis(0))
    });
    begun.await.unwrap();
    for (second, wish) in (0..).zip(wishes) {
        let (moment, said) = (moment(submitter(wish.submitter), second), specification(wish));
        let kept = store.write(move |tx| job::insert(tx, &moment.scope, &said, moment.now));
        kept.await.unwrap();
    }
}

/// Workers with so many slots each, all of them here.
fn fleet_of(workers: &[u8], slots: u32) -> Fleet {
    let fleet = Fleet::from_rows(Vec::new(), Changes::default());
    for number in workers {
        let line = crate::engine::fleet::tests::line();
        fleet.arrive(worker_row(*number, slots), line, Timestamp::from_millis(0));
    }
    fleet
}

fn slots_by_worker(running: &VecDeque<Applied>) -> BTreeMap<WorkerId, u32> {
    let mut busy = BTreeMap::new();
    for Applied { after, .. } in running {
        let worker = after.worker.clone().unwrap();
        *busy.entry(worker).or_default() += after.specification.slots;
    }
    busy
}

fn terms(most: usize) -> Terms {
    Terms { epoch: 1, most, opens_secrets: true }
}

async fn claimed(store: &Store, offers: Vec<Offer>, turns: Turns, second: u64) -> Claims {
    let moment = moment(Actor::Coordinator, second);
    let terms = terms(MOST_AT_ONCE);
    let claimed = store.write(move |tx| claim(tx, offers.clone(), &turns, terms, &moment));
    claimed.await.unwrap()
}

async fn ended(store: &Store, granted: Applied, second: u64) {
    let fence = granted.after.life.state.holder().unwrap().fence;
    let event = Event::Finished(fence, AttemptEnd::exited(0));
    let moment = moment(Actor::Coordinator, second);
    let ended = store.write(move |tx| apply_to(tx, granted.after.clone(), event.clone(), &moment));
    ended.await.unwrap();
}

/// What an explanation says of each job that could be next.
async fn told(store: &Store, fleet: &Fleet, busy: &BTreeMap<WorkerId, u32>) -> Vec<String> {
    let lanes = store.read(|tx| lane::waiting(tx)).await.unwrap().lanes;
    let now = Timestamp::from_millis(0);
    let say = |lane: &Lane| {
        let classes = fleet.classes(&lane.organisation, busy, now, [lane.ask()]);
        explain::sentence(lane.ask(), &classes)
    };
    lanes.iter().map(say).collect()
}

/// Workers with so many slots each run all that waits. One job ends at a time, so what needs several
/// slots has to wait for them; what is not granted is never called ready.
async fn drained(store: &Store, workers: &[u8], slots: u32) -> Vec<Applied> {
    let (mut turns, mut order) = (Turns::default(), Vec::new());
    let (fleet, mut running) = (fleet_of(workers, slots), VecDeque::new());
    for second in 1_000.. {
        let offers = fleet.offers(&slots_by_worker(&running), NOW);
        let claims = claimed(store, offers, turns, second).await;
        turns = claims.turns;
        fleet.keep(&claims.kept);
        order.extend(claims.granted.clone());
        running.extend(claims.granted);
        let busy = slots_by_worker(&running);
        assert!(busy.values().all(|taken| *taken <= slots), "no slot is given twice: {busy:?}");
        for said in told(store, &fleet, &busy).await {
            assert_ne!(said, "starts at any moment");
        }
        let Some(ends) = running.len().checked_sub(1) else { break };
        running.rotate_left(usize::try_from(second).unwrap() % (ends + 1));
        ended(store, running.pop_front().unwrap(), second).await;
    }
    order
}

fn place(granted: &Applied) -> i64 {
    granted.after.specification.place(granted.after.created_at)
}

fn key(granted: &Applied) -> (String, String, u32) {
    let (job, said) = (&granted.after, &granted.after.specification);
    (job.created_by.clone(), said.requirements.to_string(), said.slots)
}

#[tokio::test]
async fn a_node_that_polls_is_granted_jobs_and_no_tasks() {
    let store = Store::open_inline_in_memory().unwrap();
    let wish = |tasks| Wish { tasks, ..Wish::default() };
    submitted(&store, &[wish(Some(2)), wish(None)]).await;
    let claimed = store.write(|tx| {
        let row = WorkerRow { link: Link::Polling, ..worker_row(0, 3) };
        let offers = vec![Offer { row, free_slots: 3, ahead: None }];
        claim(tx, offers, &Turns::default(), terms(3), &moment(Actor::Coordinator, 1_000))
    });
    let granted = claimed.await.unwrap().granted;
    let ids: Vec<_> = granted.iter().map(|granted| granted.after.id).collect();
    assert_eq!(ids, [JobId::from_number(2)], "it would not know which task it runs");
}

/// What one worker that has a slot free is granted, now and ahead, of all that was wished for.
async fn granted_ahead(wishes: &[Wish], array: i64) -> (Vec<JobId>, Vec<JobId>) {
    let store = Store::open_inline_in_memory().unwrap();
    submitted(&store, wishes).await;
    let claimed = store.write(move |tx| {
        let ahead = Some(Ahead { array: JobId::from_number(array), count: 3 });
        let offers = vec![Offer { row: worker_row(1, 1), free_slots: 1, ahead }];
        claim(tx, offers, &Turns::default(), terms(64), &moment(Actor::Coordinator, 1_000))
    });
    let claims = claimed.await.unwrap();
    assert_eq!(store.violations().await.unwrap(), vec![]);
    let ids = |granted: Vec<Applied>| granted.iter().map(|one| one.after.id).collect();
    (ids(claims.granted), ids(claims.ahead))
}

#[tokio::test]
async fn tasks_are_held_ahead_only_where_nothing_else_waits() {
    let wish = |submitter, needs, tasks| Wish { submitter, needs, tasks, ..Wish::default() };
    let array = JobId::from_number(1);
    let tasks = |numbers: &[u32]| numbers.iter().map(|task| array.task(*task)).collect::<Vec<_>>();

    let alone = granted_ahead(&[wish(0, 0, Some(9))], 1).await;
    assert_eq!(alone, (tasks(&[1]), tasks(&[2, 3, 4])));
    let short = granted_ahead(&[wish(0, 0, Some(2)), wish(0, 0, None)], 1).await;
    assert_eq!(short, (tasks(&[1]), tasks(&[2])), "what follows waits for a slot");
    let another = granted_ahead(&[wish(0, 0, Some(9)), wish(1, 0, None)], 1).await;
    assert_eq!(another, (tasks(&[1]), vec![]), "it must not wait for longer than its turn");
    let elsewhere = granted_ahead(&[wish(0, 0, Some(9)), wish(1, 1, None)], 1).await;
    assert_eq!(elsewhere, (tasks(&[1]), tasks(&[2, 3, 4])), "it waits for another worker");
    let (_, slow) = granted_ahead(&[wish(0, 0, Some(9))], 7).await;
    assert_eq!(slow, [], "it says nothing about this array how fast that one went");
    let wide = Wish { slots: 2, ..wish(1, 0, None) };
    let too_wide = granted_ahead(&[wish(0, 0, Some(9)), wide], 1).await;
    assert_eq!(too_wide, (tasks(&[1]), tasks(&[2, 3, 4])), "it can never run there");
}

/// What is granted of four slots of which two are free, and for what the rest of them is kept.
async fn with_two_free(
    wishes: &[Wish],
    opens_secrets: bool,
) -> (Vec<JobId>, Option<(WorkerId, JobId)>) {
    let store = Store::open_inline_in_memory().unwrap();
    submitted(&store, wishes).await;
    let claimed = store.write(move |tx| {
        let offers = vec![Offer { row: worker_row(1, 4), free_slots: 2, ahead: None }];
        let moment = moment(Actor::Coordinator, 1_000);
        claim(tx, offers, &Turns::default(), Terms { opens_secrets, ..terms(64) }, &moment)
    });
    let claims = claimed.await.unwrap();
    let ids = claims.granted.iter().map(|one| one.after.id).collect();
    (ids, claims.kept.into_iter().next())
}

#[tokio::test]
async fn free_slots_are_kept_for_a_job_that_needs_more_of_them_and_is_ahead() {
    let of = |slots| Wish { slots, ..Wish::default() };
    let (job, worker) = (JobId::from_number, worker_row(1, 4).id);
    let kept_for = |number| Some((worker.clone(), job(number)));
    assert_eq!(with_two_free(&[of(3), of(1)], true).await, (vec![], kept_for(1)));
    assert_eq!(with_two_free(&[of(1), of(3), of(1)], true).await, (vec![job(1)], kept_for(2)));
    assert_eq!(with_two_free(&[of(2), of(3)], true).await, (vec![job(1)], None), "none is free");
    assert_eq!(with_two_free(&[of(5), of(1)], true).await, (vec![job(2)], None), "never fits");
    let sealed = Wish { has_secret: true, ..of(3) };
    let (granted, kept) = with_two_free(&[sealed, of(1)], false).await;
    assert_eq!((granted, kept), (vec![job(2)], None), "it could not be granted either");
}

/// A worker whose owner allows only this.
fn owned(number: u8, only: Only) -> WorkerRow {
    let limits = Limits { only, ..Limits::default() };
    WorkerRow { owner: Owner { limits, closed: None }, ..worker_row(number, 8) }
}

#[tokio::test]
async fn what_an_owner_does_not_allow_is_left_for_others_and_keeps_nothing_behind_it_waiting() {
    let store = Store::open_inline_in_memory().unwrap();
    submitted(&store, &[Wish::default(), Wish { submitter: 1, ..Wish::default() }]).await;
    let make = Specification::of(Command::Argv(vec!["make".into(), "all".into()]));
    let make = Arc::new(make);
    let (moment, all) = (moment(submitter(0), 9), moment(Actor::Coordinator, 1_000));
    let kept = store.write(move |tx| job::insert(tx, &moment.scope, &make, moment.now));
    kept.await.unwrap();

    let only = |programs: &[&str], submitters: &[String]| Only {
        programs: programs.iter().map(ToString::to_string).collect(),
        submitters: submitters.iter().cloned().collect(),
        ..Only::default()
    };
    let of_one = owned(0, only(&[], &[submitter(1).to_string()]));
    let of_make = owned(1, only(&["make"], &[]));
    let claimed = store.write(move |tx| {
        let offer = |row: &WorkerRow| Offer { row: row.clone(), free_slots: 8, ahead: None };
        let offers = vec![offer(&of_make), offer(&of_one)];
        claim(tx, offers, &Turns::default(), terms(64), &all)
    });
    let granted = claimed.await.unwrap().granted;
    let to = |granted: &Applied| (granted.after.id, granted.after.worker.clone().unwrap());
    let granted: BTreeMap<_, _> = granted.iter().map(to).collect();
    let (job, worker) = (JobId::from_number, |number| worker_row(number, 8).id);
    assert_eq!(granted, [(job(2), worker(0)), (job(3), worker(1))].into(), "nobody takes job 1");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn everything_is_granted_once_to_whom_it_fits_and_nothing_passes_an_older_equal(wishes in wishes()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (order, violations) = runtime.block_on(async {
            let store = Store::open_inline_in_memory().unwrap();
            submitted(&store, &wishes).await;
            (drained(&store, &[0, 1], MOST_SLOTS).await, store.violations().await.unwrap())
        });
        prop_assert_eq!(violations, vec![]);
        let ids: BTreeSet<JobId> = order.iter().map(|granted| granted.after.id).collect();
        let wanted: u32 = wishes.iter().map(|wish| wish.tasks.unwrap_or(1)).sum();
        prop_assert_eq!((ids.len(), order.len()), (wanted as usize, wanted as usize));
        for granted in &order {
            let row = [0, 1].map(|number| worker_row(number, 1)).into_iter().find(|row| Some(&row.id) == granted.after.worker.as_ref());
            let unmet = granted.after.specification.requirements.unmet(row.unwrap().labels.all()).count();
            prop_assert_eq!(unmet, 0, "{} runs where it must not", granted.after.id);
        }
        // Within one lane the order is the one of the places.
        for (at, late) in order.iter().enumerate() {
            for early in order[..at].iter().filter(|early| key(early) == key(late)) {
                prop_assert!(place(early) <= place(late), "{} passed {}", early.after.id, late.after.id);
            }
        }
    }

    #[test]
    fn the_jobs_of_one_submitter_are_granted_by_their_places_whatever_they_ask_for(
        wishes in wishes(),
        slots in MOST_SLOTS..8,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let order = runtime.block_on(async {
            let store = Store::open_inline_in_memory().unwrap();
            submitted(&store, &wishes).await;
            // This one can run everything.
            drained(&store, &[0], slots).await
        });
        for (at, late) in order.iter().enumerate() {
            let own = order[..at].iter().filter(|early| early.after.created_by == late.after.created_by);
            for early in own {
                prop_assert!(place(early) <= place(late), "{} passed {}", early.after.id, late.after.id);
            }
        }
    }

    #[test]
    fn submitters_take_turns_while_each_has_something_that_waits(mut wishes in wishes()) {
        for wish in &mut wishes {
            *wish = Wish { needs: 0, slots: 1, ..wish.clone() };
        }
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let order = runtime.block_on(async {
            let store = Store::open_inline_in_memory().unwrap();
            submitted(&store, &wishes).await;
            drained(&store, &[0, 1], 1).await
        });
        let mut left: BTreeMap<String, u32> = BTreeMap::new();
        for wish in &wishes {
            *left.entry(submitter(wish.submitter).to_string()).or_default() += wish.tasks.unwrap_or(1);
        }
        let mut got: BTreeMap<String, u32> = BTreeMap::new();
        for granted in &order {
            *got.entry(granted.after.created_by.clone()).or_default() += 1;
            let waiting = left.iter().filter(|(who, all)| got.get(*who).copied().unwrap_or(0) < **all);
            let counts: Vec<u32> = waiting.map(|(who, _)| got.get(who).copied().unwrap_or(0)).collect();
            let apart = counts.iter().max().unwrap_or(&0) - counts.iter().min().unwrap_or(&0);
            prop_assert!(apart <= 1, "nobody is more than one turn behind: {got:?}");
        }
    }
}
