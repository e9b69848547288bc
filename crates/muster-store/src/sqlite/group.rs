//! Group commit: one transaction for many writes, one savepoint each.
//!
//! A write that fails takes only its own savepoint back; everyone is answered after the commit.
//! When SQLite itself takes the whole transaction back (the disk is full, for one), the write during
//! which it happened is answered with that, and the others run again.

use super::{
    error,
    tx::SqliteTx,
    writer::{Job, Writer},
};
use crate::{StoreError, coordinator};
use rusqlite::Connection;

type Group = Vec<Box<dyn Job>>;

/// Commits a group and answers everyone in it.
pub(super) fn commit(writer: &mut Writer, mut group: Group) {
    while !group.is_empty() {
        match attempt(writer, &mut group) {
            Ok(()) => return answer(group, &Ok(())),
            Err(Lost::One(culprit, error)) => group.remove(culprit).answer(Err(error)),
            // The commit itself found no room: each one alone may still fit.
            Err(Lost::All(StoreError::Full)) if group.len() > 1 => {
                return group.into_iter().for_each(|job| commit(writer, vec![job]));
            }
            Err(Lost::All(error)) => {
                if matches!(error, StoreError::DiskFailed { .. }) {
                    tracing::error!(%error, "the disk lost data; nothing is written until a restart");
                    writer.broken = Some(error.clone());
                }
                return answer(group, &Err(error));
            }
        }
    }
}

fn answer(group: Group, committed: &Result<(), StoreError>) {
    for job in group {
        job.answer(committed.clone());
    }
}

/// What was taken back, and why.
enum Lost {
    /// Everything, because of the write at this place.
    One(usize, StoreError),
    /// Everything, and no single write is to blame.
    All(StoreError),
}

fn attempt(writer: &Writer, group: &mut Group) -> Result<(), Lost> {
    if let Some(error) = &writer.broken {
        return Err(Lost::All(error.clone()));
    }
    let connection = &writer.connection;
    begin(connection).map_err(Lost::All)?;
    let outcome = check_epoch(writer).map_err(Lost::All).and_then(|()| run_each(connection, group));
    let outcome = outcome.and_then(|()| {
        connection.execute_batch("COMMIT").map_err(|error| Lost::All(error::commit(error)))
    });
    if !connection.is_autocommit()
        && let Err(error) = connection.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "a group could not be taken back");
    }
    outcome
}

/// A write transaction from its first moment: one that reads first could be too late to write.
fn begin(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch("BEGIN IMMEDIATE").map_err(error::commit)
}

fn run_each(connection: &Connection, group: &mut Group) -> Result<(), Lost> {
    for (place, job) in group.iter_mut().enumerate() {
        savepoint(connection, "SAVEPOINT one")?;
        let mut tx = SqliteTx::new(connection);
        let is_kept = job.run(&mut tx);
        if connection.is_autocommit() {
            let cause = tx.failed.error().cloned();
            return Err(Lost::One(place, cause.unwrap_or(StoreError::Panicked)));
        }
        savepoint(
            connection,
            if is_kept { "RELEASE one" } else { "ROLLBACK TO one; RELEASE one" },
        )?;
    }
    Ok(())
}

fn savepoint(connection: &Connection, text: &str) -> Result<(), Lost> {
    connection.execute_batch(text).map_err(|error| Lost::All(error::commit(error)))
}

/// Whether this coordinator still has the file, as of this very transaction.
fn check_epoch(writer: &Writer) -> Result<(), StoreError> {
    let Some(ours) = writer.epoch else { return Ok(()) };
    let mut tx = SqliteTx::new(&writer.connection);
    let newest = coordinator::epoch(&mut tx)?;
    if newest == Some(ours) { Ok(()) } else { Err(StoreError::Superseded) }
}
