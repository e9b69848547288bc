//! Attaching: one coordinator per data directory, whoever started it.
//!
//! A coordinator that runs already is found through its `instance.json` and must prove that it
//! holds the key of its start before anything is sent to it; then the window speaks to it over
//! HTTP. Otherwise this process takes the directory and runs the coordinator itself.

use crate::host_shim::Host;
use crate::refusal::{Refusal, refuse};
use muster_api::ProblemKind;
use muster_client::{Client, ClientError, Wish, discover};
use muster_host::config::ServeSettings;
use muster_seams::Seams;
use std::{path::Path, time::Duration};

/// Another process holds the lock some time before it listens, and after it has stopped listening.
const PATIENCE: u32 = 40;
const PAUSE: Duration = Duration::from_millis(250);

/// A coordinator, in this process or in another one.
pub(crate) enum Opened {
    Embedded(Host),
    Attached(Client),
}

/// Finds the coordinator that runs on a data directory, and makes sure of it.
pub(crate) async fn find(data_dir: &Path) -> Result<Client, ClientError> {
    let wish =
        Wish { url: None, token: None, data_dir: data_dir.to_owned(), allows_plain_http: false };
    discover(wish).await
}

/// Attaches to the coordinator of a data directory, or becomes it.
pub(crate) async fn open(data_dir: &Path, settings: &ServeSettings) -> Result<Opened, Refusal> {
    for _ in 0..PATIENCE {
        match find(data_dir).await {
            Ok(client) => return Ok(Opened::Attached(client)),
            Err(ClientError::NotRunning { .. }) => {}
            // Nothing was sent to it. The lock decides whose the directory is, not the file.
            Err(error) => tracing::warn!(%error, "cannot attach"),
        }
        match Host::start(settings.clone(), Seams::real()).await {
            Ok(host) => return Ok(Opened::Embedded(host)),
            Err(error) if error.is_in_use() => tokio::time::sleep(PAUSE).await,
            Err(error) => return Err(error.problem().into()),
        }
    }
    let detail = format!("another program holds {} and does not answer", data_dir.display());
    Err(refuse(ProblemKind::Conflict, detail)
        .with_hint("wait until it has stopped, or end it, and open Muster again")
        .into())
}
