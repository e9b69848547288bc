//! `muster env`: dev environments, one file per command.

mod act;
mod adopt;
mod create;
mod find;
mod list;
mod logs;
mod shell;
mod show;

use crate::{
    commands::operation,
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Tone},
};
use clap::Subcommand;
use muster_api::{
    ProblemKind,
    cloud::{Environment, EnvironmentAccepted},
};

#[derive(Debug, Subcommand)]
pub(crate) enum EnvCommand {
    /// Make an environment
    Create(Box<create::Create>),
    /// List environments
    #[command(visible_alias = "ls")]
    List,
    /// Show one environment
    Show(show::Show),
    /// Start an environment that was stopped
    Start(act::Start),
    /// Stop an environment; its files stay
    Stop(act::Stop),
    /// Delete an environment with its files
    #[command(visible_alias = "rm")]
    Delete(act::Delete),
    /// Keep an environment from stopping by itself for a while
    Extend(act::Extend),
    /// Print the last lines that an environment wrote
    Logs(logs::Logs),
    /// Open a terminal in an environment
    Shell(shell::Shell),
    /// Take in what this installation has at providers and has no row of
    Adopt,
}

impl EnvCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Create(create) => create.run(context).await,
            Self::List => list::run(context).await,
            Self::Show(show) => show.run(context).await,
            Self::Start(start) => start.run(context).await,
            Self::Stop(stop) => stop.run(context).await,
            Self::Delete(delete) => delete.run(context).await,
            Self::Extend(extend) => extend.run(context).await,
            Self::Logs(logs) => logs.run(context).await,
            Self::Shell(shell) => shell.run(context).await,
            Self::Adopt => adopt::run(context).await,
        }
    }
}

fn state(environment: &Environment) -> Cell {
    match environment.status.as_str() {
        "running" => Cell::new(Tone::Good, "● running"),
        "stopped" => Cell::muted("○ stopped"),
        "failed" => Cell::new(Tone::Danger, "✕ failed"),
        other => Cell::new(Tone::Busy, &format!("● {other}")),
    }
}

/// A price as people read it.
pub(crate) fn price(micro_dollars: Option<u64>) -> String {
    micro_dollars.map_or_else(String::new, |micro| {
        format!("${}.{:04}/h", micro / 1_000_000, micro % 1_000_000 / 100)
    })
}

/// The same as it stands now. What was deleted stays as it was seen last.
async fn as_it_is(
    context: &Context,
    before: &EnvironmentAccepted,
) -> Result<EnvironmentAccepted, Failure> {
    let client = context.client().await?;
    let environment = match client.get_environment(&before.environment.id).await {
        Err(error) if error.is(ProblemKind::EnvironmentNotFound) => before.environment.clone(),
        environment => environment?,
    };
    let operation = client.get_operation(&before.operation.id).await?;
    Ok(EnvironmentAccepted { environment, operation, ..before.clone() })
}

/// Says what is under way, and waits for it if that is wanted.
async fn accepted(
    context: &Context,
    accepted: &EnvironmentAccepted,
    waits: bool,
) -> Result<Exit, Failure> {
    let (output, id) = (&context.output, accepted.environment.id.as_str());
    // An id is told at once; a document says how it stands, which is known after the wait.
    if !waits || !output.writes_documents() {
        output.item(accepted, id, |_| format!("{id}\n"))?;
    }
    if waits {
        let outcome = operation::wait(context, &accepted.operation.id).await;
        if output.writes_documents() {
            let now = as_it_is(context, accepted).await;
            output.json(&now.unwrap_or_else(|_| accepted.clone()))?;
        }
        return outcome;
    }
    if output.is_for_people() {
        output
            .note(&format!("{} is under way: {}", accepted.operation.kind, accepted.operation.id));
    }
    Ok(Exit::SUCCESS)
}
