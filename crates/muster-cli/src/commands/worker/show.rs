//! `muster worker show`

use super::{find::find, list};
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Output, Table, exact, relative, visible, worker_state},
};
use clap::Args;
use muster_api::worker::{Worker, WorkerPause};
use muster_core::{Timestamp, worker::Destination};

const FIELDS: &[Column] = &[Column::left(""), Column::left("")];

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Its name or id
    worker: String,
}

impl Show {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let worker = find(&client, &self.worker).await?;
        let output = &context.output;
        output.item(&worker, worker.id.as_str(), |worker| fields(worker, output))?;
        Ok(Exit::SUCCESS)
    }
}

/// One line per field that has something to say.
fn fields(worker: &Worker, output: &Output) -> String {
    let moment =
        |moment: Timestamp| format!("{} ({})", relative(moment, output.now), exact(moment));
    let here = if worker.is_this_machine { ", the machine of the coordinator" } else { "" };
    let kind = match worker.destination {
        Destination::Local => "local",
        Destination::Cloud => "cloud",
    };
    let held = worker.held_jobs;
    let labels = worker.labels.iter().map(|(name, value)| list::label(name, value));
    let labels = labels.collect::<Vec<_>>().join(" ");
    let rows = [
        ("state", Some(worker_state(worker))),
        ("since", Some(moment(worker.liveness_since).into())),
        ("evidence", Some(worker.evidence.as_str().into())),
        ("paused", worker.pause.as_ref().map(|it| paused(it, output).into())),
        ("kind", Some(format!("{kind}{here}").into())),
        ("slots", Some(list::slots(worker).into())),
        ("jobs", (held > 0).then(|| held.to_string().into())),
        ("last heard", Some(moment(worker.last_seen_at).into())),
        ("joined", Some(moment(worker.joined_at).into())),
        ("version", worker.version.as_deref().map(Cell::from)),
        ("labels", Some(labels).filter(|text| !text.is_empty()).map(Cell::from)),
    ];
    let said = rows.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let rows = said.map(|(name, value)| vec![Cell::muted(name), value]).collect();
    let table = Table { columns: FIELDS, rows }.render(output.paint, None);
    // A table begins with its titles, and these have none.
    let rows = table.split_once('\n').map_or("", |(_, rows)| rows);
    format!("{} ({})\n{rows}", visible(&worker.name), worker.id)
}

fn paused(pause: &WorkerPause, output: &Output) -> String {
    let until = pause.until.map(|until| format!(", goes on {}", relative(until, output.now)));
    format!("{}{}", pause.reason, until.unwrap_or_default())
}
