//! Routes about the audit log.

use super::Download;
use crate::{call::Call, client::Client, error::ClientError};
use muster_api::audit::{
    AuditExportQuery, AuditKeyRotation, AuditPage, AuditQuery, AuditRange, AuditReport,
};

impl Client {
    /// `GET /v1/audit/events`
    pub async fn list_audit(&self, query: &AuditQuery) -> Result<AuditPage, ClientError> {
        self.ask(Call::get("/v1/audit/events").with_query(query)).await
    }

    /// `GET /v1/audit/report`
    pub async fn verify_audit(&self, range: &AuditRange) -> Result<AuditReport, ClientError> {
        self.ask(Call::get("/v1/audit/report").with_query(range)).await
    }

    /// `POST /v1/audit/rotate-key`
    pub async fn rotate_audit_key(&self) -> Result<AuditKeyRotation, ClientError> {
        self.ask(Call::post("/v1/audit/rotate-key", &())).await
    }

    /// `GET /v1/audit/export`
    pub async fn export_audit(&self, query: &AuditExportQuery) -> Result<Download, ClientError> {
        self.download(Call::get("/v1/audit/export").with_query(query)).await
    }
}
