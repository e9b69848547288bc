//! Which worker is meant.

use crate::{exit::Exit, failure::Failure};
use muster_api::{query::quoted, worker::Worker};
use muster_client::Client;
use muster_core::WorkerId;

/// The worker with this name or id.
pub(super) async fn find(client: &Client, named: &str) -> Result<Worker, Failure> {
    // A name is looked for as a text, so that a large fleet is not read whole for it.
    let workers = client.find_workers(Some(&quoted(named))).await?.items;
    let id: Option<WorkerId> = named.parse().ok();
    let is_meant =
        |worker: &Worker| id.as_ref().map_or(worker.name == named, |id| worker.id == *id);
    let mut meant = workers.into_iter().filter(is_meant);
    match (meant.next(), meant.next()) {
        (Some(worker), None) => Ok(worker),
        (Some(_), Some(_)) => {
            let message = format!("several workers are named `{named}`");
            Err(Failure::new("ambiguous_worker", message, Exit::CONFLICT)
                .with_hint("name it by its id; see `muster worker list`"))
        }
        (None, _) => {
            let message = format!("there is no worker `{named}`");
            Err(Failure::new("worker_not_found", message, Exit::NOT_FOUND)
                .with_hint("see `muster worker list`"))
        }
    }
}
