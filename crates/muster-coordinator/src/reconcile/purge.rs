//! Forgets what is over: answers to idempotent requests after the published time, sessions, grants, how workers were.

use crate::{app::App, engine::watch};
use muster_core::Timestamp;
use muster_store::{
    StoreError, Write, idempotency, past_span,
    person::{handoff, session},
    spent_name,
};
use std::time::Duration;

/// Few at a time, so that a purge never slows a claim.
const BATCH: u32 = 500;

/// Enough for a thousand creations per second between two passes.
const MOST_BATCHES: usize = 1200;

/// Whoever wonders what became of a session is told for so long.
const AFTERWARDS: Duration = Duration::from_hours(30 * 24);

fn sweep(tx: &mut dyn Write, now: Timestamp) -> Result<u64, StoreError> {
    let sessions = session::sweep(tx, now.before(AFTERWARDS))?;
    let spans = past_span::forget_of_every_organisation(tx, now.before(watch::KEPT_FOR))?;
    Ok(spans
        + sessions
        + handoff::sweep(tx, now)?
        + spent_name::sweep_of_every_organisation(tx, now)?)
}

pub(super) async fn pass(app: &App) -> Result<u64, StoreError> {
    let now = app.seams.clock.now();
    let mut done = app.store.write(move |tx| sweep(tx, now)).await?;
    for _ in 0..MOST_BATCHES {
        let purged = app.store.write(move |tx| idempotency::purge(tx, now, BATCH)).await?;
        done += purged;
        if purged < u64::from(BATCH) {
            break;
        }
    }
    Ok(done)
}
