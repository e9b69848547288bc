//! `muster operation list`

use super::{state, why};
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, relative},
    read,
};
use clap::Args;
use muster_api::cloud::OperationQuery;

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only those on this worker or environment, by its id
    #[arg(long, value_name = "ID")]
    resource: Option<String>,
    /// How many, the latest ones
    #[arg(long, value_name = "COUNT", default_value_t = 50, value_parser = read::page)]
    limit: u32,
}

const COLUMNS: &[Column] = &[
    Column::left("STATE"),
    Column::left("WISH"),
    Column::left("OF"),
    Column::left("ID"),
    Column::left("SINCE"),
    Column::long("WHY"),
];

impl List {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let query =
            OperationQuery { resource: self.resource, cursor: None, limit: Some(self.limit) };
        let page = context.client().await?.list_operations(&query).await?;
        let now = context.output.now;
        context.output.list(&Listing {
            page: &page,
            items: &page.items,
            columns: COLUMNS,
            row: &|operation| {
                vec![
                    state(operation),
                    operation.kind.as_str().into(),
                    operation.resource.as_str().into(),
                    operation.id.as_str().into(),
                    relative(operation.created_at, now).into(),
                    Cell::muted(&why(operation)),
                ]
            },
            id: &|operation| operation.id.to_string(),
            if_empty: ("no operations yet", "they come with cloud workers and environments"),
        })?;
        Ok(Exit::SUCCESS)
    }
}
