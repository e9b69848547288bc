//! What an error of PostgreSQL means to the one who asked, and whether it is worth another run.

use crate::{StoreError, driver::Sql};
use deadpool_postgres::PoolError;
use std::sync::Arc;
use tokio_postgres::{Error, error::SqlState};

/// A hundred writers of one row are through after as many rounds, and then some.
const AT_A_RACE: u32 = 200;
/// A unique row that is there already looks like a race at first, and a lost connection may be the
/// last of its kind; neither is, if it stays.
const AT_A_DOUBT: u32 = 5;

/// What an error means, by the state that the server gives it.
enum Meaning {
    Race,
    Taken,
    Full,
    ReadOnly,
    TooSlow,
    Damaged,
    Unavailable,
}

/// States are listed in PostgreSQL's manual, appendix A.
fn meaning(error: &Error) -> Option<Meaning> {
    match error.code().map(SqlState::code) {
        Some("40001" | "40P01") => Some(Meaning::Race),
        Some("23505") => Some(Meaning::Taken),
        Some("53100") => Some(Meaning::Full),
        Some("25006") => Some(Meaning::ReadOnly),
        Some("57014") => Some(Meaning::TooSlow),
        Some("XX001" | "XX002") => Some(Meaning::Damaged),
        // Shut down, starting up, no more connections, waited too long for a lock.
        Some("57P01" | "57P02" | "57P03" | "53300" | "55P03") => Some(Meaning::Unavailable),
        Some(_) => None,
        None => error.is_closed().then_some(Meaning::Unavailable),
    }
}

/// How often a transaction in which this happened before its commit may run, if more than once.
pub(super) fn most_attempts(error: &Error) -> Option<u32> {
    match meaning(error)? {
        Meaning::Race => Some(AT_A_RACE),
        Meaning::Taken | Meaning::Unavailable => Some(AT_A_DOUBT),
        Meaning::Full | Meaning::ReadOnly | Meaning::TooSlow | Meaning::Damaged => None,
    }
}

/// The same for one in which this happened at its commit: a lost answer may have been a yes.
pub(super) fn most_attempts_at_commit(error: &Error) -> Option<u32> {
    match meaning(error)? {
        Meaning::Race => Some(AT_A_RACE),
        Meaning::Taken => Some(AT_A_DOUBT),
        Meaning::Unavailable
        | Meaning::Full
        | Meaning::ReadOnly
        | Meaning::TooSlow
        | Meaning::Damaged => None,
    }
}

/// What a transaction that could not even begin is named after.
pub(super) const BEGIN: Sql = Sql::new("transaction.begin", "BEGIN");

/// A failed statement, for its caller.
pub(super) fn statement(sql: Sql, error: Error) -> StoreError {
    match meaning(&error) {
        Some(known) => known.told(error),
        None => StoreError::Sql { statement: sql.name, source: Arc::new(error) },
    }
}

/// A failed commit, for its caller. Whether it was one is unknown if the answer was lost.
pub(super) fn commit(error: Error) -> StoreError {
    match meaning(&error) {
        Some(Meaning::Unavailable) | None => StoreError::Commit { source: Arc::new(error) },
        Some(known) => known.told(error),
    }
}

/// No connection could be had.
pub(super) fn pool(error: PoolError) -> StoreError {
    if matches!(error, PoolError::Closed) {
        return StoreError::Closed;
    }
    StoreError::Unavailable { source: Arc::new(error) }
}

impl Meaning {
    fn told(self, error: Error) -> StoreError {
        match self {
            Self::Race | Self::Taken => StoreError::Conflict,
            Self::Full => StoreError::Full,
            Self::ReadOnly => StoreError::ReadOnly,
            Self::TooSlow => StoreError::TooSlow,
            Self::Damaged => StoreError::Damaged { source: Arc::new(error) },
            Self::Unavailable => StoreError::Unavailable { source: Arc::new(error) },
        }
    }
}
