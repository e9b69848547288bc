//! `muster secret list`

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Column, Listing, relative},
};
use muster_api::{schedule::NameQuery, secret::SecretPage};

const COLUMNS: &[Column] = &[Column::left("NAME"), Column::left("SET"), Column::left("BY")];

pub(super) async fn run(context: &Context) -> Result<Exit, Failure> {
    let client = context.client().await?;
    let mut page = SecretPage { items: vec![], next_cursor: None };
    loop {
        let query = NameQuery { cursor: page.next_cursor.take(), limit: Some(500) };
        let next = client.list_secrets(&query).await?;
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
        row: &|secret| {
            vec![
                secret.name.as_str().into(),
                relative(secret.updated_at, now).into(),
                secret.updated_by.as_str().into(),
            ]
        },
        id: &|secret| secret.name.to_string(),
        if_empty: ("no secrets yet", "keep one with `muster secret set NAME`"),
    })?;
    Ok(Exit::SUCCESS)
}
