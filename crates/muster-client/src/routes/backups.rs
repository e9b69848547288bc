//! Routes about backups.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::backup::{BackupList, BackupRun};

impl Client {
    /// `GET /v1/backups`
    pub async fn list_backups(&self) -> Result<BackupList, ClientError> {
        self.ask(Call::get("/v1/backups")).await
    }

    /// `POST /v1/backups`
    pub async fn create_backup(&self) -> Result<BackupRun, ClientError> {
        self.ask(Call::create("/v1/backups", &serde_json::json!({}), None)).await
    }
}
