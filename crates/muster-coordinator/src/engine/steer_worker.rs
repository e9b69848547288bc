//! What people say of a worker: that it is given nothing new, is called otherwise, has certain labels, or is to be
//! updated.

use crate::app::App;
use muster_core::{
    Scope, Timestamp, WorkerId, job::Hold, requirement::LabelValue, update::Update, worker::Pause,
};
use muster_store::{
    StoreError,
    audit_event::{self, AuditEntry},
    worker::{self, WorkerRow},
};
use std::collections::BTreeMap;

/// What people say of a worker.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    Pause(Option<Pause>),
    /// The pause ends by itself, unless there is a newer one.
    PauseIsOver,
    /// It is to be without jobs from now on; so many it has now.
    ReleaseJobs {
        hold: Hold,
        jobs: u32,
    },
    /// Its update is somewhere else, if it is still where it was when that was looked at.
    Update {
        before: Option<Update>,
        next: Update,
    },
    /// Another name, labels that it is given, and labels that are taken back.
    Said {
        name: Option<String>,
        labels: BTreeMap<String, Option<LabelValue>>,
    },
}

impl Change {
    /// What the worker is after it.
    fn applied_to(&self, before: &WorkerRow, now: Timestamp) -> WorkerRow {
        let is_over = before.pause.as_ref().is_some_and(|pause| pause.is_over(now));
        match self {
            Self::Pause(pause) => WorkerRow { pause: pause.clone(), ..before.clone() },
            Self::ReleaseJobs { hold, .. } => {
                let pause = Some(emptied(before.pause.as_ref().filter(|_| !is_over), hold, now));
                WorkerRow { pause, ..before.clone() }
            }
            Self::PauseIsOver if is_over => WorkerRow { pause: None, ..before.clone() },
            Self::Update { before: seen, next } if *seen == before.update => {
                WorkerRow { update: Some(next.clone()), ..before.clone() }
            }
            Self::PauseIsOver | Self::Update { .. } => before.clone(),
            Self::Said { name, labels } => WorkerRow {
                name: name.as_ref().unwrap_or(&before.name).clone(),
                labels: before.labels.changed(labels),
                ..before.clone()
            },
        }
    }
}

/// A pause in which what runs is taken back. Who paused it before has said why, and until when.
fn emptied(pause: Option<&Pause>, hold: &Hold, now: Timestamp) -> Pause {
    match pause {
        Some(pause) => {
            let at = pause.take_back_at.map_or(now, |at| at.min(now));
            Pause { take_back_at: Some(at), ..pause.clone() }
        }
        None => Pause { hold: hold.clone(), until: None, take_back_at: Some(now) },
    }
}

/// What is worth telling though nothing of the worker itself is otherwise.
fn deed(change: &Change, worker: &WorkerRow) -> Option<AuditEntry> {
    let Change::ReleaseJobs { hold, jobs } = change else { return None };
    let detail = serde_json::json!({ "reason": hold.reason, "jobs": jobs }).to_string();
    let (action, target) = ("worker.release_jobs".to_owned(), worker.id.to_string());
    Some(AuditEntry { action, target, detail })
}

/// One for each thing that is otherwise now.
fn entries(before: &WorkerRow, after: &WorkerRow) -> Vec<AuditEntry> {
    let renamed = (before.name != after.name)
        .then(|| ("worker.rename", serde_json::json!({ "from": before.name, "name": after.name })));
    let labelled = given_otherwise(before, after);
    let labelled =
        (!labelled.is_empty()).then(|| ("worker.label", serde_json::json!({ "labels": labelled })));
    let paused = (before.pause != after.pause).then(|| match &after.pause {
        Some(Pause { hold, until, take_back_at }) => (
            "worker.pause",
            serde_json::json!({ "reason": hold.reason, "until": until, "take_back_at": take_back_at }),
        ),
        None => ("worker.resume", serde_json::json!({})),
    });
    let updated = after.update.as_ref().filter(|_| before.update != after.update).map(|update| {
        let Update { version, stage, reason, .. } = update;
        let detail = serde_json::json!({ "version": version, "stage": stage, "reason": reason });
        ("worker.update", detail)
    });
    let entry = |(action, detail): (&str, serde_json::Value)| {
        let (action, target) = (action.to_owned(), after.id.to_string());
        AuditEntry { action, target, detail: detail.to_string() }
    };
    [renamed, labelled, paused, updated].into_iter().flatten().map(entry).collect()
}

/// What it was given by a change; nothing where something was taken back.
fn given_otherwise<'a>(
    before: &'a WorkerRow,
    after: &'a WorkerRow,
) -> BTreeMap<&'a String, Option<&'a LabelValue>> {
    let (old, new) = (before.labels.given(), after.labels.given());
    let names = old.keys().chain(new.keys());
    names
        .filter(|name| old.get(*name) != new.get(*name))
        .map(|name| (name, new.get(name)))
        .collect()
}

/// Makes a change and tells the fleet, before anything else is granted. Answers whether it was one.
pub(crate) async fn steer(
    app: &App,
    scope: Scope,
    id: WorkerId,
    change: Change,
) -> Result<bool, StoreError> {
    let _order = app.order.lock().await;
    let now = app.seams.clock.now();
    let kept = app.store.write(move |tx| {
        let Some(before) = worker::find(tx, &scope.organisation, &id)? else { return Ok(None) };
        let after = change.applied_to(&before, now);
        let is_change = after != before;
        if is_change {
            worker::steer(tx, &scope, &after)?;
        }
        for entry in deed(&change, &after).into_iter().chain(entries(&before, &after)) {
            audit_event::append(tx, &scope, &entry, now)?;
        }
        Ok(Some((after, is_change)))
    });
    let Some((row, is_change)) = kept.await? else { return Ok(false) };
    app.fleet.steered(&row);
    app.wake_dispatch();
    Ok(is_change)
}
