//! Webhooks: every message of a biller that was verified, once.
//!
//! The rows are the deployment's: a message may be about a customer of whom nobody knows yet which organisation it is.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_core::{OrganisationId, RequestId, Timestamp};

/// A message as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookRow {
    /// Who sent it: `polar` or `stripe`.
    pub biller: String,
    /// The same when it is sent again.
    pub event: String,
    /// The biller's word for what happened.
    pub kind: String,
    /// When it happened, on the biller's clock.
    pub at: Timestamp,
    /// When it came.
    pub received_at: Timestamp,
    /// Whom it is about, once that is known.
    pub organisation: Option<OrganisationId>,
    /// As whom the biller knows them.
    pub customer: Option<String>,
    /// Its news, sealed, while nobody knows whose they are.
    pub parked: Option<String>,
}

impl TryFrom<Row> for WebhookRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            biller: row.take("biller")?,
            event: row.take("event")?,
            kind: row.take("kind")?,
            at: row.take("at")?,
            received_at: row.take("received_at")?,
            organisation: row.take("organisation")?,
            customer: row.take("customer")?,
            parked: row.take("parked")?,
        })
    }
}

const INSERT: Sql = Sql::new(
    "billing_webhook.insert",
    "INSERT INTO billing_webhook
            (biller, event, kind, at, received_at, request_id, organisation, customer, parked)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (biller, event) DO NOTHING",
);

const PARKED: Sql = Sql::new(
    "billing_webhook.parked",
    "SELECT *
       FROM billing_webhook
      WHERE biller = $1 AND customer = $2 AND parked IS NOT NULL
      ORDER BY at, event",
);

const JOIN: Sql = Sql::new(
    "billing_webhook.join",
    "UPDATE billing_webhook
        SET organisation = $3, parked = NULL
      WHERE biller = $1 AND customer = $2 AND parked IS NOT NULL",
);

const COUNT: Sql =
    Sql::new("billing_webhook.count", "SELECT COUNT(*) AS messages FROM billing_webhook");

const FORGET: Sql =
    Sql::new("billing_webhook.forget", "DELETE FROM billing_webhook WHERE received_at < $1");

/// Keeps a message, and answers whether it is the first of its id.
pub fn insert(
    tx: &mut dyn Write,
    row: &WebhookRow,
    request_id: &RequestId,
) -> Result<bool, StoreError> {
    let values = values![
        &row.biller,
        &row.event,
        &row.kind,
        row.at,
        row.received_at,
        request_id,
        row.organisation.as_ref(),
        row.customer.as_ref(),
        row.parked.as_ref(),
    ];
    Ok(tx.execute(INSERT, &values)? == 1)
}

/// What waits for somebody to know whose customer this is.
pub fn parked(
    tx: &mut dyn Read,
    biller: &str,
    customer: &str,
) -> Result<Vec<WebhookRow>, StoreError> {
    tx.query(PARKED, &values![biller, customer])?.into_iter().map(WebhookRow::try_from).collect()
}

/// They wait no more.
pub fn join(
    tx: &mut dyn Write,
    biller: &str,
    customer: &str,
    organisation: &OrganisationId,
) -> Result<u64, StoreError> {
    tx.execute(JOIN, &values![biller, customer, organisation])
}

/// How many messages are kept, of every organisation and of none.
pub fn count(tx: &mut dyn Read) -> Result<u64, StoreError> {
    tx.query_one(COUNT, &[])?.map_or(Ok(0), |mut row| row.take("messages"))
}

/// Forgets what came before this.
pub fn forget(tx: &mut dyn Write, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(FORGET, &values![before])
}
