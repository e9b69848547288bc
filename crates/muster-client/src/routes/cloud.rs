//! Routes about cloud workers, environments, and the operations on them.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::{
    cloud::{
        Adopted, Cloud, Environment, EnvironmentAccepted, EnvironmentLog, EnvironmentPage,
        EnvironmentRequest, ExtendRequest, ForceQuery, Operation, OperationPage, OperationQuery,
        TailQuery,
    },
    den::{OrderedWorker, StopWorkerRequest, WorkerOrder, WorkerWithInstance},
    schedule::NameQuery,
};
use muster_core::{Name, OperationId, WorkerId};

impl Client {
    /// `POST /v1/workers`, under the given idempotency key or one of our own.
    pub async fn order_worker(
        &self,
        order: &WorkerOrder,
        key: Option<&str>,
    ) -> Result<OrderedWorker, ClientError> {
        self.ask(Call::create("/v1/workers", order, key)).await
    }

    /// `GET /v1/workers/{id}`
    pub async fn get_worker(&self, worker: &WorkerId) -> Result<WorkerWithInstance, ClientError> {
        self.ask(Call::get(format!("/v1/workers/{worker}"))).await
    }

    /// `POST /v1/workers/{id}/stop`
    pub async fn stop_worker(
        &self,
        worker: &WorkerId,
        request: &StopWorkerRequest,
    ) -> Result<WorkerWithInstance, ClientError> {
        self.ask(Call::post(format!("/v1/workers/{worker}/stop"), request)).await
    }

    /// `POST /v1/workers/{id}/wake`
    pub async fn wake_worker(&self, worker: &WorkerId) -> Result<WorkerWithInstance, ClientError> {
        self.ask(Call::post(format!("/v1/workers/{worker}/wake"), &())).await
    }

    /// `POST /v1/environments`, under the given idempotency key or one of our own.
    pub async fn create_environment(
        &self,
        request: &EnvironmentRequest,
        key: Option<&str>,
    ) -> Result<EnvironmentAccepted, ClientError> {
        self.ask(Call::create("/v1/environments", request, key)).await
    }

    /// `GET /v1/environments`
    pub async fn list_environments(
        &self,
        query: &NameQuery,
    ) -> Result<EnvironmentPage, ClientError> {
        self.ask(Call::get("/v1/environments").with_query(query)).await
    }

    /// `GET /v1/environments/{id}`
    pub async fn get_environment(&self, id: &Name) -> Result<Environment, ClientError> {
        self.ask(Call::get(format!("/v1/environments/{id}"))).await
    }

    /// `POST /v1/environments/{id}/start`
    pub async fn start_environment(&self, id: &Name) -> Result<EnvironmentAccepted, ClientError> {
        self.ask(Call::post(format!("/v1/environments/{id}/start"), &())).await
    }

    /// `POST /v1/environments/{id}/stop`
    pub async fn stop_environment(&self, id: &Name) -> Result<EnvironmentAccepted, ClientError> {
        self.ask(Call::post(format!("/v1/environments/{id}/stop"), &())).await
    }

    /// `DELETE /v1/environments/{id}`
    pub async fn delete_environment(
        &self,
        id: &Name,
        query: &ForceQuery,
    ) -> Result<EnvironmentAccepted, ClientError> {
        self.ask(Call::delete(format!("/v1/environments/{id}")).with_query(query)).await
    }

    /// `POST /v1/environments/{id}/extend`
    pub async fn extend_environment(
        &self,
        id: &Name,
        request: &ExtendRequest,
    ) -> Result<Environment, ClientError> {
        self.ask(Call::post(format!("/v1/environments/{id}/extend"), request)).await
    }

    /// `GET /v1/environments/{id}/logs`
    pub async fn environment_log(
        &self,
        id: &Name,
        query: &TailQuery,
    ) -> Result<EnvironmentLog, ClientError> {
        self.ask(Call::get(format!("/v1/environments/{id}/logs")).with_query(query)).await
    }

    /// `GET /v1/operations`
    pub async fn list_operations(
        &self,
        query: &OperationQuery,
    ) -> Result<OperationPage, ClientError> {
        self.ask(Call::get("/v1/operations").with_query(query)).await
    }

    /// `GET /v1/operations/{id}`
    pub async fn get_operation(&self, id: &OperationId) -> Result<Operation, ClientError> {
        self.ask(Call::get(format!("/v1/operations/{id}"))).await
    }

    /// `GET /v1/cloud`
    pub async fn cloud(&self) -> Result<Cloud, ClientError> {
        self.ask(Call::get("/v1/cloud")).await
    }

    /// `POST /v1/cloud/adopt`
    pub async fn adopt(&self) -> Result<Adopted, ClientError> {
        self.ask(Call::post("/v1/cloud/adopt", &())).await
    }
}
