//! Usage: what was used, what may be used, and what it costs.

use crate::billing::{LimitStanding, Price};
use muster_core::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Why a request was refused because of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LimitReached {
    /// What is limited.
    pub limited: LimitedThing,
    /// By which plan.
    pub plan: String,
    /// How many there may be.
    pub most: u64,
    /// How many there are, or were on this UTC day.
    pub used: u64,
    /// What makes room again without paying.
    pub frees: String,
    /// After how many seconds it is worth while to try again.
    pub retry_after_seconds: u64,
}

/// What a plan limits, of what is counted here.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LimitedThing {
    /// Agents that are active.
    Agents,
    /// Requests to the API on one UTC day.
    ApiCalls,
}

impl LimitedThing {
    /// Everything that is limited.
    pub const ALL: [Self; 2] = [Self::Agents, Self::ApiCalls];

    /// The word in rows and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agents => "agents",
            Self::ApiCalls => "api_calls",
        }
    }
}

/// Whether limits of plans are kept to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Enforcement {
    /// Nobody is refused.
    #[default]
    Off,
    /// Nobody is refused, and it is counted who would have been.
    Observe,
    /// What is over a limit is refused.
    On,
}

/// What is counted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum UsageMeter {
    /// Seconds that jobs ran.
    JobSeconds,
    /// Hours of workers on machines of one's own.
    LocalWorkerHours,
    /// Hours of workers at a cloud provider.
    CloudWorkerHours,
    /// Hours of environments.
    EnvironmentHours,
    /// Gigabytes that environments hold, by the hour.
    EnvironmentGigabyteHours,
    /// Requests to the API.
    ApiCalls,
    /// Tokens that were issued.
    TokenIssuances,
    /// Agents that were active, the most at any time of a day.
    ActiveAgents,
    /// Bytes of logs.
    LogBytes,
    /// Bytes of artefacts.
    ArtefactBytes,
}

impl UsageMeter {
    /// Everything that is counted.
    pub const ALL: [Self; 10] = [
        Self::JobSeconds,
        Self::LocalWorkerHours,
        Self::CloudWorkerHours,
        Self::EnvironmentHours,
        Self::EnvironmentGigabyteHours,
        Self::ApiCalls,
        Self::TokenIssuances,
        Self::ActiveAgents,
        Self::LogBytes,
        Self::ArtefactBytes,
    ];

    /// The word in rows and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::JobSeconds => "job_seconds",
            Self::LocalWorkerHours => "local_worker_hours",
            Self::CloudWorkerHours => "cloud_worker_hours",
            Self::EnvironmentHours => "environment_hours",
            Self::EnvironmentGigabyteHours => "environment_gigabyte_hours",
            Self::ApiCalls => "api_calls",
            Self::TokenIssuances => "token_issuances",
            Self::ActiveAgents => "active_agents",
            Self::LogBytes => "log_bytes",
            Self::ArtefactBytes => "artefact_bytes",
        }
    }

    /// In what it is counted.
    pub fn unit(self) -> &'static str {
        match self {
            Self::JobSeconds => "seconds",
            Self::LocalWorkerHours | Self::CloudWorkerHours | Self::EnvironmentHours => "hours",
            Self::EnvironmentGigabyteHours => "gigabyte hours",
            Self::ApiCalls => "calls",
            Self::TokenIssuances => "tokens",
            Self::ActiveAgents => "agents",
            Self::LogBytes | Self::ArtefactBytes => "bytes",
        }
    }
}

/// By what a series is divided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UsageBy {
    /// By UTC days.
    #[default]
    Day,
    /// By the workers that it was on.
    Worker,
    /// By environments.
    Environment,
    /// By who wanted it.
    Person,
}

/// A part of a time.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct UsageRange {
    /// The first day (UTC), like `2026-11-21`. Without it the last 30 days.
    #[param(max_length = 10, example = "2026-11-01")]
    pub since: Option<String>,
    /// The last day (UTC). Without it today.
    #[param(max_length = 10, example = "2026-11-30")]
    pub until: Option<String>,
}

/// Which series is wanted.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SeriesQuery {
    /// What was used.
    #[param(inline)]
    pub meter: UsageMeter,
    /// By what it is divided.
    #[param(inline)]
    pub by: Option<UsageBy>,
    /// The first day (UTC), like `2026-11-21`. Without it the last 30 days.
    #[param(max_length = 10, example = "2026-11-01")]
    pub since: Option<String>,
    /// The last day (UTC). Without it today.
    #[param(max_length = 10, example = "2026-11-30")]
    pub until: Option<String>,
}

/// How much of one thing was used, divided by something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UsageSeries {
    /// What was used.
    pub meter: UsageMeter,
    /// In what it is counted.
    pub unit: String,
    /// By what it is divided.
    pub by: UsageBy,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    pub since: Day,
    /// The last day.
    #[schema(value_type = String, format = Date)]
    pub until: Day,
    /// All of it together; of active agents the most on any day.
    pub total: f64,
    /// The parts; with days also those on which there was nothing.
    pub points: Vec<UsagePoint>,
}

/// A part of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UsagePoint {
    /// The day, or the id of the worker, the environment or of who wanted it; empty if that is not known.
    pub key: String,
    /// What people call it, if it has a name.
    pub name: Option<String>,
    /// How much.
    pub quantity: f64,
}

/// How usage stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UsageOverview {
    /// The plan.
    pub plan: String,
    /// Whether its limits are kept to.
    pub enforcement: Enforcement,
    /// The present day in UTC.
    #[schema(value_type = String, format = Date)]
    pub today: Day,
    /// How near each limit is.
    pub limits: Vec<UsageLimit>,
    /// What was noticed this month, newest first.
    pub notices: Vec<UsageNotice>,
    /// How much there was of everything.
    pub meters: Vec<MeterStanding>,
}

/// How near a limit is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UsageLimit {
    /// What is limited.
    pub limited: LimitedThing,
    /// How many there are, or were today.
    pub used: u64,
    /// How many there may be; as many as anybody likes if there is none.
    pub most: Option<u64>,
    /// How many there will be when the day ends if it goes on like this.
    pub forecast: Option<u64>,
    /// When the limit will be reached if it goes on like this, if that is before the day ends.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub reached_at: Option<Timestamp>,
    /// When it begins anew, if it does.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub resets_at: Option<Timestamp>,
    /// How many requests were refused today because of it, or would have been.
    pub refused_today: u64,
    /// What makes room again without paying.
    pub frees: String,
}

/// That a limit came near, or was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UsageNotice {
    /// What is limited.
    pub limited: LimitedThing,
    /// The first day of the period that it is about: a day for calls, a month for agents.
    #[schema(value_type = String, format = Date)]
    pub period: Day,
    /// How much of the limit was reached: 80 or 100.
    pub percent: u32,
    /// How many there were.
    pub used: u64,
    /// How many there may be.
    pub most: u64,
    /// How many there would be at the end of the period.
    pub forecast: Option<u64>,
    /// When it was noticed.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// How much there was of one thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MeterStanding {
    /// What was used.
    pub meter: UsageMeter,
    /// In what it is counted.
    pub unit: String,
    /// How much today.
    pub today: f64,
    /// How much this month.
    pub this_month: f64,
}

/// What was spent at providers, at their list prices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UsageCost {
    /// The plan that is paid besides.
    pub plan: String,
    /// What that costs, as far as it is known; nothing where none is paid.
    pub plan_price: Option<Price>,
    /// What the plan includes, and how much of it is used now.
    pub included: Vec<LimitStanding>,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    pub since: Day,
    /// The last day.
    #[schema(value_type = String, format = Date)]
    pub until: Day,
    /// All of it, in US dollars, as far as prices are known.
    pub total_usd: f64,
    /// What it is at this pace in a month, in US dollars, of what is up now.
    pub month_usd: f64,
    /// Each thing, the dearest first.
    pub items: Vec<CostItem>,
}

/// What one thing has cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CostItem {
    /// What was used.
    pub meter: UsageMeter,
    /// The id of the worker or the environment.
    pub subject: String,
    /// What people call it, as long as that is known.
    pub name: Option<String>,
    /// For how many hours it was up.
    pub hours: f64,
    /// What an hour costs, in US dollars, if that is known.
    pub price_per_hour_usd: Option<f64>,
    /// What all hours cost, in US dollars, if that is known.
    pub cost_usd: Option<f64>,
    /// Whether it is up now.
    pub is_up: bool,
    /// What lowers it, if anything does.
    pub action: Option<CostAction>,
}

/// What lowers a cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CostAction {
    /// It can be stopped and started again.
    Stop,
    /// It is used no more, and only its end saves something.
    Delete,
}

/// Usage of a day, in the words of the documented registry of agents, with our own beside them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BillingUsage {
    /// The organisation.
    pub tenant_id: String,
    /// The day, in UTC.
    #[schema(value_type = String, format = Date)]
    pub date: Day,
    /// The plan.
    pub tier: String,
    /// Requests to the API on this day.
    pub api_calls: u64,
    /// Tokens that were issued on this day.
    pub token_issuances: u64,
    /// Agents that are active.
    pub active_agents: u64,
    /// How many of each there may be.
    pub limits: BillingLimits,
    /// The same and everything else in units, as a ledger.
    pub usage: Vec<LedgerLine>,
}

/// How many there may be; as many as anybody likes if there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BillingLimits {
    /// Active agents.
    pub max_agents: Option<u64>,
    /// Requests to the API on a UTC day.
    pub max_calls_per_day: Option<u64>,
}

/// How much of one thing on the day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LedgerLine {
    /// What was used.
    pub action: UsageMeter,
    /// How much.
    pub units: f64,
}
