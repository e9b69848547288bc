//! Routes about what is kept of jobs that are over.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::retention::{Retention, RetentionPreview};

impl Client {
    /// `GET /v1/retention`
    pub async fn get_retention(&self) -> Result<Retention, ClientError> {
        self.ask(Call::get("/v1/retention")).await
    }

    /// `PUT /v1/retention`
    pub async fn set_retention(&self, retention: &Retention) -> Result<Retention, ClientError> {
        self.ask(Call::put("/v1/retention", retention)).await
    }

    /// `POST /v1/retention/preview`
    pub async fn preview_retention(
        &self,
        retention: &Retention,
    ) -> Result<RetentionPreview, ClientError> {
        self.ask(Call::post("/v1/retention/preview", retention)).await
    }
}
