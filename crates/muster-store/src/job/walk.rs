//! Pages of the engine's lists, on which one row that cannot be read does not hold up the others.
//!
//! Such a row is left as it is, and named, so that whoever walks can say so and go on behind it.

use super::JobRow;
use crate::{StoreError, value::Row};
use muster_core::{JobId, OrganisationId};

/// Where a job is in the lists of all organisations.
pub type Place = (OrganisationId, JobId);

/// Some rows of a list, in its order.
#[derive(Debug, Default)]
pub struct Walked {
    /// What can be read.
    pub jobs: Vec<JobRow>,
    /// What cannot, each with the reason.
    pub unreadable: Vec<(Place, StoreError)>,
    /// The last row, behind which the list goes on; nothing if there was none.
    pub last: Option<Place>,
    /// How many rows there were.
    pub rows: usize,
}

impl Walked {
    /// Takes the rows in. Only a row that does not even say whose it is fails them all.
    pub(super) fn of(rows: Vec<Row>) -> Result<Self, StoreError> {
        let mut walked = Self::default();
        for row in rows {
            walked.take(row)?;
        }
        Ok(walked)
    }

    fn take(&mut self, row: Row) -> Result<(), StoreError> {
        let place: Place = (row.look("organisation")?, row.look("number")?);
        self.rows += 1;
        self.last = Some(place.clone());
        match JobRow::try_from(row) {
            Ok(job) => self.jobs.push(job),
            Err(error) => self.unreadable.push((place, error)),
        }
        Ok(())
    }

    pub(super) fn and(mut self, more: Self) -> Self {
        self.jobs.extend(more.jobs);
        self.unreadable.extend(more.unreadable);
        self.last = more.last.or(self.last);
        self.rows += more.rows;
        self
    }
}
