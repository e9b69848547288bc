//! `muster env list`

use super::{find::all, price, state};
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing},
};
use muster_api::cloud::Environment;

const COLUMNS: &[Column] = &[
    Column::left("STATE"),
    Column::left("NAME"),
    Column::left("ID"),
    Column::left("REGION"),
    Column::left("SIZE"),
    Column::left("PRICE"),
    Column::long("WHERE"),
];

pub(super) async fn run(context: &Context) -> Result<Exit, Failure> {
    let client = context.client().await?;
    let page = all(&client).await?;
    context.output.list(&Listing {
        page: &page,
        items: &page.items,
        columns: COLUMNS,
        row: &row,
        id: &|environment| environment.id.to_string(),
        if_empty: ("no environments yet", "make one with `muster env create NAME`"),
    })?;
    Ok(Exit::SUCCESS)
}

fn row(environment: &Environment) -> Vec<Cell> {
    let Environment { cpu_cores, memory_gb, storage_gb, .. } = environment;
    let place = environment.connection.as_ref().map(|connection| connection.web.clone());
    let why = environment.reason.as_deref().map(|reason| reason.replace('_', " "));
    vec![
        state(environment),
        environment.name.as_str().into(),
        environment.id.as_str().into(),
        environment.region.as_deref().unwrap_or_default().into(),
        format!("{cpu_cores} cores, {memory_gb} GB, {storage_gb} GB").into(),
        price(environment.price_per_hour).into(),
        Cell::muted(&place.or(why).unwrap_or_default()),
    ]
}
