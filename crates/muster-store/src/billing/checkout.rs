//! Checkouts: what somebody wanted to buy, kept before the biller is asked to open a page for it.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_core::{OrganisationId, RequestId, Scope, Timestamp};

/// How far a checkout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The biller was asked for it, or is about to be.
    Asked,
    /// It can be paid.
    Open,
    /// It is paid.
    Paid,
    /// It can no longer be paid.
    Over,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 4] = [Self::Asked, Self::Open, Self::Paid, Self::Over];

    /// The word in rows and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Over => "over",
        }
    }
}

/// A checkout as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckoutRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// Ours; the biller gets it as the key under which it is opened once.
    pub key: String,
    /// Whose page it is: `polar` or `stripe`.
    pub biller: String,
    /// The biller's id, once it is open.
    pub checkout: Option<String>,
    /// How far it is.
    pub stage: Stage,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl TryFrom<Row> for CheckoutRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: row.take("organisation")?,
            key: row.take("key")?,
            biller: row.take("biller")?,
            checkout: row.take("checkout")?,
            stage: row.one_of("state", &Stage::ALL, Stage::as_str)?,
            asked_at: row.take("asked_at")?,
            updated_at: row.take("updated_at")?,
        })
    }
}

const INSERT: Sql = Sql::new(
    "billing_checkout.insert",
    "INSERT INTO billing_checkout
            (organisation, key, biller, checkout, state, asked_at, asked_by, request_id, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);

const SAVE: Sql = Sql::new(
    "billing_checkout.save",
    "UPDATE billing_checkout
        SET checkout = $3, state = $4, updated_at = $5
      WHERE organisation = $1 AND key = $2",
);

const OPEN: Sql = Sql::new(
    "billing_checkout.open",
    "SELECT *
       FROM billing_checkout
      WHERE organisation = $1 AND state IN ('asked', 'open')
      ORDER BY asked_at DESC, key
      LIMIT $2",
);

const WAITING: Sql = Sql::new(
    "billing_checkout.waiting",
    "SELECT DISTINCT organisation
       FROM billing_checkout
      WHERE state IN ('asked', 'open')",
);

/// Keeps a checkout that is about to be opened.
pub fn insert(tx: &mut dyn Write, scope: &Scope, row: &CheckoutRow) -> Result<(), StoreError> {
    let request: &RequestId = &scope.request_id;
    let values = values![
        &row.organisation,
        &row.key,
        &row.biller,
        row.checkout.as_ref(),
        row.stage.as_str(),
        row.asked_at,
        &scope.actor,
        request,
        row.updated_at,
    ];
    tx.change(INSERT, &values)
}

/// Keeps how far it is now.
pub fn save(tx: &mut dyn Write, row: &CheckoutRow) -> Result<(), StoreError> {
    let values = values![
        &row.organisation,
        &row.key,
        row.checkout.as_ref(),
        row.stage.as_str(),
        row.updated_at,
    ];
    tx.change(SAVE, &values)
}

/// The latest checkouts of an organisation that may still be paid.
pub fn open(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    limit: u32,
) -> Result<Vec<CheckoutRow>, StoreError> {
    tx.query(OPEN, &values![organisation, limit])?.into_iter().map(CheckoutRow::try_from).collect()
}

/// Every organisation that has a checkout which may still be paid.
pub fn organisations_that_wait(tx: &mut dyn Read) -> Result<Vec<OrganisationId>, StoreError> {
    tx.query(WAITING, &[])?.into_iter().map(|mut row| row.take("organisation")).collect()
}
