//! `/v1/retention`: what is kept of jobs that are over.

use crate::{
    app::App,
    error::{AppError, invalid},
    http::extract::{Json, Reader, Writer},
};
use axum::extract::State;
use muster_api::{
    Problem,
    retention::{Retention, RetentionPreview, RetentionRule},
};
use muster_core::retention::{MOST_DAYS, MOST_RULES, Rule};
use muster_store::{StoreError, audit_event, audit_event::AuditEntry, retention};
use std::sync::Arc;

/// By which rules jobs that are over go.
#[utoipa::path(get, path = "/v1/retention", tag = "retention", responses((status = 200, body = Retention)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<axum::Json<Retention>, AppError> {
    let rules = app.store.read(move |tx| retention::rules(tx, &caller.organisation));
    let rules: Result<_, StoreError> = rules.await;
    Ok(axum::Json(Retention { rules: rules?.into_iter().map(shown).collect() }))
}

/// Set all rules.
///
/// What is past by them goes soon, and for good: the job, its attempts and its logs. What it used stays counted. A job
/// stays for a day after its end whatever the rules say, and as long as an open job needs it.
#[utoipa::path(put, path = "/v1/retention", tag = "retention", request_body = Retention,
    responses((status = 200, body = Retention), (status = 422, body = Problem)))]
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<Retention>,
) -> Result<axum::Json<Retention>, AppError> {
    let (rules, now) = (checked(&body.value)?, app.seams.clock.now());
    let entry = AuditEntry {
        action: "retention.set".to_owned(),
        target: "jobs".to_owned(),
        detail: serde_json::json!(body.value).to_string(),
    };
    let kept = app.store.write(move |tx| {
        retention::set_rules(tx, &scope.organisation, &rules)?;
        audit_event::append(tx, &scope, &entry, now).map(drop)
    });
    let kept: Result<(), StoreError> = kept.await;
    kept?;
    app.rules_changed.notify_one();
    Ok(axum::Json(body.value))
}

/// How many jobs would go now.
///
/// By the rules that are sent; they are not kept.
#[utoipa::path(post, path = "/v1/retention/preview", tag = "retention", request_body = Retention,
    responses((status = 200, body = RetentionPreview), (status = 422, body = Problem)))]
pub(crate) async fn preview(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    body: Json<Retention>,
) -> Result<axum::Json<RetentionPreview>, AppError> {
    let jobs = app.count_past(&caller.organisation, checked(&body.value)?).await?;
    Ok(axum::Json(RetentionPreview { jobs }))
}

fn checked(retention: &Retention) -> Result<Vec<Rule>, AppError> {
    if retention.rules.len() > MOST_RULES {
        return Err(invalid("rules", "must be up to 32"));
    }
    retention.rules.iter().enumerate().map(|(at, rule)| checked_rule(at, rule)).collect()
}

fn checked_rule(at: usize, rule: &RetentionRule) -> Result<Rule, AppError> {
    let is_label = |label: &String| label.find('=').is_some_and(|at| at > 0);
    if !rule.label.as_ref().is_none_or(is_label) {
        return Err(invalid(&format!("rules[{at}].label"), "must be of the form `name=value`"));
    }
    if !rule.keep_days.is_none_or(|days| (1..=MOST_DAYS).contains(&days)) {
        return Err(invalid(&format!("rules[{at}].keep_days"), "must be 1 to 36500"));
    }
    let RetentionRule { label, keep_last, keep_days } = rule.clone();
    Ok(Rule { label, keep_last, keep_days })
}

fn shown(Rule { label, keep_last, keep_days }: Rule) -> RetentionRule {
    RetentionRule { label, keep_last, keep_days }
}
