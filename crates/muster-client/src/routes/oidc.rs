//! Routes about runs of foreign workflows, and the rules by which they are taken.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::oidc::{ExchangeRequest, Explained, Policy, PolicyList, PolicyRequest};
use muster_core::TrustPolicyId;

impl Client {
    /// `GET /oidc/trust-policies`
    pub async fn list_trust_policies(&self) -> Result<PolicyList, ClientError> {
        self.ask(Call::get("/oidc/trust-policies")).await
    }

    /// `POST /oidc/trust-policies`, under an idempotency key of our own.
    pub async fn create_trust_policy(
        &self,
        request: &PolicyRequest,
    ) -> Result<Policy, ClientError> {
        self.ask(Call::create("/oidc/trust-policies", request, None)).await
    }

    /// `DELETE /oidc/trust-policies/{id}`
    pub async fn delete_trust_policy(&self, policy: &TrustPolicyId) -> Result<(), ClientError> {
        self.demand(Call::delete(format!("/oidc/trust-policies/{policy}"))).await
    }

    /// `POST /oidc/trust-policies/test`
    pub async fn test_trust_policies(
        &self,
        request: &ExchangeRequest,
    ) -> Result<Explained, ClientError> {
        self.ask(Call::post("/oidc/trust-policies/test", request)).await
    }
}
