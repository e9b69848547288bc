//! Acting: what is wanted of a resource that is there.

use crate::{
    accept::Accepted, error::NotAccepted, life::status_on_the_way, operations::Operations,
    order::Act, pace::Pace,
};
use muster_core::{
    Name, OperationId, Scope, Timestamp,
    cloud::{Belief, OperationKind, OperationState, Phase, Reason, ResourceKind, Step},
};
use muster_store::{
    Write, audit_event,
    audit_event::AuditEntry,
    operation::{self, OperationRow},
    resource::{self, ResourceRow},
};
use std::sync::Arc;

impl Operations {
    /// Wants something of a resource that is there. A repeat of what is under way is the same operation.
    pub async fn act(
        self: &Arc<Self>,
        scope: &Scope,
        id: &Name,
        act: Act,
    ) -> Result<Accepted, NotAccepted> {
        let (own, wish) = (self.clone(), Wish::from(act));
        let (operation, now) = (self.new_operation_id(), self.seams.clock.now());
        let (by, which) = (scope.clone(), id.clone());
        let acted = self.store.write(move |tx| {
            let found = resource::find(tx, &by.organisation, &which)?;
            let found = found.filter(|row| row.gone_at.is_none()).ok_or(NotAccepted::NotFound)?;
            let pace = own.pace(&found);
            let new = wish.operation(&by, operation.clone(), &found.id, (now, &pace));
            begin(tx, &by, found, new, act == Act::StopAtOnce)
        });
        let accepted = acted.await?;
        self.announce(&scope.organisation, id);
        Ok(accepted)
    }
}

/// What is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    pub(crate) kind: OperationKind,
    pub(crate) is_forced: bool,
}

impl From<Act> for Wish {
    fn from(act: Act) -> Self {
        match act {
            Act::Start => Self { kind: OperationKind::Start, is_forced: false },
            // What brings it up is over then.
            Act::Stop | Act::StopAtOnce => Self { kind: OperationKind::Stop, is_forced: false },
            Act::Delete { is_forced } => Self { kind: OperationKind::Delete, is_forced },
        }
    }
}

impl Wish {
    /// The operation that this becomes.
    pub(crate) fn operation(
        self,
        scope: &Scope,
        id: OperationId,
        resource: &Name,
        (now, pace): (Timestamp, &Pace),
    ) -> OperationRow {
        let within = match self.kind {
            OperationKind::Create | OperationKind::Start | OperationKind::Adopt => {
                pace.provision_within
            }
            OperationKind::Stop | OperationKind::Delete => pace.delete_within,
        };
        OperationRow {
            organisation: scope.organisation.clone(),
            id,
            kind: self.kind,
            resource: resource.clone(),
            is_forced: self.is_forced,
            state: OperationState::Open,
            reason: Some(Reason::Accepted),
            said: None,
            failure: None,
            steps: Vec::new(),
            deadline: now.after(within),
            next_at: now,
            version: 1,
            created_at: now,
            created_by: scope.actor.to_string(),
            request_id: scope.request_id.to_string(),
            ended_at: None,
        }
    }
}

/// Keeps the operation, or finds the one that is the same.
fn begin(
    tx: &mut dyn Write,
    scope: &Scope,
    mut resource: ResourceRow,
    mut new: OperationRow,
    takes_over: bool,
) -> Result<Accepted, NotAccepted> {
    // A worker is deleted whatever it does: whether it is busy, its coordinator knows.
    new.is_forced |= resource.kind == ResourceKind::Worker;
    let open = operation::open(tx, &scope.organisation, &resource.id)?;
    match open {
        Some(open) if open.kind == new.kind => return repeat(tx, resource, open, &new),
        Some(open) if !gives_way(&open, new.kind, takes_over) => {
            return Err(NotAccepted::Busy(open.id));
        }
        _ if new.kind == OperationKind::Delete && !new.is_forced && !is_down(&resource) => {
            return Err(NotAccepted::Running);
        }
        Some(open) => operation::save(tx, &superseded(open, new.created_at))?,
        None => {}
    }
    operation::insert(tx, scope, &new)?;
    note(tx, scope, &new, resource.kind)?;
    resource.status = status_on_the_way(new.kind);
    // What was seen last may be long ago, and its provider may have done something by itself.
    if let Belief::Known { phase } = &mut resource.life.instance {
        *phase = Phase::Unseen;
    }
    (resource.reason, resource.said, resource.updated_at) = (None, None, new.created_at);
    resource::save(tx, &resource)?;
    resource.version += 1;
    Ok(Accepted { resource, operation: new })
}

/// Whether what is under way is given up for something else. What has failed and is being removed goes on.
fn gives_way(open: &OperationRow, to: OperationKind, takes_over: bool) -> bool {
    let brings_up = matches!(open.kind, OperationKind::Create | OperationKind::Start);
    to == OperationKind::Delete || takes_over && brings_up && open.failure.is_none()
}

/// Whether it certainly does not run.
fn is_down(resource: &ResourceRow) -> bool {
    matches!(
        resource.life.instance,
        Belief::Absent | Belief::Known { phase: Phase::Stopped | Phase::Failed | Phase::Deleting }
    )
}

fn repeat(
    tx: &mut dyn Write,
    resource: ResourceRow,
    mut open: OperationRow,
    new: &OperationRow,
) -> Result<Accepted, NotAccepted> {
    if new.is_forced && !open.is_forced {
        open.is_forced = true;
        operation::save(tx, &open)?;
        open.version += 1;
    }
    Ok(Accepted { resource, operation: open })
}

fn superseded(mut open: OperationRow, now: Timestamp) -> OperationRow {
    Step::end(&mut open.steps, now);
    (open.state, open.ended_at) = (OperationState::Superseded, Some(now));
    open
}

/// Writes down who wanted what, in the transaction that keeps it.
pub(crate) fn note(
    tx: &mut dyn Write,
    scope: &Scope,
    operation: &OperationRow,
    kind: ResourceKind,
) -> Result<(), NotAccepted> {
    let entry = AuditEntry {
        action: format!("{}.{}", kind.as_str(), operation.kind.as_str()),
        target: operation.resource.to_string(),
        detail: serde_json::json!({ "operation": operation.id, "force": operation.is_forced })
            .to_string(),
    };
    audit_event::append(tx, scope, &entry, operation.created_at)?;
    Ok(())
}
