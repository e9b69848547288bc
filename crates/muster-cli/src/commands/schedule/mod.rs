//! `muster schedule`: one file per command.

mod create;
mod delete;
mod list;
mod next;
mod pause;
mod resume;
mod run;
mod show;
mod update;

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Output, Tone, exact, relative},
};
use clap::{Subcommand, ValueEnum};
use muster_api::schedule::{MissedPolicy, Schedule, ScheduleState};
use muster_core::{Timestamp, schedule::Overlap};

#[derive(Debug, Subcommand)]
pub(crate) enum ScheduleCommand {
    /// Make a schedule
    Create(Box<create::Create>),
    /// List schedules
    #[command(visible_alias = "ls")]
    List,
    /// Show one schedule
    Show(show::Show),
    /// Change when it runs, or what; what is not said stays as it is
    Update(update::Update),
    /// Let its slots pass until it is resumed
    Pause(pause::Pause),
    /// Go on with the next slot
    Resume(resume::Resume),
    /// Run its job now
    Run(run::Run),
    /// Remove a schedule; jobs that it has made stay
    #[command(visible_alias = "rm")]
    Delete(delete::Delete),
    /// Print when a schedule would run, without making one
    Next(next::Next),
}

impl ScheduleCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Create(create) => create.run(context).await,
            Self::List => list::run(context).await,
            Self::Show(show) => show.run(context).await,
            Self::Update(update) => update.run(context).await,
            Self::Pause(pause) => pause.run(context).await,
            Self::Resume(resume) => resume.run(context).await,
            Self::Run(run) => run.run(context).await,
            Self::Delete(delete) => delete.run(context).await,
            Self::Next(next) => next.run(&context.output),
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Missed {
    /// They are skipped
    None,
    /// The latest runs
    Last,
    /// Each runs, the latest 100 at most
    All,
}

impl From<Missed> for MissedPolicy {
    fn from(said: Missed) -> Self {
        match said {
            Missed::None => Self::None,
            Missed::Last => Self::Last,
            Missed::All => Self::All,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum MayOverlap {
    /// It may
    Run,
    /// Its slot is skipped
    Skip,
}

impl From<MayOverlap> for Overlap {
    fn from(said: MayOverlap) -> Self {
        match said {
            MayOverlap::Run => Self::Run,
            MayOverlap::Skip => Self::Skip,
        }
    }
}

/// The time zone of this machine, if it has a name.
fn own_time_zone() -> Option<String> {
    iana_time_zone::get_timezone().ok()
}

fn state(schedule: &Schedule) -> Cell {
    match schedule.state {
        ScheduleState::Active if schedule.reason.is_some() => Cell::new(Tone::Notice, "◌ held up"),
        ScheduleState::Active => Cell::new(Tone::Good, "● active"),
        ScheduleState::Paused => Cell::muted("◌ paused"),
    }
}

fn moment(moment: Timestamp, output: &Output) -> String {
    format!("{} ({})", relative(moment, output.now), exact(moment))
}

/// A schedule that was changed: its name as data, and when it runs next for people.
fn changed(output: &Output, schedule: &Schedule) -> Result<Exit, Failure> {
    let name = schedule.name.to_string();
    output.item(schedule, &name, |_| format!("{name}\n"))?;
    if output.is_for_people() {
        output.note(&match schedule.next_slots.first() {
            Some(slot) => format!("runs next {}", moment(*slot, output)),
            None => "does not run until it is resumed".to_owned(),
        });
    }
    Ok(Exit::SUCCESS)
}
