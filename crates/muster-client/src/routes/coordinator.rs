//! Routes about the coordinator itself.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::{
    console::{ConsoleExchange, ConsoleLink, ConsoleSession},
    instance::{
        Challenge, ChallengeAnswer, DoctorQuery, DoctorReport, FixDone, FixRequest, Health,
        SupportBundle,
    },
    overview::Overview,
    person::Me,
};

impl Client {
    /// `GET /health`
    pub async fn health(&self) -> Result<Health, ClientError> {
        self.ask(Call::get("/health")).await
    }

    /// `GET /v1/me`
    pub async fn me(&self) -> Result<Me, ClientError> {
        self.ask(Call::get("/v1/me")).await
    }

    /// `GET /v1/overview`
    pub async fn overview(&self) -> Result<Overview, ClientError> {
        self.ask(Call::get("/v1/overview")).await
    }

    /// `GET /v1/doctor`
    pub async fn doctor(&self) -> Result<DoctorReport, ClientError> {
        self.ask(Call::get("/v1/doctor")).await
    }

    /// `GET /v1/doctor?only=…`
    pub async fn doctor_only(&self, check: &str) -> Result<DoctorReport, ClientError> {
        let query = DoctorQuery { only: Some(check.to_owned()) };
        self.ask(Call::get("/v1/doctor").with_query(&query)).await
    }

    /// `POST /v1/doctor/fix`
    pub async fn fix(&self, fix: &FixRequest) -> Result<FixDone, ClientError> {
        self.ask(Call::post("/v1/doctor/fix", fix)).await
    }

    /// `POST /v1/doctor/bundle`
    pub async fn support_bundle(&self) -> Result<SupportBundle, ClientError> {
        self.ask(Call::post("/v1/doctor/bundle", &())).await
    }

    /// `POST /v1/console/links`
    pub async fn create_console_link(&self) -> Result<ConsoleLink, ClientError> {
        self.ask(Call::create("/v1/console/links", &serde_json::json!({}), None)).await
    }

    /// `POST /v1/console/sessions`
    pub async fn open_console_session(
        &self,
        exchange: &ConsoleExchange,
    ) -> Result<ConsoleSession, ClientError> {
        self.ask(Call::create("/v1/console/sessions", exchange, None)).await
    }

    /// `POST /v1/instance/challenge`
    pub async fn challenge(&self, challenge: &Challenge) -> Result<ChallengeAnswer, ClientError> {
        self.ask(Call::post("/v1/instance/challenge", challenge)).await
    }
}
