//! Dispatch: queued jobs meet workers with a free slot.
//!
//! One loop, woken when a job is queued or a slot comes free. Each round claims as many jobs as fit
//! in one transaction, and only after its commit tells the workers. A worker that is gone by then
//! never learns of its grant; the grant ends with its lease and costs the job nothing.

use crate::{
    app::App,
    engine::{
        fleet::Offer,
        leases::{LEASE, Lease},
        life::{Applied, Moment, NotApplied, apply_to, grant_of},
    },
    error::Chain,
};
use muster_api::session::{Assignment, FromCoordinator};
use muster_core::{Scope, job::Event, requirement::unmet};
use muster_store::{Write, job, job::JobRow};
use std::{sync::Arc, time::Duration};

/// Rows looked at in one query.
const PAGE: u32 = 64;
/// Rows looked at in one round; a queue full of jobs that nobody can run must not hold up the writer.
const MOST_LOOKED_AT: usize = 4096;
/// Grants in one transaction.
const MOST_CLAIMED: usize = 64;
/// A wake can be lost only by a bug of ours; then the queue goes on this late instead of never.
const LATEST: Duration = Duration::from_secs(5);

/// Dispatches until the coordinator stops.
pub(crate) async fn run(app: Arc<App>) {
    loop {
        tokio::select! {
            biased;
            () = app.seams.tasks.stopped() => return,
            () = app.work.notified() => {}
            () = tokio::time::sleep(LATEST) => {}
        }
        while let Some(claimed) = round(&app).await {
            tracing::debug!(claimed, "dispatched {claimed} jobs");
        }
    }
}

/// One transaction's worth of grants. Answers how many, or nothing if there was nothing to grant.
async fn round(app: &App) -> Option<usize> {
    if app.seams.tasks.is_stopping() {
        return None;
    }
    let _order = app.order.lock().await;
    let offers = app.fleet.offers(&app.leases.count_by_worker());
    if offers.is_empty() {
        return None;
    }
    let scope = app.own_scope(&app.organisation);
    let moment = Moment::new(app, scope);
    let epoch = app.epoch;
    match app.store.write(move |tx| claim(tx, offers.clone(), epoch, &moment)).await {
        Ok(claims) if claims.is_empty() => None,
        Ok(claims) => {
            for claim in &claims {
                hand_over(app, claim);
            }
            Some(claims.len())
        }
        Err(error) => {
            tracing::error!(error = %Chain(&error), "cannot grant jobs");
            None
        }
    }
}

/// Grants queued jobs, oldest first, each to the fitting worker with the most free slots.
fn claim(
    tx: &mut dyn Write,
    mut offers: Vec<Offer>,
    epoch: u32,
    moment: &Moment,
) -> Result<Vec<Applied>, NotApplied> {
    let mut claims = Vec::new();
    let mut after = None;
    let mut looked_at = 0;
    while looked_at < MOST_LOOKED_AT && claims.len() < MOST_CLAIMED {
        let page = job::queued(tx, after.as_ref(), PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some((last.organisation.clone(), last.id));
        looked_at += page.len();
        for row in page {
            let Some(offer) = best(&mut offers, &row) else { continue };
            let worker = offer.row.id.clone();
            let scope = Scope { organisation: row.organisation.clone(), ..moment.scope.clone() };
            let moment = Moment { scope, ..moment.clone() };
            claims.push(apply_to(tx, row, Event::Claim { worker, epoch }, &moment)?);
            offer.free_slots -= 1;
        }
        offers.retain(|offer| offer.free_slots > 0);
        if offers.is_empty() {
            break;
        }
    }
    Ok(claims)
}

fn best<'a>(offers: &'a mut [Offer], job: &JobRow) -> Option<&'a mut Offer> {
    let fits = |offer: &&mut Offer| {
        offer.free_slots > 0
            && offer.row.organisation == job.organisation
            && unmet(&job.specification.requirements, &offer.row.labels).is_empty()
    };
    offers.iter_mut().filter(fits).max_by_key(|offer| offer.free_slots)
}

/// Begins the lease of a committed grant and tells the worker.
fn hand_over(app: &App, claim: &Applied) {
    let job = &claim.after;
    let Some(holder) = job.life.state.holder() else { return };
    let grant = grant_of(job.id, holder);
    app.leases.begin(Lease {
        organisation: job.organisation.clone(),
        worker: holder.worker.clone(),
        grant,
        deadline: app.seams.clock.boot().after(LEASE),
    });
    let assignment = Assignment {
        grant,
        command: job.specification.command.clone(),
        timeout_ms: u64::try_from(job.specification.timeout.as_millis()).unwrap_or(u64::MAX),
        environment: job.specification.environment.clone(),
        request_id: job.request_id.clone(),
    };
    app.fleet.send(&holder.worker, FromCoordinator::Run(Box::new(assignment)));
    app.after_commit(claim);
}
