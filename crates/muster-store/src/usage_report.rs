//! Usage reports: what a biller is to be told of days that are over.
//!
//! A row is there before anybody is told anything, and its id follows from what it is about. So whoever tells it
//! again after a crash tells the same, which a biller counts once.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_core::{Day, OrganisationId, Timestamp, UsageEventId};

/// One report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageReport {
    /// About which day.
    pub day: Day,
    /// What was used.
    pub meter: String,
    /// The second one is about what the first one did not know, and so on.
    pub sequence: u32,
    /// Its id at the biller.
    pub id: UsageEventId,
    /// How much.
    pub value: u64,
}

impl TryFrom<Row> for UsageReport {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        let day = row.take("day")?;
        Ok(Self {
            day: Day::from_number(day).ok_or_else(|| row.corrupt("day", "not a day"))?,
            meter: row.take("meter")?,
            sequence: row.take("sequence")?,
            id: row.take("id")?,
            value: row.take("value")?,
        })
    }
}

const INSERT: Sql = Sql::new(
    "usage_report.insert",
    "INSERT INTO usage_report
            (organisation, biller, day, meter, sequence, id, value, created_at, sent_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)
         ON CONFLICT (organisation, biller, day, meter, sequence) DO NOTHING",
);

const OF_DAYS: Sql = Sql::new(
    "usage_report.of_days",
    "SELECT day, meter, CAST(MAX(sequence) AS BIGINT) AS sequence,
            CAST(SUM(value) AS BIGINT) AS value, MAX(id) AS id
       FROM usage_report
      WHERE organisation = $1 AND biller = $2 AND day >= $3
      GROUP BY day, meter",
);

const OPEN: Sql = Sql::new(
    "usage_report.open",
    "SELECT day, meter, sequence, id, value
       FROM usage_report
      WHERE organisation = $1 AND biller = $2 AND day >= $3 AND sent_at IS NULL
      ORDER BY day, meter, sequence
      LIMIT $4",
);

const SENT: Sql = Sql::new(
    "usage_report.sent",
    "UPDATE usage_report
        SET sent_at = $6
      WHERE organisation = $1 AND biller = $2 AND day = $3 AND meter = $4 AND sequence = $5
        AND sent_at IS NULL",
);

/// Keeps reports that are to be told.
pub fn insert(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    biller: &str,
    reports: &[UsageReport],
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows: Vec<_> = reports
        .iter()
        .map(|UsageReport { day, meter, sequence, id, value }| {
            values![organisation, biller, day.number(), meter, *sequence, id, *value, now].to_vec()
        })
        .collect();
    tx.execute_many(INSERT, &rows).map(drop)
}

/// What was reported of days from one on, one row for each meter: the last number and the sum of all.
pub fn of_days(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    biller: &str,
    first: Day,
) -> Result<Vec<UsageReport>, StoreError> {
    let rows = tx.query(OF_DAYS, &values![organisation, biller, first.number()])?;
    rows.into_iter().map(UsageReport::try_from).collect()
}

/// Reports of days from one on that nobody was told yet, the oldest first.
pub fn open(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    biller: &str,
    first: Day,
    limit: u32,
) -> Result<Vec<UsageReport>, StoreError> {
    let rows = tx.query(OPEN, &values![organisation, biller, first.number(), limit])?;
    rows.into_iter().map(UsageReport::try_from).collect()
}

/// The biller has these.
pub fn sent(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    biller: &str,
    reports: &[UsageReport],
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows: Vec<_> = reports
        .iter()
        .map(|UsageReport { day, meter, sequence, .. }| {
            values![organisation, biller, day.number(), meter, *sequence, now].to_vec()
        })
        .collect();
    tx.execute_many(SENT, &rows).map(drop)
}
