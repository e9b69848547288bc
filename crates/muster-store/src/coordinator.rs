//! The coordinator that has the store, and the settings of the deployment.
//!
//! The epoch rises whenever a coordinator takes the store, so every fence that it grants is greater
//! than any that was granted before, even after a restored backup that it was told about.

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

const SETTING: Sql = Sql::new("setting.find", "SELECT value FROM setting WHERE name = $1");

const PUT_SETTING: Sql = Sql::new(
    "setting.put",
    "INSERT INTO setting (name, value)
     VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
);

/// Takes the store for this holder and answers its epoch, which is greater than any before.
pub fn take(tx: &mut dyn Write, holder: &str, now: Timestamp) -> Result<u32, StoreError> {
    let row = tx.query_one(TAKE, &values![holder, now])?;
    row.ok_or(StoreError::Conflict)?.take("epoch")
}

/// The epoch of the coordinator that took the store last.
pub fn epoch(tx: &mut dyn Read) -> Result<Option<u32>, StoreError> {
    tx.query_one(EPOCH, &[])?.map(|mut row| row.take("epoch")).transpose()
}

/// A setting of the deployment.
pub fn setting(tx: &mut dyn Read, name: &str) -> Result<Option<String>, StoreError> {
    tx.query_one(SETTING, &values![name])?.map(|mut row| row.take("value")).transpose()
}

/// Keeps a setting of the deployment, in place of an earlier one.
pub fn put_setting(tx: &mut dyn Write, name: &str, value: &str) -> Result<(), StoreError> {
    tx.change(PUT_SETTING, &values![name, value])
}
