//! Jobs and chunks as a coordinator would send them.

use muster_api::{
    job::{Job, JobState},
    log::LogChunk,
    stream::StreamEvent,
};
use muster_core::{
    JobId, Timestamp,
    job::{IfNeedsFail, Isolation, OnDisconnect},
    log::Stream,
    requirement::Written,
};

pub(crate) const JOB: &str = "job_1";

pub(crate) fn job_id() -> JobId {
    JobId::from_number(1)
}

pub(crate) fn job(state: JobState, attempt: u32) -> Job {
    Job {
        id: job_id(),
        state,
        reason: None,
        command: "true".to_owned(),
        name: None,
        worker: None,
        attempt,
        max_attempts: 2,
        timeout_seconds: 60,
        slots: 1,
        isolation: Isolation::None,
        requirements: Written::default(),
        on_disconnect: OnDisconnect::default(),
        lost_after_seconds: 300,
        created_at: Timestamp::from_millis(0),
        created_by: "operator".to_owned(),
        request_id: "req_1".to_owned(),
        started_at: None,
        finished_at: None,
        retry_at: None,
        exit_code: None,
        is_cancel_requested: false,
        priority: 0,
        working_dir: None,
        artefacts: vec![],
        stdin_bytes: None,
        secrets: [].into(),
        labels: [].into(),
        hold: None,
        array: None,
        task: None,
        batch: None,
        if_needs_fail: IfNeedsFail::default(),
        template: None,
        schedule: None,
        slot: None,
    }
}

pub(crate) fn log(attempt: u32, offset: u64, text: &str, is_complete: bool) -> StreamEvent {
    let length = text.len() as u64;
    let chunk = LogChunk {
        offset,
        length,
        stream: Stream::Stdout,
        at: Timestamp::from_millis(0),
        text: text.to_owned(),
        gap: None,
        is_damaged: false,
    };
    let chunks = if text.is_empty() { vec![] } else { vec![chunk] };
    StreamEvent::Log { job: job_id(), attempt, chunks, next: offset + length, is_complete }
}

/// Events as the bytes of one connection.
pub(crate) fn sse(events: &[StreamEvent]) -> String {
    let event = |event| format!("data: {}\n\n", serde_json::to_string(event).unwrap());
    events.iter().map(event).collect()
}
