//! Routes about secrets.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::{
    schedule::NameQuery,
    secret::{Secret, SecretPage, SecretRequest},
};
use muster_core::Name;

impl Client {
    /// `PUT /v1/secrets/{name}`
    pub async fn put_secret(
        &self,
        name: &Name,
        request: &SecretRequest,
    ) -> Result<Secret, ClientError> {
        self.ask(Call::put(format!("/v1/secrets/{name}"), request)).await
    }

    /// `GET /v1/secrets`
    pub async fn list_secrets(&self, query: &NameQuery) -> Result<SecretPage, ClientError> {
        self.ask(Call::get("/v1/secrets").with_query(query)).await
    }

    /// `DELETE /v1/secrets/{name}`
    pub async fn delete_secret(&self, name: &Name) -> Result<(), ClientError> {
        self.demand(Call::delete(format!("/v1/secrets/{name}"))).await
    }
}
