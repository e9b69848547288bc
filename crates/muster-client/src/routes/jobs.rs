//! Routes about jobs.

use super::Download;
use crate::{call::Call, client::Client, error::ClientError};
use muster_api::{
    batch::{Batch, BatchRerunRequest, BatchSubmission, JobNeeds, NeedsQuery},
    export::ExportQuery,
    job::{
        Attempt, CancelManyRequest, CancelRequest, CancelledJobs, HoldRequest, Job, JobChange,
        JobExplanation, JobPage, JobQuery, JobSubmission, RerunRequest, TaskPage, TaskQuery,
    },
};
use muster_core::JobId;

impl Client {
    /// `POST /v1/jobs`, under the given idempotency key or one of our own.
    pub async fn submit_job(
        &self,
        submission: &JobSubmission,
        key: Option<&str>,
    ) -> Result<Job, ClientError> {
        self.ask(Call::create("/v1/jobs", submission, key)).await
    }

    /// `POST /v1/jobs` under this key, with whether the job had been made under it before.
    pub async fn submit_job_once(
        &self,
        submission: &JobSubmission,
        key: &str,
    ) -> Result<(Job, bool), ClientError> {
        self.ask_once(Call::create("/v1/jobs", submission, Some(key))).await
    }

    /// `GET /v1/jobs/export`: jobs with their attempts, a line of JSON each.
    pub async fn export_jobs(&self, query: &ExportQuery) -> Result<Download, ClientError> {
        self.download(Call::get("/v1/jobs/export").with_query(query)).await
    }

    /// `POST /v1/jobs/batch`, under the given idempotency key or one of our own.
    pub async fn submit_batch(
        &self,
        submission: &BatchSubmission,
        key: Option<&str>,
    ) -> Result<Batch, ClientError> {
        self.ask(Call::create("/v1/jobs/batch", submission, key)).await
    }

    /// `POST /v1/jobs/batch/rerun`, under the given idempotency key or one of our own.
    pub async fn rerun_batch(
        &self,
        request: &BatchRerunRequest,
        key: Option<&str>,
    ) -> Result<Batch, ClientError> {
        self.ask(Call::create("/v1/jobs/batch/rerun", request, key)).await
    }

    /// `GET /v1/jobs/{id}/needs`
    pub async fn job_needs(&self, job: JobId, query: &NeedsQuery) -> Result<JobNeeds, ClientError> {
        self.ask(Call::get(format!("/v1/jobs/{job}/needs")).with_query(query)).await
    }

    /// `GET /v1/jobs`
    pub async fn list_jobs(&self, query: &JobQuery) -> Result<JobPage, ClientError> {
        self.ask(Call::get("/v1/jobs").with_query(query)).await
    }

    /// `GET /v1/jobs/{id}`
    pub async fn get_job(&self, job: JobId) -> Result<Job, ClientError> {
        self.ask(Call::get(format!("/v1/jobs/{job}"))).await
    }

    /// `GET /v1/jobs/{id}/explain`
    pub async fn explain_job(&self, job: JobId) -> Result<JobExplanation, ClientError> {
        self.ask(Call::get(format!("/v1/jobs/{job}/explain"))).await
    }

    /// `POST /v1/jobs/{id}/cancel`
    pub async fn cancel_job(
        &self,
        job: JobId,
        request: &CancelRequest,
    ) -> Result<Job, ClientError> {
        self.ask(Call::post(format!("/v1/jobs/{job}/cancel"), request)).await
    }

    /// `POST /v1/jobs/cancel`
    pub async fn cancel_jobs(
        &self,
        request: &CancelManyRequest,
    ) -> Result<CancelledJobs, ClientError> {
        self.ask(Call::post("/v1/jobs/cancel", request)).await
    }

    /// `POST /v1/jobs/{id}/hold`
    pub async fn hold_job(&self, job: JobId, request: &HoldRequest) -> Result<Job, ClientError> {
        self.ask(Call::post(format!("/v1/jobs/{job}/hold"), request)).await
    }

    /// `POST /v1/jobs/{id}/release`
    pub async fn release_job(&self, job: JobId) -> Result<Job, ClientError> {
        self.ask(Call::post(format!("/v1/jobs/{job}/release"), &())).await
    }

    /// `PATCH /v1/jobs/{id}`
    pub async fn change_job(&self, job: JobId, change: &JobChange) -> Result<Job, ClientError> {
        self.ask(Call::patch(format!("/v1/jobs/{job}"), change)).await
    }

    /// `POST /v1/jobs/{id}/rerun`, under the given idempotency key or one of our own.
    pub async fn rerun_job(
        &self,
        job: JobId,
        request: &RerunRequest,
        key: Option<&str>,
    ) -> Result<Job, ClientError> {
        self.ask(Call::create(format!("/v1/jobs/{job}/rerun"), request, key)).await
    }

    /// `GET /v1/jobs/{id}/tasks`
    pub async fn list_tasks(
        &self,
        array: JobId,
        query: &TaskQuery,
    ) -> Result<TaskPage, ClientError> {
        self.ask(Call::get(format!("/v1/jobs/{array}/tasks")).with_query(query)).await
    }

    /// `GET /v1/jobs/{id}/attempts`
    pub async fn list_attempts(&self, job: JobId) -> Result<Vec<Attempt>, ClientError> {
        self.ask(Call::get(format!("/v1/jobs/{job}/attempts"))).await
    }
}
