//! `muster worker programs`: to what workers can be brought.

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing},
};
use muster_api::update::ProgramView;

const COLUMNS: &[Column] = &[
    Column::left("MACHINES"),
    Column::left("VERSION"),
    Column::right("SIZE"),
    Column::left("FROM"),
    Column::long("SHA-256"),
];

pub(super) async fn run(context: &Context) -> Result<Exit, Failure> {
    let page = context.client().await?.list_programs().await?;
    context.output.list(&Listing {
        page: &page,
        items: &page.items,
        columns: COLUMNS,
        row: &row,
        id: &|program| program.sha256.clone(),
        if_empty: ("no program is at hand", "bring one with `muster worker update --program FILE`"),
    })?;
    Ok(Exit::SUCCESS)
}

fn row(program: &ProgramView) -> Vec<Cell> {
    let from = if program.is_own { "the coordinator itself" } else { "brought" };
    vec![
        program.platform.clone().into(),
        program.version.clone().into(),
        format!("{} MiB", program.size >> 20).into(),
        from.into(),
        Cell::muted(&program.sha256),
    ]
}
