//! Routes about templates.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::{
    schedule::NameQuery,
    template::{Template, TemplatePage, TemplateRequest},
};
use muster_core::Name;

impl Client {
    /// `PUT /v1/templates/{name}`
    pub async fn put_template(
        &self,
        name: &Name,
        request: &TemplateRequest,
    ) -> Result<Template, ClientError> {
        self.ask(Call::put(format!("/v1/templates/{name}"), request)).await
    }

    /// `GET /v1/templates`
    pub async fn list_templates(&self, query: &NameQuery) -> Result<TemplatePage, ClientError> {
        self.ask(Call::get("/v1/templates").with_query(query)).await
    }

    /// `GET /v1/templates/{name}`
    pub async fn get_template(&self, name: &Name) -> Result<Template, ClientError> {
        self.ask(Call::get(format!("/v1/templates/{name}"))).await
    }

    /// `DELETE /v1/templates/{name}`
    pub async fn delete_template(&self, name: &Name) -> Result<(), ClientError> {
        self.demand(Call::delete(format!("/v1/templates/{name}"))).await
    }
}
