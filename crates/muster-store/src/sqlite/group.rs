//! Group commit: one transaction for many writes, one savepoint each.
//!
//! A write that fails takes only its own savepoint back; everyone is answered after the commit.
//! When SQLite itself takes the whole transaction back (the disk is full, for one), the write during
//! which it happened is answered with that, and the others run again.

use super::{
    error,
    tx::SqliteTx,
    writer::{Job, Purpose, Writer},
};
use crate::{Room, StoreError, coordinator};
use rusqlite::Connection;

type Group = Vec<Box<dyn Job>>;

/// Commits a group and answers everyone in it.
pub(super) fn commit(writer: &Writer, group: Group) {
    let mut group = turn_away(writer, group);
    while !group.is_empty() {
        match attempt(writer, &mut group) {
            Ok(()) => {
                answer(group, &Ok(()));
                return shorten_log(writer);
            }
            Err(Lost::One(culprit, StoreError::Full)) => {
                if !found_room(writer, &*group[culprit]) {
                    group.remove(culprit).answer(Err(StoreError::Full));
                }
                group = turn_away(writer, group);
            }
            Err(Lost::One(culprit, error)) => group.remove(culprit).answer(Err(error)),
            // The commit itself found no room: each one alone may still fit.
            Err(Lost::All(StoreError::Full)) if group.len() > 1 => {
                make_room(writer);
                return group.into_iter().for_each(|job| commit(writer, vec![job]));
            }
            Err(Lost::All(StoreError::Full)) if found_room(writer, &*group[0]) => {}
            Err(Lost::All(error)) => {
                writer.health.note(&error);
                return answer(group, &Err(error));
            }
        }
    }
}

/// New work does not come in while the disk is full; what is under way goes on.
fn turn_away(writer: &Writer, group: Group) -> Group {
    if writer.health.room() != Room::Full {
        return group;
    }
    let (refused, kept) = group.into_iter().partition(|job| job.purpose() == Purpose::NewWork);
    answer(refused, &Err(StoreError::Full));
    kept
}

/// The disk is full. Answers whether there is room now for the one that found out.
fn found_room(writer: &Writer, job: &dyn Job) -> bool {
    if make_room(writer) {
        return true;
    }
    let Some(reserve) = &writer.reserve else { return false };
    if job.purpose() == Purpose::NewWork {
        writer.health.set_room(Room::Full);
        return false;
    }
    let was_spent = reserve.spend();
    // At once: the file needs some of that room to take in what the log holds.
    make_room(writer) || was_spent
}

/// What has reached the file need not stay in the log, which then starts over where it is.
fn make_room(writer: &Writer) -> bool {
    let made = writer.log.make_room(&writer.connection);
    made.inspect_err(|error| writer.health.note(error)).unwrap_or(false)
}

/// On a full disk the log is emptied after every commit, so that it never takes the last room.
fn shorten_log(writer: &Writer) {
    if writer.health.room() == Room::Full {
        make_room(writer);
    } else if let Err(error) = writer.log.shorten(&writer.connection) {
        writer.health.note(&error);
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
    if let Some(error) = writer.health.end() {
        return Err(Lost::All(error));
    }
    let connection = &writer.connection;
    begin(connection).map_err(Lost::All)?;
    let outcome =
        check_holder(writer).map_err(Lost::All).and_then(|()| run_each(connection, group));
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
    connection
        .execute_batch("BEGIN IMMEDIATE")
        .map_err(|failure| error::statement(error::BEGIN, failure))
}

fn run_each(connection: &Connection, group: &mut Group) -> Result<(), Lost> {
    for (place, job) in group.iter_mut().enumerate() {
        savepoint(connection, "SAVEPOINT one")?;
        let mut tx = SqliteTx::new(connection);
        let is_kept = job.run(&mut tx);
        let cause = tx.failed.error().cloned();
        if let Some(error @ StoreError::DiskFailed { .. }) = cause {
            return Err(Lost::All(error));
        }
        if connection.is_autocommit() {
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
fn check_holder(writer: &Writer) -> Result<(), StoreError> {
    let holder = writer.holder.borrow();
    let Some(ours) = holder.as_deref() else { return Ok(()) };
    let mut tx = SqliteTx::new(&writer.connection);
    let newest = coordinator::holder(&mut tx)?;
    if newest.as_deref() == Some(ours) { Ok(()) } else { Err(StoreError::Superseded) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Write,
        condition::Health,
        driver::{Sql, values},
        sqlite::writer::Pending,
    };
    use tokio::sync::oneshot::{self, Receiver};

    type Answer = Result<i64, StoreError>;

    fn writer() -> Writer {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE thing (size INTEGER, body BLOB)").unwrap();
        connection.pragma_update(None, "max_page_count", 40).unwrap();
        Writer::new(connection, Health::default(), None).unwrap()
    }

    fn insert(size: i64) -> (Box<dyn Job>, Receiver<Answer>) {
        const INSERT: Sql = Sql::new("thing.insert", "INSERT INTO thing VALUES ($1, zeroblob($1))");
        let (tell, told) = oneshot::channel();
        let work = move |tx: &mut dyn Write| {
            tx.execute(INSERT, &values![size])?;
            Ok(size)
        };
        (Box::new(Pending::new(Purpose::Report, work, tell)), told)
    }

    fn stored(writer: &Writer) -> Vec<i64> {
        let mut statement = writer.connection.prepare("SELECT size FROM thing").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    /// The engine takes the whole transaction back while the fourth write runs.
    #[test]
    fn only_the_write_that_filled_the_disk_fails() {
        let writer = writer();
        let sizes = [10, 20_000, 30, 4_000_000, 50, 60_000];
        let (group, told): (Group, Vec<_>) = sizes.into_iter().map(insert).unzip();
        commit(&writer, group);
        for (size, mut told) in sizes.into_iter().zip(told) {
            match told.try_recv().unwrap() {
                Ok(stored) => assert_eq!(stored, size),
                Err(error) => assert!(size == 4_000_000 && matches!(error, StoreError::Full)),
            }
        }
        assert_eq!(stored(&writer), [10, 20_000, 30, 50, 60_000]);
    }

    #[test]
    fn a_disk_that_failed_is_not_believed_again() {
        let writer = writer();
        let source = std::sync::Arc::new(std::io::Error::other("fsync"));
        writer.health.note(&StoreError::DiskFailed { source });
        let (job, mut told) = insert(1);
        commit(&writer, vec![job]);
        assert!(matches!(told.try_recv().unwrap(), Err(StoreError::DiskFailed { .. })));
        assert_eq!(stored(&writer), [0; 0]);
    }
}
