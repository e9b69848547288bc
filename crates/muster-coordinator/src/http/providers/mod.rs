//! `/v1/providers`: accounts at providers that an organisation has entered itself.

mod check;
mod delete;
mod list;
mod put;

use crate::{app::App, cloud::kind_of, error::AppError};
use muster_api::ProblemKind;
use muster_providers::ProviderKind;
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(put::put, delete::delete))
        .routes(routes!(check::check))
}

/// A provider by its word in an address.
fn named(word: &str) -> Result<ProviderKind, AppError> {
    kind_of(word).ok_or_else(|| {
        let shown: String = word.chars().filter(|it| !it.is_control()).take(64).collect();
        AppError::told(ProblemKind::ProviderNotFound, format!("there is no provider `{shown}`"))
    })
}
