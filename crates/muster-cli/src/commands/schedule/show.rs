//! `muster schedule show`

use super::{moment, state};
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Output, Table, exact},
};
use clap::Args;
use muster_api::{
    job::JobSubmission,
    schedule::{MissedPolicy, Schedule},
};
use muster_core::{Name, job::Command, schedule::Overlap};

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The schedule's name
    schedule: Name,
}

const FIELDS: &[Column] = &[Column::left(""), Column::left("")];

impl Show {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let schedule = context.client().await?.get_schedule(&self.schedule).await?;
        let output = &context.output;
        output.item(&schedule, self.schedule.as_str(), |schedule| fields(schedule, output))?;
        Ok(Exit::SUCCESS)
    }
}

/// One line per field that has something to say.
fn fields(schedule: &Schedule, output: &Output) -> String {
    let slots = schedule.next_slots.iter().map(|slot| moment(*slot, output));
    let last = schedule.last_run.as_ref().map(|run| {
        let state = run.state.map_or("", |state| state.as_str()).replace('_', " ");
        let slot = run.slot.map_or("asked for".to_owned(), exact);
        format!("{} {state}, {slot}", run.job)
    });
    let skipped = schedule.skipped.as_ref().map(|skipped| {
        let (from, until) = (exact(skipped.from), exact(skipped.until));
        format!("{from} and before {until}: {}", skipped.reason)
    });
    let missed = match (schedule.missed, schedule.missed_within_seconds) {
        (MissedPolicy::None, _) => "are skipped".to_owned(),
        (MissedPolicy::Last, _) => "the latest runs".to_owned(),
        (MissedPolicy::All, within) => format!("run within {} s", within.unwrap_or_default()),
    };
    let overlap = match schedule.overlap {
        Overlap::Run => "runs may overlap",
        Overlap::Skip => "a slot is skipped while the run before has not ended",
    };
    let rows = [
        ("state", Some(state(schedule))),
        ("why", schedule.reason.as_deref().map(Cell::from)),
        ("cron", Some(format!("{} in {}", schedule.cron, schedule.time_zone).into())),
        ("command", Some(command(&schedule.job).into())),
        ("next", Some(slots.collect::<Vec<_>>().join(", ").into())),
        ("last run", last.map(Cell::from)),
        ("skipped", skipped.map(Cell::from)),
        ("missed", Some(missed.into())),
        ("overlap", Some(overlap.into())),
        (
            "made",
            Some(
                format!("{} by {}", moment(schedule.created_at, output), schedule.created_by)
                    .into(),
            ),
        ),
    ];
    let said = rows.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let rows = said.map(|(name, value)| vec![Cell::muted(name), value]).collect();
    let table = Table { columns: FIELDS, rows }.render(output.paint, None);
    // A table begins with its titles, and these have none.
    format!("{}\n{}", schedule.name, table.split_once('\n').map_or("", |(_, rows)| rows))
}

fn command(job: &JobSubmission) -> String {
    let argv = job.argv.clone().map(|argv| Command::Argv(argv).display());
    let template = job.template.as_ref().map(|name| format!("template {name}"));
    job.command.clone().or(argv).or(template).unwrap_or_default()
}
