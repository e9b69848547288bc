//! `muster template list`

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, relative},
};
use muster_api::{
    schedule::NameQuery,
    template::{Template, TemplatePage},
};
use muster_core::Timestamp;

const COLUMNS: &[Column] = &[
    Column::left("NAME"),
    Column::left("PARAMETERS"),
    Column::left("CHANGED"),
    Column::long("DESCRIPTION"),
];

pub(super) async fn run(context: &Context) -> Result<Exit, Failure> {
    let client = context.client().await?;
    let mut page = TemplatePage { items: vec![], next_cursor: None };
    loop {
        let query = NameQuery { cursor: page.next_cursor.take(), limit: Some(500) };
        let next = client.list_templates(&query).await?;
        page.items.extend(next.items);
        page.next_cursor = next.next_cursor;
        if page.next_cursor.is_none() {
            break;
        }
    }
    let now = context.output.now;
    context.output.list(&Listing {
        page: &page,
        items: &page.items,
        columns: COLUMNS,
        row: &|template| row(template, now),
        id: &|template| template.name.to_string(),
        if_empty: ("no templates yet", "keep one with `muster template put FILE`"),
    })?;
    Ok(Exit::SUCCESS)
}

fn row(template: &Template, now: Timestamp) -> Vec<Cell> {
    let names = template.parameters.0.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    vec![
        template.name.as_str().into(),
        names.into(),
        relative(template.updated_at, now).into(),
        template.description.as_deref().unwrap_or_default().into(),
    ]
}
