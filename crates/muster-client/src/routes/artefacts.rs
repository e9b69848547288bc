//! Routes about artefacts.

use super::Download;
use crate::{call::Call, client::Client, error::ClientError};
use muster_api::artefact::{ArtefactPage, ArtefactQuery, DownloadQuery, download_path};
use muster_core::JobId;

impl Client {
    /// `GET /v1/jobs/{id}/artefacts`
    pub async fn list_artefacts(
        &self,
        job: JobId,
        query: &ArtefactQuery,
    ) -> Result<ArtefactPage, ClientError> {
        self.ask(Call::get(format!("/v1/jobs/{job}/artefacts")).with_query(query)).await
    }

    /// `GET /v1/jobs/{id}/artefacts/{name}`: the bytes of an artefact.
    pub async fn read_artefact(
        &self,
        job: JobId,
        name: &str,
        query: &DownloadQuery,
    ) -> Result<Download, ClientError> {
        self.download(Call::get(download_path(job, name)).with_query(query)).await
    }
}
