//! Running a caller's closure inside a transaction, the same on both databases.
//!
//! A closure is `Fn` and free of side effects, because it may run again. After a statement has
//! failed nothing of the transaction may be kept, even if the closure goes on and answers `Ok`:
//! PostgreSQL would turn its commit into a rollback without a word. [`Failed`] remembers that on
//! both, so both answer the same.

use crate::StoreError;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The first failure of a statement in a transaction; no statement runs after it.
#[derive(Debug, Default)]
pub(crate) struct Failed(Option<StoreError>);

impl Failed {
    /// Refuses to go on after a failure.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        self.0.clone().map_or(Ok(()), Err)
    }

    /// Remembers a failure.
    pub(crate) fn note<T>(&mut self, answer: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &answer {
            self.0 = Some(error.clone());
        }
        answer
    }

    pub(crate) fn error(&self) -> Option<&StoreError> {
        self.0.as_ref()
    }
}

/// Runs a closure; a panic in it is an answer too.
pub(crate) fn run_caught<T, E: From<StoreError>>(
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(StoreError::Panicked.into()))
}

/// The answer of a closure, unless one of its statements failed behind its back.
pub(crate) fn honest<T, E: From<StoreError>>(
    answer: Result<T, E>,
    failed: &Failed,
) -> Result<T, E> {
    match (answer, failed.error()) {
        (Ok(_), Some(error)) => Err(error.clone().into()),
        (answer, _) => answer,
    }
}
