//! `GET /v1/cloud/rules` and `PUT /v1/cloud/rules`

use crate::{
    app::App,
    cloud::maker_of_workers,
    error::{AppError, invalid},
    http::extract::{Json, Reader, Writer},
};
use axum::extract::State;
use muster_api::{
    Problem,
    spend::{CloudRules, HIGHEST_CEILING_PER_HOUR},
};
use muster_store::{
    StoreError,
    audit_event::{self, AuditEntry},
    cloud_rule::{self, CloudRule},
};
use std::sync::Arc;

const LONGEST_IDLE: u32 = 7 * 24 * 60;
const SHORTEST_IDLE: u32 = 5;
const MOST_DAYS: u32 = 3650;

/// What everything at providers may cost, when it stops by itself, and whether somebody is reminded of it.
#[utoipa::path(get, path = "/v1/cloud/rules", tag = "providers", responses((status = 200, body = CloudRules)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<axum::Json<CloudRules>, AppError> {
    let rule = app.store.read(move |tx| cloud_rule::of(tx, &caller.organisation));
    let rule: Result<_, StoreError> = rule.await;
    Ok(axum::Json(shown(rule?)))
}

/// Set all of that.
///
/// A ceiling below what is there stops nothing; it lets nothing more be made.
#[utoipa::path(put, path = "/v1/cloud/rules", tag = "providers", request_body = CloudRules,
    responses((status = 200, body = CloudRules), (status = 422, body = Problem)))]
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Json { value: wanted, .. }: Json<CloudRules>,
) -> Result<axum::Json<CloudRules>, AppError> {
    check(&wanted)?;
    let entry = AuditEntry {
        action: "cloud.rules".to_owned(),
        target: "cloud".to_owned(),
        detail: serde_json::json!(wanted).to_string(),
    };
    let (now, organisation, kept) =
        (app.seams.clock.now(), scope.organisation.clone(), wanted.clone());
    let written = app.store.write(move |tx| {
        let before = cloud_rule::of(tx, &scope.organisation)?;
        let rule = CloudRule {
            ceiling_per_hour: kept.ceiling_per_hour,
            default_provider: kept.default_provider.clone(),
            idle_minutes: kept.stop_idle_workers_after_minutes,
            stopped_days: kept.delete_stopped_workers_after_days,
            is_reminding: kept.remind,
            reminder: before.reminder,
        };
        cloud_rule::put(tx, &scope.organisation, &rule)?;
        audit_event::append(tx, &scope, &entry, now).map(drop)
    });
    let written: Result<(), StoreError> = written.await;
    written?;
    app.load_accounts(&organisation).await?;
    Ok(axum::Json(wanted))
}

fn check(wanted: &CloudRules) -> Result<(), AppError> {
    let CloudRules { ceiling_per_hour, default_provider, .. } = wanted;
    if ceiling_per_hour.is_some_and(|ceiling| ceiling > HIGHEST_CEILING_PER_HOUR) {
        return Err(invalid("ceiling_per_hour", "must be up to 1000000000000"));
    }
    if default_provider.as_ref().is_some_and(|word| maker_of_workers(word).is_none()) {
        return Err(invalid("default_provider", "must be `render`, `daytona` or `kubernetes`"));
    }
    let idle = wanted.stop_idle_workers_after_minutes;
    if idle.is_some_and(|minutes| !(SHORTEST_IDLE..=LONGEST_IDLE).contains(&minutes)) {
        return Err(invalid("stop_idle_workers_after_minutes", "must be 5 to 10080"));
    }
    let days = wanted.delete_stopped_workers_after_days;
    if days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
        return Err(invalid("delete_stopped_workers_after_days", "must be 1 to 3650"));
    }
    Ok(())
}

fn shown(rule: CloudRule) -> CloudRules {
    CloudRules {
        ceiling_per_hour: rule.ceiling_per_hour,
        default_provider: rule.default_provider,
        stop_idle_workers_after_minutes: rule.idle_minutes,
        delete_stopped_workers_after_days: rule.stopped_days,
        remind: rule.is_reminding,
    }
}
