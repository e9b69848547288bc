//! `PUT /v1/schedules/{name}`

use super::{change, plan};
use crate::{
    app::App,
    engine::submission::{kept, repeatable},
    error::{AppError, invalid},
    http::extract::{Id, Json, Writer},
};
use axum::extract::State;
use muster_api::{
    Problem,
    schedule::{Schedule, ScheduleRequest},
};
use muster_core::Name;
use muster_store::schedule::ScheduleRow;
use serde_json::json;
use std::sync::Arc;

/// Change a schedule: everything that is not said is as if it were new.
///
/// With another expression or time zone it goes on with the first slot after the change. A value of
/// `secret_env` that is sent as `[redacted]` stays what it was.
#[utoipa::path(put, path = "/v1/schedules/{name}", tag = "schedules", params(("name" = String, Path)), request_body = ScheduleRequest,
    responses((status = 200, body = Schedule), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(name): Id<Name>,
    Json { value: request, .. }: Json<ScheduleRequest>,
) -> Result<axum::Json<Schedule>, AppError> {
    if request.name != name {
        return Err(invalid("name", "must be the name in the path: a schedule keeps its name"));
    }
    let (plan, timetable) = plan(&request, &app.time_zone)?;
    let sealed = app.sealed(&scope.organisation, request.job).await;
    let sealed = sealed.map_err(|error| error.within("job"))?;
    let now = app.seams.clock.now();
    let detail = json!({ "cron": plan.cron });
    let with = move |tx: &mut dyn muster_store::Write, before: ScheduleRow| {
        let mut job = sealed.clone();
        kept::keep_secrets(&mut job, &before.job)?;
        let kept = kept::value(&job)?;
        repeatable(tx, &before.organisation, &job).map_err(|error| error.within("job"))?;
        let is_same = (&before.plan.cron, &before.plan.time_zone) == (&plan.cron, &plan.time_zone);
        let due = if is_same { before.due } else { timetable.next(now) };
        Ok(ScheduleRow { plan: plan.clone(), job: kept, due, ..before })
    };
    change(&app, scope, name, "update", detail, with).await
}
