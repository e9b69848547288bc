//! Forgets answers to idempotent requests after the published time.

use crate::app::App;
use muster_store::{StoreError, idempotency};

/// Few at a time, so that a purge never slows a claim.
const BATCH: u32 = 500;

/// Enough for a thousand creations per second between two passes.
const MOST_BATCHES: usize = 1200;

pub(super) async fn pass(app: &App) -> Result<u64, StoreError> {
    let now = app.seams.clock.now();
    let mut done = 0;
    for _ in 0..MOST_BATCHES {
        let purged = app.store.write(move |tx| idempotency::purge(tx, now, BATCH)).await?;
        done += purged;
        if purged < u64::from(BATCH) {
            break;
        }
    }
    Ok(done)
}
