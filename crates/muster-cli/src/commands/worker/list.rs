//! `muster worker list`

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, relative, worker_state},
    read,
};
use clap::Args;
use muster_api::{update::UpdateStage, worker::Worker};
use muster_core::{Timestamp, requirement::LabelValue};

const COLUMNS: &[Column] = &[
    Column::left("STATE"),
    Column::long("WORKER"),
    Column::right("BUSY"),
    Column::left("SINCE"),
    Column::left("ID"),
    Column::long("EVIDENCE"),
    Column::left("VERSION"),
    Column::long("LABELS"),
];

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Which ones, like `state:asleep,lost label:gpu destination:cloud` and a text of the name or id
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
}

impl List {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let query = read::query(&self.query);
        let page = context.client().await?.find_workers(query.as_deref()).await?;
        let now = context.output.now;
        let if_empty = match query {
            None => ("no workers yet", "add one with `muster worker invite`"),
            Some(_) => ("no worker matches", "see all with `muster worker list`"),
        };
        context.output.list(&Listing {
            page: &page,
            items: &page.items,
            columns: COLUMNS,
            row: &|worker| row(worker, now),
            id: &|worker| worker.id.to_string(),
            if_empty,
        })?;
        Ok(Exit::SUCCESS)
    }
}

fn row(worker: &Worker, now: Timestamp) -> Vec<Cell> {
    let here = if worker.is_this_machine { " (this machine)" } else { "" };
    let labels = worker.labels.iter().map(|(name, value)| label(name, value));
    vec![
        worker_state(worker),
        format!("{}{here}", worker.name).into(),
        slots(worker).into(),
        relative(worker.liveness_since, now).into(),
        worker.id.to_string().into(),
        Cell::muted(&evidence(worker)),
        worker.version.as_deref().unwrap_or_default().into(),
        Cell::muted(&labels.collect::<Vec<_>>().join(" ")),
    ]
}

/// By what it is known how it is, or why it is given nothing new.
fn evidence(worker: &Worker) -> String {
    let update = worker.update.as_ref().and_then(|update| match update.stage {
        UpdateStage::Waiting => Some(format!("waits to become {}", update.version)),
        UpdateStage::Draining => Some(format!("becomes {} after its jobs", update.version)),
        UpdateStage::Changing => Some(format!("becomes {} now", update.version)),
        UpdateStage::Failed => {
            let why = update.reason.as_deref().unwrap_or_default();
            Some(format!("its update failed: {why}"))
        }
        UpdateStage::Done | UpdateStage::Skipped | UpdateStage::Stopped => None,
    });
    let pause = worker.pause.as_ref().map(|pause| pause.reason.clone());
    pause.or(update).unwrap_or_else(|| worker.evidence.clone())
}

pub(super) fn slots(worker: &Worker) -> String {
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
