//! What a node must prove before its report counts, in deborgen's four sentences.

use crate::{
    app::App,
    crypto::{is_same, sha256},
    error::AppError,
    http::compat::not_found,
};
use muster_api::{Problem, ProblemKind, compat::CompatHeartbeat};
use muster_core::{
    JobId, OrganisationId, Scope, WorkerId,
    job::{FailureReason, Holder, JobState},
    labels::{WorkerLabels, without_levels},
    owner::Owner,
    requirement::Labels,
    worker::{Destination, Link},
};
use muster_store::{Read, attempt, job, worker, worker::WorkerRow};

const LONGEST_NAME: usize = 200;

/// A node's word for itself, checked.
pub(super) fn node_id(text: &str) -> Result<String, AppError> {
    one_line("node_id", text).map(|()| text.to_owned())
}

fn one_line(field: &str, text: &str) -> Result<(), AppError> {
    let is_sane =
        !text.is_empty() && text.len() <= LONGEST_NAME && !text.chars().any(char::is_control);
    if is_sane {
        return Ok(());
    }
    let rule = format!("`{field}` must have 1 to {LONGEST_NAME} characters on one line");
    Err(Problem::new(ProblemKind::Validation, rule).in_field(field).into())
}

/// Keeps what a node says of itself, and that it was heard. An unknown node becomes known. It knows of no isolation,
/// so what it says of that is a word of whoever started it.
pub(super) async fn remember_node(
    app: &App,
    scope: &Scope,
    node_id: String,
    said: CompatHeartbeat,
) -> Result<WorkerRow, AppError> {
    let now = app.seams.clock.now();
    let said_name = said.name.map(|name| one_line("name", &name).map(|()| name)).transpose()?;
    let row = WorkerRow {
        organisation: scope.organisation.clone(),
        id: WorkerId::from_random(app.seams.rng.bytes()),
        name: node_id.clone(),
        destination: Destination::Local,
        link: Link::Polling,
        public_key: None,
        labels: WorkerLabels::new(without_levels(said.labels), Labels::new()),
        slots: 1,
        version: None,
        is_this_machine: false,
        node_id: Some(node_id),
        joined_at: now,
        last_seen_at: now,
        said_asleep: false,
        joined_with: None,
        pause: None,
        owner: Owner::default(),
        url: None,
        update: None,
    };
    let scope = scope.clone();
    let kept = app.store.write(move |tx| {
        let known =
            worker::find_node(tx, &scope.organisation, row.node_id.as_deref().unwrap_or_default())?;
        // A poll says no name, and must not undo the one that a heartbeat said.
        let name = said_name.clone().or_else(|| known.map(|known| known.name));
        let name = name.unwrap_or_else(|| row.name.clone());
        worker::upsert_node(tx, &scope, &WorkerRow { name, ..row.clone() })
    });
    let kept = kept.await?;
    app.fleet.put(kept.clone());
    Ok(kept)
}

/// How the holder's claim to a job stands.
pub(super) enum Standing {
    /// It holds the job.
    Holds(Holder),
    /// It held the job to the end: its report is already stored.
    Finished,
}

/// How the claim of a node to a job stands. One that holds the job was heard by that.
pub(super) async fn standing(
    app: &App,
    organisation: &OrganisationId,
    id: JobId,
    node: String,
    lease_token: String,
) -> Result<Standing, AppError> {
    let organisation = organisation.clone();
    let checked = app.store.read(move |tx| check(tx, &organisation, id, &node, &lease_token));
    let standing = checked.await?;
    if let Standing::Holds(holder) = &standing {
        app.fleet.heard(&holder.worker, app.seams.clock.now());
    }
    Ok(standing)
}

/// The answer to whoever wants more of an attempt that is over.
pub(super) fn is_over() -> AppError {
    AppError::told(ProblemKind::AlreadyTerminal, "job is not running")
}

fn stale(sentence: &str) -> AppError {
    AppError::told(ProblemKind::FenceStale, sentence)
}

/// Finds the job and checks that this node holds it with this token.
pub(super) fn check(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    id: JobId,
    node: &str,
    lease_token: &str,
) -> Result<Standing, AppError> {
    node_id(node)?;
    let row = job::find(tx, organisation, id)?.ok_or_else(not_found)?;
    let latest = attempt::find(tx, organisation, id, row.life.attempts)?;
    let given = sha256(lease_token.as_bytes());
    let is_latest = latest
        .as_ref()
        .and_then(|attempt| attempt.lease_hash.as_deref())
        .is_some_and(|hash| is_same(hash, &given));
    let was_reported = latest.and_then(|attempt| attempt.end).is_some_and(|end| {
        !matches!(end.reason, Some(FailureReason::WorkerLost | FailureReason::LostUnclaimed))
    });
    match row.life.state {
        JobState::Queued | JobState::RetryWait { .. } if is_latest && was_reported => {
            Ok(Standing::Finished)
        }
        JobState::Ended { .. } if is_latest => Ok(Standing::Finished),
        JobState::Ended { .. } => Err(is_over()),
        JobState::Queued | JobState::RetryWait { .. } if is_latest => {
            Err(stale("lease has expired"))
        }
        JobState::Blocked | JobState::Queued | JobState::RetryWait { .. } | JobState::UnderWay => {
            Err(stale("job has no active lease"))
        }
        JobState::Leased(holder) | JobState::Running(holder) => {
            let known = worker::find_node(tx, organisation, node)?;
            let is_holder = is_latest && known.is_some_and(|node| node.id == holder.worker);
            if is_holder {
                Ok(Standing::Holds(holder))
            } else {
                Err(stale("job is owned by a different worker"))
            }
        }
    }
}
