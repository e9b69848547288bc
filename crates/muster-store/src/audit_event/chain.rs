//! The chain: places, seals and heads of events, given after the events were written.
//!
//! Not here: keys. Whoever seals has them, and hands over what is to be kept.

use super::{AuditRow, ends, id, number};
use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_audit::{DateRange, Event, KeyId, Link, Seal, Sealed, seal::Code};
use muster_core::{AuditEventId, OrganisationId, Timestamp};

const WAITING: Sql = Sql::new(
    "audit_unsealed.organisations",
    "SELECT o.id
       FROM organisation o
      WHERE EXISTS (SELECT 1 FROM audit_unsealed u WHERE u.organisation = o.id)
         OR (EXISTS (SELECT 1 FROM audit_event e WHERE e.organisation = o.id)
             AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.organisation = o.id))
      ORDER BY o.id",
);

const UNSEALED: Sql = Sql::new(
    "audit_unsealed.page",
    "SELECT r.*, NULL AS sequence
       FROM audit_unsealed u
       JOIN audit_record r ON r.number = u.number AND r.organisation = u.organisation
      WHERE u.organisation = $1
      ORDER BY u.number
      LIMIT $2",
);

const INSERT: Sql = Sql::new(
    "audit_seal.insert",
    "INSERT INTO audit_seal (organisation, sequence, number, link, code, key)
     VALUES ($1, $2, $3, $4, $5, $6)",
);

const SEALED: Sql = Sql::new(
    "audit_unsealed.delete",
    "DELETE FROM audit_unsealed WHERE organisation = $1 AND number = $2",
);

const AT: Sql = Sql::new(
    "audit_seal.at",
    "SELECT * FROM audit_seal WHERE organisation = $1 AND sequence <= $2
      ORDER BY sequence DESC LIMIT 1",
);

const KEEP_HEAD: Sql = Sql::new(
    "audit_head.keep",
    "INSERT INTO audit_head (organisation, head) VALUES ($1, $2)
         ON CONFLICT (organisation) DO UPDATE SET head = excluded.head",
);

const HEAD: Sql =
    Sql::new("audit_head.find", "SELECT head FROM audit_head WHERE organisation = $1");

const RETIRED: Sql = Sql::new(
    "audit_key.list",
    "SELECT last FROM audit_key WHERE organisation = $1 ORDER BY generation",
);

const RETIRE: Sql = Sql::new(
    "audit_key.insert",
    "INSERT INTO audit_key (organisation, generation, last, retired_at) VALUES ($1, $2, $3, $4)",
);

const AFTER: Sql = Sql::new(
    "audit_seal.after",
    "SELECT s.sequence, s.link, s.code, s.key, r.*
       FROM audit_seal s
       LEFT JOIN audit_record r ON r.number = s.number
      WHERE s.organisation = $1 AND s.sequence > $2
      ORDER BY s.sequence
      LIMIT $3",
);

const STRETCH: Sql = Sql::new(
    "audit_seal.stretch",
    "SELECT MIN(s.sequence) AS begins, MAX(s.sequence) AS ends
       FROM audit_seal s
       JOIN audit_record r ON r.number = s.number
      WHERE s.organisation = $1 AND r.at >= $2 AND r.at <= $3",
);

const STRAY: Sql = Sql::new(
    "audit_record.stray",
    "SELECT r.number
       FROM audit_record r
      WHERE r.organisation = $1
        AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.number = r.number)
        AND NOT EXISTS (SELECT 1 FROM audit_unsealed u
                         WHERE u.organisation = r.organisation AND u.number = r.number)
      ORDER BY r.number
      LIMIT 1",
);

/// Organisations with something to be sealed, whosever they are.
pub fn waiting(tx: &mut dyn Read) -> Result<Vec<OrganisationId>, StoreError> {
    tx.query(WAITING, &[])?.into_iter().map(|mut row| row.take("id")).collect()
}

/// Events that wait for their seals, in the order in which they get them.
pub fn unsealed(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    limit: u32,
) -> Result<Vec<Event>, StoreError> {
    let rows = tx.query(UNSEALED, &values![organisation, limit])?;
    rows.into_iter().map(|row| AuditRow::try_from(row).map(Event::from)).collect()
}

/// Keeps the seals of events, one for each.
pub fn keep_seals(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    events: &[Event],
    seals: &[Seal],
) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(seals.len());
    let mut sealed = Vec::with_capacity(seals.len());
    for (event, seal) in events.iter().zip(seals) {
        let number = number(&event.id).ok_or(StoreError::Conflict)?;
        let (link, code) = (seal.link.as_bytes(), seal.code.as_bytes());
        rows.push(
            values![
                organisation,
                seal.sequence,
                number,
                link.as_slice(),
                code.as_slice(),
                &seal.key.to_string(),
            ]
            .to_vec(),
        );
        sealed.push(values![organisation, number].to_vec());
    }
    tx.execute_many(INSERT, &rows)?;
    let count = tx.execute_many(SEALED, &sealed)?;
    if count == sealed.len() as u64 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// The newest seal.
pub fn tail(tx: &mut dyn Read, organisation: &OrganisationId) -> Result<Option<Seal>, StoreError> {
    seal_at(tx, organisation, u64::MAX)
}

/// The seal at a place, or the last one before it.
pub fn seal_at(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    place: u64,
) -> Result<Option<Seal>, StoreError> {
    tx.query_one(AT, &values![organisation, place])?.map(|mut row| seal(&mut row)).transpose()
}

/// The newest head that the database itself keeps.
pub fn head(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Option<String>, StoreError> {
    tx.query_one(HEAD, &values![organisation])?.map(|mut row| row.take("head")).transpose()
}

/// Keeps it, in place of the one before.
pub fn keep_head(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    head: &str,
) -> Result<(), StoreError> {
    tx.change(KEEP_HEAD, &values![organisation, head])
}

/// Up to which places the keys before the present one have sealed, the first key first.
pub fn retired_keys(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Vec<u64>, StoreError> {
    let rows = tx.query(RETIRED, &values![organisation])?;
    rows.into_iter().map(|mut row| row.take("last")).collect()
}

/// Notes that the key of this number has made its last seal. The next one follows it.
pub fn retire_key(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    generation: u64,
    last: u64,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.change(RETIRE, &values![organisation, generation, last, now])
}

/// A page of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What is there. An event that is gone, or that nobody can read any more, leaves a gap.
    pub events: Vec<Sealed>,
    /// The place of the last seal of the page.
    pub last: Option<u64>,
    /// Whether the chain ends with it.
    pub is_last: bool,
}

/// What comes after a place.
pub fn after(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    place: u64,
    limit: u32,
) -> Result<Page, StoreError> {
    let rows = tx.query(AFTER, &values![organisation, place, limit])?;
    let is_last = rows.len() < limit as usize;
    let last = rows.last().map(|row| row.look("sequence")).transpose()?;
    let events = rows.into_iter().filter_map(|row| sealed(row).ok()).collect();
    Ok(Page { events, last, is_last })
}

/// The places of the first and the last event in a range of time.
pub fn stretch(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    range: &DateRange,
) -> Result<Option<(u64, u64)>, StoreError> {
    let (from, to) = ends(range);
    let Some(mut row) = tx.query_one(STRETCH, &values![organisation, from, to])? else {
        return Ok(None);
    };
    let (begins, ends): (Option<u64>, Option<u64>) = (row.take("begins")?, row.take("ends")?);
    Ok(begins.zip(ends))
}

/// The first event that is neither sealed nor waits for it, so that it was not written here.
pub fn stray(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Option<AuditEventId>, StoreError> {
    let row = tx.query_one(STRAY, &values![organisation])?;
    row.map(|mut row| row.take("number").map(id)).transpose()
}

fn sealed(mut row: Row) -> Result<Sealed, StoreError> {
    let seal = seal(&mut row)?;
    Ok(Sealed { event: AuditRow::try_from(row)?.into(), seal })
}

fn seal(row: &mut Row) -> Result<Seal, StoreError> {
    let key: String = row.take("key")?;
    Ok(Seal {
        sequence: row.look("sequence")?,
        link: Link::from_bytes(bytes(row, "link")?),
        code: Code::from_bytes(bytes(row, "code")?),
        key: key.parse::<KeyId>().map_err(|_| row.corrupt("key", "not a key's name"))?,
    })
}

fn bytes(row: &mut Row, column: &'static str) -> Result<[u8; 32], StoreError> {
    let bytes: Vec<u8> = row.take(column)?;
    bytes.try_into().map_err(|_| row.corrupt(column, "not 32 bytes"))
}
