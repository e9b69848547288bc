//! Leases: what an organisation may have, as its billers said it last. To this table a lease is a sealed text.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
};
use muster_core::{OrganisationId, Timestamp};

const PUT: Sql = Sql::new(
    "billing_lease.put",
    "INSERT INTO billing_lease (organisation, lease, updated_at)
     VALUES ($1, $2, $3)
         ON CONFLICT (organisation) DO UPDATE
        SET lease = excluded.lease,
            updated_at = excluded.updated_at",
);

const FIND: Sql =
    Sql::new("billing_lease.find", "SELECT lease FROM billing_lease WHERE organisation = $1");

const ANY: Sql = Sql::new("billing_lease.any", "SELECT organisation FROM billing_lease LIMIT 1");

/// Keeps a lease, in the place of the one before.
pub fn put(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    lease: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.change(PUT, &values![organisation, lease, now])
}

/// The lease of an organisation.
pub fn find(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Option<String>, StoreError> {
    tx.query_one(FIND, &values![organisation])?.map(|mut row| row.take("lease")).transpose()
}

/// Whether any organisation has one.
pub fn any(tx: &mut dyn Read) -> Result<bool, StoreError> {
    Ok(tx.query_one(ANY, &[])?.is_some())
}
