//! Forgets answers to idempotent requests after the published time.

use crate::app::App;
use muster_store::{StoreError, idempotency};

/// Few at a time, so that a purge never slows a claim.
const BATCH: u32 = 500;

pub(super) async fn pass(app: &App) -> Result<u64, StoreError> {
    let now = app.seams.clock.now();
    app.store.write(move |tx| idempotency::purge(tx, now, BATCH)).await
}
