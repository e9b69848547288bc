//! `/portal`: pages for developers who have found the public address: what there is, how to begin, who can be found.
//!
//! They are written here, as the reference of the API is: without a script, without anything from elsewhere, and
//! without a byte of the console. Everybody reads them under the public address, and whoever is on this machine or
//! is known, to see what others would.

mod api;
mod home;
mod html;
mod language;
mod listing;
mod market;
mod page;
mod pricing;
mod start;
mod status;
mod visit;
mod words;
mod wrong;

pub(crate) use wrong::{Browser, is_of_portal};

use crate::app::App;
use axum::{
    Router,
    routing::{get, post},
};
use std::sync::Arc;

/// Every page. They are no part of the API, so the document does not describe them.
pub(crate) fn pages() -> Router<Arc<App>> {
    Router::new()
        .route("/portal", get(home::page))
        .route("/portal/api", get(api::page))
        .route("/portal/getting-started", get(start::page))
        .route("/portal/icon.svg", get(page::icon))
        .route("/portal/marketplace", get(market::list))
        .route("/portal/marketplace/{id}", get(listing::show))
        .route("/portal/marketplace/{id}/report", post(listing::report))
        .route("/portal/pricing", get(pricing::page))
        .route("/portal/status", get(status::page))
        .route("/portal/style.css", get(page::style))
}
