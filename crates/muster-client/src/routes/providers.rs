//! Routes about accounts at providers, and what everything there costs.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::{
    provider::{Provider, ProviderChecked, ProviderList, ProviderRequest, SettingsReread},
    spend::{CloudRules, Spend, StopEverything},
};

impl Client {
    /// `GET /v1/providers`
    pub async fn list_providers(&self) -> Result<ProviderList, ClientError> {
        self.ask(Call::get("/v1/providers")).await
    }

    /// `PUT /v1/providers/{provider}`
    pub async fn set_provider(
        &self,
        provider: &str,
        request: &ProviderRequest,
    ) -> Result<Provider, ClientError> {
        self.ask(Call::put(format!("/v1/providers/{provider}"), request)).await
    }

    /// `POST /v1/providers/{provider}/check`
    pub async fn check_provider(&self, provider: &str) -> Result<ProviderChecked, ClientError> {
        self.ask(Call::post(format!("/v1/providers/{provider}/check"), &())).await
    }

    /// `DELETE /v1/providers/{provider}`
    pub async fn remove_provider(&self, provider: &str) -> Result<(), ClientError> {
        self.demand(Call::delete(format!("/v1/providers/{provider}"))).await
    }

    /// `GET /v1/cloud/rules`
    pub async fn cloud_rules(&self) -> Result<CloudRules, ClientError> {
        self.ask(Call::get("/v1/cloud/rules")).await
    }

    /// `PUT /v1/cloud/rules`
    pub async fn set_cloud_rules(&self, rules: &CloudRules) -> Result<CloudRules, ClientError> {
        self.ask(Call::put("/v1/cloud/rules", rules)).await
    }

    /// `GET /v1/cloud/spend`
    pub async fn cloud_spend(&self) -> Result<Spend, ClientError> {
        self.ask(Call::get("/v1/cloud/spend")).await
    }

    /// `POST /v1/cloud/stop-everything`
    pub async fn stop_everything(&self) -> Result<StopEverything, ClientError> {
        self.ask(Call::post("/v1/cloud/stop-everything", &())).await
    }

    /// `POST /v1/cloud/reload`
    pub async fn reload_settings(&self) -> Result<SettingsReread, ClientError> {
        self.ask(Call::post("/v1/cloud/reload", &())).await
    }
}
