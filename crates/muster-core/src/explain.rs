//! Why a queued job waits, from the very rule that a claim obeys.
//!
//! [`verdict`] says of one worker what keeps it from a job; a claim takes a job only where it says
//! that the worker fits and is ready. Workers with the same verdict are a group, in the order in which
//! a person can do something about them.

use crate::{
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
    /// It could run the job, and this is how it stands.
    Fit(Standing),
}

/// What a worker with these labels and this room is to a job that asks for this.
pub fn verdict<'a>(
    ask: Ask<'a>,
    labels: &'a Labels,
    standing: Standing,
    room: Room,
) -> Verdict<'a> {
    let unmet: Vec<_> = ask.requirements.unmet(labels).collect();
    if !unmet.is_empty() {
        Verdict::Unfit(unmet)
    } else if room.slots < ask.slots {
        Verdict::TooSmall(room.slots)
    } else {
        Verdict::Fit(standing.with(room, ask.slots))
    }
}

/// Whether a claim takes the job for this worker.
pub fn takes(ask: Ask<'_>, labels: &Labels, standing: Standing, room: Room) -> bool {
    verdict(ask, labels, standing, room) == Verdict::Fit(Standing::Ready)
}

/// A worker, as a claim looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Its name for people.
    pub name: &'a str,
    /// What it has.
    pub labels: &'a Labels,
    /// Whether it would take a job.
    pub standing: Standing,
    /// Its slots.
    pub room: Room,
}

/// Workers that are all the same to certain jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// What each of them has, of the labels that matter.
    pub labels: Labels,
    /// How each of them stands.
    pub standing: Standing,
    /// The slots of each of them, as far as they matter.
    pub room: Room,
    /// How many they are.
    pub count: usize,
    /// The names of some.
    pub workers: Vec<String>,
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
    let mut classes: BTreeMap<(Labels, Standing, Room), Class> = BTreeMap::new();
    for Candidate { name, labels, standing, room } in fleet {
        let own = asked.iter().filter_map(|label| labels.get_key_value(*label));
        let labels: Labels = own.map(|(label, value)| (label.clone(), value.clone())).collect();
        let room = room.up_to(most);
        let class = classes.entry((labels.clone(), standing, room)).or_insert_with(|| Class {
            labels,
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
    let mut too_small = 0;
    let mut fit: BTreeMap<Standing, usize> = BTreeMap::new();
    for class in classes {
        match verdict(ask, &class.labels, class.standing, class.room) {
            Verdict::TooSmall(_) => too_small += class.count,
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
    let parts: Vec<_> = unfit.chain(small).chain(fit).collect();
    if parts.is_empty() { "no worker has joined yet".to_owned() } else { parts.join(", ") }
}

fn has_fewer(count: usize, slots: u32) -> String {
    match count {
        1 => format!("1 worker has fewer than {slots} slots"),
        _ => format!("{count} workers have fewer than {slots} slots"),
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
        let verdict = verdict(ask, &class.labels, class.standing, class.room);
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
        Verdict::Unfit(unmet) => {
            let fallen = unmet.iter().map(|requirement| shortfall(requirement, alike));
            let wanted = unmet.iter().map(|requirement| wanted(requirement));
            let wanted = wanted.collect::<Vec<_>>().join(" and ");
            (None, fallen.collect::<Vec<_>>().join("; "), format!("Add a worker {wanted}"))
        }
    };
    Group { standing, why, count, workers, helps }
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

fn helps(standing: Standing, count: usize, workers: &[String]) -> String {
    let which = match workers {
        [only] if count == 1 => format!("`{only}`"),
        _ => "one of them".to_owned(),
    };
    match standing {
        Standing::Ready => "Nothing has to be done".to_owned(),
        Standing::Asleep => format!("Wake {which}"),
        Standing::Disconnected => format!("Connect {which} again, or wait until it comes back"),
        Standing::Lost | Standing::Stopping => format!("Start {which} again"),
        Standing::Paused => format!("Resume {which}"),
        Standing::Busy => "Wait for a slot, or raise `--slots`".to_owned(),
        Standing::Kept => {
            "Wait until the job that needs more slots has them, or hold that one".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(json: &str) -> Labels {
        serde_json::from_str(json).unwrap()
    }

    fn ask(requirements: &Requirements) -> Ask<'_> {
        Ask { requirements, slots: 1 }
    }

    /// Four slots, of which one is free.
    const ROOM: Room = Room { slots: 4, free: 1 };

    /// Workers with these names, labels and standings, as a job that asks for this sees them.
    fn seen(ask: Ask<'_>, fleet: &[(&str, &str, Standing)]) -> Vec<Class> {
        let labels: Vec<_> = fleet.iter().map(|(_, json, _)| labels(json)).collect();
        let candidates = fleet.iter().zip(&labels);
        let candidates = candidates.map(|((name, _, standing), labels)| Candidate {
            name,
            labels,
            standing: *standing,
            room: ROOM,
        });
        classes([ask], candidates)
    }

    fn needs(conditions: &[&str]) -> Requirements {
        conditions.iter().map(|text| text.parse::<Requirement>().unwrap()).collect()
    }

    const GPU: &str = r#"{"gpu":true,"hostname":"a"}"#;
    const PLAIN: &str = r#"{"cpu_cores":4}"#;

    #[test]
    fn the_sentence_says_what_a_person_can_do() {
        let job = needs(&["gpu"]);
        let say = |fleet: &[_]| sentence(ask(&job), &seen(ask(&job), fleet));
        let unfit = ("plain", PLAIN, Standing::Ready);
        assert_eq!(say(&[]), "no worker has joined yet");
        let away = [("a", GPU, Standing::Asleep), ("b", GPU, Standing::Busy)];
        assert_eq!(
            say(&[unfit, away[0], unfit, away[1]]),
            "2 workers lack `gpu`, 1 asleep, 1 busy"
        );
        assert_eq!(say(&[unfit, ("c", GPU, Standing::Ready)]), "starts at any moment");
        let many = needs(&["cpu_cores >= 8", "gpu"]);
        let fleet = [unfit, unfit, ("a", GPU, Standing::Lost), away[1]];
        let said = sentence(ask(&many), &seen(ask(&many), &fleet));
        assert_eq!(said, "2 workers do not meet `cpu_cores >= 8`, 2 workers lack `cpu_cores`");
    }

    #[test]
    fn workers_that_differ_only_in_what_nobody_asks_for_are_one_class() {
        let host = |number: usize| labels(&format!(r#"{{"hostname":"h{number}","os":"linux"}}"#));
        let labels: Vec<_> = (0..1000).map(host).collect();
        let fleet = || {
            let standing = Standing::Busy;
            labels.iter().map(move |labels| Candidate { name: "w", labels, standing, room: ROOM })
        };
        let (any, linux) = (Requirements::default(), needs(&["os == linux"]));
        let seen = classes([ask(&any), ask(&linux)], fleet());
        assert_eq!((seen.len(), seen[0].count, seen[0].workers.len()), (1, 1000, FEW));
        let one = needs(&["hostname == h7"]);
        assert_eq!(
            classes([ask(&one)], fleet()).len(),
            1000,
            "who asks for a name sees every name"
        );
    }

    #[test]
    fn each_group_says_what_keeps_it_and_what_would_help() {
        let job = needs(&["gpu", "cpu_cores >= 8", "not battery"]);
        let fleet = [
            ("tower", r#"{"gpu":true,"cpu_cores":16}"#, Standing::Busy),
            ("laptop-2", r#"{"gpu":true,"cpu_cores":8}"#, Standing::Asleep),
            ("small", r#"{"gpu":true,"cpu_cores":2}"#, Standing::Ready),
            ("medium", r#"{"gpu":true,"cpu_cores":4}"#, Standing::Ready),
            ("odd", r#"{"gpu":true}"#, Standing::Lost),
            ("bare", r#"{"cpu_cores":8}"#, Standing::Ready),
            ("mobile", r#"{"gpu":true,"cpu_cores":8,"battery":true}"#, Standing::Ready),
            ("both", r#"{"cpu_cores":8,"battery":true}"#, Standing::Ready),
        ];
        let groups = groups(ask(&job), &seen(ask(&job), &fleet));
        let told = groups.iter().map(|group| {
            format!("{} {:?}: {}. {}", group.count, group.workers, group.why, group.helps)
        });
        insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @r#"
        1 ["mobile"]: `not battery`, but has true. Add a worker without `battery`
        1 ["both"]: `not battery`, but has true; lacks `gpu`. Add a worker without `battery` and with `gpu`
        3 ["medium", "odd", "small"]: `cpu_cores >= 8`, but has 2 or 4 or nothing. Add a worker with `cpu_cores >= 8`
        1 ["bare"]: lacks `gpu`. Add a worker with `gpu`
        1 ["laptop-2"]: asleep. Wake `laptop-2`
        1 ["tower"]: busy. Wait for a slot, or raise `--slots`
        "#);
    }

    #[test]
    fn who_is_ready_comes_first_and_one_name_is_called() {
        let any = Requirements::default();
        let of = |fleet: &[_]| groups(ask(&any), &seen(ask(&any), fleet));
        let busy = ("a", "{}", Standing::Busy);
        let found = of(&[busy, ("b", "{}", Standing::Ready), ("c", "{}", Standing::Asleep)]);
        let words: Vec<_> = found.iter().map(|group| &*group.why).collect();
        assert_eq!(words, ["ready", "asleep", "busy"]);
        assert_eq!(found[1].helps, "Wake `c`");
        let two = [("c", "{}", Standing::Disconnected), ("d", "{}", Standing::Disconnected)];
        assert_eq!(of(&two)[0].helps, "Connect one of them again, or wait until it comes back");
    }

    #[test]
    fn who_has_too_few_slots_and_who_keeps_them_for_another_job_is_told_apart() {
        let any = Requirements::default();
        let fleet = [("a", "{}", Standing::Ready), ("b", "{}", Standing::Kept)];
        let say = |slots| {
            let ask = Ask { requirements: &any, slots };
            let classes = seen(ask, &fleet);
            let groups = groups(ask, &classes).into_iter();
            let told = groups.map(|group| format!("{}. {}", group.why, group.helps));
            (sentence(ask, &classes), told.collect::<Vec<_>>())
        };
        assert_eq!(say(1).0, "starts at any moment");
        assert_eq!(say(2).0, "2 busy");
        let (said, told) = say(5);
        assert_eq!(said, "2 workers have fewer than 5 slots");
        assert_eq!(
            told,
            ["needs 5 slots, but has 4. Add a worker with 5 slots, or raise `--slots`"]
        );
        let kept = [fleet[1]];
        assert_eq!(sentence(ask(&any), &seen(ask(&any), &kept)), "1 kept for a job ahead");
    }
}
