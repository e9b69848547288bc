//! Usage events: what was used, counted once, never changed.
//!
//! A total is a sum over these rows, so it can always be computed again.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
};
use muster_core::{JobId, OrganisationId, Scope, Timestamp, UsageEventId, WorkerId};

/// One thing that was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageEvent {
    /// Its id.
    pub id: UsageEventId,
    /// What is counted.
    pub meter: String,
    /// How much, in the meter's unit.
    pub quantity: u64,
    /// By which job.
    pub job: JobId,
    /// In which attempt.
    pub attempt: u32,
    /// Which event of that attempt and meter, from 1.
    pub sequence: u32,
    /// On which worker.
    pub worker: WorkerId,
    /// When.
    pub at: Timestamp,
}

const INSERT: Sql = Sql::new(
    "usage_event.insert",
    "INSERT INTO usage_event
            (organisation, id, meter, quantity, job, attempt, sequence, worker, at,
             actor, request_id, idempotency_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (organisation, job, attempt, meter, sequence) DO NOTHING",
);

const SUM: Sql = Sql::new(
    "usage_event.sum",
    "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) AS total
       FROM usage_event
      WHERE organisation = $1 AND meter = $2 AND at >= $3 AND at < $4",
);

/// Counts an event; false if it was counted already.
pub fn insert(tx: &mut dyn Write, scope: &Scope, event: &UsageEvent) -> Result<bool, StoreError> {
    let values = values![
        &scope.organisation,
        &event.id,
        &event.meter,
        event.quantity,
        event.job,
        event.attempt,
        event.sequence,
        &event.worker,
        event.at,
        &scope.actor,
        &scope.request_id,
        scope.idempotency_key.as_ref(),
    ];
    tx.execute(INSERT, &values).map(|count| count == 1)
}

/// How much was used from one moment until just before another.
pub fn sum(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    meter: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<u64, StoreError> {
    let row = tx.query_one(SUM, &values![organisation, meter, from, to])?;
    row.map_or(Ok(0), |mut row| row.take("total"))
}
