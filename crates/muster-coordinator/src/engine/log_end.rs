//! The end of a log: what must be durable before the result of its attempt is.
//!
//! A result waits for its log as long as the log can be had. It does not wait for bytes that the
//! worker cannot give any more, nor for ever for a disk that takes none: then the log says what is
//! missing, and the job is not hurt.

use crate::{app::App, engine::logs::LogKey, error::Chain};
use muster_api::session::{Finished, Lost};
use muster_core::log::Gap;

/// How much there is of the log of an attempt that is over.
pub(crate) enum Kept {
    /// All that can be had; so long should the log be.
    UpTo(u64),
    /// More is to come from here on.
    NotYet(u64),
    /// Nothing can be said now. The worker says it again, and by then the disk may be well.
    Nothing,
}

/// Makes the log of a finished attempt durable, as far as it can be had.
pub(crate) async fn keep_log(app: &App, key: &LogKey, report: &Finished) -> Kept {
    match app.logs.sync(key).await {
        Ok(next) if next >= report.log_size => Kept::UpTo(next),
        Ok(next) => match report.lost {
            Some(lost) if lost.from <= next => keep_gap(app, key, report, lost, next).await,
            _ if app.logs.is_given_up(key) => Kept::UpTo(report.log_size),
            _ => Kept::NotYet(next),
        },
        Err(error) => {
            tracing::error!(error = %Chain(&error), job = %key.job, "cannot store the end of the log of {}", key.job);
            give_up(app, key, report)
        }
    }
}

/// Says in the log what the worker cannot give any more.
async fn keep_gap(app: &App, key: &LogKey, report: &Finished, lost: Lost, next: u64) -> Kept {
    let gap = Gap { missing: report.log_size - next, reason: lost.reason };
    tracing::warn!(job = %key.job, missing = gap.missing, reason = ?gap.reason, "a log has a gap");
    let kept = match app.logs.append_gap(key, gap, app.seams.clock.now()) {
        Ok(()) => app.logs.sync(key).await,
        Err(error) => Err(error.into()),
    };
    kept.map_or_else(|_| give_up(app, key, report), Kept::UpTo)
}

/// After long enough the log is left shorter than it should be; it says so when it is read.
fn give_up(app: &App, key: &LogKey, report: &Finished) -> Kept {
    if app.logs.is_given_up(key) { Kept::UpTo(report.log_size) } else { Kept::Nothing }
}
