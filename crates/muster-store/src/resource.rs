//! Resources: what we have at providers. To this table what a resource was ordered to be is JSON.
//!
//! A resource that is gone stays as a tombstone, and its id can be taken anew. Every change is compared with
//! the version that its author saw.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    usage_span,
    value::{Json, Row, Value},
};
use muster_core::{
    Name, OrganisationId, Scope, Timestamp,
    cloud::{Account, Address, Life, Reason, ResourceKind, Status},
};

/// A resource as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct ResourceRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// A worker's id, or an environment's key.
    pub id: Name,
    /// What kind of thing it is.
    pub kind: ResourceKind,
    /// Its name for people.
    pub title: String,
    /// Where it is, and stays whatever the settings say later.
    pub provider: String,
    /// With whose credentials, whatever is entered later.
    pub account: Account,
    /// What it is called there.
    pub provider_name: String,
    /// In which region.
    pub region: Option<String>,
    /// What it was ordered to be.
    pub specification: serde_json::Value,
    /// From which very image it runs, if its provider has said.
    pub image_digest: Option<String>,
    /// What is certain of it.
    pub life: Life,
    /// The same in one word for people.
    pub status: Status,
    /// Where it can be reached.
    pub address: Option<Address>,
    /// Why it is not well, if it is not.
    pub reason: Option<Reason>,
    /// What the provider said about that, without secrets.
    pub said: Option<String>,
    /// What it costs while it runs, in millionths of a US dollar, if that is known.
    pub price_per_hour: Option<u64>,
    /// Raised by every change.
    pub version: i64,
    /// When it was ordered.
    pub created_at: Timestamp,
    /// Who ordered it.
    pub created_by: String,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When the provider had nothing of it any more.
    pub gone_at: Option<Timestamp>,
}

impl TryFrom<Row> for ResourceRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: row.take("organisation")?,
            id: row.take("id")?,
            kind: row.one_of("kind", ResourceKind::ALL, ResourceKind::as_str)?,
            title: row.take("title")?,
            provider: row.take("provider")?,
            account: row.one_of("account", Account::ALL, Account::as_str)?,
            provider_name: row.take("provider_name")?,
            region: row.take("region")?,
            specification: row.json("specification")?,
            image_digest: row.take("image_digest")?,
            life: row.json("life")?,
            status: row.one_of("status", Status::ALL, Status::as_str)?,
            address: row.take::<Option<Json<Address>>>("address")?.map(|Json(address)| address),
            reason: row.maybe_one_of("reason", Reason::ALL, Reason::as_str)?,
            said: row.take("said")?,
            price_per_hour: row.take("price_per_hour")?,
            version: row.take("version")?,
            created_at: row.take("created_at")?,
            created_by: row.take("created_by")?,
            updated_at: row.take("updated_at")?,
            gone_at: row.take("gone_at")?,
        })
    }
}

fn all(rows: Vec<Row>) -> Result<Vec<ResourceRow>, StoreError> {
    rows.into_iter().map(ResourceRow::try_from).collect()
}

// The id of one that is gone is free; the version goes on, so that nobody takes one for the other.
const INSERT: Sql = Sql::new(
    "resource.insert",
    "INSERT INTO resource
            (organisation, id, kind, title, provider, provider_name, region, specification, life,
             status, address, reason, said, price_per_hour, version, created_at, created_by,
             request_id, idempotency_key, updated_at, gone_at, account, image_digest)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
             $18, $19, $20, $21, $22, $23)
         ON CONFLICT (organisation, id) DO UPDATE
        SET kind = excluded.kind,
            title = excluded.title,
            provider = excluded.provider,
            provider_name = excluded.provider_name,
            region = excluded.region,
            specification = excluded.specification,
            life = excluded.life,
            status = excluded.status,
            address = excluded.address,
            reason = excluded.reason,
            said = excluded.said,
            price_per_hour = excluded.price_per_hour,
            version = resource.version + 1,
            created_at = excluded.created_at,
            created_by = excluded.created_by,
            request_id = excluded.request_id,
            idempotency_key = excluded.idempotency_key,
            updated_at = excluded.updated_at,
            gone_at = excluded.gone_at,
            account = excluded.account,
            image_digest = excluded.image_digest
      WHERE resource.gone_at IS NOT NULL",
);

const SAVE: Sql = Sql::new(
    "resource.save",
    "UPDATE resource
        SET title = $3, region = $4, specification = $5, life = $6, status = $7, address = $8,
            reason = $9, said = $10, price_per_hour = $11, updated_at = $12, gone_at = $13,
            image_digest = $14, version = $15
      WHERE organisation = $1 AND id = $2 AND version = $15 - 1",
);

const FIND: Sql =
    Sql::new("resource.find", "SELECT * FROM resource WHERE organisation = $1 AND id = $2");

const PAGE: Sql = Sql::new(
    "resource.page",
    "SELECT *
       FROM resource
      WHERE organisation = $1 AND kind = $2 AND id > $3 AND gone_at IS NULL
      ORDER BY id
      LIMIT $4",
);

const COUNT: Sql = Sql::new(
    "resource.count",
    "SELECT COUNT(*) AS resources
       FROM resource
      WHERE organisation = $1 AND kind = $2 AND gone_at IS NULL",
);

const NOT_RUNNING: Sql = Sql::new(
    "resource.not_running",
    "SELECT *
       FROM resource
      WHERE organisation = $1 AND gone_at IS NULL AND status <> 'running'
      ORDER BY updated_at DESC, id
      LIMIT $2",
);

const COUNT_BY_PROVIDER: Sql = Sql::new(
    "resource.count_by_provider",
    "SELECT provider, COUNT(*) AS resources
       FROM resource
      WHERE organisation = $1 AND kind = $2 AND gone_at IS NULL
      GROUP BY provider
      ORDER BY provider",
);

const COUNT_OWN: Sql = Sql::new(
    "resource.count_on_own_account",
    "SELECT COUNT(*) AS resources
       FROM resource
      WHERE organisation = $1 AND provider = $2 AND account = $3 AND gone_at IS NULL",
);

const OWNERS: Sql = Sql::new(
    "resource.owners",
    "SELECT DISTINCT organisation FROM resource WHERE gone_at IS NULL ORDER BY organisation",
);

const AT_PROVIDER: Sql = Sql::new(
    "resource.at_provider",
    "SELECT *
       FROM resource
      WHERE provider = $1 AND gone_at IS NULL
      ORDER BY organisation, id",
);

const NAMED: Sql = Sql::new(
    "resource.named",
    "SELECT *
       FROM resource
      WHERE provider = $1 AND provider_name = $2
      ORDER BY gone_at IS NOT NULL, gone_at DESC
      LIMIT 1",
);

const PRICES: Sql = Sql::new(
    "resource.prices",
    "SELECT price_per_hour
       FROM resource
      WHERE account = $1 AND gone_at IS NULL AND price_per_hour IS NOT NULL",
);

const OWN_PRICES: Sql = Sql::new(
    "resource.own_prices",
    "SELECT price_per_hour
       FROM resource
      WHERE organisation = $1 AND gone_at IS NULL AND price_per_hour IS NOT NULL",
);

/// Keeps a new resource, in the place of one that is gone. An id that is taken is a conflict.
///
/// What of it is counted by the hour follows, here and whenever it is saved.
pub fn insert(tx: &mut dyn Write, scope: &Scope, row: &ResourceRow) -> Result<(), StoreError> {
    let values = values![
        &scope.organisation,
        &row.id,
        row.kind.as_str(),
        &row.title,
        &row.provider,
        &row.provider_name,
        row.region.as_ref(),
        Json(&row.specification),
        Json(&row.life),
        row.status.as_str(),
        row.address.as_ref().map(Json),
        row.reason.map(Reason::as_str),
        row.said.as_ref(),
        row.price_per_hour,
        row.version,
        row.created_at,
        &row.created_by,
        &scope.request_id,
        scope.idempotency_key.as_ref(),
        row.updated_at,
        row.gone_at,
        row.account.as_str(),
        row.image_digest.as_ref(),
    ];
    tx.change(INSERT, &values)?;
    usage_span::follow(tx, row)
}

/// Keeps a resource that has changed since it was read with this version.
pub fn save(tx: &mut dyn Write, row: &ResourceRow) -> Result<(), StoreError> {
    tx.change(SAVE, &written(row))?;
    usage_span::follow(tx, row)
}

fn written(row: &ResourceRow) -> [Value; 15] {
    values![
        &row.organisation,
        &row.id,
        &row.title,
        row.region.as_ref(),
        Json(&row.specification),
        Json(&row.life),
        row.status.as_str(),
        row.address.as_ref().map(Json),
        row.reason.map(Reason::as_str),
        row.said.as_ref(),
        row.price_per_hour,
        row.updated_at,
        row.gone_at,
        row.image_digest.as_ref(),
        row.version + 1,
    ]
}

/// The resource with this id, if it is gone too.
pub fn find(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    id: &Name,
) -> Result<Option<ResourceRow>, StoreError> {
    tx.query_one(FIND, &values![organisation, id])?.map(ResourceRow::try_from).transpose()
}

/// Resources of a kind after one, or the first ones, by id; not those that are gone.
pub fn page(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    kind: ResourceKind,
    after: Option<&Name>,
    limit: u32,
) -> Result<Vec<ResourceRow>, StoreError> {
    let after = after.map_or("", Name::as_str);
    all(tx.query(PAGE, &values![organisation, kind.as_str(), after, limit])?)
}

/// How many resources of a kind are not gone.
pub fn count(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    kind: ResourceKind,
) -> Result<u64, StoreError> {
    let row = tx.query_one(COUNT, &values![organisation, kind.as_str()])?;
    row.map_or(Ok(0), |mut row| row.take("resources"))
}

/// What an organisation has and does not run, lately changed first: what is on its way, stopped or failed.
pub fn not_running(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    limit: u32,
) -> Result<Vec<ResourceRow>, StoreError> {
    all(tx.query(NOT_RUNNING, &values![organisation, limit])?)
}

/// The same for each provider.
pub fn count_by_provider(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    kind: ResourceKind,
) -> Result<Vec<(String, u32)>, StoreError> {
    let rows = tx.query(COUNT_BY_PROVIDER, &values![organisation, kind.as_str()])?;
    rows.into_iter().map(|mut row| Ok((row.take("provider")?, row.take("resources")?))).collect()
}

/// How many resources stand on the account that an organisation has itself at a provider.
pub fn count_on_own_account(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    provider: &str,
) -> Result<u64, StoreError> {
    let account = Account::Organisation.as_str();
    let row = tx.query_one(COUNT_OWN, &values![organisation, provider, account])?;
    row.map_or(Ok(0), |mut row| row.take("resources"))
}

/// Every organisation that has something which is not gone.
pub fn owners(tx: &mut dyn Read) -> Result<Vec<OrganisationId>, StoreError> {
    tx.query(OWNERS, &[])?.into_iter().map(|mut row| row.take("organisation")).collect()
}

/// Everything that any organisation has at a provider; not what is gone.
pub fn at_provider_in_any_organisation(
    tx: &mut dyn Read,
    provider: &str,
) -> Result<Vec<ResourceRow>, StoreError> {
    all(tx.query(AT_PROVIDER, &values![provider])?)
}

/// What any organisation has under a name at a provider, or the last that had it and is gone.
pub fn named_in_any_organisation(
    tx: &mut dyn Read,
    provider: &str,
    name: &str,
) -> Result<Option<ResourceRow>, StoreError> {
    tx.query_one(NAMED, &values![provider, name])?.map(ResourceRow::try_from).transpose()
}

/// What all that is not gone costs an hour on the credentials of the installation, of any organisation, as far as it
/// has a price.
pub fn price_per_hour_of_every_organisation(tx: &mut dyn Read) -> Result<u64, StoreError> {
    sum(tx.query(PRICES, &values![Account::Installation.as_str()])?)
}

/// What all that an organisation has costs an hour, as far as it has a price.
pub fn price_per_hour(tx: &mut dyn Read, organisation: &OrganisationId) -> Result<u64, StoreError> {
    sum(tx.query(OWN_PRICES, &values![organisation])?)
}

fn sum(rows: Vec<Row>) -> Result<u64, StoreError> {
    rows.into_iter().map(|mut row| row.take::<u64>("price_per_hour")).sum()
}
