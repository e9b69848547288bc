//! Routes about what was used.

use super::Download;
use crate::{call::Call, client::Client, error::ClientError};
use muster_api::usage::{
    BillingUsage, SeriesQuery, UsageCost, UsageOverview, UsageRange, UsageSeries,
};

impl Client {
    /// `GET /v1/usage`
    pub async fn usage(&self) -> Result<UsageOverview, ClientError> {
        self.ask(Call::get("/v1/usage")).await
    }

    /// `GET /v1/usage/series`
    pub async fn usage_series(&self, query: &SeriesQuery) -> Result<UsageSeries, ClientError> {
        self.ask(Call::get("/v1/usage/series").with_query(query)).await
    }

    /// `GET /v1/usage/cost`
    pub async fn usage_cost(&self, range: &UsageRange) -> Result<UsageCost, ClientError> {
        self.ask(Call::get("/v1/usage/cost").with_query(range)).await
    }

    /// `GET /v1/usage/export`
    pub async fn export_usage(&self, range: &UsageRange) -> Result<Download, ClientError> {
        self.download(Call::get("/v1/usage/export").with_query(range)).await
    }

    /// `GET /billing/usage`
    pub async fn billing_usage(&self) -> Result<BillingUsage, ClientError> {
        self.ask(Call::get("/billing/usage")).await
    }
}
