//! `GET /v1/workers/billing` and `POST /v1/workers/billing/subscription`, as OpenWork Den has them.

use crate::{
    app::App,
    billing::subscription_view,
    error::AppError,
    http::extract::{Asked, MaybeJson, Reader, Writer, request_id},
};
use axum::{
    Json,
    extract::{FromRequestParts, State},
};
use http::request::Parts;
use muster_api::{
    Problem,
    billing::{
        DenBilling, DenBillingAnswer, DenBillingQuery, DenSubscriptionAnswer,
        DenSubscriptionRequest,
    },
};
use muster_core::{Role, Scope};
use std::sync::Arc;

/// Who looks, and the scope in which a biller is asked for a page.
pub(crate) struct Looker {
    scope: Scope,
    /// Pages are for who may buy.
    may_buy: bool,
}

impl FromRequestParts<Arc<App>> for Looker {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, AppError> {
        let Reader(caller) = Reader::from_request_parts(parts, app).await?;
        let may_buy = caller.may(Role::Owner, None).is_ok();
        Ok(Self { scope: caller.scope(request_id(parts)?, None), may_buy })
    }
}

/// Billing, as OpenWork Den shows it.
///
/// It is what is known. The addresses of a checkout and of the portal are asked of Polar, for owners, for three
/// seconds at most; what cannot be had by then is `null`.
#[utoipa::path(get, path = "/v1/workers/billing", tag = "billing", params(DenBillingQuery),
    responses((status = 200, body = DenBillingAnswer), (status = 401, body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    looker: Looker,
    Asked(query): Asked<DenBillingQuery>,
) -> Result<Json<DenBillingAnswer>, AppError> {
    let mut billing = app.den_billing(&looker.scope.organisation).await?;
    if looker.may_buy && billing.feature_gate_enabled {
        if billing.checkout_required && is_yes(query.include_checkout.as_ref()) {
            billing.checkout_url = app.soon_a_checkout(&looker.scope).await;
        }
        if billing.subscription.is_some() && !is_yes(query.exclude_portal.as_ref()) {
            billing.portal_url = app.soon_a_portal(&looker.scope).await;
        }
    }
    if is_yes(query.exclude_invoices.as_ref()) {
        billing.invoices.clear();
    }
    Ok(Json(DenBillingAnswer { billing }))
}

fn is_yes(flag: Option<&String>) -> bool {
    flag.is_some_and(|flag| ["1", "true", "yes"].contains(&flag.to_ascii_lowercase().as_str()))
}

/// Let the subscription end with its period, or not any more.
///
/// The biller is asked, so this takes as long as that does.
#[utoipa::path(post, path = "/v1/workers/billing/subscription", tag = "billing",
    request_body = DenSubscriptionRequest,
    responses((status = 200, body = DenSubscriptionAnswer), (status = 400, body = Problem), (status = 502, body = Problem),
        (status = 503, body = Problem)))]
pub(crate) async fn subscription(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    MaybeJson(request): MaybeJson<DenSubscriptionRequest>,
) -> Result<Json<DenSubscriptionAnswer>, AppError> {
    let ended = app.end_subscription(&scope, request.cancel_at_period_end).await?;
    let billing: DenBilling = app.den_billing(&scope.organisation).await?;
    let subscription = ended.map(|(biller, it)| subscription_view(biller.as_str(), &it));
    Ok(Json(DenSubscriptionAnswer { subscription, billing }))
}
