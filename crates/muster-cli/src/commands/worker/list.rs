//! `muster worker list`

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, relative, worker_state},
};
use muster_api::worker::Worker;
use muster_core::{Timestamp, requirement::LabelValue};

const COLUMNS: &[Column] = &[
    Column::left("STATE"),
    Column::left("WORKER"),
    Column::left("ID"),
    Column::right("BUSY"),
    Column::left("SINCE"),
    Column::left("EVIDENCE"),
    Column::left("VERSION"),
    Column::long("LABELS"),
];

pub(super) async fn run(context: &Context) -> Result<Exit, Failure> {
    let page = context.client().await?.list_workers().await?;
    let now = context.output.now;
    context.output.list(&Listing {
        page: &page,
        items: &page.items,
        columns: COLUMNS,
        row: &|worker| row(worker, now),
        id: &|worker| worker.id.to_string(),
        if_empty: ("no workers yet", "add one with `muster worker invite`"),
    })?;
    Ok(Exit::SUCCESS)
}

fn row(worker: &Worker, now: Timestamp) -> Vec<Cell> {
    let here = if worker.is_this_machine { " (this machine)" } else { "" };
    let labels = worker.labels.iter().map(|(name, value)| label(name, value));
    vec![
        worker_state(worker),
        format!("{}{here}", worker.name).into(),
        worker.id.to_string().into(),
        slots(worker).into(),
        relative(worker.liveness_since, now).into(),
        Cell::muted(worker.pause.as_ref().map_or(&worker.evidence, |pause| &pause.reason)),
        worker.version.as_deref().unwrap_or_default().into(),
        Cell::muted(&labels.collect::<Vec<_>>().join(" ")),
    ]
}

fn slots(worker: &Worker) -> String {
    let taken = format!("{} of {}", worker.busy_slots, worker.slots);
    match worker.kept_for {
        Some(job) => format!("{taken}, the rest kept for {job}"),
        None => taken,
    }
}

/// A label as it is written for `--require`.
pub(super) fn label(name: &str, value: &LabelValue) -> String {
    match value {
        LabelValue::Bool(true) => name.to_owned(),
        value => format!("{name}={value}"),
    }
}
