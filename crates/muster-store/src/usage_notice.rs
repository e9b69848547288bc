//! Usage notices: that people were told how near a limit is, once for each of its periods.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_core::{Day, OrganisationId, Timestamp};

/// One notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What is limited.
    pub limited: String,
    /// The first day of the period that it is about.
    pub period: Day,
    /// How much of the limit was reached.
    pub percent: u32,
    /// How many there were.
    pub used: u64,
    /// How many there may be.
    pub most: u64,
    /// How many there will be at the end of the period if it goes on like this.
    pub forecast: Option<u64>,
    /// When it was noticed.
    pub at: Timestamp,
}

impl TryFrom<Row> for Notice {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        let period = row.take("period")?;
        Ok(Self {
            period: Day::from_number(period).ok_or_else(|| row.corrupt("period", "not a day"))?,
            limited: row.take("limited")?,
            percent: row.take("percent")?,
            used: row.take("used")?,
            most: row.take("most")?,
            forecast: row.take("forecast")?,
            at: row.take("at")?,
        })
    }
}

const INSERT: Sql = Sql::new(
    "usage_notice.insert",
    "INSERT INTO usage_notice
            (organisation, limited, period, percent, used, most, forecast, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (organisation, limited, period, percent) DO NOTHING",
);

const SINCE: Sql = Sql::new(
    "usage_notice.since",
    "SELECT limited, period, percent, used, most, forecast, at
       FROM usage_notice
      WHERE organisation = $1 AND period >= $2
      ORDER BY at DESC, limited, percent DESC
      LIMIT 100",
);

/// Keeps a notice; false if this was told already.
pub fn insert(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    notice: &Notice,
) -> Result<bool, StoreError> {
    let values = values![
        organisation,
        &notice.limited,
        notice.period.number(),
        notice.percent,
        notice.used,
        notice.most,
        notice.forecast,
        notice.at,
    ];
    tx.execute(INSERT, &values).map(|count| count == 1)
}

/// The latest notices of periods that began on this day or later, newest first.
pub fn since(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    first: Day,
) -> Result<Vec<Notice>, StoreError> {
    let rows = tx.query(SINCE, &values![organisation, first.number()])?;
    rows.into_iter().map(Notice::try_from).collect()
}
