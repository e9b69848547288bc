//! What a model makes of a failure, and whether it may be asked.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::ai::{AiConsent, AiExplanation, AiStanding};
use muster_core::JobId;

impl Client {
    /// `GET /v1/ai`
    pub async fn ai(&self) -> Result<AiStanding, ClientError> {
        self.ask(Call::get("/v1/ai")).await
    }

    /// `PUT /v1/ai`
    pub async fn set_ai(&self, consent: &AiConsent) -> Result<AiStanding, ClientError> {
        self.ask(Call::put("/v1/ai", consent)).await
    }

    /// `POST /v1/jobs/{id}/explain-failure`
    pub async fn explain_failure(&self, job: JobId) -> Result<AiExplanation, ClientError> {
        self.ask(Call::post(format!("/v1/jobs/{job}/explain-failure"), &())).await
    }
}
