//! Dispatch: queued jobs meet workers with a free slot.
//!
//! One loop, woken when a job is queued or a slot comes free. Each round claims as many jobs as fit
//! in one transaction, and only after its commit tells the workers. A worker that is gone by then
//! never learns of its grant; the grant ends with its lease and costs the job nothing.

use crate::{
    app::App,
    engine::{
        fleet::Now,
        life::{Applied, Moment, NotApplied, grant_of},
        queue::{self, Claims, Terms},
        secrets,
    },
    error::Chain,
};
use muster_api::session::{Assignment, FromCoordinator};
use muster_core::{
    job::{AttemptEnd, Event, FailureReason, Holder},
    worker::Link,
};
use muster_store::{StoreError, job::JobRow, secret::SecretRow};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

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
        while round(&app).await == MOST_CLAIMED {}
    }
}

/// One transaction's worth of grants. Answers how many there were; none if nobody has a free slot.
async fn round(app: &Arc<App>) -> usize {
    let mut turns = app.turns.lock().await;
    let _order = app.order.lock().await;
    let clock = &app.seams.clock;
    let now = Now { boot: clock.boot(), wall: clock.now() };
    let offers = app.fleet.offers(&app.leases.slots_by_worker(), now);
    if app.is_draining() || offers.is_empty() {
        app.fleet.keep(&BTreeMap::new());
        return 0;
    }
    let moment = Moment::new(app, app.own_scope(&app.organisation));
    let before = turns.clone();
    let terms = Terms {
        epoch: app.epoch.current(),
        most: MOST_CLAIMED,
        opens_secrets: app.sealer.is_ready(),
    };
    let claimed = app.store.admit(move |tx| {
        let claims = queue::claim(tx, offers.clone(), &before, terms, &moment)?;
        let granted = claims.granted.iter().chain(&claims.ahead);
        let given = granted.map(|one| secrets::give(tx, &one.after, &moment.scope, moment.now));
        let given = given.collect::<Result<Vec<_>, _>>()?;
        Ok::<_, NotApplied>((claims, given))
    });
    match claimed.await {
        Ok((claims, given)) => {
            let Claims { granted, ahead, unreadable, unreadable_lanes, left_sealed, .. } = claims;
            *turns = claims.turns;
            app.fleet.keep(&claims.kept);
            app.passed_over.note(&unreadable);
            app.passed_over.note_lanes(&unreadable_lanes);
            if left_sealed {
                app.ask_for_key();
            }
            if !given.is_empty() {
                app.seams.faults.pass("claim.after_commit");
            }
            let ahead = ahead.iter().map(|claim| (claim, true));
            let all = granted.iter().map(|claim| (claim, false)).chain(ahead);
            for ((claim, is_ahead), secrets) in all.zip(&given) {
                hand_over(app, claim, is_ahead, secrets);
            }
            given.len()
        }
        // Nothing new begins on a full disk; that is told once, where it is found out.
        Err(NotApplied::Store(StoreError::Full)) => 0,
        Err(error) => {
            tracing::error!(error = %Chain(&error), "cannot grant jobs");
            0
        }
    }
}

/// Begins the lease of a committed grant and tells the worker.
fn hand_over(app: &Arc<App>, claim: &Applied, is_ahead: bool, secrets: &[SecretRow]) {
    let job = &claim.after;
    let Some(holder) = job.life.state.holder() else { return };
    let grant = grant_of(job.id, holder);
    app.begin_lease(job, Link::Session);
    let said = &job.specification;
    let environment = match app.sealer.environment(job, secrets) {
        Ok(environment) => environment,
        Err(error) => return withdraw(app, job, holder, error.to_string()),
    };
    let assignment = Assignment {
        grant,
        command: said.command.clone(),
        timeout_ms: millis(said.timeout),
        environment,
        on_disconnect: said.on_disconnect,
        lost_after_ms: millis(said.lost_after),
        secret_environment: said.secret_variables().cloned().collect(),
        log_limit: Some(said.log_limit),
        working_dir: said.working_dir.clone(),
        stdin: said.stdin.clone(),
        artefacts: app.artefact_order(job, grant, &holder.worker),
        request_id: job.request_id.clone(),
        submitter: job.created_by.clone(),
        slots: said.slots,
        isolation: said.isolation,
        is_ahead,
    };
    app.fleet.send(&holder.worker, FromCoordinator::Run(assignment.into()));
    app.after_commit(claim);
}

/// Ends an attempt that its worker was not told of.
fn withdraw(app: &Arc<App>, job: &JobRow, holder: &Holder, why: String) {
    let end = AttemptEnd { detail: Some(why), ..AttemptEnd::because(FailureReason::NotStarted) };
    let (app, id) = (app.clone(), job.id);
    let (scope, event) = (app.own_scope(&job.organisation), Event::Finished(holder.fence, end));
    app.seams.tasks.clone().spawn("withdraw", async move {
        if let Err(error) = app.apply(scope, id, event).await {
            tracing::error!(error = %Chain(&error), job = %id, "cannot end an attempt of {id}");
        }
    });
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
