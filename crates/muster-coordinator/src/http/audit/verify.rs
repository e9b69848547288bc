//! `GET /v1/audit/verify`, which is `GET /audit/verify` too, and `GET /v1/audit/report`
//!
//! Each reads the whole range, so a caller has a quota for them, on this machine as well.

use crate::{
    app::App,
    caller::Caller,
    error::AppError,
    http::extract::{Asked, Reader},
};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use muster_api::{
    Problem, ProblemKind,
    audit::{
        AuditCompleteness, AuditIntegrity, AuditRange, AuditReason, AuditReport, AuditVerdict,
    },
};
use muster_audit::{Completeness, Integrity, Report};
use muster_limits::{Group, Key};
use serde::Serialize;
use std::sync::Arc;

/// Whether the log is as it was written.
#[utoipa::path(get, path = "/v1/audit/verify", tag = "audit", params(AuditRange),
    responses((status = 200, body = AuditVerdict), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn verify(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(range): Asked<AuditRange>,
) -> Response {
    counted(&app, &caller, verdict_of(&app, &caller, &range)).await
}

/// The same as `GET /v1/audit/verify`, where others look for it.
#[utoipa::path(get, path = "/audit/verify", tag = "audit", params(AuditRange),
    responses((status = 200, body = AuditVerdict), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn known_as(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(range): Asked<AuditRange>,
) -> Response {
    counted(&app, &caller, verdict_of(&app, &caller, &range)).await
}

/// Whether the log is as it was written, and what is wrong if it is not.
#[utoipa::path(get, path = "/v1/audit/report", tag = "audit", params(AuditRange),
    responses((status = 200, body = AuditReport), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn report(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(range): Asked<AuditRange>,
) -> Response {
    let report = async {
        let report = verified(&app, &caller, &range).await?;
        let reason = report.reason.map(|reason| AuditReason {
            code: reason.as_str().to_owned(),
            says: reason.to_string(),
        });
        let keys = app.sealer.audit_keys().await.ok();
        let signer = keys.map(|keys| keys.heads.signer().to_string());
        Ok(AuditReport { verdict: verdict(report), reason, has_key: keys.is_some(), signer })
    };
    counted(&app, &caller, report).await
}

/// Answers, unless this caller has asked too often.
async fn counted<T: Serialize>(
    app: &App,
    caller: &Caller,
    work: impl Future<Output = Result<T, AppError>>,
) -> Response {
    let group = Group::AuditVerify;
    let admission = app.limits.check(Key::token(caller.actor.to_string().as_bytes()), group).await;
    let mut response = if admission.is_allowed {
        work.await.map(Json).into_response()
    } else {
        app.metrics.limited(group.as_str());
        let (most, window) = (admission.quota.requests, admission.quota.window.as_secs());
        let detail = format!("more than {most} verifications in {window} seconds; try again later");
        AppError::told(ProblemKind::RateLimited, detail).into_response()
    };
    response.headers_mut().extend(admission.headers());
    response
}

async fn verdict_of(
    app: &App,
    caller: &Caller,
    range: &AuditRange,
) -> Result<AuditVerdict, AppError> {
    verified(app, caller, range).await.map(verdict)
}

async fn verified(app: &App, caller: &Caller, range: &AuditRange) -> Result<Report, AppError> {
    let AuditRange { from_date, to_date } = range;
    let range = super::range(["fromDate", "toDate"], from_date.as_deref(), to_date.as_deref())?;
    // It holds a page of the log, which is much for a future.
    Box::pin(app.verify_audit(&caller.organisation, range)).await
}

fn verdict(report: Report) -> AuditVerdict {
    AuditVerdict {
        verified: report.verified,
        checked_count: report.checked_count,
        broken_at_event_id: report.broken_at_event_id,
        integrity: match report.integrity {
            Integrity::Proven => AuditIntegrity::Proven,
            Integrity::Consistent => AuditIntegrity::Consistent,
            Integrity::Broken => AuditIntegrity::Broken,
        },
        completeness: match report.completeness {
            Completeness::Proven => AuditCompleteness::Proven,
            Completeness::Unproven => AuditCompleteness::Unproven,
            Completeness::Broken => AuditCompleteness::Broken,
        },
    }
}
