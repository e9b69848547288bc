//! Usage spans: from when until when something was there.
//!
//! Hours are computed from these rows and kept nowhere else. At most one span of a thing is open. Those of
//! [resources](crate::resource) follow every change of a resource by themselves, so they cannot be forgotten.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    resource::ResourceRow,
    value::Row,
};
use muster_core::{
    OrganisationId, Timestamp, WorkerId,
    cloud::{Belief, Phase, ResourceKind, Storage},
};

/// A worker on a machine of one's own that was connected.
pub const LOCAL_WORKER: &str = "local_worker_hours";
/// The instance of a cloud worker that was up.
pub const CLOUD_WORKER: &str = "cloud_worker_hours";
/// An environment that was up.
pub const ENVIRONMENT: &str = "environment_hours";
/// Storage of an environment that was kept, be the environment up or not.
pub const STORAGE: &str = "environment_gigabyte_hours";

/// From when until when something was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// What is counted.
    pub meter: String,
    /// The id of the worker or the environment.
    pub subject: String,
    /// Since when.
    pub began_at: Timestamp,
    /// Until when; it is still there if there is none.
    pub ended_at: Option<Timestamp>,
    /// How many units an hour of it is.
    pub weight: u64,
    /// What an hour of it costs, in millionths of a US dollar, if that is known.
    pub price_per_hour: Option<u64>,
    /// Who wanted it.
    pub person: String,
}

impl TryFrom<Row> for Span {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            meter: row.take("meter")?,
            subject: row.take("subject")?,
            began_at: row.take("began_at")?,
            ended_at: row.take("ended_at")?,
            weight: row.take("weight")?,
            price_per_hour: row.take("price_per_hour")?,
            person: row.take("person")?,
        })
    }
}

const FIND_OPEN: Sql = Sql::new(
    "usage_span.find_open",
    "SELECT *
       FROM usage_span
      WHERE organisation = $1 AND meter = $2 AND subject = $3 AND ended_at IS NULL",
);

// A thing that comes back within the millisecond in which it began goes on.
const OPEN: Sql = Sql::new(
    "usage_span.open",
    "INSERT INTO usage_span
            (organisation, meter, subject, began_at, ended_at, weight, price_per_hour, person)
     VALUES ($1, $2, $3, $4, NULL, $5, $6, $7)
         ON CONFLICT (organisation, meter, subject, began_at) DO UPDATE SET ended_at = NULL",
);

// A clock that was put back makes a span no shorter than nothing.
const CLOSE: Sql = Sql::new(
    "usage_span.close",
    "UPDATE usage_span
        SET ended_at = CASE WHEN $4 > began_at THEN $4 ELSE began_at END
      WHERE organisation = $1 AND meter = $2 AND subject = $3 AND ended_at IS NULL",
);

const CLOSE_WORKERS: Sql = Sql::new(
    "usage_span.close_workers",
    "UPDATE usage_span
        SET ended_at = COALESCE((SELECT worker.last_seen_at
                                   FROM worker
                                  WHERE worker.organisation = usage_span.organisation
                                    AND worker.id = usage_span.subject
                                    AND worker.last_seen_at > usage_span.began_at), began_at)
      WHERE meter = 'local_worker_hours' AND ended_at IS NULL",
);

const BETWEEN: Sql = Sql::new(
    "usage_span.between",
    "SELECT meter, subject, began_at, ended_at, weight, price_per_hour, person
       FROM usage_span
      WHERE organisation = $1 AND began_at < $3 AND (ended_at IS NULL OR ended_at > $2)
      ORDER BY meter, subject, began_at",
);

/// Begins a span, unless one of this thing is open.
pub fn open(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    span: &Span,
) -> Result<(), StoreError> {
    let Span { meter, subject, began_at, weight, price_per_hour, person, .. } = span;
    if tx.query_one(FIND_OPEN, &values![organisation, meter, subject])?.is_some() {
        return Ok(());
    }
    let values = values![organisation, meter, subject, *began_at, *weight, *price_per_hour, person];
    tx.execute(OPEN, &values).map(drop)
}

/// Ends the open span of a thing, if there is one.
pub fn close(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    (meter, subject): (&str, &str),
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(CLOSE, &values![organisation, meter, subject, at]).map(drop)
}

/// A worker on somebody's own machine is connected from now on.
pub fn worker_came(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    worker: &WorkerId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let span = Span {
        meter: LOCAL_WORKER.to_owned(),
        subject: worker.to_string(),
        began_at: at,
        ended_at: None,
        weight: 1,
        price_per_hour: None,
        person: String::new(),
    };
    open(tx, organisation, &span)
}

/// After a start: a worker was there until it was last heard, whoever it belongs to.
pub fn close_workers_of_every_organisation(tx: &mut dyn Write) -> Result<(), StoreError> {
    tx.execute(CLOSE_WORKERS, &[]).map(drop)
}

/// Brings the spans of a resource to what is certain of it. What is not certain changes nothing.
pub(crate) fn follow(tx: &mut dyn Write, row: &ResourceRow) -> Result<(), StoreError> {
    let up = match row.kind {
        ResourceKind::Worker => CLOUD_WORKER,
        ResourceKind::Environment => ENVIRONMENT,
    };
    let is_up = match row.life.instance {
        Belief::Known { phase: Phase::Running } => Some(true),
        Belief::Absent | Belief::Known { phase: Phase::Stopped | Phase::Failed } => Some(false),
        Belief::Unsure { .. } | Belief::Known { .. } => None,
    };
    steer(tx, row, (up, 1), is_up)?;
    let is_kept = match row.life.storage {
        Storage::Kept => Some(true),
        Storage::None | Storage::Foreign | Storage::Absent => Some(false),
        Storage::Unseen | Storage::Unsure { .. } => None,
    };
    steer(tx, row, (STORAGE, gigabytes(row)), is_kept)
}

fn steer(
    tx: &mut dyn Write,
    row: &ResourceRow,
    (meter, weight): (&str, u64),
    is_there: Option<bool>,
) -> Result<(), StoreError> {
    match is_there {
        Some(true) => {
            let span = Span {
                meter: meter.to_owned(),
                subject: row.id.to_string(),
                began_at: row.updated_at,
                ended_at: None,
                weight,
                // What a provider asks for an hour of use is in the span of use.
                price_per_hour: row.price_per_hour.filter(|_| meter != STORAGE),
                person: row.created_by.clone(),
            };
            open(tx, &row.organisation, &span)
        }
        Some(false) => close(tx, &row.organisation, (meter, row.id.as_str()), row.updated_at),
        None => Ok(()),
    }
}

/// How much storage was ordered.
fn gigabytes(row: &ResourceRow) -> u64 {
    row.specification.get("storage_gb").and_then(serde_json::Value::as_u64).unwrap_or(0)
}

/// Spans that lie within a time or reach into it.
pub fn between(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<Span>, StoreError> {
    let rows = tx.query(BETWEEN, &values![organisation, from, to])?;
    rows.into_iter().map(Span::try_from).collect()
}
