//! Details of resources: what people say of them that no provider is told, and what each last said of itself.
//!
//! To this table both are JSON. A detail may be there before its resource is, and for workers that have none.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::{Json, Row},
};
use muster_core::{Name, OrganisationId, Timestamp};

/// A detail as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct DetailRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// Of which resource.
    pub resource: Name,
    /// What people said.
    pub said: serde_json::Value,
    /// The hash of the token with which it reports.
    pub token_hash: Option<Vec<u8>>,
    /// What it last said of itself.
    pub report: Option<serde_json::Value>,
    /// When it said so.
    pub reported_at: Option<Timestamp>,
    /// When somebody last used it, by its own word.
    pub active_at: Option<Timestamp>,
}

impl TryFrom<Row> for DetailRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: row.take("organisation")?,
            resource: row.take("resource")?,
            said: row.json("said")?,
            token_hash: row.take("token_hash")?,
            report: row.take::<Option<Json<serde_json::Value>>>("report")?.map(|Json(it)| it),
            reported_at: row.take("reported_at")?,
            active_at: row.take("active_at")?,
        })
    }
}

const PUT: Sql = Sql::new(
    "resource_detail.put",
    "INSERT INTO resource_detail
            (organisation, resource, said, token_hash, report, reported_at, active_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (organisation, resource) DO UPDATE
        SET said = excluded.said,
            token_hash = excluded.token_hash,
            report = excluded.report,
            reported_at = excluded.reported_at,
            active_at = excluded.active_at",
);

const FIND: Sql = Sql::new(
    "resource_detail.find",
    "SELECT * FROM resource_detail WHERE organisation = $1 AND resource = $2",
);

const LIST: Sql =
    Sql::new("resource_detail.list", "SELECT * FROM resource_detail WHERE organisation = $1");

const IDENTIFY: Sql = Sql::new(
    "resource_detail.identify",
    "SELECT * FROM resource_detail WHERE resource = $1 AND token_hash = $2",
);

/// Keeps a detail, in the place of one that was there.
pub fn put(tx: &mut dyn Write, row: &DetailRow) -> Result<(), StoreError> {
    let values = values![
        &row.organisation,
        &row.resource,
        Json(&row.said),
        row.token_hash.as_deref(),
        row.report.as_ref().map(Json),
        row.reported_at,
        row.active_at,
    ];
    tx.change(PUT, &values)
}

/// The detail of a resource.
pub fn find(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    resource: &Name,
) -> Result<Option<DetailRow>, StoreError> {
    tx.query_one(FIND, &values![organisation, resource])?.map(DetailRow::try_from).transpose()
}

/// The details of everything that an organisation has.
pub fn list(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Vec<DetailRow>, StoreError> {
    tx.query(LIST, &values![organisation])?.into_iter().map(DetailRow::try_from).collect()
}

/// The detail of the resource that shows the token with this hash, of any organisation: this is how a report finds
/// whose it is.
pub fn identify(
    tx: &mut dyn Read,
    resource: &Name,
    token_hash: &[u8],
) -> Result<Option<DetailRow>, StoreError> {
    tx.query_one(IDENTIFY, &values![resource, token_hash])?.map(DetailRow::try_from).transpose()
}
