//! Looks once a day whether what must be true of the rows is true.
//!
//! It mends nothing: whatever it finds is a fault of ours or of the disk, and a person must know of it.

use crate::app::App;
use muster_store::StoreError;

/// Answers with an error that names the first finding, so that the report and the doctor show it.
pub(super) async fn pass(app: &App) -> Result<u64, StoreError> {
    let found = app.store.violations().await?;
    for violation in &found {
        tracing::error!(%violation, "the rows contradict each other");
    }
    match found.first() {
        None => Ok(0),
        Some(violation) => Err(StoreError::Contradiction { finding: violation.to_string() }),
    }
}
