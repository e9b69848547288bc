//! `muster operation show`

use super::{state, why, words};
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Output, Table, exact, relative},
    read,
};
use clap::Args;
use muster_api::cloud::{Operation, OperationStep};
use muster_core::OperationId;

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The operation's id
    #[arg(value_parser = id)]
    operation: OperationId,
}

fn id(text: &str) -> Result<OperationId, String> {
    read::id(text, "an operation", "opr_", "muster operation list")
}

const STEPS: &[Column] = &[
    Column::left("STEP"),
    Column::left("BEGAN"),
    Column::left("ENDED"),
    Column::right("TRIES"),
    Column::right("FAILED"),
];

impl Show {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let operation = context.client().await?.get_operation(&self.operation).await?;
        let output = &context.output;
        output.item(&operation, self.operation.as_str(), |operation| shown(operation, output))?;
        Ok(Exit::SUCCESS)
    }
}

fn shown(operation: &Operation, output: &Output) -> String {
    let head = [
        format!("{} of {}", operation.kind, operation.resource),
        format!("by {} {}", operation.created_by, relative(operation.created_at, output.now)),
        format!("request {}", operation.request_id),
        why(operation),
    ];
    let head: Vec<_> = head.into_iter().filter(|line| !line.is_empty()).collect();
    let rows = operation.steps.iter().map(row).collect();
    let standing = Table { columns: &[Column::left("")], rows: vec![vec![state(operation)]] };
    let standing = standing.render(output.paint, None);
    let steps = Table { columns: STEPS, rows }.render(output.paint, None);
    let standing = standing.split_once('\n').map_or("", |(_, state)| state.trim_end());
    format!("{standing} {}\n\n{steps}", head.join(", "))
}

fn row(step: &OperationStep) -> Vec<Cell> {
    vec![
        words(&step.ask).into(),
        exact(step.began_at).into(),
        step.ended_at.map(exact).unwrap_or_default().into(),
        step.tries.to_string().into(),
        step.failures.to_string().into(),
    ]
}
