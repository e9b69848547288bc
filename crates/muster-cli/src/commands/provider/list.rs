//! `muster provider list`

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, Tone, relative},
};
use muster_api::provider::Provider;

const COLUMNS: &[Column] = &[
    Column::left("PROVIDER"),
    Column::left("CREDENTIALS"),
    Column::left("ACCOUNT"),
    Column::left("CHECKED"),
    Column::right("MACHINES"),
    Column::long("SETTINGS"),
];

pub(super) async fn run(context: &Context) -> Result<Exit, Failure> {
    let list = context.client().await?.list_providers().await?;
    let now = context.output.now;
    context.output.list(&Listing {
        page: &list,
        items: &list.items,
        columns: COLUMNS,
        row: &|provider| {
            vec![
                provider.provider.as_str().into(),
                source(provider),
                provider.account.clone().unwrap_or_default().into(),
                provider.checked_at.map(|at| relative(at, now)).unwrap_or_default().into(),
                provider.in_use.to_string().into(),
                Cell::muted(&settings(provider)),
            ]
        },
        id: &|provider| provider.provider.clone(),
        if_empty: ("no providers", "this release knows none"),
    })?;
    if context.output.is_for_people() {
        context.output.hint(super::NOT_HERE);
    }
    Ok(Exit::SUCCESS)
}

fn source(provider: &Provider) -> Cell {
    match provider.source.as_deref() {
        Some("organisation") => Cell::new(Tone::Good, "● your own"),
        Some("installation") => Cell::new(Tone::Good, "● the environment's"),
        Some(_) | None => Cell::muted("○ not set up"),
    }
}

fn settings(provider: &Provider) -> String {
    let shown = provider
        .fields
        .iter()
        .filter(|field| field.is_set)
        .map(|field| format!("{}={}", field.name, field.value.as_deref().unwrap_or("***")));
    shown.collect::<Vec<_>>().join(" ")
}
