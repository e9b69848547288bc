//! What an earlier run of the agent has left behind.
//!
//! An attempt with an end waits to be reported. One without lost its agent while it ran: whatever is
//! left of its processes is ended, and so is the attempt. A directory without a record was never
//! begun, or is confirmed and half removed.

use super::{
    Attempt, Ended, Folder, Phase,
    folder::{Record, attempts_dir},
    run::last_line,
};
use crate::{
    options::{AgentError, AgentOptions},
    process::end_leftovers,
};
use muster_core::{
    job::{AttemptEnd, FailureReason},
    log::{Chunk, Stream},
};
use muster_log::{LogError, LogWriter};
use muster_seams::Clock;
use std::{fs, io};

/// The attempts that are still to be reported. Waits for the disk.
pub(crate) fn recover(
    options: &AgentOptions,
    clock: &dyn Clock,
) -> Result<Vec<Attempt>, AgentError> {
    let dir = attempts_dir(&options.state_dir);
    let failed = |operation, source| AgentError::StateDir { operation, path: dir.clone(), source };
    super::create_private(&dir).map_err(|error| failed("create", error))?;
    let entries = fs::read_dir(&dir).map_err(|error| failed("read", error))?;
    let mut attempts = vec![];
    for entry in entries {
        let folder = Folder::at(entry.map_err(|error| failed("read", error))?.path());
        match recover_one(options, clock, &folder) {
            Ok(found) => attempts.extend(found),
            // One attempt that cannot be read must not keep the worker from its work.
            Err(error) => {
                let path = folder.path().display();
                tracing::error!(%path, %error, "cannot take up an attempt again");
            }
        }
    }
    Ok(attempts)
}

fn recover_one(
    options: &AgentOptions,
    clock: &dyn Clock,
    folder: &Folder,
) -> io::Result<Option<Attempt>> {
    let mut record = match folder.read() {
        Ok(record) => record,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            folder.remove()?;
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let attempt = Attempt::new(options, record.assignment.grant);
    let ended = match record.ended.clone() {
        Some(ended) => ended,
        None => end_lost(&attempt, clock, &mut record)?,
    };
    attempt.set_spooled(ended.log_size);
    attempt.enter(Phase::Ended(ended));
    Ok(Some(attempt))
}

/// Ends an attempt that lost its agent, durably.
fn end_lost(attempt: &Attempt, clock: &dyn Clock, record: &mut Record) -> io::Result<Ended> {
    end_leftovers(record.process, &attempt.mark);
    let detail = Some("the worker was restarted while the job ran".to_owned());
    let end = AttemptEnd { detail, ..AttemptEnd::because(FailureReason::WorkerLost) };
    let log_size = close_log(attempt, clock, &end).map_err(io::Error::other)?;
    let ended = Ended { end, log_size };
    record.ended = Some(ended.clone());
    attempt.folder.write(record)?;
    Ok(ended)
}

fn close_log(attempt: &Attempt, clock: &dyn Clock, end: &AttemptEnd) -> Result<u64, LogError> {
    let mut log = LogWriter::open(attempt.folder.path(), super::SPOOL)?;
    if let Some(bytes) = last_line(end) {
        let chunk = Chunk { offset: log.size(), stream: Stream::System, at: clock.now(), bytes };
        log.append(&chunk)?;
    }
    log.sync()?;
    Ok(log.size())
}
