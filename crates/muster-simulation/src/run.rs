//! One run: the machines of a world are driven through its plan, and then everything is checked.

use crate::{
    check, hosts, panics,
    plan::{Fault, Machine},
    template::Template,
    world::{Befalls, World, name},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    sync::Arc,
    time::Duration,
};
use turmoil::Sim;

/// The network delivers this often; timers are exact in between.
const TICK: Duration = Duration::from_millis(50);
const FASTEST: Duration = Duration::from_millis(1);
const SLOWEST: Duration = Duration::from_millis(100);
const PATIENCE: Patience = Patience {
    end: Duration::from_mins(15),
    settling: Duration::from_mins(2),
    telling: Duration::from_secs(30),
};
/// More than any run takes.
const LONGEST: Duration = Duration::from_hours(24);
/// A network buffers this many pieces for a program that does not read.
const BUFFERED: usize = 1024;

struct Patience {
    /// Once nothing goes wrong any more, every job ends within this and the time that all of them may take.
    end: Duration,
    /// Then every worker lets go of everything within this.
    settling: Duration,
    telling: Duration,
}

/// A run that held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What happened, in order.
    pub trace: Vec<String>,
    /// How much simulated time passed.
    pub lasted: Duration,
    /// How many attempts and jobs ended in which way.
    pub ends: Ends,
}

/// Counts of what something came to.
pub type Ends = BTreeMap<&'static str, u64>;

/// A run in which something was that must not be.
#[derive(Debug, Clone)]
pub struct Violated {
    /// The run's seed.
    pub seed: u64,
    /// What was wrong.
    pub violations: Vec<String>,
    /// What happened, in order.
    pub trace: Vec<String>,
}

impl fmt::Display for Violated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, violations, .. } = self;
        let first = violations.first().map_or("nothing", String::as_str);
        write!(f, "seed {seed}: {first}")?;
        if violations.len() > 1 {
            write!(f, " (and {} more)", violations.len() - 1)?;
        }
        write!(
            f,
            "; replay: MUSTER_SEED={seed} cargo nextest run -p muster-simulation replay --no-capture"
        )
    }
}

/// Runs the world of one seed from its beginning to its end.
pub fn run(seed: u64, template: &Arc<Template>) -> Result<Held, Violated> {
    panics::forget();
    let world = World::new(seed, template.clone()).expect("a directory for the world");
    let mut drive = Drive::new(seed, &world);
    let told = drive.finish();
    let lasted = drive.sim.elapsed();
    drop(drive);
    let mut violations: Vec<String> = told.err().into_iter().collect();
    violations.extend(panics::seen());
    violations.extend(check::all(&world));
    let trace = std::mem::take(&mut world.seen().trace);
    if violations.is_empty() {
        Ok(Held { trace, lasted, ends: check::ends(&world) })
    } else {
        Err(Violated { seed, violations, trace })
    }
}

struct Drive<'a> {
    world: &'a Arc<World>,
    sim: Sim<'a>,
    next_fault: usize,
    asleep_since: BTreeMap<Machine, Duration>,
    /// Workers to which the network is not whole now.
    troubled: BTreeSet<usize>,
}

impl<'a> Drive<'a> {
    fn new(seed: u64, world: &'a Arc<World>) -> Self {
        let mut sim = turmoil::Builder::new()
            .rng_seed(seed)
            .tick_duration(TICK)
            .min_message_latency(FASTEST)
            .max_message_latency(SLOWEST)
            .simulation_duration(LONGEST)
            .tcp_capacity(BUFFERED)
            .build();
        let own = world.clone();
        sim.host(name(Machine::Coordinator), move || hosts::coordinator(own.clone()));
        for number in 0..world.plan.workers.len() {
            let own = world.clone();
            sim.host(name(Machine::Worker(number)), move || hosts::worker(own.clone(), number));
        }
        let (asleep_since, troubled) = (BTreeMap::new(), BTreeSet::new());
        Self { world, sim, next_fault: 0, asleep_since, troubled }
    }

    fn finish(&mut self) -> Result<(), String> {
        let world = self.world;
        let healed_at = world.plan.healed_at;
        self.until(healed_at, "the troubles are over", |drive| drive.sim.elapsed() >= healed_at)?;
        world.note_at(healed_at, "everything has been put right");
        self.until(
            healed_at + PATIENCE.end + world.plan.most_work(),
            "every job has ended",
            |_| world.is_over(),
        )
        .map_err(|error| format!("{error}: {}", world.unended()))?;
        let settled = self.sim.elapsed() + PATIENCE.settling;
        self.until(settled, "every worker has let go of everything", |_| is_let_go(world))?;
        world.seen().is_asked_for_last = true;
        let told = self.sim.elapsed() + PATIENCE.telling;
        self.until(told, "the coordinator has told everything", |_| !world.wants_last())
    }

    fn until(
        &mut self,
        at_last: Duration,
        what: &str,
        is_so: impl Fn(&Self) -> bool,
    ) -> Result<(), String> {
        /// Looking costs more than a step.
        const LOOK_EVERY: u32 = 10;
        loop {
            if is_so(self) {
                return Ok(());
            }
            if self.sim.elapsed() > at_last {
                return Err(format!("liveness: it is not so that {what}"));
            }
            for _ in 0..LOOK_EVERY {
                self.befall();
                self.sim.step().map_err(|error| format!("a program ended: {error}"))?;
            }
        }
    }

    /// Lets happen what is due.
    fn befall(&mut self) {
        let now = self.sim.elapsed();
        while let Some((at, fault)) = self.world.plan.faults.get(self.next_fault)
            && *at <= now
        {
            self.next_fault += 1;
            self.world.note_at(now, format_args!("{fault:?}"));
            self.strike(*fault, now);
        }
    }

    fn strike(&mut self, fault: Fault, now: Duration) {
        let coordinator = name(Machine::Coordinator);
        let worker = |number| name(Machine::Worker(number));
        match fault {
            Fault::Part(number) | Fault::PartOneWay(number, _) | Fault::Hold(number) => {
                self.troubled.insert(number);
            }
            Fault::Mend(number) => {
                self.troubled.remove(&number);
            }
            _ => {}
        }
        match fault {
            Fault::Crash(machine) => self.crash(machine, now),
            Fault::Stop(machine) => self.world.stop(machine),
            Fault::Start(machine) => {
                self.crash(machine, now);
                self.sim.bounce(name(machine));
            }
            Fault::Freeze(machine) => self.world.hardware(machine).gate.close(),
            Fault::Thaw(machine) => self.world.hardware(machine).gate.open(),
            Fault::Sleep(machine) => {
                self.asleep_since.insert(machine, now);
                self.world.machine(machine, now, Befalls::Sleep);
                let hardware = self.world.hardware(machine);
                hardware.gate.close();
                hardware.commands.close();
            }
            Fault::Wake(machine) => self.wake(machine, now),
            Fault::Days(machine, days) => self.world.hardware(machine).clock.set_days(days),
            Fault::Disk(machine, is_bad) => self.world.set_disk(machine, is_bad),
            // The machine is asked about it, and says nothing by itself.
            Fault::Unplug(_) | Fault::Plug(_) => {}
            Fault::Part(number) => self.sim.partition(coordinator, worker(number)),
            Fault::PartOneWay(number, true) => {
                self.sim.partition_oneway(worker(number), coordinator);
            }
            Fault::PartOneWay(number, false) => {
                self.sim.partition_oneway(coordinator, worker(number));
            }
            Fault::Hold(number) => self.sim.hold(coordinator, worker(number)),
            Fault::Slow(number, span) => {
                self.sim.set_link_max_message_latency(coordinator, worker(number), span);
            }
            Fault::Mend(number) => {
                self.sim.release(&*coordinator, worker(number));
                self.sim.repair(&*coordinator, worker(number));
                self.sim.set_link_max_message_latency(coordinator, worker(number), SLOWEST);
            }
        }
    }

    /// A crash says no goodbye: the runtime would close its connections in an order of its own.
    fn crash(&mut self, machine: Machine, now: Duration) {
        self.world.machine(machine, now, Befalls::Crash);
        let cut = self.whole_links(machine);
        for link in &cut {
            self.sim.partition(name(Machine::Coordinator), &**link);
        }
        self.sim.crash(name(machine));
        for link in &cut {
            self.sim.repair(name(Machine::Coordinator), &**link);
        }
    }

    /// The workers to which a machine's network is whole.
    fn whole_links(&self, machine: Machine) -> Vec<String> {
        let all = 0..self.world.plan.workers.len();
        all.filter(|number| !self.troubled.contains(number))
            .map(Machine::Worker)
            .filter(|worker| machine == Machine::Coordinator || machine == *worker)
            .map(name)
            .collect()
    }

    fn wake(&mut self, machine: Machine, now: Duration) {
        let since = self.asleep_since.remove(&machine).unwrap_or(now);
        let hardware = self.world.hardware(machine);
        hardware.clock.has_slept(now.saturating_sub(since));
        self.world.machine(machine, now, Befalls::Wake);
        hardware.gate.open();
        hardware.commands.open();
    }
}

/// Whether no worker keeps anything of an attempt.
fn is_let_go(world: &World) -> bool {
    (0..world.plan.workers.len()).all(|number| {
        let attempts = world.dir(Machine::Worker(number)).join("attempts");
        fs::read_dir(attempts).is_ok_and(|mut entries| entries.next().is_none())
    })
}
