//! Updates: looked for where a feed is configured, and taken only with its signature.
//!
//! The feed and the signer's key stand in the preferences, which nothing writes but the person: see
//! [`crate::preferences`]. Without them nobody is asked. An update is never taken while jobs run here.

use crate::{
    desk::Desk,
    preferences::Feed,
    refusal::{Refusal, refuse},
};
use muster_api::ProblemKind;
use serde::Serialize;
use std::time::Duration;
use tauri::{AppHandle, Manager};
use tauri_plugin_updater::{Update, UpdaterExt};

const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum Found {
    /// No feed is configured.
    Off,
    /// This is the newest version.
    Newest,
    /// There is a newer one.
    Newer {
        /// Its version.
        version: String,
        /// What is said of it.
        notes: Option<String>,
    },
}

/// Looks for a newer version.
pub(crate) async fn look(app: &AppHandle) -> Result<Found, Refusal> {
    let Some(feed) = app.state::<Desk>().preferences.get().updates else { return Ok(Found::Off) };
    let update = ask(app, feed).await.map_err(|error| failed("look for updates", &error))?;
    Ok(update.map_or(Found::Newest, |update| Found::Newer {
        version: update.version.clone(),
        notes: update.body.clone(),
    }))
}

/// Takes the newer version, which is used from the next start on.
pub(crate) async fn take(app: &AppHandle) -> Result<(), Refusal> {
    let desk = app.state::<Desk>();
    let Some(feed) = desk.preferences.get().updates else {
        return Err(refuse(ProblemKind::Conflict, "no feed for updates is configured"));
    };
    if desk.profiles.here().stake().is_some_and(|stake| stake.here > 0) {
        let hint = "wait for them, or pause this machine";
        return Err(refuse(ProblemKind::Conflict, "jobs run on this machine")
            .with_hint(hint)
            .into());
    }
    let update = ask(app, feed).await.map_err(|error| failed("look for updates", &error))?;
    let Some(update) = update else {
        return Err(refuse(ProblemKind::Conflict, "this is the newest version already"));
    };
    let bytes = update.download(|_, _| {}, || {}).await;
    let bytes = bytes.map_err(|error| failed("download and verify the update", &error))?;
    update.install(bytes).map_err(|error| failed("install the update", &error))
}

async fn ask(app: &AppHandle, feed: Feed) -> Result<Option<Update>, tauri_plugin_updater::Error> {
    let builder = app.updater_builder().endpoints(vec![feed.url])?.pubkey(feed.key);
    builder.timeout(ANSWER_WITHIN).build()?.check().await
}

/// Which of the steps failed matters: one is a network, one a forgery, one a disk.
fn failed(step: &str, error: &tauri_plugin_updater::Error) -> Refusal {
    tracing::warn!(%error, step, "no update");
    refuse(ProblemKind::Internal, format!("cannot {step}: {error}"))
}
