//! The write-ahead log: how long it is, and emptying it into the file.
//!
//! SQLite would empty it by itself, but keep to itself that a sync failed while it did so; the next
//! sync then works, and what the disk lost is missed by nobody. So this is done here, and a failure
//! ends the store.

use super::error;
use crate::{StoreError, driver::Sql};
use rusqlite::Connection;
use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

/// 4 MB: short enough that reading through it stays quick.
const STEP: u32 = 1000;
/// Less is left where it is: emptying it costs two syncs.
const WORTH_EMPTYING: u32 = 256;
const EMPTY: Sql = Sql::new("log.empty", "PRAGMA wal_checkpoint(PASSIVE)");
const TRUNCATE: Sql = Sql::new("log.truncate", "PRAGMA wal_checkpoint(TRUNCATE)");

/// The log of one connection.
#[derive(Debug)]
pub(super) struct Log {
    /// Pages in it, as of the last commit.
    pages: Arc<AtomicU32>,
    /// A read that goes on keeps it from being emptied: try again only when it has grown.
    empty_at: Cell<u32>,
}

impl Log {
    pub(super) fn of(connection: &mut Connection) -> rusqlite::Result<Self> {
        let pages = Arc::new(AtomicU32::new(0));
        let seen = pages.clone();
        connection.wal_hook(Some(move |_: &mut _, count| {
            seen.store(u32::try_from(count).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))?;
        Ok(Self { pages, empty_at: Cell::new(STEP) })
    }

    pub(super) fn is_worth_emptying(&self) -> bool {
        self.pages() >= WORTH_EMPTYING
    }

    /// After a commit: empties a log that has grown long, as far as the readers let it.
    pub(super) fn shorten(&self, connection: &Connection) -> Result<(), StoreError> {
        if self.pages() < self.empty_at.get() {
            return Ok(());
        }
        let left = self.checkpoint(connection, EMPTY)?;
        self.empty_at.set(left + STEP);
        Ok(())
    }

    /// While nobody writes: empties it and gives its room back.
    pub(super) fn empty(&self, connection: &Connection) -> Result<(), StoreError> {
        // A read that goes on must not hold up the writes that come meanwhile.
        let patience = |time| connection.busy_timeout(time).map_err(error::commit);
        patience(Duration::ZERO)?;
        let emptied = self.checkpoint(connection, TRUNCATE);
        patience(super::open::PATIENCE)?;
        emptied.map(|_| ())
    }

    /// Lets the log start over where it is. Answers whether that made room.
    pub(super) fn make_room(&self, connection: &Connection) -> Result<bool, StoreError> {
        let had_pages = self.pages() > 0;
        Ok(had_pages && self.checkpoint(connection, EMPTY)? == 0)
    }

    /// Pages that are still needed. Only a failing disk is an error.
    fn checkpoint(&self, connection: &Connection, sql: Sql) -> Result<u32, StoreError> {
        let outcome = connection.query_row(sql.text, [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
        });
        match outcome.map_err(|failure| error::statement(sql, failure)) {
            Ok((_, all, moved)) => {
                let left = u32::try_from(all - moved).unwrap_or(0);
                if left == 0 {
                    self.pages.store(0, Ordering::Relaxed);
                }
                Ok(left)
            }
            Err(error @ StoreError::DiskFailed { .. }) => Err(error),
            Err(error) => {
                tracing::debug!(%error, "the write-ahead log cannot be emptied now");
                Ok(self.pages())
            }
        }
    }

    fn pages(&self) -> u32 {
        self.pages.load(Ordering::Relaxed)
    }
}
