//! Usage counts: how much was used on a day, by whom and on which worker.
//!
//! They are raised in the transaction of what they count, so they say neither more nor less than the rest of the
//! store. A worker or a person that is not known is an empty text.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_core::{Day, OrganisationId};

/// A number that is added to a count.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Count {
    /// On which day.
    pub day: Day,
    /// Of what.
    pub meter: &'static str,
    /// On which worker.
    pub worker: String,
    /// By whom.
    pub person: String,
}

/// A count as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// On which day.
    pub day: Day,
    /// Of what.
    pub meter: String,
    /// On which worker.
    pub worker: String,
    /// By whom.
    pub person: String,
    /// How much.
    pub quantity: u64,
}

impl TryFrom<Row> for Counted {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        let day = row.take("day")?;
        Ok(Self {
            day: Day::from_number(day).ok_or_else(|| row.corrupt("day", "not a day"))?,
            meter: row.take("meter")?,
            worker: row.take("worker")?,
            person: row.take("person")?,
            quantity: row.take("quantity")?,
        })
    }
}

/// Writers that come at the same time are spread over so many rows of a count.
const PARTS: u8 = 16;

const ADD: Sql = Sql::new(
    "usage_count.add",
    "INSERT INTO usage_count (organisation, day, meter, worker, person, part, quantity)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (organisation, day, meter, worker, person, part) DO UPDATE
        SET quantity = usage_count.quantity + excluded.quantity",
);

const RAISE: Sql = Sql::new(
    "usage_count.raise",
    "INSERT INTO usage_count (organisation, day, meter, worker, person, part, quantity)
     VALUES ($1, $2, $3, '', '', 0, $4)
         ON CONFLICT (organisation, day, meter, worker, person, part) DO UPDATE
        SET quantity = excluded.quantity
      WHERE usage_count.quantity < excluded.quantity",
);

const OF_DAY: Sql = Sql::new(
    "usage_count.of_day",
    "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) AS quantity
       FROM usage_count
      WHERE organisation = $1 AND day = $2 AND meter = $3",
);

const BETWEEN: Sql = Sql::new(
    "usage_count.between",
    "SELECT day, meter, worker, person, CAST(SUM(quantity) AS BIGINT) AS quantity
       FROM usage_count
      WHERE organisation = $1 AND day >= $2 AND day <= $3
      GROUP BY day, meter, worker, person
      ORDER BY day, meter, worker, person",
);

/// Adds to counts. Which of their rows is `part`'s matter: whoever has no better reason draws it.
pub fn add(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    part: u8,
    counts: &[(Count, u64)],
) -> Result<(), StoreError> {
    let rows: Vec<_> = counts
        .iter()
        .filter(|(_, quantity)| *quantity > 0)
        .map(|(Count { day, meter, worker, person }, quantity)| {
            let part = i32::from(part % PARTS);
            values![organisation, day.number(), *meter, worker, person, part, *quantity].to_vec()
        })
        .collect();
    if rows.is_empty() { Ok(()) } else { tx.execute_many(ADD, &rows).map(drop) }
}

/// Raises the count of something of which the most of a day counts, and not the sum.
pub fn raise(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    day: Day,
    meter: &str,
    quantity: u64,
) -> Result<(), StoreError> {
    if quantity == 0 {
        return Ok(());
    }
    tx.execute(RAISE, &values![organisation, day.number(), meter, quantity]).map(drop)
}

/// How much of one thing on one day.
pub fn of_day(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    day: Day,
    meter: &str,
) -> Result<u64, StoreError> {
    let row = tx.query_one(OF_DAY, &values![organisation, day.number(), meter])?;
    row.map_or(Ok(0), |mut row| row.take("quantity"))
}

/// Everything from one day until another, both included, in the order of the days.
pub fn between(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    (first, last): (Day, Day),
) -> Result<Vec<Counted>, StoreError> {
    let rows = tx.query(BETWEEN, &values![organisation, first.number(), last.number()])?;
    rows.into_iter().map(Counted::try_from).collect()
}
