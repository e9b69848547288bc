//! What a worker says of itself: what it has, and what its owner allows.
//!
//! It is asked about nothing and believed: a worker that says less than is true gets less to do.

use crate::{
    app::App,
    error::{AppError, Chain},
};
use muster_api::session::Hello;
use muster_core::{
    Actor, Scope, Timestamp,
    owner::{Closed, Owner},
    requirement::Labels,
    worker::Destination,
};
use muster_store::{
    StoreError, Write,
    audit_event::{self, AuditEntry},
    past_span, usage_span,
    worker::{self, WorkerRow},
};

/// The same bound as at joining.
const MOST_SLOTS: u32 = 1024;
const LONGEST_WORDS: usize = 1000;

/// Keeps what a worker says when it comes.
pub(crate) async fn remember(app: &App, hello: &Hello) -> Result<WorkerRow, AppError> {
    let now = app.seams.clock.now();
    let (app_scope, hello) = (app.own_scope(&app.organisation), hello.clone());
    let row = app.store.write(move |tx| {
        let known = worker::identify(tx, &hello.worker)?
            .ok_or(AppError::Internal("find a worker that proved itself"))?;
        let row = WorkerRow {
            slots: hello.slots.clamp(1, MOST_SLOTS),
            version: Some(one_line(&hello.version)),
            last_seen_at: now,
            said_asleep: false,
            ..with_facts(&known, hello.labels.clone(), hello.owner.clone())
        };
        keep(tx, &app_scope, &known, &row, now)?;
        worker::seen(tx, &[(row.id.clone(), now, false)])?;
        Ok::<_, AppError>(row)
    });
    row.await
}

/// Writes down that a worker is connected. How long a cloud worker is there is counted with its resource.
pub(crate) async fn is_here(app: &App, row: &WorkerRow) {
    let (organisation, id, now) = (row.organisation.clone(), row.id.clone(), app.seams.clock.now());
    let is_counted = row.destination != Destination::Cloud;
    let came = move |tx: &mut dyn Write| {
        if is_counted { usage_span::worker_came(tx, &organisation, &id, now) } else { Ok(()) }
    };
    note(app, row, came).await;
}

/// Writes down that a worker is not connected any more.
pub(crate) async fn is_gone(app: &App, row: &WorkerRow) {
    let (organisation, id) = (row.organisation.clone(), row.id.to_string());
    let now = app.seams.clock.now();
    let left = move |tx: &mut dyn Write| {
        usage_span::close(tx, &organisation, (usage_span::LOCAL_WORKER, &id), now)
    };
    note(app, row, left).await;
    // It may have come back while this was written.
    if app.fleet.is_connected(&row.id) {
        is_here(app, row).await;
    }
}

/// Writes something down together with how the worker is now. Whoever stops leaves its workers, and not they it.
async fn note(
    app: &App,
    row: &WorkerRow,
    keep: impl Fn(&mut dyn Write) -> Result<(), StoreError> + Send + Sync + 'static,
) {
    let sight = app.sight_of(&row.organisation, &row.id);
    let sight = sight.filter(|_| !app.seams.tasks.is_stopping());
    let written = app.store.write(move |tx| {
        keep(tx)?;
        sight.iter().try_for_each(|sight| past_span::note(tx, sight))
    });
    let written = written.await;
    app.watch.forget(&row.id);
    if let Err(error) = written {
        tracing::warn!(error = %Chain(&error), worker = %row.id, "cannot keep how long {} was there", row.name);
    }
}

/// Takes in what is otherwise than it said when it came, and answers the worker as it is now.
pub(crate) async fn change(
    app: &App,
    before: &WorkerRow,
    labels: Labels,
    owner: Owner,
) -> WorkerRow {
    let after = with_facts(before, labels, owner);
    // It holds from now on, whether it can be kept or not: the worker says it again when it comes back.
    app.fleet.changed(&after);
    app.wake_dispatch();
    let (now, scope) = (app.seams.clock.now(), app.own_scope(&app.organisation));
    let (old, new) = (before.clone(), after.clone());
    if let Err(error) = app.store.write(move |tx| keep(tx, &scope, &old, &new, now)).await {
        tracing::error!(error = %Chain(&error), worker = %after.id, "cannot keep what {} says of itself", after.name);
    }
    after
}

/// What it does not say any more it has not: who goes back to a version from before a level of isolation, does not give it.
fn with_facts(known: &WorkerRow, found: Labels, mut owner: Owner) -> WorkerRow {
    if owner.closed == Some(Closed::Unreadable) {
        // It does not know what is allowed, which is not that everything is.
        owner.limits.clone_from(&known.owner.limits);
    }
    WorkerRow { labels: known.labels.with_found(found), owner, ..known.clone() }
}

/// Keeps the facts, and in the audit log what its owner has changed.
fn keep(
    tx: &mut dyn Write,
    app_scope: &Scope,
    before: &WorkerRow,
    after: &WorkerRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (organisation, actor) = (after.organisation.clone(), Actor::Worker(after.id.clone()));
    let scope = Scope { organisation, actor, ..app_scope.clone() };
    worker::update_facts(tx, &scope, after)?;
    if before.owner.limits == after.owner.limits {
        return Ok(());
    }
    let (action, target) = ("worker.limits".to_owned(), after.id.to_string());
    let detail = serde_json::json!({ "limits": after.owner.limits }).to_string();
    audit_event::append(tx, &scope, &AuditEntry { action, target, detail }, now).map(drop)
}

/// What a worker says in words, fit to be stored and shown: on one line, and not too long.
pub(crate) fn one_line(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(LONGEST_WORDS)
        .collect()
}
