//! Takes up jobs that somebody holds and nobody watches.
//!
//! That is everything after a restart; later it is what a crash, a lost answer of the database or a bug
//! of ours left between a commit and its lease. Without a lease nobody would ever end such a job.

use crate::{app::App, engine::life::grant_of};
use muster_core::worker::Link;
use muster_store::{
    StoreError,
    job::{self, JobRow},
};

/// Rows in one query.
const PAGE: u32 = 1000;

pub(crate) async fn pass(app: &App) -> Result<u64, StoreError> {
    let (mut after, mut done) = (None, 0);
    loop {
        let from = after.take();
        let page = app.store.read(move |tx| job::held(tx, from.as_ref(), PAGE)).await?;
        app.passed_over.note(&page.unreadable);
        after = page.last;
        if after.is_none() {
            return Ok(done);
        }
        for row in page.jobs.into_iter().filter(|row| !is_watched(app, row)) {
            done += u64::from(adopt(app, row).await?);
        }
    }
}

fn is_watched(app: &App, row: &JobRow) -> bool {
    let holder = row.life.state.holder();
    holder.is_none_or(|holder| app.leases.knows(&row.organisation, grant_of(row.id, holder)))
}

/// Adopts a job unless it has moved on since its page was read.
async fn adopt(app: &App, row: JobRow) -> Result<bool, StoreError> {
    let (organisation, id) = (row.organisation.clone(), row.id);
    let now = app.store.read(move |tx| job::find(tx, &organisation, id)).await?;
    let Some(now) = now.filter(|now| now.life.state == row.life.state && !is_watched(app, now))
    else {
        return Ok(false);
    };
    let holder = now.life.state.holder().map(|holder| holder.worker.clone());
    let member = holder.and_then(|worker| app.fleet.find(&now.organisation, &worker));
    app.adopt(&now, member.map_or(Link::Session, |member| member.row.link));
    Ok(true)
}
