//! The queue: which waiting job is next, and for whom.
//!
//! Submitters take turns: next is whoever of those with a fitting job was granted the fewest slots.
//! Among the jobs of one submitter the place decides, and jobs that ask for the same are never passed.

use crate::engine::{
    fleet::Offer,
    life::{Applied, Moment, NotApplied, apply_to, begin_task},
};
use muster_core::{JobId, OrganisationId, Scope, WorkerId, job::Event, worker::Link};
use muster_store::{
    StoreError, Write,
    job::{
        self, JobRow, Place,
        lane::{self, Lane},
    },
};
use std::collections::{BTreeMap, VecDeque};

/// Jobs of a lane that are read at once.
const PAGE: u32 = 16;

/// How much each submitter was granted, as far as it still matters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Turns {
    granted: BTreeMap<(OrganisationId, String), u64>,
    /// Where the last turn began. Nobody saves up turns while nothing of theirs waits.
    now: u64,
}

impl Turns {
    fn of(&self, lane: &Lane) -> u64 {
        let key = (lane.organisation.clone(), lane.submitter.clone());
        self.granted.get(&key).copied().unwrap_or_default().max(self.now)
    }

    fn take(&mut self, lane: &Lane) {
        self.now = self.of(lane);
        let key = (lane.organisation.clone(), lane.submitter.clone());
        self.granted.insert(key, self.now + 1);
        self.granted.retain(|_, granted| *granted > self.now);
    }
}

/// What one transaction granted, and whose turn it is after that.
#[derive(Debug)]
pub(crate) struct Claims {
    pub(crate) granted: Vec<Applied>,
    /// What was granted to workers that have no slot for it yet.
    pub(crate) ahead: Vec<Applied>,
    /// What was passed over.
    pub(crate) unreadable: Vec<(Place, StoreError)>,
    pub(crate) unreadable_lanes: Vec<((OrganisationId, i64), StoreError)>,
    /// Whether jobs were left because their secrets cannot be opened now.
    pub(crate) left_sealed: bool,
    pub(crate) turns: Turns,
}

/// Grants what waits to whoever offers, up to `most` grants.
pub(crate) fn claim(
    tx: &mut dyn Write,
    mut offers: Vec<Offer>,
    turns: &Turns,
    epoch: u32,
    most: usize,
    opens_secrets: bool,
    moment: &Moment,
) -> Result<Claims, NotApplied> {
    // A node that polls is told a command and nothing else, so it could not know which task it runs.
    let takes_tasks = offers.iter().any(|offer| offer.row.link == Link::Session);
    let takes = Takes { tasks: takes_tasks, secrets: opens_secrets };
    let line = |lane| Line::of(lane, takes);
    let waiting = lane::waiting(tx)?;
    let lines = waiting.lanes.into_iter().map(line).collect();
    let mut round = Round { lines, arrays: Vec::new(), turns: turns.clone(), epoch, moment };
    let mut granted = Vec::new();
    while granted.len() < most {
        let Some((at, offer)) = next(&round.lines, &offers, &round.turns) else { break };
        let offer = &mut offers[offer];
        let Some(one) = round.grant(tx, at, &offer.row.id)? else { continue };
        offer.free_slots -= 1;
        granted.push(one);
    }
    let ahead = round.grant_ahead(tx, &offers, most - granted.len())?;
    round.save_arrays(tx)?;
    let Round { lines, turns, .. } = round;
    let left_sealed = lines.iter().any(|line| line.left_sealed);
    let unreadable = lines.into_iter().flat_map(|line| line.unreadable).collect();
    let unreadable_lanes = waiting.unreadable;
    Ok(Claims { granted, ahead, unreadable, unreadable_lanes, left_sealed, turns })
}

/// One transaction's worth of grants.
struct Round<'a> {
    lines: Vec<Line>,
    /// Arrays of which tasks were granted, before and after.
    arrays: Vec<(JobRow, JobRow)>,
    turns: Turns,
    epoch: u32,
    moment: &'a Moment,
}

impl Round<'_> {
    /// Grants the first job of a line, if there is one after all.
    fn grant(
        &mut self,
        tx: &mut dyn Write,
        at: usize,
        worker: &WorkerId,
    ) -> Result<Option<Applied>, NotApplied> {
        let line = &mut self.lines[at];
        let Some(job) = line.first(tx)? else { return Ok(None) };
        let event = Event::Claim { worker: worker.clone(), epoch: self.epoch };
        let scope = Scope { organisation: job.organisation.clone(), ..self.moment.scope.clone() };
        let moment = Moment { scope, ..self.moment.clone() };
        let granted = line.grant(tx, job, event, &moment, &mut self.arrays)?;
        self.turns.take(&line.lane);
        Ok(Some(granted))
    }

    /// Lets workers hold tasks of the array that they get on with, where nothing else waits for them.
    fn grant_ahead(
        &mut self,
        tx: &mut dyn Write,
        offers: &[Offer],
        most: usize,
    ) -> Result<Vec<Applied>, NotApplied> {
        let mut granted = Vec::new();
        for (offer, ahead) in offers.iter().filter_map(|offer| Some((offer, offer.ahead?))) {
            let Some(at) = self.only_line_for(offer) else { continue };
            for _ in 0..ahead.count.min(u32::try_from(most - granted.len()).unwrap_or(0)) {
                if !self.lines[at].goes_on_with(tx, ahead.array)? {
                    break;
                }
                granted.extend(self.grant(tx, at, &offer.row.id)?);
            }
        }
        Ok(granted)
    }

    /// The line that waits for a worker, if only one does.
    fn only_line_for(&self, offer: &Offer) -> Option<usize> {
        let fits = |lane: &Lane| offer.would_take(&lane.organisation, &lane.requirements, 1);
        let waits = |line: &Line| line.head().is_some() && fits(&line.lane);
        let mut waiting = (0..self.lines.len()).filter(|at| waits(&self.lines[*at]));
        let first = waiting.next();
        first.filter(|_| waiting.next().is_none())
    }

    fn save_arrays(&mut self, tx: &mut dyn Write) -> Result<(), StoreError> {
        let open = self.lines.iter_mut().filter_map(Line::take_array);
        self.arrays.extend(open);
        self.arrays.iter().try_for_each(|(before, after)| job::save(tx, before, after))
    }
}

/// The line whose turn it is, and the offer that takes its first job.
fn next(lines: &[Line], offers: &[Offer], turns: &Turns) -> Option<(usize, usize)> {
    let waiting = lines.iter().enumerate().filter_map(|(at, line)| Some((at, line, line.head()?)));
    let mut order: Vec<_> = waiting.collect();
    order.sort_by_key(|(_, line, head)| (turns.of(&line.lane), *head));
    order.into_iter().find_map(|(at, line, _)| freest(&line.lane, offers).map(|offer| (at, offer)))
}

/// The fitting offer with the most free slots.
fn freest(lane: &Lane, offers: &[Offer]) -> Option<usize> {
    let takes = |offer: &Offer| offer.takes(&lane.organisation, &lane.requirements);
    let fitting = offers.iter().enumerate().filter(|(_, offer)| takes(offer));
    fitting.max_by_key(|(_, offer)| offer.free_slots).map(|(at, _)| at)
}

/// What can be granted now.
#[derive(Debug, Clone, Copy)]
struct Takes {
    /// Arrays and their tasks, and whatever else a node that polls could not be told.
    tasks: bool,
    /// Jobs whose secrets must be opened.
    secrets: bool,
}

/// A lane, read as far as it is needed.
struct Line {
    lane: Lane,
    takes: Takes,
    left_sealed: bool,
    read: VecDeque<JobRow>,
    last: Option<Place>,
    is_at_end: bool,
    unreadable: Vec<(Place, StoreError)>,
    /// The array whose tasks are being granted, before and now.
    array: Option<(JobRow, JobRow)>,
}

impl Line {
    fn of(lane: Lane, takes: Takes) -> Self {
        Self {
            lane,
            takes,
            left_sealed: false,
            read: VecDeque::new(),
            last: None,
            is_at_end: false,
            unreadable: Vec::new(),
            array: None,
        }
    }

    /// The array of which tasks are being granted, as long as there are any.
    fn open_array(&self) -> Option<&JobRow> {
        self.array.as_ref().map(|(_, array)| array).filter(|array| array.is_waiting())
    }

    /// The place of what is next in this lane.
    fn head(&self) -> Option<i64> {
        let next = self.open_array().or(self.read.front()).map(|job| job.place);
        // Before anything is read the lane says it.
        next.or((!self.is_at_end).then_some(self.lane.head))
    }

    /// The next job of this lane, or the array whose next task is.
    fn first(&mut self, tx: &mut dyn Write) -> Result<Option<JobRow>, StoreError> {
        if let Some(array) = self.open_array() {
            return Ok(Some(array.clone()));
        }
        self.read_on(tx)?;
        let first = self.read.pop_front();
        // What is behind it has to be known when the lanes are compared.
        self.read_on(tx)?;
        Ok(first)
    }

    /// Whether its next job is a task of this array.
    fn goes_on_with(&mut self, tx: &mut dyn Write, array: JobId) -> Result<bool, StoreError> {
        if self.open_array().is_none() {
            self.read_on(tx)?;
        }
        let next = self.open_array().or(self.read.front());
        Ok(next.is_some_and(|job| job.id == array))
    }

    fn read_on(&mut self, tx: &mut dyn Write) -> Result<(), StoreError> {
        while self.read.is_empty() && !self.is_at_end {
            let page = lane::jobs(tx, &self.lane, self.last.as_ref(), PAGE)?;
            self.is_at_end = page.last.is_none();
            self.last = page.last.or(self.last.take());
            self.unreadable.extend(page.unreadable);
            self.read = page.jobs.into();
            self.read.retain(|job| self.takes.tasks || !job.specification.needs_a_session());
            let count = self.read.len();
            self.read.retain(|job| self.takes.secrets || !job.specification.has_secrets());
            self.left_sealed |= self.read.len() < count;
        }
        Ok(())
    }

    fn grant(
        &mut self,
        tx: &mut dyn Write,
        job: JobRow,
        event: Event,
        moment: &Moment,
        arrays: &mut Vec<(JobRow, JobRow)>,
    ) -> Result<Applied, NotApplied> {
        if job.progress.is_none() {
            return apply_to(tx, job, event, moment);
        }
        let is_same = self.array.as_ref().is_some_and(|(_, array)| array.id == job.id);
        if !is_same {
            arrays.extend(self.array.replace((job.clone(), job.clone())));
        }
        let mut after = job;
        let granted = begin_task(tx, &mut after, event, moment)?;
        if let Some((_, array)) = &mut self.array {
            *array = after;
        }
        Ok(granted)
    }

    fn take_array(&mut self) -> Option<(JobRow, JobRow)> {
        self.array.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::pace::Ahead;
    use muster_core::{
        Actor, Timestamp, TokenId, UsageEventId,
        job::{Array, AttemptEnd, Command, Specification},
        ranges::Ranges,
        requirement::LabelValue,
        worker::Destination,
    };
    use muster_store::{Store, coordinator, organisation, worker, worker::WorkerRow};
    use proptest::{collection::vec, prelude::*};
    use std::{collections::BTreeSet, sync::Arc};

    const NEEDS: [&str; 3] = ["", "gpu", "cpu_cores >= 8"];

    /// What somebody submits.
    #[derive(Debug, Clone)]
    struct Wish {
        submitter: u8,
        needs: usize,
        priority: i32,
        /// None for a plain job.
        tasks: Option<u32>,
    }

    fn wishes() -> impl Strategy<Value = Vec<Wish>> {
        let wish = (0..3_u8, 0..NEEDS.len(), -2..3, prop::option::of(1..4_u32));
        let wish = wish.prop_map(|(submitter, needs, priority, tasks)| Wish {
            submitter,
            needs,
            priority,
            tasks,
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
    fn worker_row(number: u8) -> WorkerRow {
        let all = [
            ("gpu".to_owned(), LabelValue::Bool(true)),
            ("cpu_cores".to_owned(), LabelValue::Int(8)),
        ];
        WorkerRow {
            organisation: home(),
            id: WorkerId::from_random([number; 16]),
            name: format!("worker {number}"),
            destination: Destination::Local,
            link: Link::Session,
            public_key: None,
            labels: if number == 0 { all.into() } else { BTreeMap::new() },
            slots: 1,
            version: None,
            is_this_machine: false,
            node_id: None,
            joined_at: Timestamp::from_millis(0),
            last_seen_at: Timestamp::from_millis(0),
            said_asleep: false,
            joined_with: None,
        }
    }

    fn specification(wish: &Wish) -> Arc<Specification> {
        let needs = NEEDS[wish.needs];
        let requirements = (!needs.is_empty()).then(|| needs.parse().unwrap());
        let array =
            wish.tasks.map(|tasks| Array { tasks: Ranges::up_to(tasks), matrix: [].into() });
        Arc::new(Specification {
            requirements: requirements.into_iter().collect(),
            priority: wish.priority,
            array,
            ..Specification::of(Command::Shell("true".into()))
        })
    }

    async fn submitted(store: &Store, wishes: &[Wish]) {
        let begun = store.write(|tx| {
            organisation::local(tx, &home(), Timestamp::from_millis(0))?;
            for number in 0..2 {
                worker::insert(tx, &moment(Actor::Operator, 0).scope, &worker_row(number))?;
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

    /// Grants so many slots of each of these workers and ends what was granted, until nothing is granted
    /// any more.
    async fn drained(store: &Store, workers: &'static [u8], slots: u32) -> Vec<Applied> {
        let (mut turns, mut order) = (Turns::default(), Vec::new());
        for second in 1_000.. {
            let before = turns.clone();
            let claimed = store.write(move |tx| {
                let offer = |number: &u8| Offer {
                    row: worker_row(*number),
                    free_slots: slots,
                    ahead: None,
                };
                let offers = workers.iter().map(offer).collect();
                let moment = moment(Actor::Coordinator, second);
                let claimed = claim(tx, offers, &before, 1, 64, true, &moment)?;
                for granted in &claimed.granted {
                    let fence = granted.after.life.state.holder().unwrap().fence;
                    let end = Event::Finished(fence, AttemptEnd::exited(0));
                    apply_to(tx, granted.after.clone(), end, &moment)?;
                }
                Ok::<_, NotApplied>(claimed)
            });
            let claimed = claimed.await.unwrap();
            turns = claimed.turns;
            if claimed.granted.is_empty() {
                break;
            }
            order.extend(claimed.granted);
        }
        order
    }

    fn place(granted: &Applied) -> i64 {
        granted.after.specification.place(granted.after.created_at)
    }

    fn key(granted: &Applied) -> (String, String) {
        let job = &granted.after;
        (job.created_by.clone(), job.specification.requirements.to_string())
    }

    #[tokio::test]
    async fn a_node_that_polls_is_granted_jobs_and_no_tasks() {
        let store = Store::open_inline_in_memory().unwrap();
        let wish = |tasks| Wish { submitter: 0, needs: 0, priority: 0, tasks };
        submitted(&store, &[wish(Some(2)), wish(None)]).await;
        let claimed = store.write(|tx| {
            let row = WorkerRow { link: Link::Polling, ..worker_row(0) };
            let offers = vec![Offer { row, free_slots: 3, ahead: None }];
            claim(tx, offers, &Turns::default(), 1, 3, true, &moment(Actor::Coordinator, 1_000))
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
            let offers = vec![Offer { row: worker_row(1), free_slots: 1, ahead }];
            claim(tx, offers, &Turns::default(), 1, 64, true, &moment(Actor::Coordinator, 1_000))
        });
        let claims = claimed.await.unwrap();
        assert_eq!(store.violations().await.unwrap(), vec![]);
        let ids = |granted: Vec<Applied>| granted.iter().map(|one| one.after.id).collect();
        (ids(claims.granted), ids(claims.ahead))
    }

    #[tokio::test]
    async fn tasks_are_held_ahead_only_where_nothing_else_waits() {
        let wish = |submitter, needs, tasks| Wish { submitter, needs, priority: 0, tasks };
        let array = JobId::from_number(1);
        let tasks =
            |numbers: &[u32]| numbers.iter().map(|task| array.task(*task)).collect::<Vec<_>>();

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
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn everything_is_granted_once_to_whom_it_fits_and_nothing_passes_an_older_equal(wishes in wishes()) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let (order, violations) = runtime.block_on(async {
                let store = Store::open_inline_in_memory().unwrap();
                submitted(&store, &wishes).await;
                (drained(&store, &[0, 1], 1).await, store.violations().await.unwrap())
            });
            prop_assert_eq!(violations, vec![]);
            let ids: BTreeSet<JobId> = order.iter().map(|granted| granted.after.id).collect();
            let wanted: u32 = wishes.iter().map(|wish| wish.tasks.unwrap_or(1)).sum();
            prop_assert_eq!((ids.len(), order.len()), (wanted as usize, wanted as usize));
            for granted in &order {
                let row = [0, 1].map(worker_row).into_iter().find(|row| Some(&row.id) == granted.after.worker.as_ref());
                let unmet = granted.after.specification.requirements.unmet(&row.unwrap().labels).count();
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
            slots in 1..6_u32,
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
                wish.needs = 0;
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
}
