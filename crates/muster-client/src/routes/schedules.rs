//! Routes about schedules.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::{
    job::Job,
    schedule::{
        NameQuery, Schedule, SchedulePage, SchedulePauseRequest, ScheduleRequest, SlotQuery, Slots,
    },
};
use muster_core::Name;

impl Client {
    /// `POST /v1/schedules`, under the given idempotency key or one of our own.
    pub async fn create_schedule(
        &self,
        request: &ScheduleRequest,
        key: Option<&str>,
    ) -> Result<Schedule, ClientError> {
        self.ask(Call::create("/v1/schedules", request, key)).await
    }

    /// `GET /v1/schedules`
    pub async fn list_schedules(&self, query: &NameQuery) -> Result<SchedulePage, ClientError> {
        self.ask(Call::get("/v1/schedules").with_query(query)).await
    }

    /// `GET /v1/schedules/{name}`
    pub async fn get_schedule(&self, name: &Name) -> Result<Schedule, ClientError> {
        self.ask(Call::get(format!("/v1/schedules/{name}"))).await
    }

    /// `PUT /v1/schedules/{name}`
    pub async fn update_schedule(
        &self,
        request: &ScheduleRequest,
    ) -> Result<Schedule, ClientError> {
        self.ask(Call::put(format!("/v1/schedules/{}", request.name), request)).await
    }

    /// `POST /v1/schedules/{name}/pause`
    pub async fn pause_schedule(
        &self,
        name: &Name,
        request: &SchedulePauseRequest,
    ) -> Result<Schedule, ClientError> {
        self.ask(Call::post(format!("/v1/schedules/{name}/pause"), request)).await
    }

    /// `POST /v1/schedules/{name}/resume`
    pub async fn resume_schedule(&self, name: &Name) -> Result<Schedule, ClientError> {
        self.ask(Call::post(format!("/v1/schedules/{name}/resume"), &())).await
    }

    /// `POST /v1/schedules/{name}/run`, under the given idempotency key or one of our own.
    pub async fn run_schedule(&self, name: &Name, key: Option<&str>) -> Result<Job, ClientError> {
        self.ask(Call::create(format!("/v1/schedules/{name}/run"), &(), key)).await
    }

    /// `DELETE /v1/schedules/{name}`
    pub async fn delete_schedule(&self, name: &Name) -> Result<(), ClientError> {
        self.demand(Call::delete(format!("/v1/schedules/{name}"))).await
    }

    /// `GET /v1/next-slots`
    pub async fn next_slots(&self, query: &SlotQuery) -> Result<Slots, ClientError> {
        self.ask(Call::get("/v1/next-slots").with_query(query)).await
    }
}
