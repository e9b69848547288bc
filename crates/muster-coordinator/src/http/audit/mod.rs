//! `/v1/audit`: what was done by whom, and whether that is still all of it.

mod events;
mod export;
mod rotate;
mod verify;

use crate::{
    app::App,
    error::{AppError, invalid},
};
use muster_audit::{DateRange, range::BadRange};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(events::list))
        .routes(routes!(verify::verify))
        .routes(routes!(verify::known_as))
        .routes(routes!(verify::report))
        .routes(routes!(export::export))
        .routes(routes!(rotate::rotate))
}

/// A range out of two parameters with these names.
fn range(names: [&str; 2], from: Option<&str>, to: Option<&str>) -> Result<DateRange, AppError> {
    let wrong =
        |at: usize| invalid(names[at], "must be a date, or a time like 2026-11-21T09:00:00Z");
    DateRange::parse(from, to).map_err(|bad| match bad {
        BadRange::From => wrong(0),
        BadRange::To => wrong(1),
        BadRange::Reversed => invalid(names[1], "must not be before the beginning"),
    })
}
