//! Needs: which jobs must be over before another one is queued, and who has not heard yet that they are.
//!
//! A need is open until its job was told of the end of the other one. Both happen in one transaction if
//! few have to be told; a job that more need is *untold* until all of them were.

use super::{JobRow, Place, Walked, columns, read};
use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
};
use muster_core::{JobId, OrganisationId};
use std::collections::BTreeMap;

const INSERT: Sql = Sql::new(
    "need.insert",
    "INSERT INTO need (organisation, job, needed, is_open) VALUES ($1, $2, $3, 1)",
);

const CLOSE: Sql = Sql::new(
    "need.close",
    "UPDATE need SET is_open = 0 WHERE organisation = $1 AND job = $2 AND needed = $3",
);

pub(super) const OPEN: Sql = Sql::new(
    "need.open",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE organisation = $1
           AND number IN (SELECT need.job
                            FROM need
                           WHERE need.organisation = $1 AND need.needed = $2 AND need.is_open = 1
                           ORDER BY need.job
                           LIMIT $3)
         ORDER BY number"
    ),
);

// `<> 0`, because for `= 1` SQLite would walk along the index of all that is open.
pub(super) const BLOCKED_BY: Sql = Sql::new(
    "need.blocked_by",
    "SELECT job, MIN(needed) AS first, COUNT(*) AS needs
       FROM need
      WHERE organisation = $1 AND job = $2 AND is_open <> 0
      GROUP BY job",
);

pub(super) const NEEDS: Sql = Sql::new(
    "need.needs",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE organisation = $1
           AND number IN (SELECT need.needed
                            FROM need
                           WHERE need.organisation = $1 AND need.job = $2)
         ORDER BY number"
    ),
);

pub(super) const NEEDED_BY: Sql = Sql::new(
    "need.needed_by",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE organisation = $1
           AND number IN (SELECT need.job
                            FROM need
                           WHERE need.organisation = $1 AND need.needed = $2 AND need.job > $3
                           ORDER BY need.job
                           LIMIT $4)
         ORDER BY number"
    ),
);

const EDGES: Sql = Sql::new(
    "need.edges",
    "SELECT job, needed FROM need WHERE organisation = $1 AND job = $2 ORDER BY needed",
);

const NOTE_UNTOLD: Sql = Sql::new(
    "need_untold.insert",
    "INSERT INTO need_untold (organisation, needed) VALUES ($1, $2) ON CONFLICT DO NOTHING",
);

const TOLD: Sql = Sql::new(
    "need_untold.delete",
    "DELETE FROM need_untold WHERE organisation = $1 AND needed = $2",
);

const UNTOLD: Sql = Sql::new(
    "need_untold.next",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE (organisation, number) IN (SELECT untold.organisation, untold.needed
                                            FROM need_untold AS untold
                                           WHERE (untold.organisation, untold.needed) > ($1, $2)
                                           ORDER BY untold.organisation, untold.needed
                                           LIMIT 1)"
    ),
);

/// For what a blocked job waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockedBy {
    /// The first of the jobs that are not over.
    pub first: JobId,
    /// How many they are.
    pub needs: u64,
}

pub(super) fn insert(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    edges: impl Iterator<Item = (JobId, JobId)>,
) -> Result<(), StoreError> {
    let edges: Vec<_> =
        edges.map(|(job, needed)| values![organisation, job, needed].to_vec()).collect();
    if edges.is_empty() { Ok(()) } else { tx.execute_many(INSERT, &edges).map(|_| ()) }
}

/// Jobs that have not heard of this one's end, by number. Whatever becomes of them, they have now.
pub fn hear(tx: &mut dyn Write, needed: &Place, limit: u32) -> Result<Walked, StoreError> {
    let (organisation, id) = needed;
    let page = Walked::of(tx.query(OPEN, &values![organisation, *id, limit])?)?;
    let unreadable = page.unreadable.iter().map(|((_, job), _)| *job);
    let heard = page.jobs.iter().map(|job| job.id).chain(unreadable);
    let heard: Vec<_> = heard.map(|job| values![organisation, job, *id].to_vec()).collect();
    if !heard.is_empty() {
        tx.execute_many(CLOSE, &heard)?;
    }
    Ok(page)
}

/// For what each of these jobs waits; whoever waits for nothing is left out.
pub fn blocked_by(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    jobs: impl Iterator<Item = JobId>,
) -> Result<BTreeMap<JobId, BlockedBy>, StoreError> {
    let asked: Vec<_> = jobs.map(|job| values![organisation, job].to_vec()).collect();
    if asked.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = tx.query_many(BLOCKED_BY, &asked)?.into_iter().map(|mut row| {
        let by = BlockedBy { first: row.take("first")?, needs: row.take("needs")? };
        Ok((row.take("job")?, by))
    });
    rows.collect()
}

/// What a job needs, by number.
pub fn needs(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    job: JobId,
) -> Result<Vec<JobRow>, StoreError> {
    read::all(tx.query(NEEDS, &values![organisation, job])?)
}

/// What needs a job, by number.
pub fn needed_by(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    needed: JobId,
    after: Option<JobId>,
    limit: u32,
) -> Result<Vec<JobRow>, StoreError> {
    let after = after.map_or(0, JobId::number);
    read::all(tx.query(NEEDED_BY, &values![organisation, needed, after, limit])?)
}

/// Who of these jobs needs whom.
pub fn edges(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    jobs: &[JobId],
) -> Result<Vec<(JobId, JobId)>, StoreError> {
    let asked: Vec<_> = jobs.iter().map(|job| values![organisation, *job].to_vec()).collect();
    let rows = tx.query_many(EDGES, &asked)?;
    rows.into_iter().map(|mut row| Ok((row.take("job")?, row.take("needed")?))).collect()
}

/// Remembers that not everybody has heard of a job's end.
pub fn note_untold(tx: &mut dyn Write, needed: &Place) -> Result<(), StoreError> {
    tx.execute(NOTE_UNTOLD, &values![&needed.0, needed.1]).map(|_| ())
}

/// The next job of whose end not everybody has heard, over all organisations.
pub fn untold(tx: &mut dyn Read, after: Option<&Place>) -> Result<Walked, StoreError> {
    let (organisation, number) = read::key(after);
    Walked::of(tx.query(UNTOLD, &values![organisation, number])?)
}

/// Everybody has heard of it.
pub fn told(tx: &mut dyn Write, needed: &Place) -> Result<(), StoreError> {
    tx.execute(TOLD, &values![&needed.0, needed.1]).map(|_| ())
}
