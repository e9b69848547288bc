//! `POST /billing/webhook` and `POST /billing/webhook/polar`
//!
//! The signature is checked on the bytes as they came, before anything is parsed. What is refused leaves nothing but a
//! number; what is genuine is kept and taken in in one transaction, and answered then. No biller is asked.

use crate::{
    app::App,
    billing::Taken,
    error::AppError,
    http::extract::{read, request_id},
};
use axum::{
    Json,
    extract::{Request, State},
};
use bytes::Bytes;
use http::request::Parts;
use muster_api::{Problem, ProblemKind, billing::WebhookTaken};
use muster_billing::{
    BillerName,
    notice::{Notice, Unreadable},
    polar, stripe,
    webhook::{LARGEST, Refused, Verified},
};
use std::sync::Arc;

/// Take a message of Stripe's.
///
/// It is signed in `Stripe-Signature`, at most five minutes ago. The same message again changes nothing.
#[utoipa::path(post, path = "/billing/webhook", tag = "billing",
    request_body(content = String, content_type = "application/json"),
    responses((status = 200, body = WebhookTaken), (status = 400, body = Problem), (status = 413, body = Problem),
        (status = 503, body = Problem)))]
pub(crate) async fn stripe(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Json<WebhookTaken>, AppError> {
    let (parts, body) = apart(&app, BillerName::Stripe, request).await?;
    let (secrets, now) = (&app.billing.settings.webhook_secrets.stripe, app.seams.clock.now());
    let verified = stripe::verify(secrets, &parts.headers, &body, now);
    let notice = notice(&app, BillerName::Stripe, verified, stripe::read)?;
    take(&app, notice, &parts).await
}

/// Take a message of Polar's.
///
/// It is signed as Standard Webhooks has it, at most five minutes ago. The same message again changes nothing.
#[utoipa::path(post, path = "/billing/webhook/polar", tag = "billing",
    request_body(content = String, content_type = "application/json"),
    responses((status = 200, body = WebhookTaken), (status = 400, body = Problem), (status = 413, body = Problem),
        (status = 503, body = Problem)))]
pub(crate) async fn polar(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Json<WebhookTaken>, AppError> {
    let (parts, body) = apart(&app, BillerName::Polar, request).await?;
    let (secrets, now) = (&app.billing.settings.webhook_secrets.polar, app.seams.clock.now());
    let verified = polar::verify(secrets, &parts.headers, &body, now);
    let notice = notice(&app, BillerName::Polar, verified, polar::read)?;
    take(&app, notice, &parts).await
}

/// The head, and the bytes as they came.
async fn apart(
    app: &App,
    biller: BillerName,
    request: Request,
) -> Result<(Parts, Bytes), AppError> {
    let (parts, body) = request.into_parts();
    let request = Request::from_parts(parts.clone(), body);
    let body = read(request, LARGEST).await.inspect_err(|error| {
        if error.problem().error == ProblemKind::BodyTooLarge {
            app.metrics.webhook(biller.as_str(), Refused::TooLarge { bytes: 0 }.as_str());
        }
    })?;
    Ok((parts, body))
}

fn notice<'b>(
    app: &App,
    biller: BillerName,
    verified: Result<Verified<'b>, Refused>,
    read: fn(&Verified<'b>) -> Result<Notice, Unreadable>,
) -> Result<Notice, AppError> {
    let verified = verified.map_err(|refused| {
        app.metrics.webhook(biller.as_str(), refused.as_str());
        not_taken(&refused)
    })?;
    read(&verified).map_err(|unreadable| {
        app.metrics.webhook(biller.as_str(), "unreadable");
        AppError::told(ProblemKind::JsonInvalid, unreadable.to_string())
    })
}

fn not_taken(refused: &Refused) -> AppError {
    match refused {
        Refused::NoSecret => Problem::new(
            ProblemKind::BillingNotConfigured,
            "no secret is set with which messages of this biller are checked",
        )
        .with_hint("docs/billing.md says which variable it is")
        .into(),
        Refused::TooLarge { .. } => AppError::told(ProblemKind::BodyTooLarge, refused.to_string()),
        Refused::TooOld { .. } | Refused::TooNew { .. } => {
            tracing::warn!(%refused, "a genuine message of a biller is not taken");
            AppError::told(ProblemKind::SignatureInvalid, refused.to_string())
        }
        Refused::HeaderMissing(_)
        | Refused::HeaderTwice(_)
        | Refused::HeaderMalformed(_)
        | Refused::UnknownScheme
        | Refused::WrongSignature => {
            AppError::told(ProblemKind::SignatureInvalid, refused.to_string())
        }
    }
}

async fn take(
    app: &Arc<App>,
    notice: Notice,
    parts: &Parts,
) -> Result<Json<WebhookTaken>, AppError> {
    let biller = notice.biller.as_str();
    let taken = app.take_notice(notice, request_id(parts)?).await?;
    let status = match taken {
        Taken::First => None,
        Taken::Again => Some("already_processed".to_owned()),
    };
    app.metrics.webhook(biller, status.as_deref().unwrap_or("taken"));
    Ok(Json(WebhookTaken { received: true, status }))
}
