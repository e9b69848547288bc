//! Looks of states: a glyph, a word and a tone, the same as in the console.
//!
//! A filled dot runs or is there, a ring waits, a half-moon sleeps, a dashed ring has gone away, a
//! cross is over badly. So a state is never colour alone.

use super::{paint::Tone, table::Cell};
use muster_api::{
    instance::Verdict,
    job::{Job, JobState, WorkerVerdict},
    worker::{Worker, WorkerLiveness},
};

const DOT: &str = "●";
const RING: &str = "○";
const MOON: &str = "◐";
const DASHED: &str = "◌";
const CROSS: &str = "✕";

pub(crate) fn job_state(job: &Job) -> Cell {
    if job.is_cancel_requested && !job.state.is_terminal() {
        return cell(DOT, "stopping", Tone::Notice);
    }
    if job.hold.is_some() && matches!(job.state, JobState::Queued | JobState::RetryWait) {
        return cell(RING, "held", Tone::Muted);
    }
    match job.state {
        JobState::Blocked => cell(RING, "blocked", Tone::Muted),
        JobState::Queued => cell(RING, "queued", Tone::Notice),
        JobState::RetryWait => cell(RING, "waits to retry", Tone::Notice),
        JobState::Leased => cell(RING, "leased", Tone::Busy),
        JobState::Running => cell(DOT, "running", Tone::Busy),
        JobState::Succeeded => cell(DOT, "succeeded", Tone::Good),
        JobState::Failed => cell(CROSS, "failed", Tone::Danger),
        JobState::Cancelled => cell(CROSS, "cancelled", Tone::Muted),
        JobState::TimedOut => cell(CROSS, "timed out", Tone::Danger),
        JobState::Quarantined => cell(CROSS, "quarantined", Tone::Danger),
    }
}

pub(crate) fn worker_state(worker: &Worker) -> Cell {
    match worker.liveness {
        WorkerLiveness::Online if worker.pause.is_some() => cell(RING, "paused", Tone::Notice),
        WorkerLiveness::Online => match &worker.owner.closed_because {
            Some(because) => cell(RING, &format!("closed: {because}"), Tone::Muted),
            None => liveness(WorkerLiveness::Online),
        },
        away => liveness(away),
    }
}

pub(crate) fn liveness(liveness: WorkerLiveness) -> Cell {
    match liveness {
        WorkerLiveness::Online => cell(DOT, "online", Tone::Good),
        WorkerLiveness::Asleep => cell(MOON, "asleep", Tone::Muted),
        WorkerLiveness::Disconnected => cell(DASHED, "disconnected", Tone::Notice),
        WorkerLiveness::Lost => cell(CROSS, "lost", Tone::Danger),
    }
}

pub(crate) fn verdict(verdict: Verdict) -> Cell {
    match verdict {
        Verdict::Good => cell(DOT, "good", Tone::Good),
        Verdict::Warning => cell(RING, "warning", Tone::Notice),
        Verdict::Bad => cell(CROSS, "bad", Tone::Danger),
    }
}

pub(crate) fn worker_verdict(verdict: WorkerVerdict) -> Cell {
    match verdict {
        WorkerVerdict::Ready => cell(DOT, "ready", Tone::Good),
        WorkerVerdict::Unfit => cell(CROSS, "unfit", Tone::Muted),
        WorkerVerdict::Asleep => cell(MOON, "asleep", Tone::Muted),
        WorkerVerdict::Disconnected => cell(DASHED, "disconnected", Tone::Notice),
        WorkerVerdict::Lost => cell(CROSS, "lost", Tone::Danger),
        WorkerVerdict::Stopping => cell(DASHED, "stopping", Tone::Notice),
        WorkerVerdict::Paused => cell(RING, "paused", Tone::Notice),
        WorkerVerdict::Closed => cell(RING, "closed", Tone::Muted),
        WorkerVerdict::Busy => cell(DOT, "busy", Tone::Busy),
        WorkerVerdict::Kept => cell(RING, "kept", Tone::Busy),
    }
}

fn cell(glyph: &str, word: &str, tone: Tone) -> Cell {
    Cell::new(tone, &format!("{glyph} {word}"))
}
