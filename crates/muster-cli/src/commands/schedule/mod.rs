//! `muster schedule`: one file per command.

mod create;
mod delete;
mod list;
mod next;
mod pause;
mod resume;
mod run;
mod show;

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Output, Tone, exact, relative},
};
use clap::Subcommand;
use muster_api::schedule::{Schedule, ScheduleState};
use muster_core::Timestamp;

#[derive(Debug, Subcommand)]
pub(crate) enum ScheduleCommand {
    /// Make a schedule
    Create(Box<create::Create>),
    /// List schedules
    #[command(visible_alias = "ls")]
    List,
    /// Show one schedule
    Show(show::Show),
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
            Self::Pause(pause) => pause.run(context).await,
            Self::Resume(resume) => resume.run(context).await,
            Self::Run(run) => run.run(context).await,
            Self::Delete(delete) => delete.run(context).await,
            Self::Next(next) => next.run(&context.output),
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
