//! Runs schedules at their slots, and decides what becomes of those that were missed.

use crate::{app::App, engine::schedule, error::Chain};
use muster_core::schedule::{MOST_CAUGHT_UP, PUT_BACK};
use muster_store::{StoreError, schedule::ScheduleRow};
use std::sync::Arc;

/// Schedules in one pass.
const BATCH: u32 = 1000;

pub(super) async fn pass(app: &Arc<App>) -> Result<u64, StoreError> {
    let now = app.seams.clock.now();
    let due =
        app.store.read(move |tx| muster_store::schedule::due(tx, now, now.after(PUT_BACK), BATCH));
    let mut done = 0;
    for row in due.await? {
        match row {
            Ok(row) => done += decide(app, row).await?,
            Err(error) => {
                tracing::error!(error = %Chain(&error), "cannot read a schedule; it is passed over");
            }
        }
    }
    Ok(done)
}

/// Step by step until there is nothing to decide: what was missed, and what is due.
async fn decide(app: &Arc<App>, row: ScheduleRow) -> Result<u64, StoreError> {
    let now = app.seams.clock.now();
    let (mut row, mut done) = (row, 0);
    for _ in 0..=MOST_CAUGHT_UP {
        match schedule::advance(app, row, now).await {
            Ok(Some(after)) => row = after,
            // Somebody changed it meanwhile: the next pass sees how.
            Ok(None) | Err(StoreError::Conflict) => break,
            Err(error) => return Err(error),
        }
        done += 1;
    }
    Ok(done)
}
