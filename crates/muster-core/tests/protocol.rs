//! Every order of events there is, in a small world: one job, two workers, one restart of the
//! coordinator, one crash of a worker, and messages that are lost, repeated and overtaken at will.
//!
//! A message that was sent once may arrive at any later time, any number of times or never, so the
//! world only remembers which ones were sent. Time is kept as an order: a worker's own lease ends
//! before the coordinator's.

use muster_core::{
    Fence, JobId, Timestamp, WorkerId,
    job::{AttemptEnd, Effect, Event, FailureReason, JobState, Life, Outcome, Refused},
};
use std::collections::{BTreeSet, HashSet, VecDeque};

const WORKERS: u8 = 2;
const NOW: Timestamp = Timestamp::from_millis(1_000);
/// After every wait.
const LATER: Timestamp = Timestamp::from_millis(10_000_000);

type Apply = fn(Life, Event, Timestamp) -> Result<(Life, Vec<Effect>), Refused>;

fn as_written(life: Life, event: Event, now: Timestamp) -> Result<(Life, Vec<Effect>), Refused> {
    life.apply(event, now, 0)
}

/// What is on its way, for as long as anybody cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Message {
    Run { to: u8, fence: Fence },
    Stop { to: u8, fence: Fence },
    Started { fence: Fence },
    Finished { fence: Fence, how: How },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum How {
    Success,
    Failure,
    Cancelled,
    WorkerLost,
}

impl How {
    fn end(self) -> AttemptEnd {
        match self {
            Self::Success => AttemptEnd::exited(0),
            Self::Failure => AttemptEnd::exited(1),
            Self::Cancelled => AttemptEnd::because(FailureReason::Cancelled),
            Self::WorkerLost => AttemptEnd::because(FailureReason::WorkerLost),
        }
    }
}

/// What a worker does with a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Doing {
    Runs,
    /// Its lease is over on its own clock: it stands still.
    Frozen,
    Ended,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct World {
    life: Life,
    epoch: u32,
    sent: BTreeSet<Message>,
    /// What each worker has ever taken up, by fence: a grant is taken up once.
    held: [Vec<(Fence, Doing)>; WORKERS as usize],
    granted: Vec<Fence>,
    open_attempts: u32,
    grants_left: u32,
    restarts_left: u8,
    crashes_left: u8,
}

/// One thing that may happen next.
#[derive(Debug, Clone, Copy)]
enum Step {
    Claim(u8),
    Arrive(Message),
    Exit(u8, How),
    WorkersLeaseEnds(u8),
    WorkerAsks(u8),
    WorkerCrashes(u8),
    CoordinatorsLeaseEnds,
    CoordinatorRestarts,
    Cancel,
    WaitEnds,
    NeedsEnd,
    NeedFails,
}

fn worker(number: u8) -> WorkerId {
    WorkerId::from_random([number; 16])
}

impl World {
    fn new(grants: u32) -> Self {
        Self {
            life: Life::blocked(2),
            epoch: 1,
            sent: BTreeSet::new(),
            held: [const { Vec::new() }; WORKERS as usize],
            granted: Vec::new(),
            open_attempts: 0,
            grants_left: grants,
            restarts_left: 1,
            crashes_left: 1,
        }
    }

    fn steps(&self) -> Vec<Step> {
        let mut steps = vec![Step::CoordinatorsLeaseEnds, Step::Cancel, Step::WaitEnds];
        steps.extend([Step::NeedsEnd, Step::NeedFails]);
        steps.extend(self.sent.iter().map(|message| Step::Arrive(*message)));
        for number in 0..WORKERS {
            let exits = [How::Success, How::Failure].map(|how| Step::Exit(number, how));
            steps.extend([Step::Claim(number), Step::WorkersLeaseEnds(number)]);
            steps.extend([Step::WorkerAsks(number), Step::WorkerCrashes(number)]);
            steps.extend(exits);
        }
        steps.push(Step::CoordinatorRestarts);
        steps
    }

    /// The world after a step; the same if it cannot happen or changes nothing.
    fn after(&self, step: Step, apply: Apply) -> Self {
        let mut world = self.clone();
        match step {
            Step::Claim(number) if world.grants_left > 0 => {
                world.grants_left -= u32::from(world.life.state == JobState::Queued);
                let event = Event::Claim { worker: worker(number), epoch: world.epoch };
                world.happen(event, NOW, apply);
            }
            Step::Arrive(message) => world.arrive(message, apply),
            Step::Exit(number, how) => world.end(number, how),
            Step::WorkersLeaseEnds(number) => world.change(number, Doing::Runs, Doing::Frozen),
            Step::WorkerAsks(number) => world.ask(number),
            Step::WorkerCrashes(number) => world.crash(number),
            Step::CoordinatorsLeaseEnds => world.end_lease(apply),
            Step::CoordinatorRestarts if world.restarts_left > 0 => {
                world.restarts_left -= 1;
                world.epoch += 1;
            }
            Step::Claim(_) | Step::CoordinatorRestarts => {}
            Step::Cancel => world.happen(Event::CancelRequested, NOW, apply),
            Step::WaitEnds => world.happen(Event::WaitElapsed, LATER, apply),
            Step::NeedsEnd => world.happen(Event::NeedsOver, NOW, apply),
            Step::NeedFails => {
                let failed = Event::NeedFailed(JobId::from_number(1), Outcome::Failed);
                world.happen(failed, NOW, apply)
            }
        }
        world
    }

    fn happen(&mut self, event: Event, now: Timestamp, apply: Apply) {
        let Ok((life, effects)) = apply(self.life.clone(), event, now) else { return };
        self.life = life;
        for effect in effects {
            match effect {
                Effect::AttemptOpened(holder) => {
                    self.open_attempts += 1;
                    self.granted.push(holder.fence);
                    let to = u8::from(holder.worker == worker(1));
                    self.sent.insert(Message::Run { to, fence: holder.fence });
                }
                Effect::AttemptStarted(_) => {}
                Effect::AttemptEnded(..) => self.open_attempts -= 1,
                Effect::StopHolder(holder) => {
                    let to = u8::from(holder.worker == worker(1));
                    self.sent.insert(Message::Stop { to, fence: holder.fence });
                }
            }
        }
    }

    fn arrive(&mut self, message: Message, apply: Apply) {
        match message {
            Message::Run { to, fence } => {
                let held = &mut self.held[usize::from(to)];
                if held.iter().all(|(known, _)| *known != fence) {
                    held.push((fence, Doing::Runs));
                    self.sent.insert(Message::Started { fence });
                }
            }
            Message::Stop { to, fence } => {
                let held = self.held[usize::from(to)].iter_mut();
                for (_, doing) in held.filter(|(known, _)| *known == fence) {
                    if *doing != Doing::Ended {
                        *doing = Doing::Ended;
                        self.sent.insert(Message::Finished { fence, how: How::Cancelled });
                    }
                }
            }
            Message::Started { fence } => self.happen(Event::Started(fence), NOW, apply),
            Message::Finished { fence, how } => {
                self.happen(Event::Finished(fence, how.end()), NOW, apply)
            }
        }
    }

    /// A command ends by itself.
    fn end(&mut self, number: u8, how: How) {
        for (fence, doing) in &mut self.held[usize::from(number)] {
            if *doing == Doing::Runs {
                *doing = Doing::Ended;
                self.sent.insert(Message::Finished { fence: *fence, how });
            }
        }
    }

    fn change(&mut self, number: u8, from: Doing, to: Doing) {
        for (_, doing) in &mut self.held[usize::from(number)] {
            if *doing == from {
                *doing = to;
            }
        }
    }

    /// A worker asks for its leases and is answered: it goes on with what is still its own.
    fn ask(&mut self, number: u8) {
        let standing = self.life.state.holder().map(|holder| holder.fence);
        for (fence, doing) in &mut self.held[usize::from(number)] {
            if *doing == Doing::Frozen {
                *doing = if standing == Some(*fence) { Doing::Runs } else { Doing::Ended };
            }
        }
    }

    /// A worker is killed and comes back: what ran is gone, and it says so.
    fn crash(&mut self, number: u8) {
        if self.crashes_left == 0 {
            return;
        }
        self.crashes_left -= 1;
        for (fence, doing) in &mut self.held[usize::from(number)] {
            if *doing != Doing::Ended {
                *doing = Doing::Ended;
                self.sent.insert(Message::Finished { fence: *fence, how: How::WorkerLost });
            }
        }
    }

    /// The coordinator's lease ends only after the worker's own, whoever restarts meanwhile.
    fn end_lease(&mut self, apply: Apply) {
        let Some(holder) = self.life.state.holder() else { return };
        let fence = holder.fence;
        let runs = |held: &[(Fence, Doing)]| held.contains(&(fence, Doing::Runs));
        // A grant that is still on its way reaches a worker whose lease has ended: it is told so
        // before it begins, since a session says what still counts before it says anything new.
        if !self.held.iter().any(|held| runs(held)) {
            self.sent.retain(
                |message| !matches!(message, Message::Run { fence: old, .. } if *old == fence),
            );
            self.happen(Event::LeaseEnded(fence), NOW, apply);
        }
    }

    /// What is wrong with this world, reached from that one.
    fn fault(&self, before: &Self) -> Option<&'static str> {
        let running = self.held.iter().flatten().filter(|(_, doing)| *doing == Doing::Runs).count();
        let is_held = self.life.state.holder().is_some();
        let rises = self.granted.is_sorted_by(|early, late| early < late);
        let ended_before = matches!(before.life.state, JobState::Ended { .. });
        let faults = [
            (running > 1, "two workers run the job at the same time"),
            (!rises, "a fence did not rise"),
            (self.began_too_early(before), "a job was granted before its needs were over"),
            (ended_before && self.life != before.life, "a job changed after its end"),
            (self.open_attempts != u32::from(is_held), "attempts and holder do not fit"),
            (self.life.failures > 2 || self.life.crashes > 3, "a budget was overdrawn"),
            (self.took_another_result(before), "a result was taken that is not the holder's"),
        ];
        faults.into_iter().find(|(is_wrong, _)| *is_wrong).map(|(_, fault)| fault)
    }

    /// What waits for others is queued before anything else becomes of it, or it ends.
    fn began_too_early(&self, before: &Self) -> bool {
        let is_next = matches!(
            self.life.state,
            JobState::Blocked
                | JobState::Queued
                | JobState::Ended { outcome: Outcome::Cancelled, .. }
        );
        before.life.state == JobState::Blocked && !is_next
    }

    /// A success must be what the worker that held the job said under its fence.
    fn took_another_result(&self, before: &Self) -> bool {
        let JobState::Ended { outcome: Outcome::Succeeded, .. } = self.life.state else {
            return false;
        };
        let Some(holder) = before.life.state.holder() else { return self.life != before.life };
        !self.sent.contains(&Message::Finished { fence: holder.fence, how: How::Success })
    }
}

/// Looks at every world that can be reached. Answers how many there are, or the first fault.
fn explore(grants: u32, apply: Apply) -> Result<usize, &'static str> {
    let first = World::new(grants);
    let mut seen = HashSet::from([first.clone()]);
    let mut next = VecDeque::from([first]);
    while let Some(world) = next.pop_front() {
        for step in world.steps() {
            let after = world.after(step, apply);
            if let Some(fault) = after.fault(&world) {
                return Err(fault);
            }
            if !seen.contains(&after) {
                seen.insert(after.clone());
                next.push_back(after);
            }
        }
    }
    Ok(seen.len())
}

#[test]
fn whatever_happens_in_whatever_order_the_rules_hold() {
    let worlds = explore(2, as_written).unwrap();
    println!("{worlds} worlds, all in order");
    assert!(worlds > 1_000, "{worlds}");
}

#[test]
fn long_the_rules_hold_over_three_grants_too() {
    let worlds = explore(3, as_written).unwrap();
    println!("{worlds} worlds, all in order");
    assert!(worlds > 100_000, "{worlds}");
}

#[test]
fn a_rule_that_is_broken_is_noticed() {
    let broken: [(&str, Apply); 5] = [
        ("a job was granted before its needs were over", |life, event, now| {
            match (&life.state, &event) {
                (JobState::Blocked, Event::Claim { .. }) => {
                    as_written(Life { state: JobState::Queued, ..life }, event, now)
                }
                _ => as_written(life, event, now),
            }
        }),
        ("a job changed after its end", |life, event, now| match (&life.state, &event) {
            (JobState::Ended { .. }, Event::WaitElapsed) => {
                Ok((Life { state: JobState::Queued, ..life }, vec![]))
            }
            _ => as_written(life, event, now),
        }),
        ("a fence did not rise", |life, event, now| {
            let (mut life, mut effects) = as_written(life, event, now)?;
            if let (JobState::Leased(holder), [Effect::AttemptOpened(told)]) =
                (&mut life.state, &mut effects[..])
            {
                (holder.fence.counter, told.fence.counter) = (1, 1);
            }
            Ok((life, effects))
        }),
        // The check of the fence is left out.
        ("a result was taken that is not the holder's", |life, event, now| {
            let standing = life.state.holder().map(|holder| holder.fence);
            let event = match (event, standing) {
                (Event::Finished(_, end), Some(fence)) => Event::Finished(fence, end),
                (event, _) => event,
            };
            as_written(life, event, now)
        }),
        ("attempts and holder do not fit", |life, event, now| {
            let (life, mut effects) = as_written(life, event.clone(), now)?;
            if matches!(event, Event::LeaseEnded(_)) {
                effects.clear();
            }
            Ok((life, effects))
        }),
    ];
    for (fault, apply) in broken {
        assert_eq!(explore(3, apply), Err(fault));
    }
}
