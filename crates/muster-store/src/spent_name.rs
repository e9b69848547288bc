//! Names of things that count once, for as long as they would be taken.

use crate::{
    StoreError, Write,
    driver::{Sql, values},
};
use muster_core::{OrganisationId, Timestamp};

const INSERT: Sql = Sql::new(
    "spent_name.insert",
    "INSERT INTO spent_name (organisation, name, until)
     VALUES ($1, $2, $3)
         ON CONFLICT (name) DO NOTHING",
);

const SWEEP: Sql = Sql::new("spent_name.sweep", "DELETE FROM spent_name WHERE until <= $1");

/// Spends a name for an organisation; false if it was spent before, for whomever.
pub fn spend(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    name: &str,
    until: Timestamp,
) -> Result<bool, StoreError> {
    tx.execute(INSERT, &values![organisation, name, until]).map(|count| count == 1)
}

/// Forgets names of what would not be taken any more; how many there were.
pub fn sweep_of_every_organisation(tx: &mut dyn Write, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(SWEEP, &values![now])
}
