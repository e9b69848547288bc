//! `muster worker history`

use super::find::find;
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, between, exact, liveness},
    read,
};
use clap::Args;
use muster_api::worker_history::{WorkerHistoryQuery, WorkerSpan};
use muster_core::Timestamp;

const COLUMNS: &[Column] = &[
    Column::left("STATE"),
    Column::left("FROM"),
    Column::left("UNTIL"),
    Column::right("FOR"),
    Column::long("EVIDENCE"),
];

#[derive(Debug, Args)]
pub(crate) struct History {
    /// Its name or id
    worker: String,
    /// So many changes at most, 1 to 500
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = read::page)]
    limit: u32,
    /// Go on from the page before, with its `next_cursor`
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
}

impl History {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let worker = find(&client, &self.worker).await?;
        let query = WorkerHistoryQuery { cursor: self.cursor, limit: Some(self.limit) };
        let page = client.worker_history(&worker.id, &query).await?;
        let now = context.output.now;
        context.output.list(&Listing {
            page: &page,
            items: &page.items,
            columns: COLUMNS,
            row: &|span| row(span, now),
            id: &|span| span.state.as_str().to_owned(),
            if_empty: ("nothing is known of it yet", "the next change is written down"),
        })?;
        if let Some(cursor) = &page.next_cursor {
            context.output.hint(&format!("there are older ones: add `--cursor {cursor}`"));
        }
        Ok(Exit::SUCCESS)
    }
}

fn row(span: &WorkerSpan, now: Timestamp) -> Vec<Cell> {
    vec![
        liveness(span.state),
        exact(span.from).into(),
        span.until.map_or_else(|| "now".to_owned(), exact).into(),
        between(Some(span.from), span.until, now).into(),
        Cell::muted(&span.evidence),
    ]
}
