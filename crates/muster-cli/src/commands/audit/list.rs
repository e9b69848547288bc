//! `muster audit list`

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, Tone, exact},
    read,
};
use clap::Args;
use muster_api::audit::{AuditEvent, AuditQuery};

const COLUMNS: &[Column] = &[
    Column::left("WHEN"),
    Column::left("WHO"),
    Column::left("WHAT"),
    Column::left("TO"),
    Column::left("OUTCOME"),
    Column::left("PLACE"),
    Column::long("DETAIL"),
];

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only by this one: `operator`, `coordinator`, or the id of a token or worker
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// Only this, like `token.create`
    #[arg(long, value_name = "WHAT")]
    action: Option<String>,
    /// Only to this, like `job_12`
    #[arg(long, value_name = "ID")]
    target: Option<String>,
    /// Only from this date or time on, in UTC
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Only up to the end of this date, or up to this time
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// So many at most, 1 to 500
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = read::page)]
    limit: u32,
    /// Go on from the page before, with its `next_cursor`
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
}

impl List {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let query = AuditQuery {
            actor: self.actor,
            action: self.action,
            target: self.target,
            from: self.from,
            to: self.to,
            cursor: self.cursor,
            limit: Some(self.limit),
        };
        let page = context.client().await?.list_audit(&query).await?;
        context.output.list(&Listing {
            page: &page,
            items: &page.items,
            columns: COLUMNS,
            row: &row,
            id: &|event| event.id.to_string(),
            if_empty: ("nothing of this was done", "leave filters out to see more"),
        })?;
        if let Some(cursor) = &page.next_cursor {
            context.output.hint(&format!("there are older ones: add `--cursor {cursor}`"));
        }
        Ok(Exit::SUCCESS)
    }
}

fn row(event: &AuditEvent) -> Vec<Cell> {
    let tone = if event.outcome == "succeeded" { Tone::Plain } else { Tone::Notice };
    vec![
        exact(event.at).into(),
        event.actor.as_str().into(),
        event.action.as_str().into(),
        event.target.as_str().into(),
        Cell::new(tone, &event.outcome),
        event.place.map_or_else(String::new, |place| place.to_string()).into(),
        Cell::muted(&event.detail.to_string()),
    ]
}
