//! Customers: which organisation somebody is whom a biller knows.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
};
use muster_core::{OrganisationId, Timestamp};

const LINK: Sql = Sql::new(
    "billing_customer.link",
    "INSERT INTO billing_customer (organisation, biller, customer, linked_at)
     VALUES ($1, $2, $3, $4)
         ON CONFLICT (biller, customer) DO NOTHING",
);

const WHOSE: Sql = Sql::new(
    "billing_customer.whose",
    "SELECT organisation FROM billing_customer WHERE biller = $1 AND customer = $2",
);

const LIST: Sql = Sql::new(
    "billing_customer.list",
    "SELECT customer
       FROM billing_customer
      WHERE organisation = $1 AND biller = $2
      ORDER BY linked_at DESC, customer",
);

/// Remembers whose customer this is. Who is somebody's already stays so. Answers whether it is new.
pub fn link(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    biller: &str,
    customer: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(LINK, &values![organisation, biller, customer, now])? == 1)
}

/// Which organisation a customer is: this is how a message of a biller finds whose it is.
pub fn whose(
    tx: &mut dyn Read,
    biller: &str,
    customer: &str,
) -> Result<Option<OrganisationId>, StoreError> {
    let row = tx.query_one(WHOSE, &values![biller, customer])?;
    row.map(|mut row| row.take("organisation")).transpose()
}

/// As whom an organisation has bought, the latest first.
pub fn list(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    biller: &str,
) -> Result<Vec<String>, StoreError> {
    let rows = tx.query(LIST, &values![organisation, biller])?;
    rows.into_iter().map(|mut row| row.take("customer")).collect()
}
