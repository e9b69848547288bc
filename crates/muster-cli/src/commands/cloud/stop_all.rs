//! `muster cloud stop-all`

use super::dollars;
use crate::{
    commands::operation::why,
    confirm,
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, Tone},
};
use clap::Args;
use muster_api::{
    cloud::Operation,
    spend::{StopAsked, StopEverything},
};
use muster_client::Client;
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct StopAll {
    /// Do so without asking
    #[arg(short, long)]
    yes: bool,
    /// Do not wait for what providers confirm
    #[arg(long)]
    no_wait: bool,
}

const COLUMNS: &[Column] = &[
    Column::left("RESULT"),
    Column::left("KIND"),
    Column::left("NAME"),
    Column::left("AT"),
    Column::left("OPERATION"),
    Column::long("WHY"),
];
const LOOK_EVERY: Duration = Duration::from_secs(1);

impl StopAll {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let (client, output) = (context.client().await?, &context.output);
        let spend = client.cloud_spend().await?;
        let count = spend.running.len();
        let what = format!("stop {count} machines that cost {} an hour", dollars(spend.per_hour));
        if count > 0 && !self.yes && !confirm::is_confirmed(output, &what)? {
            return Ok(Exit::FAILURE);
        }
        let mut asked = client.stop_everything().await?;
        if !self.no_wait {
            wait(&client, &mut asked).await?;
        }
        show(context, &asked)?;
        let has_failed = asked.items.iter().any(|it| !is_confirmed(it) && !is_open(it));
        Ok(if has_failed { Exit::FAILURE } else { Exit::SUCCESS })
    }
}

/// Waits until each has come to its end, one after the other: they go on by themselves.
async fn wait(client: &Client, asked: &mut StopEverything) -> Result<(), Failure> {
    for it in &mut asked.items {
        while let Some(Operation { id, .. }) = it.operation.as_ref().filter(|it| it.state == "open")
        {
            tokio::time::sleep(LOOK_EVERY).await;
            it.operation = Some(client.get_operation(id).await?);
        }
    }
    Ok(())
}

fn is_open(asked: &StopAsked) -> bool {
    asked.operation.as_ref().is_some_and(|it| it.state == "open")
}

/// Only what its provider has said counts.
fn is_confirmed(asked: &StopAsked) -> bool {
    asked.operation.as_ref().is_some_and(|it| it.state == "done")
}

fn result(asked: &StopAsked) -> Cell {
    match &asked.operation {
        Some(it) if it.state == "done" && it.kind == "delete" => Cell::new(Tone::Good, "● gone"),
        Some(it) if it.state == "done" => Cell::new(Tone::Good, "● stopped"),
        Some(it) if it.state == "open" => Cell::new(Tone::Busy, "● under way"),
        Some(_) | None => Cell::new(Tone::Danger, "✕ not stopped"),
    }
}

fn show(context: &Context, asked: &StopEverything) -> Result<(), Failure> {
    let output = &context.output;
    output.list(&Listing {
        page: asked,
        items: &asked.items,
        columns: COLUMNS,
        row: &|it| {
            let told = it.problem.clone().or_else(|| it.operation.as_ref().map(why));
            vec![
                result(it),
                it.what.kind.as_str().into(),
                it.what.name.as_str().into(),
                it.what.provider.as_str().into(),
                it.operation.as_ref().map(|it| it.id.to_string()).unwrap_or_default().into(),
                Cell::muted(&told.unwrap_or_default()),
            ]
        },
        id: &|it| it.what.id.to_string(),
        if_empty: ("nothing runs at a provider", "there is nothing to stop"),
    })?;
    for stray in &asked.strays {
        let (name, provider) = (&stray.name, &stray.provider);
        output.warn(&format!("{name} at {provider} is known to nobody here, and is left as it is"));
    }
    Ok(())
}
