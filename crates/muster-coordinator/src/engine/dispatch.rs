//! Dispatch: queued jobs meet workers with a free slot.
//!
//! One loop, woken when a job is queued or a slot comes free. Each round claims as many jobs as fit
//! in one transaction, and only after its commit tells the workers. A worker that is gone by then
//! never learns of its grant; the grant ends with its lease and costs the job nothing.

use crate::{
    app::App,
    engine::{
        fleet::Offer,
        life::{Applied, Moment, NotApplied, apply_to, grant_of},
    },
    error::Chain,
};
use muster_api::session::{Assignment, FromCoordinator};
use muster_core::{Scope, job::Event, worker::Link};
use muster_store::{
    StoreError, Write, job,
    job::{JobRow, Place},
};
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
        dispatch_all(&app).await;
    }
}

/// Rounds until the end of the queue was seen and nothing more was granted.
async fn dispatch_all(app: &App) {
    let mut from = None;
    loop {
        let Some(round) = round(app, from.take()).await else { return };
        from = round.go_on_after;
        if from.is_none() && round.granted == 0 {
            return;
        }
    }
}

/// What one transaction came to.
struct Round {
    granted: usize,
    /// The end of the queue was not reached: go on here.
    go_on_after: Option<Place>,
}

/// What is kept of one transaction, once it is committed.
struct Claimed {
    claims: Vec<Applied>,
    unreadable: Vec<(Place, StoreError)>,
    go_on_after: Option<Place>,
}

/// One transaction's worth of grants; nothing if nobody has a free slot.
async fn round(app: &App, after: Option<Place>) -> Option<Round> {
    let _order = app.order.lock().await;
    let offers = app.fleet.offers(&app.leases.count_by_worker());
    if app.is_draining() || offers.is_empty() {
        return None;
    }
    let moment = Moment::new(app, app.own_scope(&app.organisation));
    let epoch = app.epoch.current();
    let claimed =
        app.store.admit(move |tx| claim(tx, offers.clone(), after.clone(), epoch, &moment)).await;
    match claimed {
        Ok(Claimed { claims, unreadable, go_on_after }) => {
            app.passed_over.note(&unreadable);
            if !claims.is_empty() {
                app.seams.faults.pass("claim.after_commit");
            }
            for claim in &claims {
                hand_over(app, claim);
            }
            Some(Round { granted: claims.len(), go_on_after })
        }
        // Nothing new begins on a full disk; that is told once, where it is found out.
        Err(NotApplied::Store(StoreError::Full)) => None,
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
    mut after: Option<Place>,
    epoch: u32,
    moment: &Moment,
) -> Result<Claimed, NotApplied> {
    let (mut claims, mut unreadable) = (Vec::new(), Vec::new());
    let mut looked_at = 0;
    while looked_at < MOST_LOOKED_AT && claims.len() < MOST_CLAIMED {
        let page = job::queued(tx, after.as_ref(), PAGE)?;
        unreadable.extend(page.unreadable);
        after = page.last;
        if after.is_none() {
            break;
        }
        looked_at += page.rows;
        for row in page.jobs {
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
    Ok(Claimed { claims, unreadable, go_on_after: after })
}

fn best<'a>(offers: &'a mut [Offer], job: &JobRow) -> Option<&'a mut Offer> {
    offers.iter_mut().filter(|offer| offer.takes(job)).max_by_key(|offer| offer.free_slots)
}

/// Begins the lease of a committed grant and tells the worker.
fn hand_over(app: &App, claim: &Applied) {
    let job = &claim.after;
    let Some(holder) = job.life.state.holder() else { return };
    let grant = grant_of(job.id, holder);
    app.begin_lease(job, Link::Session);
    let assignment = Assignment {
        grant,
        command: job.specification.command.clone(),
        timeout_ms: millis(job.specification.timeout),
        environment: job.specification.environment.clone(),
        on_disconnect: job.specification.on_disconnect,
        lost_after_ms: millis(job.specification.lost_after),
        secret_environment: job.specification.secret_environment.clone(),
        log_limit: Some(job.specification.log_limit),
        request_id: job.request_id.clone(),
    };
    app.fleet.send(&holder.worker, FromCoordinator::Run(Box::new(assignment)));
    app.after_commit(claim);
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
