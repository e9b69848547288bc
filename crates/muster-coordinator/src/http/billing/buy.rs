//! `POST /billing/checkout` and `POST /billing/portal`

use super::landing_page;
use crate::{
    app::App,
    billing::Landing,
    error::AppError,
    http::extract::{Asked, MaybeJson, Writer},
};
use axum::{Json, extract::State};
use muster_api::{
    Problem, ProblemKind,
    billing::{CheckoutPage, CheckoutQuery, CheckoutRequest, PortalPage, PortalRequest},
};
use muster_billing::Tier;
use std::sync::Arc;

/// Open a page on which a plan can be bought.
///
/// The biller is asked for it, so this takes as long as that does. Whoever asks again soon gets the same page.
#[utoipa::path(post, path = "/billing/checkout", tag = "billing", params(CheckoutQuery),
    request_body = CheckoutRequest,
    responses((status = 200, body = CheckoutPage), (status = 400, body = Problem), (status = 409, body = Problem),
        (status = 502, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn checkout(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Asked(query): Asked<CheckoutQuery>,
    MaybeJson(request): MaybeJson<CheckoutRequest>,
) -> Result<Json<CheckoutPage>, AppError> {
    let said = request.tier.or(query.price_tier);
    // What has no tier is sold by Polar alone.
    let said = said.filter(|said| said != "polar");
    let tier = said.map(|said| said.parse::<Tier>()).transpose();
    let tier = tier.map_err(|bad| AppError::told(ProblemKind::UnknownTier, bad.to_string()))?;
    let wanted = app.billing.wanted(tier)?;
    let usual = app.landing(wanted.0)?;
    let landing = Landing {
        success: landing_page("successUrl", request.success_url.as_ref())?.unwrap_or(usual.success),
        back: landing_page("cancelUrl", request.cancel_url.as_ref())?.unwrap_or(usual.back),
    };
    app.checkout_page(&scope, wanted, landing).await.map(Json)
}

/// Open the customer's own pages, where subscriptions are changed and ended and invoices are found.
///
/// The biller is asked for it. The page is for one visit: whoever has its address is in.
#[utoipa::path(post, path = "/billing/portal", tag = "billing", request_body = PortalRequest,
    responses((status = 200, body = PortalPage), (status = 409, body = Problem), (status = 502, body = Problem),
        (status = 503, body = Problem)))]
pub(crate) async fn portal(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    MaybeJson(request): MaybeJson<PortalRequest>,
) -> Result<Json<PortalPage>, AppError> {
    let back = landing_page("returnUrl", request.return_url.as_ref())?;
    let url = app.portal_page(&scope, back).await?;
    Ok(Json(PortalPage { portal_url: url.clone(), url }))
}
