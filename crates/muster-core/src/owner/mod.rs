//! What the owner of a machine allows jobs to do there, and when.
//!
//! The machine itself decides: its worker asks its [`Gate`] before anything starts, and says what it
//! decided. The coordinator shows that and goes by it, and cannot change it.
//!
//! Not here: how a machine finds out about itself.

mod cap;
mod gate;
mod hours;
#[cfg(test)]
mod tests;

pub use cap::Cap;
pub use gate::{Gate, SETTLE};
pub use hours::{BadHours, Hours};

use crate::job::{Command, Isolation};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt, time::Duration};

/// What an owner allows. Who says nothing allows everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Only at these times of the day, on the machine's own clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// Never on battery.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub only_on_mains: bool,
    /// On battery only while it holds at least so many per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub battery_floor: Option<u8>,
    /// Only when nobody has used the machine for so many minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_minutes: Option<u32>,
    /// Never on a network that is paid for by what it carries.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_metered: bool,
    /// Its program is brought to another version by the owner alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_updates: bool,
    /// How much of the machine jobs may use.
    #[serde(default, skip_serializing_if = "Cap::is_none")]
    pub cap: Cap,
    /// What becomes of what runs when nothing may start any more.
    #[serde(default, skip_serializing_if = "Running::is_usual")]
    pub running: Running,
    /// Which jobs, at any time.
    #[serde(default, skip_serializing_if = "Only::is_any")]
    pub only: Only,
}

/// What becomes of what runs when nothing may start any more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Running {
    /// It stands still, and is given back to the queue before long.
    #[default]
    GivesWay,
    /// It runs to its end.
    GoesOn,
}

impl Running {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GivesWay => "gives_way",
            Self::GoesOn => "goes_on",
        }
    }
}

/// Which jobs an owner allows. An empty set allows any.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Only {
    /// Programs, exactly as a job names them; a line for the shell is `sh`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub programs: BTreeSet<String>,
    /// Ids of those whose jobs may run: `operator`, or a token's.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub submitters: BTreeSet<String>,
    /// How much they must be kept apart from the machine at least.
    #[serde(default, skip_serializing_if = "Isolation::is_none")]
    pub isolation: Isolation,
}

/// A job, as far as an owner asks about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applicant<'a> {
    /// What it runs, if that matters to whoever asks.
    pub program: Option<&'a str>,
    /// Whose it is.
    pub submitter: &'a str,
    /// How much it is kept apart, if that matters to whoever asks.
    pub isolation: Option<Isolation>,
}

/// What of a job an owner does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Forbidden<'a> {
    /// This program.
    Program(&'a str),
    /// Jobs of this submitter.
    Submitter(&'a str),
    /// Jobs that are kept apart by less than this.
    Less(Isolation),
}

impl fmt::Display for Forbidden<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program(program) => write!(f, "its owner does not allow `{program}`"),
            Self::Submitter(submitter) => write!(f, "its owner takes no jobs of `{submitter}`"),
            Self::Less(least) => {
                let (level, or_more) = (least.as_str(), or_more(*least));
                write!(f, "its owner takes only jobs with `--isolation {level}`{or_more}")
            }
        }
    }
}

/// The last level is not called the least.
pub(crate) fn or_more(least: Isolation) -> &'static str {
    match least {
        Isolation::None | Isolation::Landlock => " or more",
        Isolation::Bubblewrap => "",
    }
}

impl Only {
    fn is_any(&self) -> bool {
        *self == Self::default()
    }

    /// What of this job is not allowed, if anything is.
    pub fn forbids<'a>(&self, job: Applicant<'a>) -> Option<Forbidden<'a>> {
        let is_in = |set: &BTreeSet<String>, one: &str| set.is_empty() || set.contains(one);
        if !is_in(&self.submitters, job.submitter) {
            return Some(Forbidden::Submitter(job.submitter));
        }
        if job.isolation.is_some_and(|level| level < self.isolation) {
            return Some(Forbidden::Less(self.isolation));
        }
        job.program.filter(|program| !is_in(&self.programs, program)).map(Forbidden::Program)
    }
}

/// The program that a command starts, as an owner allows it.
pub fn program(command: &Command) -> &str {
    match command {
        Command::Shell(_) => "sh",
        Command::Argv(argv) => argv.first().map_or("", String::as_str),
    }
}

/// How a machine is at a moment. What could not be found out is nothing, and nothing starts if it matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Machine {
    /// The minute of its day.
    pub minute: Option<u16>,
    /// What it runs on.
    pub power: Option<Power>,
    /// For how long nobody has used it.
    pub idle: Option<Duration>,
    /// Whether its network is paid for by what it carries.
    pub is_metered: Option<bool>,
}

/// What a machine runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// Mains, or it has no battery at all.
    Mains,
    /// Its battery, which holds so many per cent.
    Battery(u8),
}

/// What keeps jobs from a machine at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    /// It is not one of its owner's hours.
    OutsideHours,
    /// It runs on battery.
    OnBattery,
    /// Its battery is too low.
    BatteryLow,
    /// Somebody uses it.
    InUse,
    /// Its network is paid for by what it carries.
    Metered,
    /// It cannot find out what its owner's limits ask for.
    Unknown,
    /// Its owner's limits cannot be read.
    Unreadable,
    /// What a newer worker says.
    #[serde(other)]
    Other,
}

impl Closed {
    /// What is the matter with the machine, in a few words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OutsideHours => "outside its owner's hours",
            Self::OnBattery => "on battery",
            Self::BatteryLow => "low on battery",
            Self::InUse => "used by its owner",
            Self::Metered => "on a metered network",
            Self::Unknown => "unsure whether its owner's limits hold",
            Self::Unreadable => "without readable owner's limits",
            Self::Other => "closed by its owner",
        }
    }

    /// Whether what runs gives way. What is not known starts nothing, and ends nothing either.
    pub fn is_certain(self) -> bool {
        !matches!(self, Self::Unknown | Self::Unreadable)
    }
}

impl Limits {
    /// Whether anything of the machine has to be known.
    pub fn asks_for_power(&self) -> bool {
        self.only_on_mains || self.battery_floor.is_some()
    }

    /// What keeps jobs from a machine that is like this, whatever was before.
    pub fn closed(&self, machine: &Machine) -> Option<Closed> {
        self.closed_with(machine, 0)
    }

    /// The same where a battery has to hold so much more than its floor. What is certain goes before
    /// what is not known: what runs gives way to it.
    fn closed_with(&self, machine: &Machine, margin: u8) -> Option<Closed> {
        let causes = [
            self.closed_by_hours(machine.minute),
            self.closed_by_power(machine.power, margin),
            self.closed_by_use(machine.idle),
            self.closed_by_network(machine.is_metered),
        ];
        causes.into_iter().flatten().min_by_key(|cause| !cause.is_certain())
    }

    /// The same of its hours alone.
    pub fn closed_by_hours(&self, minute: Option<u16>) -> Option<Closed> {
        let hours = self.hours?;
        match minute {
            None => Some(Closed::Unknown),
            Some(minute) => (!hours.contains(minute)).then_some(Closed::OutsideHours),
        }
    }

    fn closed_by_power(&self, power: Option<Power>, margin: u8) -> Option<Closed> {
        let floor = self.battery_floor.map(|floor| floor.saturating_add(margin).min(100));
        match power {
            _ if !self.asks_for_power() => None,
            None => Some(Closed::Unknown),
            Some(Power::Mains) => None,
            Some(Power::Battery(_)) if self.only_on_mains => Some(Closed::OnBattery),
            Some(Power::Battery(held)) => (Some(held) < floor).then_some(Closed::BatteryLow),
        }
    }

    fn is_low(&self, power: Option<Power>, margin: u8) -> bool {
        self.closed_by_power(power, margin) == Some(Closed::BatteryLow)
    }

    fn closed_by_use(&self, idle: Option<Duration>) -> Option<Closed> {
        let wanted = Duration::from_mins(self.idle_minutes?.into());
        match idle {
            None => Some(Closed::Unknown),
            Some(idle) => (idle < wanted).then_some(Closed::InUse),
        }
    }

    fn closed_by_network(&self, is_metered: Option<bool>) -> Option<Closed> {
        match is_metered {
            _ if !self.not_metered => None,
            None => Some(Closed::Unknown),
            Some(is_metered) => is_metered.then_some(Closed::Metered),
        }
    }
}

/// What a worker says of its owner: what is allowed, and what of that keeps jobs from it now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// What is allowed.
    #[serde(default)]
    pub limits: Limits,
    /// What keeps jobs from it now, if anything does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
}
