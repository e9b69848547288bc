//! Spending: what runs at providers and costs something, what it may cost, and how all of it is stopped.

use crate::cloud::{CloudStray, Operation};
use muster_core::{Name, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most that a ceiling may be: a million dollars.
pub const HIGHEST_CEILING_PER_HOUR: u64 = 1_000_000_000_000;

/// The rules of an organisation for what it has at providers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CloudRules {
    /// What everything may cost an hour, in millionths of a US dollar; nothing is made beyond it. There is no limit if
    /// nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 2_000_000)]
    pub ceiling_per_hour: Option<u64>,
    /// Where new workers are made, if an order does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "daytona")]
    pub default_provider: Option<String>,
    /// After how many minutes without a job and without use a cloud worker stops; never if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_idle_workers_after_minutes: Option<u32>,
    /// After how many days a stopped cloud worker is deleted; never if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delete_stopped_workers_after_days: Option<u32>,
    /// Whether it is told once a day what still runs.
    #[serde(default = "yes")]
    pub remind: bool,
}

fn yes() -> bool {
    true
}

/// Something at a provider that costs money now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Billed {
    /// `worker` or `environment`.
    #[schema(example = "worker")]
    pub kind: String,
    /// Its id.
    #[schema(value_type = String)]
    pub id: Name,
    /// Its name for people.
    pub name: String,
    /// Where it is.
    pub provider: String,
    /// In which region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// How it is, in one word.
    #[schema(example = "running")]
    pub status: String,
    /// What it costs an hour, in millionths of a US dollar, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_per_hour: Option<u64>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// What was told of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reminder {
    /// The day, by UTC.
    #[schema(example = "2026-11-30")]
    pub day: String,
    /// When it was told.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// How many ran.
    pub running: u64,
    /// What they cost a day, in millionths of a US dollar, as far as that is known.
    pub per_day: u64,
}

/// What costs money now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Spend {
    /// Each of them.
    pub running: Vec<Billed>,
    /// What they cost an hour, in millionths of a US dollar, as far as that is known.
    pub per_hour: u64,
    /// The same in a day.
    pub per_day: u64,
    /// The same in a month of 730 hours.
    pub per_month: u64,
    /// How many of them have no known price.
    pub unpriced: u64,
    /// What everything of this organisation may cost an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceiling_per_hour: Option<u64>,
    /// What everything of everybody may cost an hour on the credentials of the installation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installation_ceiling_per_hour: Option<u64>,
    /// What was told last of what still runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminder: Option<Reminder>,
}

/// Something that is to stop, and what becomes of that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StopAsked {
    /// What it was when that was asked.
    pub what: Billed,
    /// What becomes of the wish. Once it is `done`, its provider itself has said that it is stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    /// Why nothing was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// Everything that is to stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StopEverything {
    /// Each of them.
    pub items: Vec<StopAsked>,
    /// What is at providers under this installation's mark and known to nobody here: it is left as it is.
    pub strays: Vec<CloudStray>,
}
