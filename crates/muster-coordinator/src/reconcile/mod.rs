//! Reconcilers: what must become true by itself, pass by pass.
//!
//! A pass takes no input, reads what is and what should be, does bounded work, and leaves a report
//! that `GET /v1/reconcilers` shows. It never retries inside: the next pass is the retry.

pub(crate) mod adopt;
mod artefacts;
mod identity;
mod idle;
mod idle_workers;
mod old_operations;
mod pauses;
mod presence;
mod purge;
mod reap;
mod reminder;
mod retention;
mod rows;
mod schedules;
mod waits;

pub(crate) use idle::stops_at;

use crate::{
    app::App,
    engine::{absence, updates, waits::LOOK_EVERY},
    error::Chain,
};
use muster_core::Timestamp;
use muster_store::StoreError;
use serde::Serialize;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;
use utoipa::ToSchema;

/// How a reconciler's last pass went.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Report {
    /// Its name.
    pub(crate) name: String,
    /// When the pass ended.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// How many things it brought to where they should be.
    pub(crate) done: u64,
    /// Why it could not finish, if it could not.
    pub(crate) error: Option<String>,
}

/// The last report of every reconciler.
#[derive(Debug, Default)]
pub(crate) struct Reports {
    last: Mutex<BTreeMap<&'static str, Report>>,
    /// Somebody wants every pass to be made now.
    wanted: Notify,
}

impl Reports {
    /// Has every pass made at once.
    pub(crate) fn repeat(&self) {
        self.wanted.notify_waiters();
    }

    pub(crate) fn all(&self) -> Vec<Report> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    pub(crate) fn take(&self, name: &'static str, at: Timestamp, outcome: Result<u64, String>) {
        let (done, error) = match outcome {
            Ok(done) => (done, None),
            Err(error) => (0, Some(error)),
        };
        self.note(name, Report { name: name.to_owned(), at, done, error });
    }

    fn note(&self, name: &'static str, report: Report) {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).insert(name, report);
    }
}

/// Starts every reconciler.
pub(crate) fn start(app: &Arc<App>) {
    // On its own, so that a slow pass of the reaper does not look like an absence.
    repeat(app, "absence", absence::LOOK_EVERY, |app| {
        Box::pin(async move {
            reap::give_time_after_absence(&app);
            Ok(0)
        })
    });
    repeat(app, "reap", Duration::from_secs(1), |app| {
        Box::pin(async move { reap::pass(&app).await })
    });
    // Nothing is computed from a clock that may be set: once a second is looked whether a slot has come.
    repeat(app, "schedules", Duration::from_secs(1), |app| {
        Box::pin(async move { schedules::pass(&app).await })
    });
    repeat(app, "adopt", Duration::from_secs(15), |app| {
        Box::pin(async move { adopt::pass(&app).await })
    });
    repeat(app, "needs", Duration::from_secs(1), |app| {
        Box::pin(async move { app.tell_needs().await })
    });
    repeat(app, "pauses", Duration::from_secs(1), |app| {
        Box::pin(async move { pauses::pass(&app).await })
    });
    repeat(app, "updates", Duration::from_secs(1), |app| {
        Box::pin(async move { updates::pass(&app).await })
    });
    repeat(app, "idle environments", Duration::from_secs(1), |app| {
        Box::pin(async move { idle::pass(&app).await })
    });
    repeat(app, "idle workers", Duration::from_secs(1), |app| {
        Box::pin(async move { idle_workers::pass(&app).await })
    });
    repeat(app, "accounts", Duration::from_secs(30), |app| {
        Box::pin(async move { app.load_all_accounts(false).await })
    });
    repeat(app, "reminder", Duration::from_secs(1), |app| {
        Box::pin(async move { reminder::pass(&app).await })
    });
    repeat(app, "old operations", Duration::from_mins(10), |app| {
        Box::pin(async move { old_operations::pass(&app).await })
    });
    repeat(app, "presence", Duration::from_secs(15), |app| {
        Box::pin(async move { presence::pass(&app).await })
    });
    repeat(app, "waits", LOOK_EVERY, |app| Box::pin(async move { waits::pass(&app).await }));
    repeat(app, "rows", Duration::from_hours(24), |app| {
        Box::pin(async move { rows::pass(&app).await })
    });
    repeat(app, "artefacts", Duration::from_hours(24), |app| {
        Box::pin(async move { artefacts::look(&app).await })
    });
    repeat(app, "blobs", Duration::from_hours(1), |app| {
        Box::pin(async move { artefacts::sweep(&app).await })
    });
    repeat(app, "purge", Duration::from_mins(10), |app| {
        Box::pin(async move { purge::pass(&app).await })
    });
    repeat(app, "identity", Duration::from_mins(10), |app| {
        Box::pin(async move { identity::pass(&app).await })
    });
    app.seams.tasks.spawn("retention", retention::run(app.clone()));
}

type Pass = fn(Arc<App>) -> futures_util::future::BoxFuture<'static, Result<u64, StoreError>>;

fn repeat(app: &Arc<App>, name: &'static str, every: Duration, pass: Pass) {
    let own = app.clone();
    app.seams.tasks.spawn(name, async move {
        loop {
            tokio::select! {
                biased;
                () = own.seams.tasks.stopped() => return,
                () = tokio::time::sleep(every) => {}
                () = own.reports.wanted.notified() => {}
            }
            let outcome = pass(own.clone()).await;
            report(&own, name, outcome);
        }
    });
}

pub(crate) fn report(app: &App, name: &'static str, outcome: Result<u64, StoreError>) {
    let outcome = outcome.map_err(|error| {
        tracing::error!(error = %Chain(&error), reconciler = name, "the pass of {name} failed");
        error.to_string()
    });
    app.reports.take(name, app.seams.clock.now(), outcome);
}
