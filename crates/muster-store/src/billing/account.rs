//! Accounts: what one biller has told of one organisation, sealed, and how asking it goes.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::{Json, Row},
};
use muster_core::{OrganisationId, Timestamp};

/// An account as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// Who tells it: `polar` or `stripe`.
    pub biller: String,
    /// What was told, sealed; nothing of it is read before its seal is checked.
    pub account: String,
    /// What is shown of it and decides nothing: prices, invoices.
    pub shown: serde_json::Value,
    /// When everything was last read.
    pub synced_at: Option<Timestamp>,
    /// When a message last came by itself.
    pub heard_at: Option<Timestamp>,
    /// How often in a row it could not be read.
    pub failures: u32,
    /// Why it could not the last time.
    pub failed_with: Option<String>,
    /// Before this it is not asked again.
    pub retry_at: Option<Timestamp>,
    /// Whether messages are still sent here: `enabled`, `disabled` or `absent`.
    pub endpoint: Option<String>,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl TryFrom<Row> for AccountRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: row.take("organisation")?,
            biller: row.take("biller")?,
            account: row.take("account")?,
            shown: row.json("shown")?,
            synced_at: row.take("synced_at")?,
            heard_at: row.take("heard_at")?,
            failures: row.take("failures")?,
            failed_with: row.take("failed_with")?,
            retry_at: row.take("retry_at")?,
            endpoint: row.take("endpoint")?,
            updated_at: row.take("updated_at")?,
        })
    }
}

const PUT: Sql = Sql::new(
    "billing_account.put",
    "INSERT INTO billing_account
            (organisation, biller, account, shown, synced_at, heard_at, failures,
             failed_with, retry_at, endpoint, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (organisation, biller) DO UPDATE
        SET account = excluded.account,
            shown = excluded.shown,
            synced_at = excluded.synced_at,
            heard_at = excluded.heard_at,
            failures = excluded.failures,
            failed_with = excluded.failed_with,
            retry_at = excluded.retry_at,
            endpoint = excluded.endpoint,
            updated_at = excluded.updated_at",
);

const LIST: Sql = Sql::new(
    "billing_account.list",
    "SELECT * FROM billing_account WHERE organisation = $1 ORDER BY biller",
);

const ALL: Sql =
    Sql::new("billing_account.all", "SELECT * FROM billing_account ORDER BY organisation, biller");

/// Keeps an account, in the place of one that was there.
pub fn put(tx: &mut dyn Write, row: &AccountRow) -> Result<(), StoreError> {
    let values = values![
        &row.organisation,
        &row.biller,
        &row.account,
        Json(&row.shown),
        row.synced_at,
        row.heard_at,
        row.failures,
        row.failed_with.as_ref(),
        row.retry_at,
        row.endpoint.as_ref(),
        row.updated_at,
    ];
    tx.change(PUT, &values)
}

/// What each biller has told of an organisation.
pub fn list(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Vec<AccountRow>, StoreError> {
    tx.query(LIST, &values![organisation])?.into_iter().map(AccountRow::try_from).collect()
}

/// The accounts of every organisation, for whoever keeps them fresh.
pub fn of_every_organisation(tx: &mut dyn Read) -> Result<Vec<AccountRow>, StoreError> {
    tx.query(ALL, &[])?.into_iter().map(AccountRow::try_from).collect()
}
