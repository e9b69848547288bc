//! Routes about lasting tokens.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::token::{TokenCreated, TokenList, TokenRequest};
use muster_core::TokenId;

impl Client {
    /// `GET /v1/tokens`
    pub async fn list_tokens(&self) -> Result<TokenList, ClientError> {
        self.ask(Call::get("/v1/tokens")).await
    }

    /// `POST /v1/tokens`, under the given idempotency key or one of our own.
    pub async fn create_token(
        &self,
        request: &TokenRequest,
        key: Option<&str>,
    ) -> Result<TokenCreated, ClientError> {
        self.ask(Call::create("/v1/tokens", request, key)).await
    }

    /// `DELETE /v1/tokens/{id}`
    pub async fn revoke_token(&self, token: &TokenId) -> Result<(), ClientError> {
        self.demand(Call::delete(format!("/v1/tokens/{token}"))).await
    }
}
