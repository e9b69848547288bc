//! Rules of organisations for what they have at providers: a ceiling, when it stops by itself, and the daily reminder.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::{Json, Row},
};
use muster_core::OrganisationId;

/// The rules of one organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct CloudRule {
    /// What everything may cost an hour, in millionths of a US dollar.
    pub ceiling_per_hour: Option<u64>,
    /// Where new workers are made, if an order does not say.
    pub default_provider: Option<String>,
    /// After how many minutes without use a worker stops.
    pub idle_minutes: Option<u32>,
    /// After how many days a stopped worker is deleted.
    pub stopped_days: Option<u32>,
    /// Whether somebody is told each day what still runs.
    pub is_reminding: bool,
    /// What was told last.
    pub reminder: Option<serde_json::Value>,
}

impl Default for CloudRule {
    fn default() -> Self {
        Self {
            ceiling_per_hour: None,
            default_provider: None,
            idle_minutes: None,
            stopped_days: None,
            is_reminding: true,
            reminder: None,
        }
    }
}

impl TryFrom<Row> for CloudRule {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            ceiling_per_hour: row.take("ceiling_per_hour")?,
            default_provider: row.take("default_provider")?,
            idle_minutes: row.take("idle_minutes")?,
            stopped_days: row.take("stopped_days")?,
            is_reminding: row.take("is_reminding")?,
            reminder: row.take::<Option<Json<serde_json::Value>>>("reminder")?.map(|Json(it)| it),
        })
    }
}

const PUT: Sql = Sql::new(
    "cloud_rule.put",
    "INSERT INTO cloud_rule
            (organisation, ceiling_per_hour, default_provider, idle_minutes, stopped_days,
             is_reminding, reminder)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (organisation) DO UPDATE
        SET ceiling_per_hour = excluded.ceiling_per_hour,
            default_provider = excluded.default_provider,
            idle_minutes = excluded.idle_minutes,
            stopped_days = excluded.stopped_days,
            is_reminding = excluded.is_reminding,
            reminder = excluded.reminder",
);

const FIND: Sql = Sql::new("cloud_rule.find", "SELECT * FROM cloud_rule WHERE organisation = $1");

/// Keeps the rules of an organisation, in the place of those before.
pub fn put(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    rule: &CloudRule,
) -> Result<(), StoreError> {
    let values = values![
        organisation,
        rule.ceiling_per_hour,
        rule.default_provider.as_ref(),
        rule.idle_minutes,
        rule.stopped_days,
        rule.is_reminding,
        rule.reminder.as_ref().map(Json),
    ];
    tx.change(PUT, &values)
}

/// The rules of an organisation; those of everybody who has said nothing, if it has not.
pub fn of(tx: &mut dyn Read, organisation: &OrganisationId) -> Result<CloudRule, StoreError> {
    let row = tx.query_one(FIND, &values![organisation])?;
    row.map_or_else(|| Ok(CloudRule::default()), CloudRule::try_from)
}
