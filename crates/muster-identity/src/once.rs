//! Things that count once: what was signed for a moment, and must not be shown a second time.
//!
//! Such a thing was found genuine, but what it says cannot be had before it was *spent*: before somebody with a
//! memory that outlives a restart has said that its name is new. The memory may forget the name once the
//! thing is too old to be taken anyway.

use muster_core::Timestamp;

/// Something genuine that was not spent yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once<T> {
    name: String,
    until: Timestamp,
    value: T,
}

impl<T> Once<T> {
    pub(crate) fn new(name: String, until: Timestamp, value: T) -> Self {
        Self { name, until, value }
    }

    /// What it says, if its name is new; nothing, if it was spent before.
    ///
    /// `is_new` gets the name, and until when it must be remembered. It keeps the name and answers whether it
    /// was not there: in the transaction of what is done because of it, so that both happen or neither does.
    pub fn spend<E>(
        &self,
        is_new: impl FnOnce(&str, Timestamp) -> Result<bool, E>,
    ) -> Result<Option<&T>, E> {
        Ok(is_new(&self.name, self.until)?.then_some(&self.value))
    }
}
