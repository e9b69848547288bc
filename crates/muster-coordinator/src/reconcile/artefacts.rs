//! Removes the bytes of artefacts that nobody names, and looks whether those that somebody names are there.

use crate::{app::App, error::AppError};
use muster_store::StoreError;

pub(super) async fn sweep(app: &App) -> Result<u64, StoreError> {
    app.sweep_artefacts().await.map_err(into_store)
}

/// Answers with an error that names the first finding, so that the report and the doctor show it.
pub(super) async fn look(app: &App) -> Result<u64, StoreError> {
    let found = app.artefacts_without_bytes().await.map_err(into_store)?;
    for finding in &found {
        tracing::error!(finding, "an artefact is not there");
    }
    match found.into_iter().next() {
        None => Ok(0),
        Some(finding) => Err(StoreError::Contradiction { finding }),
    }
}

fn into_store(error: AppError) -> StoreError {
    match error {
        AppError::Store(error) => error,
        other => StoreError::Contradiction { finding: format!("artefacts: {other}") },
    }
}
