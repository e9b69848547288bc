//! Attaching: one coordinator per data directory, whoever started it.
//!
//! The lock on the directory decides. Whoever gets it runs the coordinator; whoever does not finds
//! it through its `instance.json`, has it prove that it holds the key of its start before anything
//! is sent to it, and then speaks to it over HTTP.

use crate::refusal::{Refusal, refuse};
use muster_api::ProblemKind;
use muster_client::{Client, ClientError, Wish, discover};
use muster_host::{Host, HostFailure, StartError, config::ServeSettings};
use muster_seams::Seams;
use serde::Serialize;
use std::{path::Path, time::Duration};

/// Another process holds the lock some time before it listens, and after it has stopped listening.
const PATIENCE: u32 = 40;
const PAUSE: Duration = Duration::from_millis(250);
/// The console shows it as any other problem; its status says that it may be over later.
const STATUS: u16 = 503;

/// A coordinator, in this process or in another one.
#[derive(Debug)]
pub(crate) enum Opened {
    Embedded(Box<Host>),
    Attached(Client),
}

/// Why there is no coordinator, in the form of a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct NotStarted {
    /// The stable code.
    error: String,
    title: &'static str,
    status: u16,
    detail: String,
    hint: Option<String>,
}

impl NotStarted {
    /// The same, to whoever asks something of the coordinator.
    pub(crate) fn refusal(&self) -> Refusal {
        let mut refusal = refuse(ProblemKind::Internal, self.detail.clone());
        refusal.hint.clone_from(&self.hint);
        refusal
    }

    /// What happened, in a sentence.
    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }

    /// A coordinator on another machine that is not to be had.
    pub(crate) fn elsewhere(error: &ClientError) -> Self {
        let title = "The coordinator is out of reach";
        Self { title, ..Self::because(error.code(), Chain(error).to_string(), error.hint()) }
    }

    /// A login that cannot be used.
    pub(crate) fn without_login(code: &str, detail: String, hint: Option<String>) -> Self {
        let title = "There is no login for this coordinator";
        Self { title, ..Self::because(code, detail, hint) }
    }

    fn because(error: impl Into<String>, detail: String, hint: Option<String>) -> Self {
        let title = "The coordinator could not start";
        Self { error: error.into(), title, status: STATUS, detail, hint }
    }
}

impl From<StartError> for NotStarted {
    fn from(error: StartError) -> Self {
        let detail = Chain(&error).to_string();
        Self::because(error.code(), detail, Some(error.hint()))
    }
}

impl From<HostFailure> for NotStarted {
    fn from(failure: HostFailure) -> Self {
        let detail = Chain(&failure).to_string();
        let hint = Some(failure.hint().to_owned());
        let title = "The coordinator had to stop";
        Self { title, ..Self::because(failure.code(), detail, hint) }
    }
}

impl From<ClientError> for NotStarted {
    fn from(error: ClientError) -> Self {
        let detail =
            format!("another program runs the coordinator of this data directory: {error}");
        let own = "start `muster serve` again, or quit Muster and open it: then it runs its own \
                   coordinator";
        let hint = error.hint().unwrap_or_else(|| own.to_owned());
        Self::because(error.code(), detail, Some(hint))
    }
}

/// Finds the coordinator that runs on a data directory, and makes sure of it.
pub(crate) async fn find(data_dir: &Path) -> Result<Client, ClientError> {
    let wish =
        Wish { url: None, token: None, data_dir: data_dir.to_owned(), allows_plain_http: false };
    discover(wish).await
}

/// Becomes the coordinator of a data directory, or attaches to whoever is.
pub(crate) async fn open(data_dir: &Path, settings: &ServeSettings) -> Result<Opened, NotStarted> {
    let mut tries = 0;
    loop {
        match Host::start(settings.clone(), Seams::real()).await {
            Ok(host) => return Ok(Opened::Embedded(Box::new(host))),
            Err(StartError::InUse { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        match find(data_dir).await {
            Ok(client) => return Ok(Opened::Attached(client)),
            Err(ClientError::NotRunning { .. }) if tries < PATIENCE => tries += 1,
            Err(error) => return Err(error.into()),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// An error with its causes, on one line.
struct Chain<'a>(&'a dyn std::error::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_it_did_not_start_has_a_code_its_causes_and_advice() {
        let source = std::io::Error::other("no such device");
        let told = NotStarted::from(StartError::File { path: "/data".into(), source });
        assert_eq!(told.error, "storage_failed");
        assert_eq!(told.detail, "cannot use `/data`: no such device");
        assert!(told.hint.is_some());
        assert_eq!(told.refusal().hint, told.hint);
    }
}
