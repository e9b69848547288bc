//! `muster operation`: what is wanted of providers, and how far it has come.

mod list;
mod show;

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Output, Tone},
};
use clap::Subcommand;
use muster_api::cloud::Operation;
use muster_core::OperationId;
use std::time::Duration;

#[derive(Debug, Subcommand)]
pub(crate) enum OperationCommand {
    /// List operations, latest first
    #[command(visible_alias = "ls")]
    List(list::List),
    /// Show one operation with every step and its time
    Show(show::Show),
}

impl OperationCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::List(list) => list.run(context).await,
            Self::Show(show) => show.run(context).await,
        }
    }
}

fn state(operation: &Operation) -> Cell {
    match operation.state.as_str() {
        "open" if operation.is_overdue => Cell::new(Tone::Notice, "○ overdue"),
        "open" => Cell::new(Tone::Busy, "● under way"),
        "done" => Cell::new(Tone::Good, "● done"),
        "failed" => Cell::new(Tone::Danger, "✕ failed"),
        other => Cell::muted(other),
    }
}

/// A code as people read it.
pub(crate) fn words(code: &str) -> String {
    code.replace('_', " ")
}

/// What it waits for, or why it failed.
pub(crate) fn why(operation: &Operation) -> String {
    let reason = operation.reason.as_deref().map(words).unwrap_or_default();
    match &operation.said {
        Some(said) if operation.state != "done" => format!("{reason}: {said}"),
        Some(_) | None => reason,
    }
}

/// A provider is asked every few seconds; nobody learns of a change sooner by asking more often.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Waits until an operation has ended, and says on the way what is done.
pub(crate) async fn wait(context: &Context, id: &OperationId) -> Result<Exit, Failure> {
    let client = context.client().await?;
    let mut told = String::new();
    loop {
        let operation = client.get_operation(id).await?;
        match operation.state.as_str() {
            "open" => tell(&context.output, &operation, &mut told),
            "done" => return Ok(Exit::SUCCESS),
            state => {
                let why = why(&operation);
                let message = format!("{} {state}: {why}", operation.kind);
                let hint = format!("see every step with `muster operation show {id}`");
                return Err(
                    Failure::new("operation_failed", message, Exit::FAILURE).with_hint(hint)
                );
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

fn tell(output: &Output, operation: &Operation, told: &mut String) {
    let step = operation.steps.iter().rev().find(|step| step.ended_at.is_none());
    let step = step.map_or("accepted".to_owned(), |step| words(&step.ask));
    let now = format!("{step}, {}", why(operation));
    if output.is_for_people() && now != *told {
        output.note(&now);
    }
    *told = now;
}
