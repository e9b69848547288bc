//! The plan of a run: its workers, what its user does, and what goes wrong when.
//!
//! Everything is drawn from the seed before the run begins, so a plan can be read without running it.

use crate::{dice::Dice, script};
use muster_api::job::{JobSubmission, TaskNumbers};
use muster_core::{job::OnDisconnect, owner::Power};
use std::time::Duration;

/// Whom a fault befalls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Machine {
    Coordinator,
    Worker(usize),
}

/// Something that goes wrong, or that is put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The program is killed.
    Crash(Machine),
    /// The program is asked to stop.
    Stop(Machine),
    /// It is started again.
    Start(Machine),
    /// Nothing of the program runs; its commands do.
    Freeze(Machine),
    Thaw(Machine),
    /// The whole machine sleeps.
    Sleep(Machine),
    Wake(Machine),
    /// The wall clock is so many days off.
    Days(Machine, i32),
    /// What a worker and the coordinator send each other is lost.
    Part(usize),
    /// What one of them sends is lost; the worker, if so.
    PartOneWay(usize, bool),
    /// It is kept and arrives later.
    Hold(usize),
    /// It takes so much longer.
    Slow(usize, Duration),
    /// The network is as it should be.
    Mend(usize),
    /// A worker runs on its battery.
    Unplug(usize),
    Plug(usize),
    /// The disk of the logs refuses every second write; or does not any more.
    Disk(Machine, bool),
}

/// What the user does.
#[derive(Debug, Clone)]
pub(crate) enum Wish {
    Submit(Box<JobSubmission>),
    /// Cancels the job of an earlier wish to submit, by its place among those.
    Cancel(usize),
}

/// One run.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// The slots of each worker.
    pub(crate) workers: Vec<u32>,
    /// Whether each worker's reports are doubled and exchanged on their way.
    pub(crate) is_garbled: Vec<bool>,
    /// Whether each worker's owner wants jobs only on mains.
    pub(crate) only_on_mains: Vec<bool>,
    pub(crate) wishes: Vec<(Duration, Wish)>,
    pub(crate) faults: Vec<(Duration, Fault)>,
    /// When everything has been put right.
    pub(crate) healed_at: Duration,
}

pub(crate) const MOST_WORKERS: u64 = 3;

impl Plan {
    pub(crate) fn draw(dice: &Dice) -> Self {
        let workers: Vec<u32> = (0..dice.between(1, MOST_WORKERS))
            .map(|_| u32::try_from(dice.between(1, 4)).unwrap_or(1))
            .collect();
        let is_garbled = workers.iter().map(|_| dice.percent(20)).collect();
        let trouble = Duration::from_secs(dice.one_of(&[40, 90, 150, 240]));
        let widest = workers.iter().copied().max().unwrap_or(1);
        let wishes = draw_wishes(&dice.split(), trouble, widest);
        let mut faults = draw_faults(&dice.split(), workers.len(), trouble);
        let plugs = dice.split();
        let only_on_mains: Vec<_> = workers.iter().map(|_| plugs.percent(30)).collect();
        faults.extend(draw_plugs(&plugs, &only_on_mains, trouble));
        faults.sort_by_key(|(at, _)| *at);
        let last = faults.last().map_or(Duration::ZERO, |(at, _)| *at);
        let healed_at = trouble.max(last);
        Self { workers, is_garbled, only_on_mains, wishes, faults, healed_at }
    }

    /// How long all the jobs may take, one after the other.
    pub(crate) fn most_work(&self) -> Duration {
        let of_wish = |wish: &Wish| match wish {
            Wish::Submit(job) => {
                let seconds = job.timeout_seconds.unwrap_or_default();
                let tasks = match job.array {
                    Some(TaskNumbers::Count(tasks)) => tasks,
                    _ => 1,
                };
                Duration::from_secs(seconds) * job.max_attempts.unwrap_or(1) * tasks
            }
            Wish::Cancel(_) => Duration::ZERO,
        };
        self.wishes.iter().map(|(_, wish)| of_wish(wish)).sum()
    }

    /// Whether the agent of a worker ever stands still while its commands run on.
    pub(crate) fn freezes(&self, worker: usize) -> bool {
        let machine = Machine::Worker(worker);
        self.faults.iter().any(|(_, fault)| *fault == Fault::Freeze(machine))
    }

    /// What a worker runs on at a moment, and since when.
    pub(crate) fn power(&self, worker: usize, at: Duration) -> (Power, Duration) {
        let plugs = self.faults.iter().take_while(|(begins, _)| *begins <= at);
        let plugs = plugs.filter_map(|(begins, fault)| match fault {
            Fault::Unplug(number) if *number == worker => Some((Power::Battery(50), *begins)),
            Fault::Plug(number) if *number == worker => Some((Power::Mains, *begins)),
            _ => None,
        });
        plugs.last().unwrap_or((Power::Mains, Duration::ZERO))
    }

    /// Whether nothing ever befalls a worker or its network.
    pub(crate) fn spares(&self, worker: usize) -> bool {
        self.faults.iter().all(|(_, fault)| fault.spares(worker))
    }
}

impl Fault {
    fn spares(self, worker: usize) -> bool {
        match self {
            Self::Crash(machine)
            | Self::Stop(machine)
            | Self::Start(machine)
            | Self::Freeze(machine)
            | Self::Thaw(machine)
            | Self::Sleep(machine)
            | Self::Wake(machine)
            | Self::Disk(machine, _) => machine != Machine::Worker(worker),
            // No lease is timed on a wall clock.
            Self::Days(..) | Self::Unplug(_) | Self::Plug(_) => true,
            Self::Part(link)
            | Self::PartOneWay(link, _)
            | Self::Hold(link)
            | Self::Slow(link, _)
            | Self::Mend(link) => link != worker,
        }
    }
}

fn draw_wishes(dice: &Dice, trouble: Duration, widest: u32) -> Vec<(Duration, Wish)> {
    let latest = millis(trouble) * 3 / 4;
    let mut jobs: Vec<_> = (0..dice.between(3, 12)).map(|_| draw_job(dice)).collect();
    if dice.percent(40) {
        jobs.push(draw_array(dice));
    }
    if dice.percent(30) {
        for job in &mut jobs {
            job.slots = u32::try_from(dice.between(1, widest.into())).ok();
        }
    }
    let mut wishes = Vec::new();
    for (number, job) in jobs.into_iter().enumerate() {
        let at = dice.between(100, latest);
        wishes.push((Duration::from_millis(at), Wish::Submit(Box::new(job))));
        if dice.percent(25) {
            let later = dice.between(0, dice.one_of(&[500, 20_000, 100_000]));
            wishes.push((Duration::from_millis(at + later), Wish::Cancel(number)));
        }
    }
    wishes
}

fn draw_job(dice: &Dice) -> JobSubmission {
    JobSubmission {
        command: Some(script::draw(dice)),
        timeout_seconds: Some(dice.one_of(&[5, 30, 120, 240, 240])),
        max_attempts: Some(dice.one_of(&[1, 1, 2, 3])),
        on_disconnect: Some(dice.one_of(&OnDisconnect::ALL)),
        lost_after_seconds: Some(dice.one_of(&[60, 100, 180])),
        ..JobSubmission::default()
    }
}

/// Many tasks, most of which are over in a moment.
fn draw_array(dice: &Dice) -> JobSubmission {
    let tasks = u32::try_from(dice.between(2, 60)).unwrap_or(2);
    JobSubmission {
        command: Some(script::draw_task(dice)),
        array: Some(TaskNumbers::Count(tasks)),
        timeout_seconds: Some(30),
        ..draw_job(dice)
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// What goes wrong: one thing at a time for each machine and each link, many at a time in all.
fn draw_faults(dice: &Dice, workers: usize, trouble: Duration) -> Vec<(Duration, Fault)> {
    let mut faults = Vec::new();
    // Some worlds have nothing but a troubled coordinator: there no worker may lose anything.
    let spares_workers = dice.percent(25);
    let is_mild = dice.percent(10);
    let mut chain = |draw: &dyn Fn(&Dice) -> (Fault, Fault)| {
        let pause = dice.one_of(&[15, 40, 90]) * 1_000;
        let mut at = dice.between(500, pause);
        while at < millis(trouble) {
            let (begin, end) = draw(dice);
            let lasts = draw_span(dice);
            faults.push((Duration::from_millis(at), begin));
            faults.push((Duration::from_millis(at + lasts), end));
            at += lasts + dice.between(500, 2 * pause);
        }
    };
    if is_mild {
        return faults;
    }
    chain(&|dice| draw_machine(dice, Machine::Coordinator));
    if !spares_workers {
        for worker in 0..workers {
            if dice.percent(70) {
                chain(&|dice| draw_machine(dice, Machine::Worker(worker)));
            }
            if dice.percent(70) {
                chain(&|dice| draw_link(dice, worker));
            }
        }
    }
    faults
}

/// A plug that is pulled now and then, where that matters.
fn draw_plugs(dice: &Dice, only_on_mains: &[bool], trouble: Duration) -> Vec<(Duration, Fault)> {
    let mut plugs = Vec::new();
    for (worker, _) in only_on_mains.iter().enumerate().filter(|(_, matters)| **matters) {
        let mut at = dice.between(500, 40_000);
        while at < millis(trouble) {
            let lasts = draw_span(dice);
            plugs.push((Duration::from_millis(at), Fault::Unplug(worker)));
            plugs.push((Duration::from_millis(at + lasts), Fault::Plug(worker)));
            at += lasts + dice.between(500, 60_000);
        }
    }
    plugs
}

fn draw_span(dice: &Dice) -> u64 {
    let (least, most) =
        dice.one_of(&[(50, 2_000), (2_000, 20_000), (2_000, 20_000), (40_000, 150_000)]);
    dice.between(least, most)
}

fn draw_machine(dice: &Dice, machine: Machine) -> (Fault, Fault) {
    match dice.between(0, 9) {
        0..=2 => (Fault::Crash(machine), Fault::Start(machine)),
        3 => (Fault::Stop(machine), Fault::Start(machine)),
        4..=5 => (Fault::Sleep(machine), Fault::Wake(machine)),
        6 => (Fault::Freeze(machine), Fault::Thaw(machine)),
        7..=8 => (Fault::Days(machine, dice.one_of(&[-1, 1])), Fault::Days(machine, 0)),
        _ => (Fault::Disk(machine, true), Fault::Disk(machine, false)),
    }
}

fn draw_link(dice: &Dice, worker: usize) -> (Fault, Fault) {
    let begin = match dice.between(0, 5) {
        0..=1 => Fault::Part(worker),
        2 => Fault::PartOneWay(worker, dice.percent(50)),
        3..=4 => Fault::Hold(worker),
        _ => Fault::Slow(worker, Duration::from_millis(dice.between(200, 3_000))),
    };
    (begin, Fault::Mend(worker))
}
