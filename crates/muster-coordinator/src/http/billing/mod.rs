//! Plans and payment over HTTP: what is known, what a biller has to open, and what billers tell by themselves.
//!
//! Other systems name some of these addresses, too; `docs/billing.md` says whose fields each answer carries.

mod buy;
mod den;
mod status;
mod tiers;
mod webhook;

use crate::{
    app::App,
    error::{AppError, invalid},
};
use muster_billing::settings::LandingPage;
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(webhook::stripe))
        .routes(routes!(webhook::polar))
        .routes(routes!(buy::checkout))
        .routes(routes!(buy::portal))
        .routes(routes!(status::status))
        .routes(routes!(status::sync))
        .routes(routes!(tiers::list))
        .routes(routes!(tiers::status))
        .routes(routes!(den::show))
        .routes(routes!(den::subscription))
}

const LONGEST_ADDRESS: usize = 2048;

/// Where somebody wants to land.
fn landing_page(
    field: &'static str,
    said: Option<&String>,
) -> Result<Option<LandingPage>, AppError> {
    let Some(said) = said else { return Ok(None) };
    if said.len() > LONGEST_ADDRESS {
        return Err(invalid(field, "must have up to 2048 bytes"));
    }
    let page = said.parse();
    page.map(Some).map_err(|_| invalid(field, "must be an address of a page"))
}
