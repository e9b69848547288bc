//! Agents: programs that act on somebody's behalf. What their words mean is identity's; here they are texts.
//!
//! Every change is compared with the count of changes that its author saw. One that is over stays.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::{Json, Row, Value},
};
use muster_core::{AgentId, OrganisationId, Scope, Timestamp};

/// An agent as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// What it is called everywhere.
    pub id: AgentId,
    /// Its address, which no other agent of the organisation has that is not over.
    pub email: String,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it does, roughly.
    pub kind: String,
    /// Which version of it.
    pub version: String,
    /// What it says it can do.
    pub capabilities: Vec<String>,
    /// Who answers for it.
    pub owner: String,
    /// Where it runs.
    pub deployment: String,
    /// Where it is spoken to.
    pub endpoint: Option<String>,
    /// The card with which it came, word for word.
    pub card: Option<String>,
    /// `active`, `suspended` or `decommissioned`.
    pub state: String,
    /// Whether its owner wants it to be found by everybody.
    pub is_public: bool,
    /// Since when it does.
    pub published_at: Option<Timestamp>,
    /// Why it is hidden from everybody all the same.
    pub hidden: Option<String>,
    /// How often visitors have complained.
    pub reports: u32,
    /// Raised by every change.
    pub changes: i64,
    /// When it came.
    pub created_at: Timestamp,
    /// Who brought it.
    pub created_by: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl TryFrom<Row> for AgentRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: row.take("organisation")?,
            id: row.take("id")?,
            email: row.take("email")?,
            name: row.take("name")?,
            description: row.take("description")?,
            kind: row.take("kind")?,
            version: row.take("version")?,
            capabilities: row.json("capabilities")?,
            owner: row.take("owner")?,
            deployment: row.take("deployment")?,
            endpoint: row.take("endpoint")?,
            card: row.take("card")?,
            state: row.take("state")?,
            is_public: row.take("is_public")?,
            published_at: row.take("published_at")?,
            hidden: row.take("hidden")?,
            reports: row.take("reports")?,
            changes: row.take("changes")?,
            created_at: row.take("created_at")?,
            created_by: row.take("created_by")?,
            updated_at: row.take("updated_at")?,
        })
    }
}

/// Which agents are looked for; what is not said does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgentFilter {
    /// Who answers for it.
    pub owner: Option<String>,
    /// What it does.
    pub kind: Option<String>,
    /// How it stands.
    pub state: Option<String>,
}

/// Which listings are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListingFilter {
    /// A part of its name or description, in small letters.
    pub words: Option<String>,
    /// What it does.
    pub kind: Option<String>,
    /// Something that it says it can do.
    pub capability: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
}

/// Some of many, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<T> {
    /// These.
    pub rows: Vec<T>,
    /// Of so many.
    pub total: u64,
}

const INSERT: Sql = Sql::new(
    "agent.insert",
    "INSERT INTO agent
            (organisation, id, email, name, description, kind, version, capabilities, owner,
             deployment, endpoint, card, state, is_public, published_at, hidden, reports, changes,
             created_at, created_by, request_id, idempotency_key, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
             $19, $20, $21, $22, $23)",
);

const SAVE: Sql = Sql::new(
    "agent.save",
    "UPDATE agent
        SET name = $3, description = $4, kind = $5, version = $6, capabilities = $7, owner = $8,
            deployment = $9, endpoint = $10, card = $11, state = $12, is_public = $13,
            published_at = $14, hidden = $15, reports = $16, updated_at = $17, changes = $18
      WHERE organisation = $1 AND id = $2 AND changes = $18 - 1",
);

const FIND: Sql = Sql::new("agent.find", "SELECT * FROM agent WHERE organisation = $1 AND id = $2");

const FIND_ANY: Sql = Sql::new("agent.find_any", "SELECT * FROM agent WHERE id = $1");

const BY_EMAIL: Sql = Sql::new(
    "agent.by_email",
    "SELECT * FROM agent WHERE organisation = $1 AND email = $2 AND state <> 'decommissioned'",
);

const PAGE: Sql = Sql::new(
    "agent.page",
    "SELECT *
       FROM agent
      WHERE organisation = $1
        AND ($2 = '' OR owner = $2) AND ($3 = '' OR kind = $3) AND ($4 = '' OR state = $4)
      ORDER BY created_at DESC, id DESC
      LIMIT $5 OFFSET $6",
);

const COUNT: Sql = Sql::new(
    "agent.count",
    "SELECT COUNT(*) AS agents
       FROM agent
      WHERE organisation = $1
        AND ($2 = '' OR owner = $2) AND ($3 = '' OR kind = $3) AND ($4 = '' OR state = $4)",
);

// `$1` has percent signs of its own for `LIKE`, and what stands between them has none that counts.
const LISTED: Sql = Sql::new(
    "agent.listed",
    "SELECT *
       FROM agent
      WHERE is_public = 1 AND state = 'active' AND hidden IS NULL
        AND ($1 = '' OR LOWER(name) LIKE $1 ESCAPE '!' OR LOWER(description) LIKE $1 ESCAPE '!')
        AND ($2 = '' OR kind = $2)
        AND ($3 = '' OR capabilities LIKE $3 ESCAPE '!')
        AND ($4 = '' OR owner = $4)
      ORDER BY published_at DESC, id DESC
      LIMIT $5 OFFSET $6",
);

const LISTED_COUNT: Sql = Sql::new(
    "agent.listed_count",
    "SELECT COUNT(*) AS agents
       FROM agent
      WHERE is_public = 1 AND state = 'active' AND hidden IS NULL
        AND ($1 = '' OR LOWER(name) LIKE $1 ESCAPE '!' OR LOWER(description) LIKE $1 ESCAPE '!')
        AND ($2 = '' OR kind = $2)
        AND ($3 = '' OR capabilities LIKE $3 ESCAPE '!')
        AND ($4 = '' OR owner = $4)",
);

/// Keeps a new agent, brought by the scope's actor. An address or id that is taken is a conflict.
pub fn insert(tx: &mut dyn Write, scope: &Scope, row: &AgentRow) -> Result<(), StoreError> {
    let values = values![
        &scope.organisation,
        &row.id,
        &row.email,
        &row.name,
        &row.description,
        &row.kind,
        &row.version,
        Json(&row.capabilities),
        &row.owner,
        &row.deployment,
        row.endpoint.as_ref(),
        row.card.as_ref(),
        &row.state,
        row.is_public,
        row.published_at,
        row.hidden.as_ref(),
        row.reports,
        row.changes,
        row.created_at,
        &row.created_by,
        &scope.request_id,
        scope.idempotency_key.as_ref(),
        row.updated_at,
    ];
    tx.change(INSERT, &values)
}

/// Keeps an agent that has changed since it was read.
pub fn save(tx: &mut dyn Write, row: &AgentRow) -> Result<(), StoreError> {
    let values = values![
        &row.organisation,
        &row.id,
        &row.name,
        &row.description,
        &row.kind,
        &row.version,
        Json(&row.capabilities),
        &row.owner,
        &row.deployment,
        row.endpoint.as_ref(),
        row.card.as_ref(),
        &row.state,
        row.is_public,
        row.published_at,
        row.hidden.as_ref(),
        row.reports,
        row.updated_at,
        row.changes + 1,
    ];
    tx.change(SAVE, &values)
}

/// The agent with this id, if it is over too.
pub fn find(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    id: &AgentId,
) -> Result<Option<AgentRow>, StoreError> {
    tx.query_one(FIND, &values![organisation, id])?.map(AgentRow::try_from).transpose()
}

/// How many agents are active.
pub fn count_active(tx: &mut dyn Read, organisation: &OrganisationId) -> Result<u64, StoreError> {
    let row = tx.query_one(COUNT, &values![organisation, "", "", "active"])?;
    row.map_or(Ok(0), |mut row| row.take("agents"))
}

/// The agent with this id, whosever it is: this is how its organisation is found.
pub fn find_in_any_organisation(
    tx: &mut dyn Read,
    id: &AgentId,
) -> Result<Option<AgentRow>, StoreError> {
    tx.query_one(FIND_ANY, &values![id])?.map(AgentRow::try_from).transpose()
}

/// The agent that has this address and is not over.
pub fn by_email(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    email: &str,
) -> Result<Option<AgentRow>, StoreError> {
    tx.query_one(BY_EMAIL, &values![organisation, email])?.map(AgentRow::try_from).transpose()
}

/// Agents that are looked for, newest first, after so many of them.
pub fn page(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    filter: &AgentFilter,
    limit: u32,
    offset: u64,
) -> Result<Part<AgentRow>, StoreError> {
    let text = |said: &Option<String>| Value::from(said.as_deref().unwrap_or_default());
    let mut values = vec![
        Value::from(organisation),
        text(&filter.owner),
        text(&filter.kind),
        text(&filter.state),
    ];
    let total = counted(tx, COUNT, &values)?;
    values.extend(values![limit, offset]);
    part(tx, PAGE, &values, total)
}

/// Listings of any organisation, those first that were published last.
pub fn listed_in_any_organisation(
    tx: &mut dyn Read,
    filter: &ListingFilter,
    limit: u32,
    offset: u64,
) -> Result<Part<AgentRow>, StoreError> {
    let text = |said: &Option<String>| Value::from(said.as_deref().unwrap_or_default());
    let words = filter.words.as_ref().map(|words| within(words));
    let capability = filter.capability.as_ref().map(|it| within(&format!("\"{it}\"")));
    let mut values = vec![text(&words), text(&filter.kind), text(&capability), text(&filter.owner)];
    let total = counted(tx, LISTED_COUNT, &values)?;
    values.extend(values![limit, offset]);
    part(tx, LISTED, &values, total)
}

/// What `LIKE` takes for this text anywhere.
fn within(text: &str) -> String {
    let plain = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{plain}%")
}

fn counted(tx: &mut dyn Read, sql: Sql, values: &[Value]) -> Result<u64, StoreError> {
    tx.query_one(sql, values)?.map_or(Ok(0), |mut row| row.take("agents"))
}

fn part(
    tx: &mut dyn Read,
    sql: Sql,
    values: &[Value],
    total: u64,
) -> Result<Part<AgentRow>, StoreError> {
    let rows = tx.query(sql, values)?.into_iter().map(AgentRow::try_from);
    Ok(Part { rows: rows.collect::<Result<_, _>>()?, total })
}
