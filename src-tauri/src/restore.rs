//! Restoring a backup from the window: this app owns the coordinator of this machine, so it can stop it,
//! put the backup in the place of what it has, and start it again.
//!
//! Asked about outside of the page, since a script in it could otherwise undo days of work. If anything fails
//! before the backup holds, or if it does not start, what was there holds again.

use crate::{
    backend::{AppState, Backend},
    desk::Desk,
    dialog,
    profiles::Which,
    refusal::{Refusal, advised, refuse},
    words::{fill, words},
};
use muster_api::ProblemKind;
use muster_host::{
    backup::{self, BackupError, BackupKey, Restored, Restoring, TakingBack, find_key},
    config::ServeSettings,
    secrets::SecretStore,
};
use muster_seams::{Clock, NoFaults, SystemClock};
use serde::Serialize;
use std::{path::PathBuf, sync::Arc};
use tauri::{AppHandle, Manager};

/// What came of it, for the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Outcome {
    /// The moment as of which everything is.
    as_of: String,
    /// Where that is which was there before.
    kept_aside: Option<PathBuf>,
}

/// Restores the backup of this name, if the person agrees outside of the page.
pub(crate) async fn run(app: &AppHandle, name: &str) -> Result<Outcome, Refusal> {
    let desk = app.state::<Desk>();
    if desk.profiles.which_is_shown() != Which::Here {
        return Err(refuse(ProblemKind::Conflict, "the coordinator of another machine is shown"));
    }
    let here = desk.profiles.here().clone();
    let file = file_of(&here, name).await?;
    let words = words(app);
    let question = fill(words.restore_question, &[("name", &name)]);
    if !dialog::has_agreed(app, words.restore_title, &question, words.restore).await {
        return Err(refuse(ProblemKind::Forbidden, "it was not confirmed"));
    }
    let settings = here.embedded_settings().await?;
    let key = key_of(&settings).await.map_err(|error| untouched(&error))?;
    here.stop_for_a_while().await?;
    let restored = what_holds(backup::restore(asked(file, key, &settings)).await);
    reopen(app, &here, settings.clone());
    match restored {
        Err(error) => Err(untouched(&error)),
        Ok(restored) => begin(app, &here, settings, restored).await,
    }
}

/// The page names a backup of the coordinator's, and no file.
async fn file_of(here: &Backend, name: &str) -> Result<PathBuf, Refusal> {
    let listed = here.client().await?.list_backups().await;
    let listed = listed.map_err(|error| refuse(ProblemKind::Internal, error.to_string()))?;
    let found = listed.items.into_iter().find(|backup| backup.name == name);
    found.map(|backup| PathBuf::from(backup.path)).ok_or_else(|| {
        refuse(ProblemKind::BadRequest, "there is no such backup").in_field("name").into()
    })
}

async fn key_of(settings: &ServeSettings) -> Result<BackupKey, BackupError> {
    let secrets = SecretStore::of(settings);
    find_key(&settings.data_dir.value, &secrets).await?.ok_or(BackupError::NoKey)
}

fn asked(file: PathBuf, key: BackupKey, settings: &ServeSettings) -> Restoring {
    Restoring {
        file,
        key,
        settings: settings.clone(),
        may_replace: true,
        now: SystemClock.now(),
        faults: Arc::new(NoFaults),
        report: Arc::new(|_| {}),
    }
}

/// A restore that is not finished holds all the same: the coordinator finishes it as it is opened.
fn what_holds(restored: Result<Restored, BackupError>) -> Result<Restored, BackupError> {
    match restored {
        Err(BackupError::RestoreUnfinished { restored, source }) => {
            tracing::warn!(%source, "a restore is left for the coordinator to finish");
            Ok(*restored)
        }
        other => other,
    }
}

fn reopen(app: &AppHandle, here: &Backend, settings: ServeSettings) {
    let opening = here.clone();
    let work = async move { Box::pin(opening.open(settings)).await };
    app.state::<Desk>().spawn("open what was restored", work);
}

/// What was restored must work, or what was there before holds again.
async fn begin(
    app: &AppHandle,
    here: &Backend,
    settings: ServeSettings,
    restored: Restored,
) -> Result<Outcome, Refusal> {
    let AppState::Failed { problem } = here.state().await? else {
        tracing::info!(as_of = %restored.header.created_at, "a backup was restored");
        let Restored { header, kept_aside, .. } = restored;
        return Ok(Outcome { as_of: header.created_at.to_string(), kept_aside });
    };
    let why = problem.detail().to_owned();
    let Some(kept_aside) = restored.kept_aside else {
        return Err(refuse(ProblemKind::Internal, why));
    };
    let faults = Arc::new(NoFaults);
    let back =
        TakingBack { settings: settings.clone(), kept_aside, now: SystemClock.now(), faults };
    here.is_opening_again();
    let taken_back = backup::take_back(back).await;
    reopen(app, here, settings);
    let now = here.state().await?;
    Err(refuse(ProblemKind::Internal, not_started(&why, taken_back, &now)))
}

/// Which state holds after what was restored did not start.
fn not_started(why: &str, taken_back: Result<PathBuf, BackupError>, now: &AppState) -> String {
    match (taken_back, now) {
        (Ok(_) | Err(BackupError::TakeBackUnfinished { .. }), AppState::Failed { problem }) => {
            let detail = problem.detail();
            format!(
                "what was restored did not start ({why}), and neither does what was there before, which holds again: {detail}"
            )
        }
        (Ok(_) | Err(BackupError::TakeBackUnfinished { .. }), _) => {
            format!("what was restored did not start, and what was there before holds again: {why}")
        }
        (Err(error), _) => {
            format!("what was restored did not start ({why}), and stays: {error}")
        }
    }
}

/// Nothing has been changed.
fn untouched(error: &BackupError) -> Refusal {
    tracing::warn!(%error, code = error.code(), "a backup is not restored");
    let problem = refuse(ProblemKind::Conflict, format!("nothing was changed: {error}"));
    advised(problem, Some(error.hint()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn what_was_there_before_holds_also_when_a_take_back_is_finished_by_the_next_start() {
        let aside = PathBuf::from("after-restore");
        let source = io::Error::other("a disk");
        let unfinished = Err(BackupError::TakeBackUnfinished { aside, source });
        let now = AppState::Embedded { lacks: Vec::new() };
        let said = not_started("no store", unfinished, &now);
        assert!(said.contains("what was there before holds again"), "{said}");
        let said = not_started("no store", Err(BackupError::BrokenOff), &now);
        assert!(said.ends_with("and stays: the work broke off"), "{said}");
    }
}
