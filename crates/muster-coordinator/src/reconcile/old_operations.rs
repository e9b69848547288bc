//! Forgets operations that ended long ago. What they were about says itself how it is, and the audit log who wanted it.

use crate::app::App;
use muster_store::{StoreError, operation};
use std::time::Duration;

const KEPT: Duration = Duration::from_hours(30 * 24);
/// Few at a time, so that nobody waits for it.
const BATCH: u32 = 500;
const MOST_BATCHES: usize = 200;

pub(super) async fn pass(app: &App) -> Result<u64, StoreError> {
    let (before, mut done) = (app.seams.clock.now().before(KEPT), 0);
    for _ in 0..MOST_BATCHES {
        let forget = move |tx: &mut dyn muster_store::Write| {
            operation::forget_of_every_organisation(tx, before, BATCH)
        };
        let forgotten = app.store.write(forget).await?;
        done += forgotten;
        if forgotten < u64::from(BATCH) {
            break;
        }
    }
    Ok(done)
}
