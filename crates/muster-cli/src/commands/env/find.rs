//! Which environment is meant.

use crate::{exit::Exit, failure::Failure};
use muster_api::{cloud::EnvironmentPage, schedule::NameQuery};
use muster_client::Client;
use muster_core::Name;

/// Every environment there is.
pub(super) async fn all(client: &Client) -> Result<EnvironmentPage, Failure> {
    let mut page = EnvironmentPage { items: vec![], next_cursor: None };
    loop {
        let query = NameQuery { cursor: page.next_cursor.take(), limit: Some(500) };
        let next = client.list_environments(&query).await?;
        page.items.extend(next.items);
        page.next_cursor = next.next_cursor;
        if page.next_cursor.is_none() {
            return Ok(page);
        }
    }
}

/// The id of the environment with this id or name.
pub(super) async fn find(client: &Client, named: &str) -> Result<Name, Failure> {
    let all = all(client).await?.items;
    if let Some(found) = all.iter().find(|it| it.id.as_str() == named) {
        return Ok(found.id.clone());
    }
    let mut meant = all.into_iter().filter(|it| it.name == named);
    match (meant.next(), meant.next()) {
        (Some(found), None) => Ok(found.id),
        (Some(_), Some(_)) => {
            let message = format!("several environments are named `{named}`");
            Err(Failure::new("ambiguous_environment", message, Exit::CONFLICT)
                .with_hint("name it by its id; see `muster env list`"))
        }
        (None, _) => {
            let message = format!("there is no environment `{named}`");
            Err(Failure::new("environment_not_found", message, Exit::NOT_FOUND)
                .with_hint("see `muster env list`"))
        }
    }
}
