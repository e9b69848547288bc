//! Lanes: jobs of one submitter that ask for the same of a worker wait in one, by their places.
//!
//! Whatever fits one job of a lane fits all of them, so a claim looks at the first job of each lane and
//! never at the rest of the queue.

use super::{JobRow, Place, Walked, columns};
use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::{Json, Row},
};
use muster_core::{
    OrganisationId, explain::Ask, job::Specification, owner::Applicant, requirement::Requirements,
};

/// A lane in which something waits.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// Whose.
    pub organisation: OrganisationId,
    /// Its number within the organisation.
    pub number: i64,
    /// Whose jobs wait in it.
    pub submitter: String,
    /// What they ask for.
    pub requirements: Requirements,
    /// How many slots each of them takes.
    pub slots: u32,
    /// The place of the first.
    pub head: i64,
}

impl Lane {
    /// What its jobs ask of a worker, whatever they run and however they are kept apart.
    pub fn ask(&self) -> Ask<'_> {
        let applicant = Applicant { program: None, submitter: &self.submitter, isolation: None };
        Ask { requirements: &self.requirements, slots: self.slots, applicant }
    }
}

impl TryFrom<Row> for Lane {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: row.take("organisation")?,
            number: row.take("number")?,
            submitter: row.take("submitter")?,
            requirements: row.json("requirements")?,
            slots: row.take("slots")?,
            head: row.take("head")?,
        })
    }
}

const FIND: Sql = Sql::new(
    "lane.find",
    "SELECT number
       FROM lane
      WHERE organisation = $1 AND submitter = $2 AND requirements = $3 AND slots = $4",
);

const INSERT: Sql = Sql::new(
    "lane.insert",
    "INSERT INTO lane (organisation, number, submitter, requirements, slots)
     SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4 FROM lane WHERE organisation = $1
     RETURNING number",
);

pub(super) const WAITING: Sql = Sql::new(
    "lane.waiting",
    "SELECT *
       FROM (SELECT lane.*,
                    (SELECT job.place
                       FROM job
                      WHERE job.organisation = lane.organisation
                        AND job.lane = lane.number
                        AND job.is_waiting = 1
                      ORDER BY job.place, job.number
                      LIMIT 1) AS head
               FROM lane
              WHERE NOT EXISTS (SELECT 1 FROM queue_pause
                                 WHERE queue_pause.organisation = lane.organisation)) AS lanes
      WHERE head IS NOT NULL
      ORDER BY organisation, number",
);

// Whether or not the queue is paused.
const LOOK: Sql = Sql::new(
    "lane.look",
    "SELECT *
       FROM (SELECT lane.*, 0 AS head,
                    (SELECT COUNT(*) FROM queue_pause
                      WHERE queue_pause.organisation = lane.organisation) AS pauses,
                    ROW_NUMBER() OVER (PARTITION BY lane.organisation ORDER BY lane.number) AS nth
               FROM lane
              WHERE EXISTS (SELECT 1 FROM job
                             WHERE job.organisation = lane.organisation
                               AND job.lane = lane.number
                               AND job.is_waiting = 1)) AS lanes
      WHERE nth <= $1
      ORDER BY organisation, number",
);

pub(super) const JOBS: Sql = Sql::new(
    "lane.jobs",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE organisation = $1 AND lane = $2 AND is_waiting = 1
         ORDER BY place, number
         LIMIT $3"
    ),
);

pub(super) const JOBS_AFTER: Sql = Sql::new(
    "lane.jobs_after",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE organisation = $1 AND lane = $2 AND is_waiting = 1
           AND (place, number) > (SELECT last.place, last.number
                                    FROM job AS last
                                   WHERE last.organisation = $1 AND last.number = $4)
         ORDER BY place, number
         LIMIT $3"
    ),
);

pub(super) const UNPLACED: Sql = Sql::new(
    "lane.unplaced",
    concat!(
        "SELECT ",
        columns!(),
        " FROM job
         WHERE lane IS NULL AND ended_at IS NULL AND (organisation, number) > ($1, $2)
         ORDER BY organisation, number
         LIMIT $3"
    ),
);

/// The lane of a job that says this; it is made if it is the first.
pub(super) fn of(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    submitter: &str,
    specification: &Specification,
) -> Result<i64, StoreError> {
    let Specification { requirements, slots, .. } = specification;
    let asked = values![organisation, submitter, Json(requirements), *slots];
    let found = match tx.query_one(FIND, &asked)? {
        Some(found) => Some(found),
        None => tx.query_one(INSERT, &asked)?,
    };
    found.ok_or(StoreError::Conflict)?.take("number")
}

/// Lanes in which something waits.
#[derive(Debug, Default)]
pub struct Waiting {
    /// What can be read.
    pub lanes: Vec<Lane>,
    /// What cannot: whose and which, each with the reason.
    pub unreadable: Vec<((OrganisationId, i64), StoreError)>,
}

/// Every lane in which something waits to be granted, over all organisations whose queue is not paused.
pub fn waiting(tx: &mut dyn Read) -> Result<Waiting, StoreError> {
    let mut waiting = Waiting::default();
    for row in tx.query(WAITING, &[])? {
        let which = (row.look("organisation")?, row.look("number")?);
        match Lane::try_from(row) {
            Ok(lane) => waiting.lanes.push(lane),
            Err(error) => waiting.unreadable.push((which, error)),
        }
    }
    Ok(waiting)
}

/// Lanes in which something waits, of every organisation, up to so many of each, each with whether its queue is paused. What
/// cannot be read is left out.
pub fn look_at_every_organisation(
    tx: &mut dyn Read,
    limit: u32,
) -> Result<Vec<(Lane, bool)>, StoreError> {
    let read = |row: Row| {
        let pauses: u64 = row.look("pauses").ok()?;
        Some((Lane::try_from(row).ok()?, pauses > 0))
    };
    Ok(tx.query(LOOK, &values![limit])?.into_iter().filter_map(read).collect())
}

/// What waits in a lane, next first.
pub fn jobs(
    tx: &mut dyn Read,
    lane: &Lane,
    after: Option<&Place>,
    limit: u32,
) -> Result<Walked, StoreError> {
    let asked = values![&lane.organisation, lane.number, limit].to_vec();
    Walked::of(match after {
        None => tx.query(JOBS, &asked)?,
        Some((_, id)) => tx.query(JOBS_AFTER, &[asked, values![*id].to_vec()].concat())?,
    })
}

/// Gives jobs from before there were lanes theirs, up to this many; answers behind which to go on.
pub fn place_old_jobs(
    tx: &mut dyn Write,
    after: Option<&Place>,
    limit: u32,
) -> Result<Option<Place>, StoreError> {
    let (organisation, number) = super::read::key(after);
    let old = Walked::of(tx.query(UNPLACED, &values![organisation, number, limit])?)?;
    for before in &old.jobs {
        let said = &before.specification;
        let lane = Some(of(tx, &before.organisation, &before.created_by, said)?);
        let after = JobRow { lane, place: said.place(before.created_at), ..before.clone() };
        super::save(tx, before, &after)?;
    }
    Ok(old.last)
}
