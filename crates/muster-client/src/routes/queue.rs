//! Routes about the queue.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::queue::{PauseRequest, Queue};

impl Client {
    /// `GET /v1/queue`
    pub async fn get_queue(&self) -> Result<Queue, ClientError> {
        self.ask(Call::get("/v1/queue")).await
    }

    /// `POST /v1/queue/pause`
    pub async fn pause_queue(&self, request: &PauseRequest) -> Result<Queue, ClientError> {
        self.ask(Call::post("/v1/queue/pause", request)).await
    }

    /// `POST /v1/queue/resume`
    pub async fn resume_queue(&self) -> Result<Queue, ClientError> {
        self.ask(Call::post("/v1/queue/resume", &())).await
    }
}
