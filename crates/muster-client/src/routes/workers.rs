//! Routes about workers and how they join.

use crate::{call::Call, client::Client, credential::Credential, error::ClientError};
use muster_api::den::WorkersQuery;
use muster_api::update::{PROGRAMS, Programs, UpdateReport, UpdateRequest, Updates};
use muster_api::worker::{
    AttachRequest, Attached, JoinRequest, JoinStatus, JoinToken, JoinTokenRequest, Joined,
    PauseWorkerRequest, Worker, WorkerChange, WorkerList,
};
use muster_api::worker_history::{
    FleetHistory, FleetHistoryQuery, ReleaseJobsRequest, ReleasedJobs, WorkerHistory,
    WorkerHistoryQuery,
};
use muster_core::{TokenId, WorkerId};

/// As many as one answer holds.
const WORKERS_PER_PAGE: u32 = 500;

impl Client {
    /// `GET /v1/workers`, page by page: every worker, by name.
    pub async fn list_workers(&self) -> Result<WorkerList, ClientError> {
        self.find_workers(None).await
    }

    /// `GET /v1/workers`, page by page: every worker that matches the query, by name.
    pub async fn find_workers(&self, query: Option<&str>) -> Result<WorkerList, ClientError> {
        let mut all = WorkerList { items: Vec::new(), next_cursor: None };
        loop {
            let asked = WorkersQuery {
                query: query.map(ToOwned::to_owned),
                cursor: all.next_cursor.take(),
                page_size: Some(WORKERS_PER_PAGE),
                ..WorkersQuery::default()
            };
            let page: WorkerList = self.ask(Call::get("/v1/workers").with_query(&asked)).await?;
            all.items.extend(page.items);
            all.next_cursor = page.next_cursor;
            if all.next_cursor.is_none() {
                return Ok(all);
            }
        }
    }

    /// `POST /v1/workers/{id}/pause`
    pub async fn pause_worker(
        &self,
        worker: &WorkerId,
        request: &PauseWorkerRequest,
    ) -> Result<Worker, ClientError> {
        self.ask(Call::post(format!("/v1/workers/{worker}/pause"), request)).await
    }

    /// `POST /v1/workers/{id}/resume`
    pub async fn resume_worker(&self, worker: &WorkerId) -> Result<Worker, ClientError> {
        self.ask(Call::post(format!("/v1/workers/{worker}/resume"), &())).await
    }

    /// `POST /v1/workers/{id}/release-jobs`
    pub async fn release_jobs(
        &self,
        worker: &WorkerId,
        request: &ReleaseJobsRequest,
    ) -> Result<ReleasedJobs, ClientError> {
        self.ask(Call::post(format!("/v1/workers/{worker}/release-jobs"), request)).await
    }

    /// `GET /v1/workers/{id}/history`
    pub async fn worker_history(
        &self,
        worker: &WorkerId,
        query: &WorkerHistoryQuery,
    ) -> Result<WorkerHistory, ClientError> {
        self.ask(Call::get(format!("/v1/workers/{worker}/history")).with_query(query)).await
    }

    /// `GET /v1/workers/history`
    pub async fn fleet_history(
        &self,
        query: &FleetHistoryQuery,
    ) -> Result<FleetHistory, ClientError> {
        self.ask(Call::get("/v1/workers/history").with_query(query)).await
    }

    /// `PATCH /v1/workers/{id}`
    pub async fn change_worker(
        &self,
        worker: &WorkerId,
        change: &WorkerChange,
    ) -> Result<Worker, ClientError> {
        self.ask(Call::patch(format!("/v1/workers/{worker}"), change)).await
    }

    /// `DELETE /v1/workers/{id}`
    pub async fn remove_worker(&self, worker: &WorkerId) -> Result<(), ClientError> {
        self.demand(Call::delete(format!("/v1/workers/{worker}"))).await
    }

    /// `POST /v1/join-tokens`, under the given idempotency key or one of our own.
    pub async fn create_join_token(
        &self,
        request: &JoinTokenRequest,
        key: Option<&str>,
    ) -> Result<JoinToken, ClientError> {
        self.ask(Call::create("/v1/join-tokens", request, key)).await
    }

    /// `POST /v1/workers/attach`, under the given idempotency key or one of our own.
    pub async fn attach_worker(
        &self,
        request: &AttachRequest,
        key: Option<&str>,
    ) -> Result<Attached, ClientError> {
        self.ask(Call::create("/v1/workers/attach", request, key)).await
    }

    /// `GET /v1/programs`
    pub async fn list_programs(&self) -> Result<Programs, ClientError> {
        self.ask(Call::get(PROGRAMS)).await
    }

    /// `PUT /v1/programs`
    pub async fn bring_program(&self, file: Vec<u8>) -> Result<Programs, ClientError> {
        self.ask(Call::put_bytes(PROGRAMS, file)).await
    }

    /// `DELETE /v1/programs/{sha256}`
    pub async fn remove_program(&self, sha256: &str) -> Result<(), ClientError> {
        self.demand(Call::delete(format!("{PROGRAMS}/{sha256}"))).await
    }

    /// `GET /v1/updates`
    pub async fn updates_of_workers(&self) -> Result<UpdateReport, ClientError> {
        self.ask(Call::get("/v1/updates")).await
    }

    /// `POST /v1/updates`
    pub async fn update_workers(&self, request: &UpdateRequest) -> Result<Updates, ClientError> {
        self.ask(Call::post("/v1/updates", request)).await
    }

    /// `POST /v1/updates/stop`
    pub async fn stop_updates(&self) -> Result<Updates, ClientError> {
        self.ask(Call::post("/v1/updates/stop", &())).await
    }

    /// `GET /v1/join-tokens/{id}`
    pub async fn get_join_status(&self, token: &TokenId) -> Result<JoinStatus, ClientError> {
        self.ask(Call::get(format!("/v1/join-tokens/{token}"))).await
    }

    /// `POST /v1/workers/join`: the join token in the body is all that is shown. A machine that
    /// repeats its joining with the same key of its own gets the same answer.
    pub async fn join_worker(&self, request: &JoinRequest) -> Result<Joined, ClientError> {
        // The worker's own public key names this joining better than anything random.
        let call = Call::create("/v1/workers/join", request, Some(&request.public_key));
        self.proved(Credential::from_key(&request.token)).await?.ask(call).await
    }
}
