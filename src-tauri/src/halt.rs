//! The panic switch: everything that runs on this machine stops, at once and without a question.
//!
//! It takes nothing from anybody: this machine's worker is paused, and what it runs is taken back a
//! second later and waits for another worker, at no cost to the jobs. So it needs no confirmation, and
//! it works while the page hangs. Cancelling for good is a matter for the console.

use crate::{
    backend::Backend,
    desk::Desk,
    notify, window,
    words::{Words, words},
};
use muster_api::worker::{PauseWorkerRequest, Worker};
use muster_client::{Client, ClientError};
use std::fmt;
use tauri::{AppHandle, Manager};

/// The shortest that the coordinator takes.
const TAKE_BACK_AFTER_SECONDS: u64 = 1;

/// Pauses this machine's worker and takes back what it runs.
pub(crate) async fn stop(app: AppHandle) {
    let words = words(&app);
    let outcome = paused(app.state::<Desk>().profiles.here(), words).await;
    tell(&app, "stop this machine", words.cannot_stop_here, outcome);
}

/// This machine takes jobs again.
pub(crate) async fn go_on(app: AppHandle) {
    let words = words(&app);
    let outcome = resumed(app.state::<Desk>().profiles.here(), words).await;
    tell(&app, "let this machine work", words.cannot_work_again, outcome);
}

async fn paused(backend: &Backend, words: &Words) -> Result<(), Failure> {
    let (client, worker) = this_machine(backend, words).await?;
    let request = PauseWorkerRequest {
        reason: words.stopped_from_here.to_owned(),
        resume_after_seconds: None,
        take_back_after_seconds: Some(TAKE_BACK_AFTER_SECONDS),
    };
    client.pause_worker(&worker.id, &request).await?;
    Ok(())
}

async fn resumed(backend: &Backend, words: &Words) -> Result<(), Failure> {
    let (client, worker) = this_machine(backend, words).await?;
    client.resume_worker(&worker.id).await?;
    Ok(())
}

async fn this_machine(backend: &Backend, words: &Words) -> Result<(Client, Worker), Failure> {
    let client = backend.client().await.map_err(|problem| Failure(problem.detail))?;
    let worker = find(&client).await?;
    let worker = worker.ok_or_else(|| Failure(words.no_worker_here.to_owned()))?;
    Ok((client, worker))
}

/// The worker of the machine on which the coordinator runs.
pub(crate) async fn find(client: &Client) -> Result<Option<Worker>, ClientError> {
    let workers = client.list_workers().await?.items;
    Ok(workers.into_iter().find(|worker| worker.is_this_machine))
}

/// Whoever pressed the panic switch must know if it did nothing.
fn tell(app: &AppHandle, what: &str, title: &str, outcome: Result<(), Failure>) {
    match outcome {
        Ok(()) => tracing::info!(what, "done, from the tray"),
        Err(failure) => {
            tracing::error!(what, %failure, "could not be done");
            notify::trouble(app, title, &failure.0);
            window::show(app);
        }
    }
}

/// Why it was not done, in a sentence.
struct Failure(String);

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
