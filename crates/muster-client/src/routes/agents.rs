//! Routes about agents, their credentials and their tokens.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::agent::{
    AccessTokenIssued, Agent, AgentChange, AgentPage, AgentQuery, AgentRequest, CredentialCreated,
    CredentialList, CredentialRequest, RotationRequest,
};
use muster_core::{AgentId, Secret, TokenId};
use serde_json::json;

impl Client {
    /// `GET /v1/agents`
    pub async fn list_agents(&self, query: &AgentQuery) -> Result<AgentPage, ClientError> {
        self.ask(Call::get("/v1/agents").with_query(query)).await
    }

    /// `GET /v1/agents/{id}`
    pub async fn get_agent(&self, agent: &AgentId) -> Result<Agent, ClientError> {
        self.ask(Call::get(format!("/v1/agents/{agent}"))).await
    }

    /// `POST /v1/agents`, under the given idempotency key or one of our own.
    pub async fn create_agent(
        &self,
        request: &AgentRequest,
        key: Option<&str>,
    ) -> Result<Agent, ClientError> {
        self.ask(Call::create("/v1/agents", request, key)).await
    }

    /// `PATCH /v1/agents/{id}`
    pub async fn change_agent(
        &self,
        agent: &AgentId,
        change: &AgentChange,
    ) -> Result<Agent, ClientError> {
        self.ask(Call::patch(format!("/v1/agents/{agent}"), change)).await
    }

    /// `POST /v1/agents/{id}/suspend`
    pub async fn suspend_agent(&self, agent: &AgentId) -> Result<Agent, ClientError> {
        self.ask(Call::post(format!("/v1/agents/{agent}/suspend"), &json!({}))).await
    }

    /// `POST /v1/agents/{id}/resume`
    pub async fn resume_agent(&self, agent: &AgentId) -> Result<Agent, ClientError> {
        self.ask(Call::post(format!("/v1/agents/{agent}/resume"), &json!({}))).await
    }

    /// `DELETE /v1/agents/{id}`
    pub async fn decommission_agent(&self, agent: &AgentId) -> Result<(), ClientError> {
        self.demand(Call::delete(format!("/v1/agents/{agent}"))).await
    }

    /// `GET /v1/agents/{id}/credentials`
    pub async fn list_credentials(&self, agent: &AgentId) -> Result<CredentialList, ClientError> {
        self.ask(Call::get(format!("/v1/agents/{agent}/credentials"))).await
    }

    /// `POST /v1/agents/{id}/credentials`, under an idempotency key of our own.
    pub async fn create_credential(
        &self,
        agent: &AgentId,
        request: &CredentialRequest,
    ) -> Result<CredentialCreated, ClientError> {
        self.ask(Call::create(format!("/v1/agents/{agent}/credentials"), request, None)).await
    }

    /// `POST /v1/agents/{id}/credentials/{credential}/rotate`, under an idempotency key of our own.
    pub async fn rotate_credential(
        &self,
        agent: &AgentId,
        credential: &TokenId,
        request: &RotationRequest,
    ) -> Result<CredentialCreated, ClientError> {
        let path = format!("/v1/agents/{agent}/credentials/{credential}/rotate");
        self.ask(Call::create(path, request, None)).await
    }

    /// `DELETE /v1/agents/{id}/credentials/{credential}`
    pub async fn revoke_credential(
        &self,
        agent: &AgentId,
        credential: &TokenId,
    ) -> Result<(), ClientError> {
        self.demand(Call::delete(format!("/v1/agents/{agent}/credentials/{credential}"))).await
    }

    /// `POST /token`, with an agent's credential.
    pub async fn agent_token(
        &self,
        agent: &AgentId,
        secret: &Secret,
        scope: Option<&str>,
    ) -> Result<AccessTokenIssued, ClientError> {
        let mut fields = vec![
            ("grant_type", "client_credentials"),
            ("client_id", agent.as_str()),
            ("client_secret", secret.reveal()),
        ];
        fields.extend(scope.map(|scope| ("scope", scope)));
        self.ask(Call::form("/token", &fields)).await
    }
}
