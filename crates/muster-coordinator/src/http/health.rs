//! How the coordinator is, for whoever watches from outside: `/health/detailed`, `/ready` and
//! `/readyz`, `/metrics`.

use crate::{app::App, error::AppError, http::extract::Reader, metrics::In};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use muster_api::{
    Problem,
    instance::{DetailedHealth, Health, HealthState, PartHealth},
};
use muster_core::{OrganisationId, worker::Liveness};
use muster_limits::Standing;
use muster_store::{LARGEST_LOG, Room, organisation};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// A part that takes longer to answer is not well.
const SLOW: Duration = Duration::from_secs(1);
/// What Prometheus calls the format.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Whether the coordinator can do its work: the store answers.
#[utoipa::path(get, path = "/ready", tag = "about", security(()), responses((status = 200, body = Health), (status = 500, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn ready(State(app): State<Arc<App>>) -> Result<axum::Json<Health>, AppError> {
    app.store.read(|tx| organisation::all(tx)).await?;
    Ok(axum::Json(Health { status: "ready".to_owned() }))
}

/// The same as `/ready`, under the name that Kubernetes' own parts have for it.
#[utoipa::path(get, path = "/readyz", tag = "about", security(()), responses((status = 200, body = Health), (status = 500, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn readyz(app: State<Arc<App>>) -> Result<axum::Json<Health>, AppError> {
    ready(app).await
}

/// How each part is: 200 if all are well, 207 if one is degraded, 503 if one is down.
#[utoipa::path(get, path = "/health/detailed", tag = "about",
    responses((status = 200, body = DetailedHealth), (status = 207, body = DetailedHealth), (status = 503, body = DetailedHealth)))]
pub(crate) async fn detailed(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> (StatusCode, axum::Json<DetailedHealth>) {
    let parts: BTreeMap<String, PartHealth> = [
        ("database", database(&app).await),
        ("disk", disk(&app)),
        ("rate_limits", limits(&app)),
        ("reconcilers", reconcilers(&app)),
        ("workers", workers(&app, &caller.organisation)),
    ]
    .map(|(name, part)| (name.to_owned(), part))
    .into();
    let status = parts.values().map(|part| part.status).max().unwrap_or(HealthState::Healthy);
    let code = match status {
        HealthState::Healthy => StatusCode::OK,
        HealthState::Degraded => StatusCode::MULTI_STATUS,
        HealthState::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
    };
    let at = app.seams.clock.now();
    (code, axum::Json(DetailedHealth { status, version: app.version.clone(), at, services: parts }))
}

fn part(status: HealthState, detail: impl Into<String>) -> PartHealth {
    PartHealth { status, detail: detail.into(), latency_ms: None }
}

async fn database(app: &App) -> PartHealth {
    let begun = app.seams.clock.boot();
    let answer = app.store.read(|tx| organisation::all(tx)).await;
    let took = app.seams.clock.boot().since(begun);
    let log = app.store.condition().log_size;
    let known = match answer {
        Err(error) => part(HealthState::Unreachable, error.to_string()),
        Ok(_) if took > SLOW => part(HealthState::Degraded, "it answers slowly"),
        Ok(_) if log > LARGEST_LOG => {
            part(HealthState::Degraded, format!("its write-ahead log has {} MiB", log >> 20))
        }
        Ok(_) => part(HealthState::Healthy, "it answers"),
    };
    PartHealth { latency_ms: u64::try_from(took.as_millis()).ok(), ..known }
}

fn disk(app: &App) -> PartHealth {
    match app.store.condition().room {
        Room::Enough => part(HealthState::Healthy, "there is room"),
        Room::NoReserve => part(HealthState::Degraded, "there is no reserve for a full disk"),
        Room::Full => part(HealthState::Degraded, "it is full; new work is refused"),
    }
}

fn limits(app: &App) -> PartHealth {
    match app.limits.standing() {
        Standing::Memory => part(HealthState::Healthy, "they are counted here"),
        Standing::Shared { .. } => part(HealthState::Healthy, "they are shared through Redis"),
        Standing::FallenBack { reason, .. } => {
            let detail =
                format!("they are counted here, because Redis is lost: {}", reason.as_str());
            part(HealthState::Degraded, detail)
        }
    }
}

fn reconcilers(app: &App) -> PartHealth {
    let failing = failing(app);
    match failing.first() {
        None => part(HealthState::Healthy, "every last pass went well"),
        Some(first) => part(HealthState::Degraded, format!("the last pass of `{first}` failed")),
    }
}

fn failing(app: &App) -> Vec<String> {
    let reports = app.reports.all().into_iter();
    reports.filter(|report| report.error.is_some()).map(|report| report.name).collect()
}

fn workers(app: &App, organisation: &OrganisationId) -> PartHealth {
    let states = by_liveness(app, organisation);
    let (online, all) = (states["online"], states.values().sum::<i64>());
    let detail = format!("{online} of {all} are online");
    // A coordinator on which nothing can run is well itself; whoever watches wants to know.
    let is_well = online > 0 || all == 0;
    part(if is_well { HealthState::Healthy } else { HealthState::Degraded }, detail)
}

fn by_liveness(app: &App, organisation: &OrganisationId) -> BTreeMap<&'static str, i64> {
    let now = app.seams.clock.now();
    let mut states: BTreeMap<_, _> =
        ["online", "asleep", "disconnected", "lost"].map(|state| (state, 0)).into();
    for member in app.fleet.list(organisation) {
        let state = match member.liveness(now) {
            Liveness::Online => "online",
            Liveness::Asleep => "asleep",
            Liveness::Disconnected => "disconnected",
            Liveness::Lost => "lost",
        };
        *states.entry(state).or_default() += 1;
    }
    states
}

/// What is counted, for Prometheus. A token that may only read is enough.
#[utoipa::path(get, path = "/metrics", tag = "about",
    responses((status = 200, body = String, content_type = "application/openmetrics-text")))]
pub(crate) async fn metrics(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<Response, AppError> {
    let metrics = &app.metrics;
    for (state, count) in by_liveness(&app, &caller.organisation) {
        metrics.workers.get_or_create(&In { state: state.to_owned() }).set(count);
    }
    metrics.jobs.clear();
    metrics.running.set(0);
    for (state, count) in app.job_counts(&caller.organisation).await? {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        if state == "running" {
            metrics.running.set(count);
        }
        metrics.jobs.get_or_create(&In { state }).set(count);
    }
    metrics.failing.set(i64::try_from(failing(&app).len()).unwrap_or(i64::MAX));
    let log = app.store.condition().log_size;
    metrics.store_log_bytes.set(i64::try_from(log).unwrap_or(i64::MAX));
    Ok(([(header::CONTENT_TYPE, OPEN_METRICS)], metrics.text()).into_response())
}
