//! deborgen's words in ours: pure, row by row.
//!
//! A job that was running there has no worker here, so it waits again; that costs it no failure. A
//! job that deborgen would never have handed out stays undone here too. Limits that make no sense
//! are brought to the nearest that does.

use super::{
    ImportError,
    deborgen_file::{ForeignJob, ForeignNode},
};
use muster_core::{
    Fence, JobId, OrganisationId, Timestamp, WorkerId,
    job::{
        AttemptEnd, AttemptState, Command, FailureReason, JobState, Life, Outcome, Specification,
    },
    labels::{WorkerLabels, without_levels},
    owner::Owner,
    requirement::{Labels, Requirements},
    worker::{Destination, Link},
};
use muster_store::{attempt::AttemptRow, job::JobRow, worker::WorkerRow};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

const LONGEST_TIMEOUT: i64 = 30 * 24 * 60 * 60;
const MOST_ATTEMPTS: i64 = 100;

/// A job of ours with what belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Converted {
    pub(super) job: JobRow,
    pub(super) attempts: Vec<AttemptRow>,
    pub(super) was_running: bool,
}

/// For whom a row is kept, and which workers stand for which nodes.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) organisation: OrganisationId,
    pub(super) request_id: String,
    pub(super) nodes: BTreeMap<String, WorkerId>,
    pub(super) now: Timestamp,
}

pub(super) fn job(foreign: &ForeignJob, to: &Target) -> Result<Converted, ImportError> {
    let bad = |column| wrong(foreign, column);
    let created_at = time(&foreign.created_at).ok_or_else(|| bad("created_at"))?;
    let started_at = optional_time(foreign.started_at.as_deref(), || bad("started_at"))?;
    let finished_at = optional_time(foreign.finished_at.as_deref(), || bad("finished_at"))?;
    let number = Some(foreign.id).filter(|id| *id >= 1).ok_or_else(|| bad("id"))?;
    let tried = u32::try_from(foreign.attempts).map_err(|_| bad("attempts"))?;
    let specification = specification(foreign)?;
    let end = end(foreign).ok_or_else(|| bad("status"))?;
    let worker = foreign.assigned_node_id.as_ref().and_then(|id| to.nodes.get(id)).cloned();
    // An attempt without a node is one that nothing is known of.
    let attempts = if worker.is_some() { tried } else { 0 };
    let ended_at = finished_at.or(started_at).unwrap_or(created_at);
    let (state, told) = match &end {
        End::Waiting => (JobState::Queued, None),
        End::Over(outcome, end) => {
            (JobState::Ended { at: ended_at, outcome: *outcome }, Some(end.clone()))
        }
    };
    let failures = if matches!(end, End::Over(Outcome::Failed, _)) { tried.max(1) } else { 0 };
    let max_attempts = specification.max_attempts;
    let life = Life { attempts, failures, ..Life::new(max_attempts) };
    let finished_at = matches!(state, JobState::Ended { .. }).then_some(ended_at);
    let job = JobRow {
        organisation: to.organisation.clone(),
        id: JobId::from_number(number),
        place: specification.place(created_at),
        specification: Arc::new(specification),
        lane: None,
        progress: None,
        batch: None,
        life: Life { state, ..life },
        created_at,
        created_by: "deborgen".to_owned(),
        request_id: to.request_id.clone(),
        started_at,
        finished_at,
        exit_code: told.as_ref().and_then(|end| end.exit_code),
        reason: told.as_ref().and_then(|end| end.reason),
        detail: told.as_ref().and_then(|end| end.detail.clone()),
        worker: worker.clone(),
        hold: None,
    };
    let last = told.unwrap_or_else(handed_back);
    let attempts = worker.map(|worker| tries(&job, &worker, attempts, &last, ended_at));
    let was_running = foreign.status == "running";
    Ok(Converted { job, attempts: attempts.unwrap_or_default(), was_running })
}

fn wrong(foreign: &ForeignJob, column: &'static str) -> ImportError {
    ImportError::Row { table: "job", row: foreign.id.to_string(), column }
}

/// How a job stands, in our words.
#[derive(Debug)]
enum End {
    Waiting,
    Over(Outcome, AttemptEnd),
}

fn end(foreign: &ForeignJob) -> Option<End> {
    let exit_code = foreign.exit_code.and_then(|code| i32::try_from(code).ok());
    let detail = foreign.failure_reason.clone().filter(|reason| !reason.is_empty());
    Some(match foreign.status.as_str() {
        "queued" if foreign.attempts >= foreign.max_attempts => {
            let detail = "deborgen would never have run it: no attempt was left".to_owned();
            let reason = Some(FailureReason::Cancelled);
            End::Over(
                Outcome::Cancelled,
                AttemptEnd {
                    exit_code: None,
                    reason,
                    detail: Some(detail),
                    may_survive: false,
                    left_out: vec![],
                },
            )
        }
        // The attempt that ran was never reported, so the job may be tried again.
        "queued" | "running" => End::Waiting,
        "succeeded" => {
            let exit_code = exit_code.or(Some(0));
            End::Over(
                Outcome::Succeeded,
                AttemptEnd {
                    exit_code,
                    reason: None,
                    detail,
                    may_survive: false,
                    left_out: vec![],
                },
            )
        }
        "failed" => {
            let has_own_words = detail.is_some();
            let reason =
                if has_own_words { FailureReason::Reported } else { FailureReason::ExitCode };
            End::Over(
                Outcome::Failed,
                AttemptEnd {
                    exit_code,
                    reason: Some(reason),
                    detail,
                    may_survive: false,
                    left_out: vec![],
                },
            )
        }
        _ => return None,
    })
}

/// The end of an attempt that was running when the file was copied.
fn handed_back() -> AttemptEnd {
    let detail = Some("it was running in deborgen when it was imported".to_owned());
    AttemptEnd { detail, ..AttemptEnd::because(FailureReason::WorkerStopped) }
}

/// deborgen counts its attempts and remembers the last one only.
fn tries(
    job: &JobRow,
    worker: &WorkerId,
    count: u32,
    last: &AttemptEnd,
    ended_at: Timestamp,
) -> Vec<AttemptRow> {
    let forgotten = AttemptEnd {
        detail: Some("deborgen kept its last attempt only".to_owned()),
        ..AttemptEnd::because(FailureReason::Reported)
    };
    let began = job.started_at.unwrap_or(job.created_at);
    (1..=count)
        .map(|number| AttemptRow {
            organisation: job.organisation.clone(),
            job: job.id,
            number,
            worker: worker.clone(),
            // No coordinator of ours has had epoch 0, so every later grant is greater.
            fence: Fence { epoch: 0, counter: number },
            state: AttemptState::Ended,
            leased_at: began,
            started_at: Some(began),
            ended_at: Some(ended_at),
            end: Some(if number == count { last.clone() } else { forgotten.clone() }),
            lease_hash: None,
            log_size: None,
        })
        .collect()
}

fn specification(foreign: &ForeignJob) -> Result<Specification, ImportError> {
    let bad = |column| wrong(foreign, column);
    let timeout = foreign.timeout_seconds.clamp(1, LONGEST_TIMEOUT);
    let max_attempts = foreign.max_attempts.clamp(1, MOST_ATTEMPTS);
    let requirements = foreign.requirements.as_deref().filter(|json| !json.is_empty());
    let requirements = requirements.map_or(Ok(Requirements::default()), serde_json::from_str);
    Ok(Specification {
        timeout: Duration::from_secs(u64::try_from(timeout).unwrap_or(1)),
        max_attempts: u32::try_from(max_attempts).unwrap_or(1),
        requirements: requirements.map_err(|_| bad("requirements"))?,
        ..Specification::of(Command::Shell(foreign.command.clone()))
    })
}

pub(super) fn node(
    foreign: &ForeignNode,
    organisation: &OrganisationId,
    id: WorkerId,
) -> Result<WorkerRow, ImportError> {
    let bad = |column| ImportError::Row { table: "node", row: foreign.node_id.clone(), column };
    let seen = time(&foreign.last_seen_at).ok_or_else(|| bad("last_seen_at"))?;
    let said = serde_json::from_str(&foreign.labels).map_err(|_| bad("labels_json"))?;
    Ok(WorkerRow {
        organisation: organisation.clone(),
        id,
        name: foreign.name.clone().unwrap_or_else(|| foreign.node_id.clone()),
        destination: Destination::Local,
        link: Link::Polling,
        public_key: None,
        labels: WorkerLabels::new(without_levels(said), Labels::new()),
        slots: 1,
        version: None,
        is_this_machine: false,
        node_id: Some(foreign.node_id.clone()),
        joined_at: seen,
        last_seen_at: seen,
        said_asleep: false,
        joined_with: None,
        pause: None,
        owner: Owner::default(),
        url: None,
        update: None,
    })
}

/// A moment in ISO 8601, as Python writes it; without an offset it is UTC.
pub(super) fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim().replacen(' ', "T", 1);
    let (_, clock) = text.split_once('T')?;
    let has_offset = clock.ends_with('Z') || clock.contains(['+', '-']);
    let text = if has_offset { text } else { format!("{text}Z") };
    serde_json::from_value(serde_json::Value::String(text)).ok()
}

fn optional_time(
    text: Option<&str>,
    bad: impl Fn() -> ImportError,
) -> Result<Option<Timestamp>, ImportError> {
    text.map(|text| time(text).ok_or_else(&bad)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_python_and_sqlite_write_them() {
        let expected = Some(Timestamp::from_millis(1_772_067_723_456));
        for text in [
            "2026-02-26T01:02:03.456000+00:00",
            "2026-02-26T02:02:03.456+01:00",
            "2026-02-26 01:02:03.456",
            "2026-02-26T01:02:03.456Z",
        ] {
            assert_eq!(time(text), expected, "{text}");
        }
        for text in ["", "yesterday", "2026-02-26", "2026-02-30T01:02:03Z"] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
