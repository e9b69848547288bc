//! Doctor: what a person would look at first, what can be done about it, and what others need who help.
//!
//! The coordinator looks at what is its own, and its host adds the rest ([`crate::HostDoctor`]).

pub(super) mod bundle;
mod checks;
pub(super) mod fix;

use crate::{
    app::App,
    error::{AppError, invalid},
    http::extract::{Asked, Reader},
};
use axum::extract::State;
use muster_api::{
    Problem,
    instance::{Check, DoctorQuery, DoctorReport},
};
use muster_core::OrganisationId;
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

/// No check has a longer name.
const LONGEST_NAME: usize = 128;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(doctor))
        .routes(routes!(fix::fix))
        .routes(routes!(bundle::gather))
}

/// Check everything, or one thing, and say what is wrong and what to do about it.
#[utoipa::path(get, path = "/v1/doctor", tag = "about", params(DoctorQuery),
    responses((status = 200, body = DoctorReport), (status = 422, body = Problem)))]
pub(crate) async fn doctor(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<DoctorQuery>,
) -> Result<axum::Json<DoctorReport>, AppError> {
    if query.only.as_ref().is_some_and(|only| only.len() > LONGEST_NAME) {
        return Err(invalid("only", "is no name of a check"));
    }
    let checks = look(&app, &caller.organisation, query.only.as_deref()).await;
    Ok(axum::Json(DoctorReport { checks }))
}

/// Every check, or the one of this name.
async fn look(app: &App, organisation: &OrganisationId, only: Option<&str>) -> Vec<Check> {
    let mut found = Vec::new();
    for name in checks::NAMES {
        if only.is_none_or(|only| only == name) {
            found.extend(checks::make(app, organisation, name).await);
        }
    }
    if let Some(host) = &app.host_doctor {
        found.extend(host.checks(only.map(str::to_owned)).await);
    }
    found
}
