//! `POST /v1/schedules`

use super::{audit, plan, view};
use crate::{
    app::App,
    engine::submission::{kept, repeatable},
    error::AppError,
    http::{
        create::{Created, Creation},
        extract::{Json, Writer},
    },
};
use axum::{extract::State, response::Response};
use muster_api::{
    Problem, ProblemKind,
    schedule::{Schedule, ScheduleRequest},
};
use muster_store::{
    audit_event,
    schedule::{self, ScheduleRow},
};
use serde_json::json;
use std::sync::Arc;

/// Make a schedule.
///
/// It runs its job at each slot of its cron expression from now on; the jobs are their maker's. If the job
/// names a template, that is filled anew for each slot.
#[utoipa::path(post, path = "/v1/schedules", tag = "schedules", request_body = ScheduleRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "Your own name for this creation")),
    responses((status = 201, body = Schedule), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<ScheduleRequest>,
) -> Result<Response, AppError> {
    let request = body.value;
    let (plan, timetable) = plan(&request, &app.time_zone)?;
    let job = app.sealed(&scope.organisation, request.job).await;
    let job = job.map_err(|error| error.within("job"))?;
    let now = app.seams.clock.now();
    let row = ScheduleRow {
        organisation: scope.organisation.clone(),
        name: request.name,
        due: timetable.next(now),
        plan,
        job: kept::value(&job)?,
        paused: None,
        decided_at: now,
        last_run: None,
        skipped: None,
        version: 1,
        created_at: now,
        created_by: scope.actor.to_string(),
    };
    let entry = audit("create", &row.name, &json!({ "cron": row.plan.cron }));
    let creation = Creation {
        scope: &scope,
        route: "POST /v1/schedules",
        body: &body.bytes,
        is_secret: false,
    };
    let created = app.create(creation, move |tx, scope| {
        repeatable(tx, &row.organisation, &job).map_err(|error| error.within("job"))?;
        if schedule::find(tx, &row.organisation, &row.name)?.is_some() {
            let detail = format!("there is a schedule `{}` already", row.name);
            return Err(Problem::new(ProblemKind::NameTaken, detail).in_field("name").into());
        }
        schedule::insert(tx, &row)?;
        audit_event::append(tx, scope, &entry, now)?;
        view(tx, row.clone(), now, None)
    });
    created.await.map(Created::into_response)
}
