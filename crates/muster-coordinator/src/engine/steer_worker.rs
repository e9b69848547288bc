//! What people say of a worker: that it is given nothing new, or is called otherwise.

use crate::app::App;
use muster_core::{Scope, Timestamp, WorkerId, worker::Pause};
use muster_store::{
    StoreError,
    audit_event::{self, AuditEntry},
    worker::{self, WorkerRow},
};

/// What people say of a worker.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    Pause(Option<Pause>),
    /// The pause ends by itself, unless there is a newer one.
    PauseIsOver,
    Name(String),
}

impl Change {
    /// What the worker is after it.
    fn applied_to(&self, before: &WorkerRow, now: Timestamp) -> WorkerRow {
        let is_over = before.pause.as_ref().is_some_and(|pause| pause.is_over(now));
        match self {
            Self::Pause(pause) => WorkerRow { pause: pause.clone(), ..before.clone() },
            Self::PauseIsOver if is_over => WorkerRow { pause: None, ..before.clone() },
            Self::PauseIsOver => before.clone(),
            Self::Name(name) => WorkerRow { name: name.clone(), ..before.clone() },
        }
    }
}

fn entry(before: &WorkerRow, after: &WorkerRow) -> AuditEntry {
    let (action, detail) = match &after.pause {
        _ if before.name != after.name => {
            ("worker.rename", serde_json::json!({ "from": before.name, "name": after.name }))
        }
        Some(Pause { hold, until, take_back_at }) => (
            "worker.pause",
            serde_json::json!({ "reason": hold.reason, "until": until, "take_back_at": take_back_at }),
        ),
        None => ("worker.resume", serde_json::json!({})),
    };
    let (action, target) = (action.to_owned(), after.id.to_string());
    AuditEntry { action, target, detail: detail.to_string() }
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
            audit_event::append(tx, &scope, &entry(&before, &after), now)?;
        }
        Ok(Some((after, is_change)))
    });
    let Some((row, is_change)) = kept.await? else { return Ok(false) };
    app.fleet.steered(&row);
    app.wake_dispatch();
    Ok(is_change)
}
