//! Links to downloads.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::download::{DownloadLink, DownloadRequest};

impl Client {
    /// `POST /v1/downloads`
    pub async fn make_download_link(&self, path: &str) -> Result<DownloadLink, ClientError> {
        let request = DownloadRequest { path: path.to_owned() };
        self.ask(Call::post("/v1/downloads", &request)).await
    }
}
