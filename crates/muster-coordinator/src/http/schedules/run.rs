//! `POST /v1/schedules/{name}/run`

use super::{audit, found};
use crate::{
    app::App,
    engine::views,
    error::AppError,
    http::{
        create::{Created, Creation},
        extract::{Id, Writer},
    },
};
use axum::{extract::State, response::Response};
use muster_api::{Problem, job::Job};
use muster_core::Name;
use muster_store::{audit_event, schedule};
use serde_json::json;
use std::sync::Arc;

/// Run a schedule's job now, whatever its slots and also while it is paused.
#[utoipa::path(post, path = "/v1/schedules/{name}/run", tag = "schedules",
    params(("name" = String, Path), ("Idempotency-Key" = Option<String>, Header, description = "Your own name for this run")),
    responses((status = 201, body = Job), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn run(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(name): Id<Name>,
) -> Result<Response, AppError> {
    let (fleet, now) = (app.fleet_view(&scope.organisation), app.seams.clock.now());
    let body = name.to_string();
    let entry = audit("run", &name, &json!({}));
    let creation = Creation {
        scope: &scope,
        route: "POST /v1/schedules/{name}/run",
        body: body.as_bytes(),
        is_secret: false,
    };
    let created = app.create(creation, move |tx, scope| {
        let row = found(tx, &scope.organisation, &name)?;
        let (row, job) = crate::engine::schedule::submit(tx, scope, row, None, now)?;
        schedule::save(tx, &row)?;
        audit_event::append(tx, scope, &entry, now)?;
        Ok(views::one_job(tx, job, &fleet)?)
    });
    let created = created.await?;
    if let Created::Fresh(job, _) = &created {
        app.tell_job(&scope.organisation, job.id);
        app.wake_dispatch();
    }
    Ok(created.into_response())
}
