//! The coordinator that has the store, and the settings of the deployment.
//!
//! The epoch rises whenever a coordinator takes the store, so every fence that it grants is greater
//! than any that was granted before. After a restore it is raised, and so it is when a coordinator
//! hears that its store has forgotten a later one.
//!
//! Who has the store is told by the *holder*, a name that no other start has: the epoch may rise while
//! one coordinator has it.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
};
use muster_core::Timestamp;

const TAKE: Sql = Sql::new(
    "coordinator.take",
    "INSERT INTO coordinator (singleton, epoch, holder, taken_at)
     VALUES (1, 1, $1, $2)
         ON CONFLICT (singleton) DO UPDATE
        SET epoch = coordinator.epoch + 1,
            holder = excluded.holder,
            taken_at = excluded.taken_at
     RETURNING epoch",
);

const EPOCH: Sql = Sql::new("coordinator.epoch", "SELECT epoch FROM coordinator");

const HOLDER: Sql = Sql::new("coordinator.holder", "SELECT holder FROM coordinator");

const RAISE: Sql =
    Sql::new("coordinator.raise", "UPDATE coordinator SET epoch = $1 WHERE epoch < $1");

const PASS_NUMBERS: Sql =
    Sql::new("job_sequence.pass_all", "UPDATE job_sequence SET last_number = last_number + $1");

const SETTING: Sql = Sql::new("setting.find", "SELECT value FROM setting WHERE name = $1");

const PUT_SETTING: Sql = Sql::new(
    "setting.put",
    "INSERT INTO setting (name, value)
     VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
);

/// A coordinator that ran on after a copy raised the epoch once per start: nobody starts one so often
/// before an older copy takes its place.
pub const EPOCH_MARGIN: u32 = 1_000;
/// As many numbers are left out where nobody knows how many jobs were accepted after the copy.
pub const NUMBER_MARGIN: i64 = 10_000;

/// Takes the store for this holder and answers its epoch, which is greater than any before.
pub fn take(tx: &mut dyn Write, holder: &str, now: Timestamp) -> Result<u32, StoreError> {
    let row = tx.query_one(TAKE, &values![holder, now])?;
    row.ok_or(StoreError::Conflict)?.take("epoch")
}

/// The epoch of the coordinator that took the store last.
pub fn epoch(tx: &mut dyn Read) -> Result<Option<u32>, StoreError> {
    tx.query_one(EPOCH, &[])?.map(|mut row| row.take("epoch")).transpose()
}

/// Who took the store last.
pub(crate) fn holder(tx: &mut dyn Read) -> Result<Option<String>, StoreError> {
    tx.query_one(HOLDER, &[])?.map(|mut row| row.take("holder")).transpose()
}

/// Goes beyond an epoch that this store has forgotten, and beyond what it has numbered since, each by
/// a margin for what is not known. Answers the epoch from now on.
pub fn go_beyond(tx: &mut dyn Write, forgotten: u32) -> Result<u32, StoreError> {
    let raised = forgotten.saturating_add(EPOCH_MARGIN);
    tx.change(RAISE, &values![raised])?;
    tx.execute(PASS_NUMBERS, &values![NUMBER_MARGIN])?;
    Ok(raised)
}

/// A setting of the deployment.
pub fn setting(tx: &mut dyn Read, name: &str) -> Result<Option<String>, StoreError> {
    tx.query_one(SETTING, &values![name])?.map(|mut row| row.take("value")).transpose()
}

/// Keeps a setting of the deployment, in place of an earlier one.
pub fn put_setting(tx: &mut dyn Write, name: &str, value: &str) -> Result<(), StoreError> {
    tx.change(PUT_SETTING, &values![name, value])
}
