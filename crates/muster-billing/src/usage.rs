//! Usage: what is counted, and how it is told to a biller.
//!
//! A [`Report`] has an id that depends on nothing but what it counts, so that the same fact reported twice
//! is counted once. To a biller a report is whole units; fractions stay with the facts.
//!
//! Not here: counting. Facts are rows in the transaction of what they count.

use crate::biller::Buyer;
use muster_core::{Timestamp, UsageEventId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meter {
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
    /// Agents that are active.
    ActiveAgents,
    /// Bytes of logs.
    LogBytes,
    /// Bytes of artefacts.
    ArtefactBytes,
}

impl Meter {
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

    /// The name of its events at either biller, which a meter there has to be made for.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::JobSeconds => "muster_job_seconds",
            Self::LocalWorkerHours => "muster_local_worker_hours",
            Self::CloudWorkerHours => "muster_cloud_worker_hours",
            Self::EnvironmentHours => "muster_environment_hours",
            Self::EnvironmentGigabyteHours => "muster_environment_gigabyte_hours",
            Self::ApiCalls => "muster_api_calls",
            Self::TokenIssuances => "muster_token_issuances",
            Self::ActiveAgents => "muster_active_agents",
            Self::LogBytes => "muster_log_bytes",
            Self::ArtefactBytes => "muster_artefact_bytes",
        }
    }
}

impl fmt::Display for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One fact, as a biller is told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The fact's own id: the same whenever it is reported.
    pub id: UsageEventId,
    /// What was counted.
    pub meter: Meter,
    /// Whose it is.
    pub buyer: Buyer,
    /// How many.
    pub value: u64,
    /// When it was. Stripe takes nothing that is older than 35 days.
    pub at: Timestamp,
}
