//! Routes about logs.

use crate::{
    call::Call,
    client::Client,
    error::{BoxError, ClientError},
    transport::Body,
};
use bytes::Bytes;
use futures_util::StreamExt;
use http::{HeaderValue, header};
use muster_api::log::{LogMatches, LogPage, LogQuery, LogSearchQuery};
use muster_core::JobId;
use std::fmt;

/// The bytes of a log or an artefact, as they arrive.
pub struct Download {
    body: Body,
    client: Client,
}

impl Download {
    /// The next bytes; nothing at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ClientError> {
        let next: Option<Result<Bytes, BoxError>> = self.body.next().await;
        next.transpose().map_err(|source| self.client.unreachable(source))
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").finish_non_exhaustive()
    }
}

impl Client {
    /// `GET /v1/jobs/{id}/log`
    pub async fn read_log(&self, job: JobId, query: &LogQuery) -> Result<LogPage, ClientError> {
        self.ask(Call::get(format!("/v1/jobs/{job}/log")).with_query(query)).await
    }

    /// `GET /v1/jobs/{id}/log/search`: lines in which a text stands.
    pub async fn search_log(
        &self,
        job: JobId,
        query: &LogSearchQuery,
    ) -> Result<LogMatches, ClientError> {
        self.ask(Call::get(format!("/v1/jobs/{job}/log/search")).with_query(query)).await
    }

    /// `GET /v1/jobs/{id}/log/raw`: the bytes as the command wrote them.
    pub async fn read_raw_log(
        &self,
        job: JobId,
        query: &LogQuery,
    ) -> Result<Download, ClientError> {
        let call = Call::get(format!("/v1/jobs/{job}/log/raw")).with_query(query);
        self.download(call).await
    }

    pub(super) async fn download(&self, call: Call) -> Result<Download, ClientError> {
        let call = call.with(header::ACCEPT, HeaderValue::from_static("*/*"));
        let (_, body) = self.open(&call).await?;
        Ok(Download { body, client: self.clone() })
    }
}
