//! The world of one run: what its machines keep on disk, and what an onlooker has seen.

use crate::{
    clock::{SimClock, age},
    dice::Dice,
    plan::{Machine, Plan},
    template::{self, Template},
};
use muster_api::job::{Attempt, Job};
use muster_core::{Fence, JobId, log::Stream};
use muster_seams::{Faults, Gate, Seams, Tasks};
use std::{
    collections::BTreeMap,
    fmt, io,
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;

/// Everything that outlives a crash, and everything that was seen.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) plan: Plan,
    pub(crate) template: Arc<Template>,
    dir: TempDir,
    dice: Dice,
    machines: BTreeMap<Machine, Hardware>,
    seen: Mutex<Seen>,
}

/// A machine, apart from what runs on it.
#[derive(Debug, Default)]
pub(crate) struct Hardware {
    pub(crate) clock: Arc<SimClock>,
    /// The agent's or the coordinator's tasks.
    pub(crate) gate: Gate,
    /// Commands, which run on when only the program that started them stands still.
    pub(crate) commands: Gate,
    disk: Arc<Disk>,
    /// The tasks of the program that runs there now.
    tasks: Mutex<Option<Tasks>>,
}

/// A disk that can be made to refuse every second write.
#[derive(Debug, Default)]
struct Disk {
    is_bad: AtomicBool,
    writes: AtomicU64,
}

impl Faults for Disk {
    fn hit(&self, place: &'static str) -> io::Result<()> {
        let is_second = self.writes.fetch_add(1, Ordering::Relaxed) % 2 == 1;
        if is_second && self.is_bad.load(Ordering::Relaxed) {
            return Err(io::Error::other(format!("the disk is bad at {place}")));
        }
        Ok(())
    }
}

/// What befalls everything that runs on a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Befalls {
    Crash,
    Sleep,
    Wake,
}

/// What an onlooker has written down.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// What happened, in order.
    pub(crate) trace: Vec<String>,
    /// The jobs that were acknowledged, by the place of the wish to submit them.
    pub(crate) accepted: BTreeMap<usize, JobId>,
    /// Wishes that are fulfilled, by their place in the plan.
    pub(crate) done: Vec<bool>,
    /// Jobs as they were when they were first seen to have ended.
    pub(crate) ended: BTreeMap<JobId, Job>,
    /// Jobs whose cancellation was acknowledged, when, and after how many attempts.
    pub(crate) cancelled: Vec<(JobId, Duration, u32)>,
    /// The run is over and everything is to be told.
    pub(crate) is_asked_for_last: bool,
    /// The commands that were run, by worker and grant.
    pub(crate) runs: Vec<RunSeen>,
    /// All that is told at the end.
    pub(crate) last: Option<Last>,
    /// What must not have been.
    pub(crate) violations: Vec<String>,
}

/// What one command did.
#[derive(Debug, Clone)]
pub(crate) struct RunSeen {
    pub(crate) worker: usize,
    pub(crate) grant: (JobId, String),
    pub(crate) said: Texts,
    /// From when to when it ran; the last may be open.
    pub(crate) spans: Vec<(Duration, Option<Duration>)>,
    /// Its exit code, if it ended by itself.
    pub(crate) exit: Option<i32>,
    is_over: bool,
    is_frozen: bool,
    is_asleep: bool,
}

/// The streams of one attempt's output.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    pub(crate) system: Vec<u8>,
    /// How many bytes are said to be missing.
    pub(crate) missing: u64,
}

impl Texts {
    pub(crate) fn of(&mut self, stream: Stream) -> &mut Vec<u8> {
        match stream {
            Stream::Stdout => &mut self.stdout,
            Stream::Stderr => &mut self.stderr,
            Stream::System => &mut self.system,
        }
    }
}

impl RunSeen {
    fn new(worker: usize, grant: (JobId, String)) -> Self {
        let (said, spans) = (Texts::default(), Vec::new());
        let (is_over, is_frozen, is_asleep) = (false, false, false);
        Self { worker, grant, said, spans, exit: None, is_over, is_frozen, is_asleep }
    }

    /// Under which fence it runs.
    pub(crate) fn fence(&self) -> Option<Fence> {
        self.grant.1.parse().ok()
    }

    /// Notes since when it runs, or until when.
    fn change(&mut self, at: Duration, change: impl FnOnce(&mut Self)) {
        change(self);
        let runs = !self.is_over && !self.is_frozen && !self.is_asleep;
        match self.spans.last_mut() {
            Some((_, end @ None)) if !runs => *end = Some(at),
            Some((_, Some(_))) | None if runs => self.spans.push((at, None)),
            Some(_) | None => {}
        }
    }
}

/// Everything the coordinator tells about a job when the run is over.
#[derive(Debug, Default)]
pub(crate) struct Last {
    pub(crate) jobs: Vec<Told>,
}

/// One job, its attempts and their logs.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) job: Job,
    pub(crate) attempts: Vec<(Attempt, Texts)>,
}

impl World {
    pub(crate) fn new(seed: u64, template: Arc<Template>) -> io::Result<Arc<Self>> {
        let dice = Dice::of_seed(seed);
        let plan = Plan::draw(&dice);
        let dir = template::new_dir()?;
        template.lay_out(&dir.path().join(name(Machine::Coordinator)))?;
        let workers = (0..plan.workers.len()).map(Machine::Worker);
        let machines = workers
            .chain([Machine::Coordinator])
            .map(|machine| (machine, Hardware::default()))
            .collect();
        let done = vec![false; plan.wishes.len()];
        let seen = Mutex::new(Seen { done, ..Seen::default() });
        Ok(Arc::new(Self { plan, template, dir, dice, machines, seen }))
    }

    pub(crate) fn dir(&self, machine: Machine) -> PathBuf {
        self.dir.path().join(name(machine))
    }

    pub(crate) fn hardware(&self, machine: Machine) -> &Hardware {
        &self.machines[&machine]
    }

    pub(crate) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes down what happens on a machine.
    pub(crate) fn note(&self, what: impl fmt::Display) {
        self.note_at(age(), what);
    }

    pub(crate) fn note_at(&self, at: Duration, what: impl fmt::Display) {
        let line = format!("{:>9.3} {what}", at.as_secs_f64());
        tracing::info!("{line}");
        self.seen().trace.push(line);
    }

    /// The seams of a program that begins on a machine.
    pub(crate) fn seams(&self, machine: Machine) -> Seams {
        let hardware = self.hardware(machine);
        let tasks = Tasks::inline().behind(hardware.gate.clone());
        *hardware.tasks.lock().unwrap_or_else(PoisonError::into_inner) = Some(tasks.clone());
        Seams {
            clock: hardware.clock.clone(),
            rng: self.dice.split().rng(),
            tasks,
            net: Arc::new(crate::net::SimNet),
            faults: hardware.disk.clone(),
        }
    }

    /// Asks the program on a machine to stop.
    pub(crate) fn stop(&self, machine: Machine) {
        let tasks = self.hardware(machine).tasks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tasks) = tasks.as_ref() {
            tasks.stop();
        }
    }

    pub(crate) fn set_disk(&self, machine: Machine, is_bad: bool) {
        self.hardware(machine).disk.is_bad.store(is_bad, Ordering::Relaxed);
    }

    /// A command begins to run. Answers its place among those that were run.
    pub(crate) fn begins(&self, worker: usize, grant: (JobId, String)) -> usize {
        self.note(format_args!("worker-{worker} runs {} {}", grant.0, grant.1));
        let mut seen = self.seen();
        let mut run = RunSeen::new(worker, grant);
        run.change(age(), |_| ());
        seen.runs.push(run);
        seen.runs.len() - 1
    }

    pub(crate) fn says(&self, run: usize, stream: Stream, bytes: &[u8]) {
        self.seen().runs[run].said.of(stream).extend_from_slice(bytes);
    }

    pub(crate) fn is_frozen(&self, run: usize, is_frozen: bool) {
        self.seen().runs[run].change(age(), |run| run.is_frozen = is_frozen);
    }

    /// A command has ended, by itself or not.
    pub(crate) fn ends(&self, run: usize, exit: Option<i32>) {
        let (job, fence) = {
            let mut seen = self.seen();
            let run = &mut seen.runs[run];
            if run.is_over {
                return;
            }
            run.change(age(), |run| (run.is_over, run.exit) = (true, exit));
            run.grant.clone()
        };
        self.note(format_args!("{job} {fence} ends with {exit:?}"));
    }

    /// A whole machine crashes, sleeps or wakes, with all that runs on it.
    pub(crate) fn machine(&self, machine: Machine, at: Duration, what: Befalls) {
        let Machine::Worker(worker) = machine else { return };
        for run in self.seen().runs.iter_mut().filter(|run| run.worker == worker) {
            run.change(at, |run| match what {
                Befalls::Crash => run.is_over = true,
                Befalls::Sleep => run.is_asleep = true,
                Befalls::Wake => run.is_asleep = false,
            });
        }
    }

    /// Whether everything is to be told and has not been.
    pub(crate) fn wants_last(&self) -> bool {
        let seen = self.seen();
        seen.is_asked_for_last && seen.last.is_none()
    }

    /// What is still to come to its end, in words.
    pub(crate) fn unended(&self) -> String {
        let seen = self.seen();
        let wishes = seen.done.iter().enumerate().filter(|(_, done)| !**done);
        let wishes = wishes.map(|(place, _)| format!("wish {place}"));
        let jobs = seen.accepted.values().filter(|job| !seen.ended.contains_key(job));
        wishes.chain(jobs.map(JobId::to_string)).collect::<Vec<_>>().join(", ")
    }

    /// Whether every wish is fulfilled and every accepted job has been seen to have ended.
    pub(crate) fn is_over(&self) -> bool {
        let seen = self.seen();
        seen.done.iter().all(|done| *done)
            && seen.accepted.values().all(|job| seen.ended.contains_key(job))
    }
}

pub(crate) fn name(machine: Machine) -> String {
    match machine {
        Machine::Coordinator => "coordinator".to_owned(),
        Machine::Worker(number) => format!("worker-{number}"),
    }
}
