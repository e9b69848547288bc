//! `muster worker limits`: what this machine's owner allows jobs to do on it.

use crate::{context::Context, exit::Exit, failure::Failure, output::visible, read};
use clap::{Args, ValueEnum, builder::NonEmptyStringValueParser};
use muster_core::{
    job::Isolation,
    owner::{Closed, Gate, Hours, Limits, Running},
};
use muster_host::{StartError, owner};
use muster_worker::Levels;
use std::{collections::BTreeSet, path::Path, str::FromStr};

/// Everybody who works for a coordinator from this data directory goes by them, within a few seconds. The
/// coordinator shows them and cannot change them. Without an option they are shown.
#[derive(Debug, Args)]
pub(crate) struct LimitsArguments {
    /// Only at these times of the day, like `22:00-07:00`; or `any`
    #[arg(long, value_name = "HH:MM-HH:MM", value_parser = or_any::<Hours>)]
    hours: Option<OrAny<Hours>>,
    /// Never on battery
    #[arg(long, value_name = "YES|NO", num_args = 0..=1, default_missing_value = "yes")]
    only_on_mains: Option<YesNo>,
    /// On battery only while it holds at least so many per cent; or `any`
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    battery_floor: Option<OrAny<u8>>,
    /// Only when nobody has used the machine for so many minutes; or `any`
    #[arg(long, value_name = "MINUTES", value_parser = minutes)]
    idle: Option<OrAny<u32>>,
    /// Never on a network that is paid for by what it carries
    #[arg(long, value_name = "YES|NO", num_args = 0..=1, default_missing_value = "yes")]
    not_metered: Option<YesNo>,
    /// The coordinator may bring this program to another version
    #[arg(long, value_name = "YES|NO", num_args = 0..=1, default_missing_value = "yes")]
    updates: Option<YesNo>,
    /// Jobs may use so many per cent of the processors, all together; or `any`
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    cpu: Option<OrAny<u8>>,
    /// Jobs may use so much memory, like `4GiB` or `512MiB`; or `any`
    #[arg(long, value_name = "SIZE", value_parser = or_any::<Mebibytes>)]
    memory: Option<OrAny<Mebibytes>>,
    /// The folders of each job may hold so much, like `20GiB`; or `any`
    #[arg(long, value_name = "SIZE", value_parser = or_any::<Mebibytes>)]
    disk: Option<OrAny<Mebibytes>>,
    /// Only jobs that are kept apart by at least this level; `none` takes all
    #[arg(long, value_name = "LEVEL", value_parser = read::isolation)]
    isolation: Option<Isolation>,
    /// What becomes of what runs when nothing may start any more
    #[arg(long, value_name = "WHAT")]
    running: Option<WhatRuns>,
    /// Only this program, exactly as jobs name it (`sh` for a line for the shell); may be repeated, or `any`
    #[arg(long = "program", value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    programs: Vec<String>,
    /// Only jobs of this submitter, `operator` or the id of a token; may be repeated, or `any`
    #[arg(long = "submitter", value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    submitters: Vec<String>,
    /// Forget what was allowed so far: what is not said here is allowed
    #[arg(long)]
    reset: bool,
}

/// A value, or that it does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct OrAny<T>(Option<T>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum YesNo {
    Yes,
    No,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WhatRuns {
    /// It stands still, and is given back to the queue if that lasts
    GivesWay,
    /// It runs to its end
    GoesOn,
}

/// A size of memory or of a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mebibytes(u32);

impl FromStr for Mebibytes {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let units = [("GiB", 1024), ("MiB", 1)];
        let known = units.into_iter().find_map(|(unit, mib)| Some((text.strip_suffix(unit)?, mib)));
        let read = known.and_then(|(count, mib)| {
            let count: u32 = count.trim().parse().ok()?;
            count.checked_mul(mib).filter(|size| *size > 0)
        });
        read.map(Self).ok_or("must be a size like `4GiB` or `512MiB`, or `any`")
    }
}

fn or_any<T: FromStr<Err: ToString>>(text: &str) -> Result<OrAny<T>, String> {
    match text {
        "any" => Ok(OrAny(None)),
        _ => {
            text.parse().map(|value| OrAny(Some(value))).map_err(|error: T::Err| error.to_string())
        }
    }
}

fn percent(text: &str) -> Result<OrAny<u8>, String> {
    match or_any(text.trim_end_matches('%')) {
        Ok(OrAny(Some(0 | 101..))) | Err(_) => Err("must be 1 to 100, or `any`".to_owned()),
        read => read,
    }
}

fn minutes(text: &str) -> Result<OrAny<u32>, String> {
    or_any(text).map_err(|_| "must be whole minutes, like `10`, or `any`".to_owned())
}

impl LimitsArguments {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let data_dir = &context.settings.data_dir.value;
        let before = if self.reset { Limits::default() } else { read(data_dir)? };
        let is_reset = self.reset;
        let limits = self.changed(before.clone());
        if is_reset || limits != before {
            owner::write(data_dir, &limits)?;
        }
        let now = context.seams.clock.now();
        let machine = owner::look(&limits, now, &context.seams.tasks).await;
        let closed = Gate::default().look(&limits, &machine, context.seams.clock.boot().0);
        let document = serde_json::json!({ "limits": limits, "closed": closed });
        let word = closed.map_or("open", Closed::as_str);
        context.output.item(&document, word, |_| told(&limits, closed))?;
        if closed == Some(Closed::Unknown) {
            context.output.hint("what this machine cannot find out about itself is taken for a no");
        }
        if closed.is_none() && (limits.asks_for_power() || limits.not_metered) {
            context
                .output
                .hint("a worker that power or network had closed opens a minute after that");
        }
        if let Some(why) = lacks(limits.only.isolation) {
            context.output.hint(&format!("no job starts on this machine: {why}"));
        }
        let is_capped = limits.cap.cpu_percent.is_some() || limits.cap.memory_mib.is_some();
        if is_capped && !cfg!(target_os = "linux") {
            context.output.hint("this system keeps no job to that; the worker only offers less");
        }
        Ok(Exit::SUCCESS)
    }

    fn changed(self, mut limits: Limits) -> Limits {
        set(&mut limits.hours, self.hours.map(|OrAny(hours)| hours));
        set(&mut limits.only_on_mains, self.only_on_mains.map(|word| word == YesNo::Yes));
        set(&mut limits.battery_floor, self.battery_floor.map(|OrAny(floor)| floor));
        set(&mut limits.idle_minutes, self.idle.map(|OrAny(minutes)| minutes));
        set(&mut limits.not_metered, self.not_metered.map(|word| word == YesNo::Yes));
        set(&mut limits.no_updates, self.updates.map(|word| word == YesNo::No));
        set(&mut limits.cap.cpu_percent, self.cpu.map(|OrAny(percent)| percent));
        set(&mut limits.cap.memory_mib, self.memory.map(|OrAny(size)| size.map(|size| size.0)));
        set(&mut limits.cap.disk_mib, self.disk.map(|OrAny(size)| size.map(|size| size.0)));
        set(&mut limits.only.isolation, self.isolation);
        set(&mut limits.running, self.running.map(WhatRuns::into));
        set(&mut limits.only.programs, named(self.programs));
        set(&mut limits.only.submitters, named(self.submitters));
        limits
    }
}

fn read(data_dir: &Path) -> Result<Limits, Failure> {
    let hint =
        "`muster worker limits --reset` forgets what it says, and allows what is said with it";
    owner::read(data_dir).map_err(|error| match error {
        StartError::Damaged { .. } => Failure::from(error).with_hint(hint),
        error => error.into(),
    })
}

impl From<WhatRuns> for Running {
    fn from(what: WhatRuns) -> Self {
        match what {
            WhatRuns::GivesWay => Self::GivesWay,
            WhatRuns::GoesOn => Self::GoesOn,
        }
    }
}

fn set<T>(limit: &mut T, said: Option<T>) {
    if let Some(said) = said {
        *limit = said;
    }
}

/// The names that were given; none of them if any will do.
fn named(names: Vec<String>) -> Option<BTreeSet<String>> {
    let all: BTreeSet<_> = names.into_iter().collect();
    if all.contains("any") { Some(BTreeSet::new()) } else { (!all.is_empty()).then_some(all) }
}

fn told(limits: &Limits, closed: Option<Closed>) -> String {
    let now = closed.map_or_else(
        || "jobs may start on this machine now".to_owned(),
        |closed| format!("no job starts on this machine now: it is {}", closed.as_str()),
    );
    let yes = |is_so: bool, text: &str| is_so.then(|| text.to_owned());
    let lines = [
        ("hours", limits.hours.map(|hours| format!("only {hours}"))),
        ("mains", yes(limits.only_on_mains, "never on battery")),
        ("battery", limits.battery_floor.map(|floor| format!("only with {floor} % or more"))),
        ("use", limits.idle_minutes.map(|minutes| format!("only after {minutes} min without it"))),
        ("network", yes(limits.not_metered, "never if it is metered")),
        ("updates", yes(limits.no_updates, "by the owner alone")),
        ("processors", limits.cap.cpu_percent.map(|percent| format!("only {percent} % of them"))),
        ("memory", limits.cap.memory_mib.map(|mib| format!("only {}", size(mib)))),
        ("disk", limits.cap.disk_mib.map(|mib| format!("only {} for each job", size(mib)))),
        ("isolation", least(limits.only.isolation)),
        ("programs", list(&limits.only.programs)),
        ("submitters", list(&limits.only.submitters)),
        ("what runs", Some(running(limits.running).to_owned())),
    ];
    let said = lines.into_iter().filter_map(|(name, limit)| Some((name, limit?)));
    let said = said.map(|(name, limit)| format!("  {name:<11} {limit}\n"));
    [format!("{now}\n")].into_iter().chain(said).collect::<Vec<_>>().concat()
}

/// Why this machine does not give a level that jobs must have. To try one out takes a moment.
fn lacks(level: Isolation) -> Option<String> {
    let levels = (!level.is_none()).then(Levels::found)?;
    levels.lacks(level).map(|why| format!("there is no `{}` here, because {why}", level.as_str()))
}

fn size(mib: u32) -> String {
    if mib.is_multiple_of(1024) { format!("{} GiB", mib / 1024) } else { format!("{mib} MiB") }
}

fn least(level: Isolation) -> Option<String> {
    (!level.is_none()).then(|| format!("only with {} at least", level.as_str()))
}

fn list(names: &BTreeSet<String>) -> Option<String> {
    let names: Vec<_> = names.iter().map(|name| visible(name)).collect();
    (!names.is_empty()).then(|| format!("only {}", names.join(", ")))
}

fn running(running: Running) -> &'static str {
    match running {
        Running::GivesWay => "stands still when that ends, and is given back after 5 min",
        Running::GoesOn => "runs to its end all the same",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        limits: LimitsArguments,
    }

    fn after(before: Limits, words: &[&str]) -> Result<Limits, String> {
        let words = ["limits"].iter().chain(words);
        let line = Line::try_parse_from(words).map_err(|error| error.to_string())?;
        Ok(line.limits.changed(before))
    }

    #[test]
    fn what_is_not_said_stays_and_any_lifts_a_limit() {
        let words = ["--hours", "22:00-07:00", "--only-on-mains", "--battery-floor", "40%"];
        let first = after(Limits::default(), &words).unwrap();
        assert!(first.only_on_mains);
        assert_eq!(first.battery_floor, Some(40));
        let words = ["--battery-floor", "any", "--only-on-mains", "no", "--program", "make"];
        let second = after(first, &words).unwrap();
        assert_eq!(second.hours.unwrap().to_string(), "22:00-07:00");
        assert_eq!((second.battery_floor, second.only_on_mains), (None, false));
        let words =
            ["--program", "any", "--cpu", "50%", "--memory", "4GiB", "--isolation", "landlock"];
        let third = after(second, &words).unwrap();
        assert_eq!((third.cap.cpu_percent, third.cap.memory_mib), (Some(50), Some(4096)));
        assert_eq!(third.only.isolation, Isolation::Landlock);
        let words = ["--hours", "any", "--cpu", "any", "--memory", "any", "--isolation", "none"];
        assert_eq!(after(third, &words).unwrap(), Limits::default());
    }

    #[test]
    fn nonsense_is_refused_in_words() {
        for (words, about) in [
            (["--hours", "at night"], "22:00-07:00"),
            (["--battery-floor", "0"], "1 to 100"),
            (["--battery-floor", "much"], "1 to 100"),
            (["--idle", "-1"], "unexpected argument"),
            (["--idle", "10min"], "whole minutes, like `10`"),
            (["--running", "stops"], "gives-way"),
            (["--cpu", "101"], "1 to 100"),
            (["--memory", "4"], "`4GiB`"),
            (["--memory", "0MiB"], "`4GiB`"),
            (["--isolation", "chroot"], "bubblewrap"),
        ] {
            let said = after(Limits::default(), &words).unwrap_err();
            assert!(said.contains(about), "{words:?}: {said}");
        }
    }

    #[test]
    fn limits_are_told_one_a_line() {
        let mut words = vec!["--hours", "22:00-07:00", "--idle", "10", "--submitter", "operator"];
        words.extend(["--cpu", "50%", "--memory", "4GiB", "--disk", "20GiB"]);
        words.extend(["--isolation", "landlock"]);
        let limits = after(Limits::default(), &words).unwrap();
        insta::assert_snapshot!(told(&limits, Some(Closed::InUse)), @r"
        no job starts on this machine now: it is used by its owner
          hours       only 22:00-07:00
          use         only after 10 min without it
          processors  only 50 % of them
          memory      only 4 GiB
          disk        only 20 GiB for each job
          isolation   only with landlock at least
          submitters  only operator
          what runs   stands still when that ends, and is given back after 5 min
        ");
    }
}
