//! Workers: machines that run jobs, or ran them.
//!
//! A removed worker is neither found nor listed, but its row stays, so that its old jobs can still
//! say its name.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::{Json, Row, Value},
};
use muster_core::{
    OrganisationId, Scope, Timestamp, TokenId, WorkerId,
    labels::WorkerLabels,
    owner::Owner,
    requirement::Labels,
    update::Update,
    worker::{Destination, Link, Pause},
};

/// A worker as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkerRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// Its id.
    pub id: WorkerId,
    /// Its name for people.
    pub name: String,
    /// Where it comes from.
    pub destination: Destination,
    /// How it talks to the coordinator.
    pub link: Link,
    /// The key that it proves itself with; a node that polls has none.
    pub public_key: Option<Vec<u8>>,
    /// What it offers: found and given.
    pub labels: WorkerLabels,
    /// How many jobs it runs at once.
    pub slots: u32,
    /// The version of its program.
    pub version: Option<String>,
    /// Whether it is the coordinator's own machine.
    pub is_this_machine: bool,
    /// What a node that polls calls itself.
    pub node_id: Option<String>,
    /// When it joined.
    pub joined_at: Timestamp,
    /// When it was last heard.
    pub last_seen_at: Timestamp,
    /// Whether its last word was that it goes to sleep.
    pub said_asleep: bool,
    /// The token that it joined with.
    pub joined_with: Option<TokenId>,
    /// Whose word keeps it from new jobs.
    pub pause: Option<Pause>,
    /// What it says of its owner.
    pub owner: Owner,
    /// Where the coordinator calls it, if it listens.
    pub url: Option<String>,
    /// To which version it is brought, and how far that is.
    pub update: Option<Update>,
}

impl WorkerRow {
    /// Takes over what people have said of it since.
    pub fn steer(&mut self, newer: &Self) {
        self.name.clone_from(&newer.name);
        self.pause.clone_from(&newer.pause);
        self.update.clone_from(&newer.update);
        self.labels = self.labels.with_given(newer.labels.given().clone());
    }
}

const DESTINATIONS: [(&str, Destination); 2] =
    [("local", Destination::Local), ("cloud", Destination::Cloud)];
const LINKS: [(&str, Link); 2] = [("session", Link::Session), ("polling", Link::Polling)];

fn destination_word(destination: Destination) -> &'static str {
    match destination {
        Destination::Local => "local",
        Destination::Cloud => "cloud",
    }
}

fn link_word(link: Link) -> &'static str {
    match link {
        Link::Session => "session",
        Link::Polling => "polling",
    }
}

impl TryFrom<Row> for WorkerRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        let given = row.take::<Option<Json<Labels>>>("given_labels")?;
        Ok(Self {
            organisation: row.take("organisation")?,
            id: row.take("id")?,
            name: row.take("name")?,
            destination: row.word("destination", &DESTINATIONS)?,
            link: row.word("link", &LINKS)?,
            public_key: row.take("public_key")?,
            labels: WorkerLabels::new(
                row.json("labels")?,
                given.map_or_else(Labels::new, |it| it.0),
            ),
            slots: row.take("slots")?,
            version: row.take("version")?,
            is_this_machine: row.take("is_this_machine")?,
            node_id: row.take("node_id")?,
            joined_at: row.take("joined_at")?,
            last_seen_at: row.take("last_seen_at")?,
            said_asleep: row.take("said_asleep")?,
            joined_with: row.take("joined_with")?,
            pause: row.take::<Option<Json<Pause>>>("pause")?.map(|Json(pause)| pause),
            owner: row.take::<Option<Json<Owner>>>("owner")?.map_or_else(Owner::default, |it| it.0),
            url: row.take("url")?,
            update: row.take::<Option<Json<Update>>>("last_update")?.map(|Json(update)| update),
        })
    }
}

fn one(row: Option<Row>) -> Result<Option<WorkerRow>, StoreError> {
    row.map(WorkerRow::try_from).transpose()
}

fn all(rows: Vec<Row>) -> Result<Vec<WorkerRow>, StoreError> {
    rows.into_iter().map(WorkerRow::try_from).collect()
}

const INSERT: Sql = Sql::new(
    "worker.insert",
    "INSERT INTO worker
            (organisation, id, name, destination, link, public_key, labels, slots, version,
             is_this_machine, node_id, joined_at, joined_with, last_seen_at, said_asleep,
             created_by, request_id, idempotency_key, changed_by, changed_in, given_labels, url)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
             $16, $17, $18, $16, $17, $19, $20)",
);

// A node says its labels once in a while, and says nothing of them in between.
const UPSERT_NODE: Sql = Sql::new(
    "worker.upsert_node",
    "INSERT INTO worker
            (organisation, id, name, destination, link, public_key, labels, slots, version,
             is_this_machine, node_id, joined_at, joined_with, last_seen_at, said_asleep,
             created_by, request_id, idempotency_key, changed_by, changed_in, given_labels, url)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
             $16, $17, $18, $16, $17, $19, $20)
         ON CONFLICT (organisation, node_id) WHERE node_id IS NOT NULL AND removed_at IS NULL
         DO UPDATE
        SET name = excluded.name,
            labels = CASE WHEN excluded.labels = '{}' THEN worker.labels ELSE excluded.labels END,
            slots = excluded.slots,
            version = COALESCE(excluded.version, worker.version),
            last_seen_at = excluded.last_seen_at,
            said_asleep = excluded.said_asleep,
            changed_by = excluded.changed_by,
            changed_in = excluded.changed_in
     RETURNING *",
);

const FIND: Sql = Sql::new(
    "worker.find",
    "SELECT * FROM worker WHERE organisation = $1 AND id = $2 AND removed_at IS NULL",
);

const FIND_NODE: Sql = Sql::new(
    "worker.find_node",
    "SELECT * FROM worker WHERE organisation = $1 AND node_id = $2 AND removed_at IS NULL",
);

const IDENTIFY: Sql =
    Sql::new("worker.identify", "SELECT * FROM worker WHERE id = $1 AND removed_at IS NULL");

const THIS_MACHINE: Sql = Sql::new(
    "worker.this_machine",
    "SELECT *
       FROM worker
      WHERE organisation = $1 AND is_this_machine = 1 AND removed_at IS NULL
      ORDER BY joined_at, id
      LIMIT 1",
);

const JOINED_WITH: Sql = Sql::new(
    "worker.joined_with",
    "SELECT *
       FROM worker
      WHERE organisation = $1 AND joined_with = $2 AND removed_at IS NULL
      ORDER BY joined_at, id
      LIMIT 1",
);

const LIST: Sql = Sql::new(
    "worker.list",
    "SELECT *
       FROM worker
      WHERE organisation = $1 AND removed_at IS NULL
      ORDER BY joined_at, id",
);

const UPDATE_FACTS: Sql = Sql::new(
    "worker.update_facts",
    "UPDATE worker
        SET labels = $3, slots = $4, version = $5, owner = $6, changed_by = $7, changed_in = $8
      WHERE organisation = $1 AND id = $2 AND removed_at IS NULL",
);

// News may arrive out of order; the latest stands.
const SEEN: Sql = Sql::new(
    "worker.seen",
    "UPDATE worker
        SET last_seen_at = $2, said_asleep = $3
      WHERE id = $1 AND last_seen_at <= $2",
);

const STEER: Sql = Sql::new(
    "worker.steer",
    "UPDATE worker
        SET name = $3, pause = $4, given_labels = $5, last_update = $6, changed_by = $7, changed_in = $8
      WHERE organisation = $1 AND id = $2 AND removed_at IS NULL",
);

const REMOVE: Sql = Sql::new(
    "worker.remove",
    "UPDATE worker
        SET removed_at = $3, changed_by = $4, changed_in = $5
      WHERE organisation = $1 AND id = $2 AND removed_at IS NULL",
);

const NAME: Sql =
    Sql::new("worker.name", "SELECT id, name FROM worker WHERE organisation = $1 AND id = $2");

pub(crate) const CALLED: Sql = Sql::new(
    "worker.called",
    "SELECT id FROM worker WHERE organisation = $1 AND name = $2 LIMIT $3",
);

fn written(scope: &Scope, worker: &WorkerRow) -> [Value; 20] {
    values![
        &scope.organisation,
        &worker.id,
        &worker.name,
        destination_word(worker.destination),
        link_word(worker.link),
        worker.public_key.as_deref(),
        Json(worker.labels.found()),
        worker.slots,
        worker.version.as_ref(),
        worker.is_this_machine,
        worker.node_id.as_ref(),
        worker.joined_at,
        worker.joined_with.as_ref(),
        worker.last_seen_at,
        worker.said_asleep,
        &scope.actor,
        &scope.request_id,
        scope.idempotency_key.as_ref(),
        Json(worker.labels.given()),
        worker.url.as_ref(),
    ]
}

/// Keeps a worker that has joined. An id that is taken is a conflict.
pub fn insert(tx: &mut dyn Write, scope: &Scope, worker: &WorkerRow) -> Result<(), StoreError> {
    tx.change(INSERT, &written(scope, worker))
}

/// Keeps a node that polls, or brings the one with the same node id up to date, and answers how it
/// is kept now. Empty labels leave those that it had, and what it was given stays.
pub fn upsert_node(
    tx: &mut dyn Write,
    scope: &Scope,
    worker: &WorkerRow,
) -> Result<WorkerRow, StoreError> {
    one(tx.query_one(UPSERT_NODE, &written(scope, worker))?)?.ok_or(StoreError::Conflict)
}

/// The worker with this id.
pub fn find(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    id: &WorkerId,
) -> Result<Option<WorkerRow>, StoreError> {
    one(tx.query_one(FIND, &values![organisation, id])?)
}

/// The worker that calls itself this when it polls.
pub fn find_node(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    node_id: &str,
) -> Result<Option<WorkerRow>, StoreError> {
    one(tx.query_one(FIND_NODE, &values![organisation, node_id])?)
}

/// The worker with this id, of any organisation: this is how a session finds whose worker it has.
pub fn identify(tx: &mut dyn Read, id: &WorkerId) -> Result<Option<WorkerRow>, StoreError> {
    one(tx.query_one(IDENTIFY, &values![id])?)
}

/// The worker on the coordinator's own machine.
pub fn this_machine(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Option<WorkerRow>, StoreError> {
    one(tx.query_one(THIS_MACHINE, &values![organisation])?)
}

/// The worker that joined with this token.
pub fn joined_with(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    token: &TokenId,
) -> Result<Option<WorkerRow>, StoreError> {
    one(tx.query_one(JOINED_WITH, &values![organisation, token])?)
}

/// Every worker, in the order in which they joined.
pub fn list(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Vec<WorkerRow>, StoreError> {
    all(tx.query(LIST, &values![organisation])?)
}

/// Keeps what a worker says of itself: what it found, slots, version and owner.
pub fn update_facts(
    tx: &mut dyn Write,
    scope: &Scope,
    worker: &WorkerRow,
) -> Result<(), StoreError> {
    let values = values![
        &scope.organisation,
        &worker.id,
        Json(worker.labels.found()),
        worker.slots,
        worker.version.as_ref(),
        Json(&worker.owner),
        &scope.actor,
        &scope.request_id,
    ];
    tx.change(UPDATE_FACTS, &values)
}

/// Notes when workers were last heard, and whether they said that they would sleep.
pub fn seen(tx: &mut dyn Write, news: &[(WorkerId, Timestamp, bool)]) -> Result<(), StoreError> {
    let rows: Vec<_> =
        news.iter().map(|(id, at, said_asleep)| values![id, *at, *said_asleep].to_vec()).collect();
    tx.execute_many(SEEN, &rows).map(|_| ())
}

/// Keeps what people say of a worker: its name, its pause, its labels and its update. A conflict if there is none.
pub fn steer(tx: &mut dyn Write, scope: &Scope, worker: &WorkerRow) -> Result<(), StoreError> {
    let values = values![
        &scope.organisation,
        &worker.id,
        &worker.name,
        worker.pause.as_ref().map(Json),
        Json(worker.labels.given()),
        worker.update.as_ref().map(Json),
        &scope.actor,
        &scope.request_id,
    ];
    tx.change(STEER, &values)
}

/// Removes a worker; a conflict if there is none. Its name stays for its old jobs.
pub fn remove(
    tx: &mut dyn Write,
    scope: &Scope,
    id: &WorkerId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let values = values![&scope.organisation, id, now, &scope.actor, &scope.request_id,];
    tx.change(REMOVE, &values)
}

/// The names of workers, removed ones too. An unknown one has none.
pub fn names(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    ids: &[WorkerId],
) -> Result<Vec<(WorkerId, String)>, StoreError> {
    let asked: Vec<_> = ids.iter().map(|id| values![organisation, id].to_vec()).collect();
    tx.query_many(NAME, &asked)?
        .into_iter()
        .map(|mut row| Ok((row.take("id")?, row.take("name")?)))
        .collect()
}

/// So many workers of one name are told apart from more.
pub const MOST_NAMESAKES: u32 = 32;

/// Workers with this name, removed ones too: up to one more than [`MOST_NAMESAKES`].
pub fn called(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    name: &str,
) -> Result<Vec<WorkerId>, StoreError> {
    let rows = tx.query(CALLED, &values![organisation, name, MOST_NAMESAKES + 1])?;
    rows.into_iter().map(|mut row| row.take("id")).collect()
}
