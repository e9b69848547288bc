//! Why a queued job waits, from the very rule that a claim obeys.
//!
//! [`verdict`] says of one worker what keeps it from a job; a claim takes a job only where it says
//! that the worker fits and is ready. Workers with the same verdict are a group, in the order in which
//! a person can do something about them.

mod cause;
#[cfg(test)]
mod tests;

pub use cause::Cause;

use crate::{
    owner::{Applicant, Closed, Forbidden, Only, or_more},
    requirement::{LabelValue, Labels, Requirement, Requirements},
    worker::Liveness,
};
use std::collections::{BTreeMap, BTreeSet};

/// Names shown of one group; more say nothing that the count does not.
const FEW: usize = 5;
/// Values shown of one label.
const FEW_VALUES: usize = 3;

/// Whether a worker would take another job now, whatever it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It is there and would take a job.
    Ready,
    /// It said that it would sleep.
    Asleep,
    /// It went away; its jobs are kept for now.
    Disconnected,
    /// It has been away for long.
    Lost,
    /// It is there and said that it stops.
    Stopping,
    /// It is there, and somebody paused it.
    Paused,
    /// It is there, and is being brought to another version.
    Updating,
    /// It is there, and what its owner allows keeps jobs from it now.
    Closed(Closed),
    /// It is there, and too few of its slots are free.
    Busy,
    /// It is there, and what is free of it is kept for a job that needs more slots and is ahead.
    Kept,
}

/// What a job asks of a worker.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// What it must have.
    pub requirements: &'a Requirements,
    /// How many of its slots must be free.
    pub slots: u32,
    /// What its owner may ask about the job.
    pub applicant: Applicant<'a>,
}

/// The slots of a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Room {
    /// How many it has.
    pub slots: u32,
    /// How many of them are free.
    pub free: u32,
}

impl Room {
    /// As far as it matters to whoever asks for so many at most.
    fn up_to(self, most: u32) -> Self {
        Self { slots: self.slots.min(most), free: self.free.min(most) }
    }
}

impl Standing {
    /// The standing of a worker, however many of its slots are free, which is kept from new jobs if it is there.
    pub fn of(liveness: Liveness, kept_from_new_jobs: Option<Self>) -> Self {
        match liveness {
            Liveness::Online => kept_from_new_jobs.unwrap_or(Self::Ready),
            Liveness::Asleep => Self::Asleep,
            Liveness::Disconnected => Self::Disconnected,
            Liveness::Lost => Self::Lost,
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Asleep => "asleep",
            Self::Disconnected => "disconnected",
            Self::Lost => "lost",
            Self::Stopping => "stopping",
            Self::Paused => "paused",
            Self::Updating => "being updated",
            Self::Closed(closed) => closed.as_str(),
            Self::Busy => "busy",
            Self::Kept => "kept for a job ahead",
        }
    }

    /// How it stands to a job for which it has this room.
    fn with(self, room: Room, slots: u32) -> Self {
        let is_short = matches!(self, Self::Ready | Self::Kept) && room.free < slots;
        if is_short { Self::Busy } else { self }
    }
}

/// What a worker is to a job.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict<'a> {
    /// It does not meet these requirements.
    Unfit(Vec<&'a Requirement>),
    /// It has only so many slots.
    TooSmall(u32),
    /// Its owner does not allow the job.
    Forbidden(Forbidden<'a>),
    /// It could run the job, and this is how it stands.
    Fit(Standing),
}

/// A worker, as far as it decides what may run there.
#[derive(Debug, Clone, Copy)]
pub struct Host<'a> {
    /// What it has.
    pub labels: &'a Labels,
    /// Which jobs its owner allows.
    pub only: &'a Only,
    /// Whether it would take a job.
    pub standing: Standing,
    /// Its slots.
    pub room: Room,
}

/// What a worker is to a job that asks for this.
pub fn verdict<'a>(ask: Ask<'a>, host: Host<'a>) -> Verdict<'a> {
    let unmet: Vec<_> = ask.requirements.unmet(host.labels).collect();
    if !unmet.is_empty() {
        Verdict::Unfit(unmet)
    } else if host.room.slots < ask.slots {
        Verdict::TooSmall(host.room.slots)
    } else if let Some(forbidden) = host.only.forbids(ask.applicant) {
        Verdict::Forbidden(forbidden)
    } else {
        Verdict::Fit(host.standing.with(host.room, ask.slots))
    }
}

/// Whether a claim takes the job for this worker.
pub fn takes(ask: Ask<'_>, host: Host<'_>) -> bool {
    verdict(ask, host) == Verdict::Fit(Standing::Ready)
}

/// A worker with its name, as a claim looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Its name for people.
    pub name: &'a str,
    /// The rest of it.
    pub host: Host<'a>,
}

/// Workers that are all the same to certain jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// What each of them has, of the labels that matter.
    pub labels: Labels,
    /// Which jobs the owner of each of them allows.
    pub only: Only,
    /// How each of them stands.
    pub standing: Standing,
    /// The slots of each of them, as far as they matter.
    pub room: Room,
    /// How many they are.
    pub count: usize,
    /// The names of some.
    pub workers: Vec<String>,
}

impl Class {
    fn host(&self) -> Host<'_> {
        Host { labels: &self.labels, only: &self.only, standing: self.standing, room: self.room }
    }
}

/// The fleet as jobs that ask for this see it: walked once, however many jobs there are.
pub fn classes<'a, 'b>(
    asks: impl IntoIterator<Item = Ask<'a>>,
    fleet: impl IntoIterator<Item = Candidate<'b>>,
) -> Vec<Class> {
    let (mut asked, mut most) = (BTreeSet::new(), 1);
    for ask in asks {
        asked.extend(ask.requirements.iter().map(Requirement::label));
        most = most.max(ask.slots);
    }
    let mut classes: BTreeMap<(Labels, Only, Standing, Room), Class> = BTreeMap::new();
    for Candidate { name, host } in fleet {
        let own = asked.iter().filter_map(|label| host.labels.get_key_value(*label));
        let labels: Labels = own.map(|(label, value)| (label.clone(), value.clone())).collect();
        let (only, standing, room) = (host.only.clone(), host.standing, host.room.up_to(most));
        let key = (labels.clone(), only.clone(), standing, room);
        let class = classes.entry(key).or_insert_with(|| Class {
            labels,
            only,
            standing,
            room,
            count: 0,
            workers: Vec::new(),
        });
        class.count += 1;
        if class.workers.len() < FEW {
            class.workers.push(name.to_owned());
        }
    }
    classes.into_values().collect()
}

/// Why a job waits, in one sentence: the first thing that each unfit worker fails, then the others.
pub fn sentence(ask: Ask<'_>, classes: &[Class]) -> String {
    let mut unfit: BTreeMap<(&Requirement, bool), usize> = BTreeMap::new();
    let (mut too_small, mut forbidden) = (0, BTreeMap::new());
    let mut fit: BTreeMap<Standing, usize> = BTreeMap::new();
    for class in classes {
        match verdict(ask, class.host()) {
            Verdict::TooSmall(_) => too_small += class.count,
            Verdict::Forbidden(what) => *forbidden.entry(what).or_insert(0) += class.count,
            Verdict::Fit(Standing::Ready) => return "starts at any moment".to_owned(),
            Verdict::Fit(standing) => *fit.entry(standing).or_default() += class.count,
            Verdict::Unfit(unmet) => unmet.into_iter().take(1).for_each(|first| {
                let is_missing = !class.labels.contains_key(first.label());
                *unfit.entry((first, is_missing)).or_default() += class.count;
            }),
        }
    }
    let unfit =
        unfit.into_iter().map(|((first, is_missing), count)| fails(first, is_missing, count));
    let fit = fit.into_iter().map(|(standing, count)| format!("{count} {}", standing.as_str()));
    let small = (too_small > 0).then(|| has_fewer(too_small, ask.slots));
    let forbidden = forbidden.into_iter().map(|(what, count)| forbids(what, count));
    let parts: Vec<_> = unfit.chain(small).chain(forbidden).chain(fit).collect();
    if parts.is_empty() { "no worker has joined yet".to_owned() } else { parts.join(", ") }
}

fn has_fewer(count: usize, slots: u32) -> String {
    match count {
        1 => format!("1 worker has fewer than {slots} slots"),
        _ => format!("{count} workers have fewer than {slots} slots"),
    }
}

fn forbids(what: Forbidden<'_>, count: usize) -> String {
    let (owners, do_not, take) = match count {
        1 => ("the owner of 1 worker".to_owned(), "does not", "takes"),
        _ => (format!("the owners of {count} workers"), "do not", "take"),
    };
    match what {
        Forbidden::Program(program) => format!("{owners} {do_not} allow `{program}`"),
        Forbidden::Submitter(submitter) => format!("{owners} {do_not} take jobs of `{submitter}`"),
        Forbidden::Less(least) => {
            let level = least.as_str();
            format!("{owners} {take} only jobs with `--isolation {level}`{}", or_more(least))
        }
    }
}

fn fails(requirement: &Requirement, is_missing: bool, count: usize) -> String {
    let (workers, lack, do_not) = match count {
        1 => ("1 worker".to_owned(), "lacks", "does not"),
        _ => (format!("{count} workers"), "lack", "do not"),
    };
    if is_missing {
        format!("{workers} {lack} `{}`", requirement.label())
    } else {
        format!("{workers} {do_not} meet `{requirement}`")
    }
}

/// Workers that the same thing keeps from a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// How they stand; nothing if they could never run it.
    pub standing: Option<Standing>,
    /// What keeps them, in a few words.
    pub why: String,
    /// How many they are.
    pub count: usize,
    /// The names of some.
    pub workers: Vec<String>,
    /// What a person can do about it.
    pub helps: String,
}

/// The fleet by what keeps each worker from the job: who is ready, then in the order in which a person
/// can do something about it.
pub fn groups(ask: Ask<'_>, classes: &[Class]) -> Vec<Group> {
    let mut alike: BTreeMap<Verdict<'_>, Vec<&Class>> = BTreeMap::new();
    for class in classes {
        let verdict = verdict(ask, class.host());
        alike.entry(verdict).or_default().push(class);
    }
    let group = |(verdict, alike): (_, &Vec<_>)| group(ask, verdict, alike);
    let mut groups: Vec<_> = alike.iter().map(group).collect();
    groups.sort_by_key(|group| group.standing != Some(Standing::Ready));
    groups
}

fn group(ask: Ask<'_>, verdict: &Verdict<'_>, alike: &[&Class]) -> Group {
    let mut workers: Vec<_> = alike.iter().flat_map(|class| class.workers.clone()).collect();
    workers.sort_unstable();
    workers.truncate(FEW);
    let count = alike.iter().map(|class| class.count).sum();
    let (standing, why, helps) = match verdict {
        Verdict::Fit(standing) => {
            (Some(*standing), standing.as_str().to_owned(), helps(*standing, count, &workers))
        }
        Verdict::TooSmall(slots) => {
            let why = format!("needs {} slots, but has {slots}", ask.slots);
            let helps = format!("Add a worker with {} slots, or raise `--slots`", ask.slots);
            (None, why, helps)
        }
        Verdict::Forbidden(forbidden) => {
            (None, forbidden.to_string(), allows(*forbidden, &which(count, &workers)))
        }
        Verdict::Unfit(unmet) => {
            let fallen = unmet.iter().map(|requirement| shortfall(requirement, alike));
            let wanted = unmet.iter().map(|requirement| wanted(requirement));
            let wanted = wanted.collect::<Vec<_>>().join(" and ");
            (None, fallen.collect::<Vec<_>>().join("; "), format!("Add a worker {wanted}"))
        }
    };
    Group { standing, why, count, workers, helps }
}

/// What makes an owner take the job.
fn allows(forbidden: Forbidden<'_>, which: &str) -> String {
    let limits = "`muster worker limits` there";
    match forbidden {
        Forbidden::Program(_) | Forbidden::Submitter(_) => {
            format!("Have the owner of {which} allow it: {limits}")
        }
        Forbidden::Less(least) => {
            let level = least.as_str();
            format!(
                "Submit it with `--isolation {level}`, or have the owner of {which} allow less: {limits}"
            )
        }
    }
}

/// What is asked for and what is there.
fn shortfall(requirement: &Requirement, alike: &[&Class]) -> String {
    let found: BTreeSet<Option<&LabelValue>> =
        alike.iter().map(|class| class.labels.get(requirement.label())).collect();
    let mut values: Vec<_> = found.iter().flatten().map(ToString::to_string).collect();
    if values.is_empty() {
        return format!("lacks `{}`", requirement.label());
    }
    if values.len() > FEW_VALUES {
        values.truncate(FEW_VALUES);
        values.push("another value".to_owned());
    }
    values.extend(found.contains(&None).then(|| "nothing".to_owned()));
    format!("`{requirement}`, but has {}", values.join(" or "))
}

fn wanted(requirement: &Requirement) -> String {
    let text = requirement.to_string();
    match text.strip_prefix("not ") {
        Some(label) => format!("without `{label}`"),
        None => format!("with `{text}`"),
    }
}

fn which(count: usize, workers: &[String]) -> String {
    match workers {
        [only] if count == 1 => format!("`{only}`"),
        _ => "one of them".to_owned(),
    }
}

fn helps(standing: Standing, count: usize, workers: &[String]) -> String {
    let which = which(count, workers);
    match standing {
        Standing::Ready => "Nothing has to be done".to_owned(),
        Standing::Asleep => format!("Wake {which}"),
        Standing::Disconnected => format!("Connect {which} again, or wait until it comes back"),
        Standing::Lost | Standing::Stopping => format!("Start {which} again"),
        Standing::Paused => format!("Resume {which}"),
        Standing::Updating => format!("Wait until {which} is updated"),
        Standing::Closed(closed) => reopens(closed, &which),
        Standing::Busy => "Wait for a slot, or raise `--slots`".to_owned(),
        Standing::Kept => {
            "Wait until the job that needs more slots has them, or hold that one".to_owned()
        }
    }
}

/// What opens a worker again.
fn reopens(closed: Closed, which: &str) -> String {
    match closed {
        Closed::OutsideHours => "Wait for its hours".to_owned(),
        Closed::OnBattery | Closed::BatteryLow => format!("Plug {which} in"),
        Closed::InUse => format!("Wait until nobody uses {which}"),
        Closed::Metered => format!("Take {which} to another network"),
        Closed::Unknown | Closed::Unreadable => format!("Run `muster worker limits` on {which}"),
        Closed::Other => format!("Ask the owner of {which}"),
    }
}
