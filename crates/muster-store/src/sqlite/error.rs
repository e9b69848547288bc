//! What an error of SQLite means to the one who asked.

use crate::{StoreError, driver::Sql};
use rusqlite::{Error, ErrorCode, ffi};
use std::sync::Arc;

/// The meaning of a failed statement.
pub(super) fn statement(sql: Sql, error: Error) -> StoreError {
    match meaning(&error) {
        Some(known) => known(error),
        None => StoreError::Sql { statement: sql.name, source: Arc::new(error) },
    }
}

/// What a transaction that could not even begin is named after.
pub(super) const BEGIN: Sql = Sql::new("transaction.begin", "BEGIN");

/// The meaning of a failed commit.
pub(super) fn commit(error: Error) -> StoreError {
    match meaning(&error) {
        Some(known) => known(error),
        None => StoreError::Commit { source: Arc::new(error) },
    }
}

/// Whether there is no room: for the file and its log, or for the log's index in memory and on disk.
pub(super) fn is_full(error: &Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DiskFull)
        || error.sqlite_extended_error_code() == Some(ffi::SQLITE_IOERR_SHMSIZE)
}

fn meaning(error: &Error) -> Option<fn(Error) -> StoreError> {
    const UNIQUE: [i32; 2] = [ffi::SQLITE_CONSTRAINT_UNIQUE, ffi::SQLITE_CONSTRAINT_PRIMARYKEY];
    let is_unique =
        || error.sqlite_extended_error_code().is_some_and(|code| UNIQUE.contains(&code));
    if is_full(error) {
        return Some(|_| StoreError::Full);
    }
    // Every statement of ours fits the schema that we made; this file has another one by now.
    if matches!(error, Error::SqlInputError { .. }) {
        return Some(|error| StoreError::Damaged { source: Arc::new(error) });
    }
    match error.sqlite_error_code()? {
        ErrorCode::ReadOnly => Some(|_| StoreError::ReadOnly),
        ErrorCode::OperationInterrupted => Some(|_| StoreError::TooSlow),
        ErrorCode::ConstraintViolation if is_unique() => Some(|_| StoreError::Conflict),
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
            Some(|error| StoreError::Damaged { source: Arc::new(error) })
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::CannotOpen => {
            Some(|error| StoreError::Unavailable { source: Arc::new(error) })
        }
        ErrorCode::SystemIoFailure => {
            Some(|error| StoreError::DiskFailed { source: Arc::new(error) })
        }
        _ => None,
    }
}
