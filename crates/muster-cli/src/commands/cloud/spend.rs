//! `muster cloud spend`

use super::dollars;
use crate::{
    commands::env::price,
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Column, Listing, relative},
};

const COLUMNS: &[Column] = &[
    Column::left("KIND"),
    Column::left("NAME"),
    Column::left("ID"),
    Column::left("AT"),
    Column::left("STATUS"),
    Column::left("SINCE"),
    Column::right("PRICE"),
];

pub(super) async fn run(context: &Context) -> Result<Exit, Failure> {
    let spend = context.client().await?.cloud_spend().await?;
    let output = &context.output;
    output.list(&Listing {
        page: &spend,
        items: &spend.running,
        columns: COLUMNS,
        row: &|it| {
            vec![
                it.kind.as_str().into(),
                it.name.as_str().into(),
                it.id.as_str().into(),
                it.provider.as_str().into(),
                it.status.as_str().into(),
                relative(it.created_at, output.now).into(),
                price(it.price_per_hour).into(),
            ]
        },
        id: &|it| it.id.to_string(),
        if_empty: (
            "nothing runs at a provider",
            "nothing is billed but the storage of what is stopped",
        ),
    })?;
    if output.is_for_people() && !spend.running.is_empty() {
        let (hour, day) = (dollars(spend.per_hour), dollars(spend.per_day));
        output.note(&format!("{hour} an hour, {day} a day, {} a month", dollars(spend.per_month)));
        if spend.unpriced > 0 {
            output.warn(&format!("{} of them have no known price", spend.unpriced));
        }
    }
    Ok(Exit::SUCCESS)
}
