//! What an error of PostgreSQL means to the one who asked.

use super::{MOST_ATTEMPTS, MOST_ATTEMPTS_AT_UNIQUE};
use crate::{StoreError, driver::Sql};
use deadpool_postgres::PoolError;
use std::sync::Arc;
use tokio_postgres::{Error, error::SqlState};

/// How often a transaction with this error is worth another run, if it is.
pub(super) fn most_attempts(error: &Error) -> Option<u32> {
    let code = error.code()?;
    if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
        Some(MOST_ATTEMPTS)
    } else if *code == SqlState::UNIQUE_VIOLATION {
        Some(MOST_ATTEMPTS_AT_UNIQUE)
    } else {
        None
    }
}

/// The meaning of a failed statement.
pub(super) fn statement(sql: Sql, error: Error) -> StoreError {
    match meaning(&error) {
        Some(known) => known(error),
        None => StoreError::Sql { statement: sql.name, source: Arc::new(error) },
    }
}

/// The meaning of a failed commit, or of a transaction that could not begin.
pub(super) fn commit(error: Error) -> StoreError {
    match meaning(&error) {
        Some(known) => known(error),
        None => StoreError::Commit { source: Arc::new(error) },
    }
}

/// No connection could be had.
pub(super) fn pool(error: PoolError) -> StoreError {
    if matches!(error, PoolError::Closed) {
        return StoreError::Closed;
    }
    StoreError::Unavailable { source: Arc::new(error) }
}

fn meaning(error: &Error) -> Option<fn(Error) -> StoreError> {
    let code = error.code()?;
    match code.code() {
        "40001" | "40P01" | "23505" => Some(|_| StoreError::Conflict),
        "53100" => Some(|_| StoreError::Full),
        "25006" => Some(|_| StoreError::ReadOnly),
        "57014" => Some(|_| StoreError::TooSlow),
        "XX001" | "XX002" => Some(|error| StoreError::Damaged { source: Arc::new(error) }),
        // Shutting down, starting up, no more connections, waited too long for a lock.
        "57P01" | "57P02" | "57P03" | "53300" | "55P03" => {
            Some(|error| StoreError::Unavailable { source: Arc::new(error) })
        }
        _ => None,
    }
}
