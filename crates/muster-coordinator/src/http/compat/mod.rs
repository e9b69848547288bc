//! deborgen's routes: `/jobs` and `/nodes`, a second entry to the same engine.
//!
//! The shapes, statuses and sentences are deborgen's; what is behind them is not. A node that polls
//! sends no heartbeat while a job runs, so its lease lasts as long as the job may take and a minute
//! more, and its silence meanwhile is nobody's worry.

mod append;
mod artifacts;
mod files;
mod finish;
mod heartbeat;
mod lease;
mod list;
mod logs;
mod next;
mod show;
mod submit;

use crate::{app::App, engine::views, error::AppError};
use muster_api::{ProblemKind, compat::CompatJob, job::JobState};
use muster_core::JobId;
use muster_store::{Read, StoreError, artefact, job::JobRow, worker};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(submit::submit, list::list))
        .routes(routes!(next::next))
        .routes(routes!(show::show))
        .routes(routes!(finish::finish))
        .routes(routes!(logs::logs, append::append))
        .routes(routes!(artifacts::register))
        .routes(routes!(artifacts::presign))
        .routes(routes!(files::put, files::get))
        .routes(routes!(heartbeat::heartbeat))
}

fn not_found() -> AppError {
    AppError::told(ProblemKind::JobNotFound, "job not found")
}

/// A path's job id; a text that is none names no job.
fn job_id(text: &str) -> Result<JobId, AppError> {
    text.parse().map_err(|_| not_found())
}

/// A job's state in deborgen's four words.
fn status(state: JobState) -> &'static str {
    match state {
        JobState::Blocked | JobState::Queued | JobState::RetryWait => "queued",
        JobState::Leased | JobState::Running => "running",
        JobState::Succeeded => "succeeded",
        JobState::Failed | JobState::Cancelled | JobState::TimedOut | JobState::Quarantined => {
            "failed"
        }
    }
}

/// Our states behind one of deborgen's words.
fn states(status: &str) -> Option<Vec<&'static str>> {
    let all = JobState::ALL.into_iter().filter(|state| self::status(*state) == status);
    let states: Vec<_> = all.map(JobState::as_str).collect();
    (!states.is_empty()).then_some(states)
}

/// A job in deborgen's shape. A node is named by its own word for itself.
fn view(tx: &mut dyn Read, row: &JobRow) -> Result<CompatJob, StoreError> {
    let state = views::word(&row.life.state);
    let assigned_node_id = match &row.worker {
        Some(id) => {
            let node = worker::find(tx, &row.organisation, id)?;
            Some(node.and_then(|node| node.node_id).unwrap_or_else(|| id.to_string()))
        }
        None => None,
    };
    let has_failed = status(state) == "failed";
    // Only a node that had it can have said anything.
    let artifact_urls = if row.life.attempts > 0 {
        artefact::urls(tx, &row.organisation, row.id)?
    } else {
        Vec::new()
    };
    Ok(CompatJob {
        id: row.id,
        status: status(state).to_owned(),
        command: row.specification.command.display(),
        created_at: row.created_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
        assigned_node_id,
        timeout_seconds: row.specification.timeout.as_secs(),
        attempts: row.life.attempts,
        max_attempts: row.life.max_attempts,
        exit_code: row.exit_code,
        failure_reason: if has_failed { views::reason(row, &views::Seen::default()) } else { None },
        artifact_urls,
        requirements: row.specification.requirements.equalities(),
    })
}
