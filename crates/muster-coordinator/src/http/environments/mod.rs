//! `/v1/environments`, and what Dev8's routes share with it.

pub(crate) mod adopt;
mod change;
mod create;
mod logs;
mod show;
mod terminals;
pub(crate) mod views;

pub(crate) use change::{act, extended};
pub(crate) use create::{Wish, draft, keep};
pub(crate) use logs::tail;
pub(crate) use show::{found, page};

use crate::{app::App, error::AppError};
use muster_api::ProblemKind;
use muster_core::Name;
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create::create, show::list))
        .routes(routes!(show::show, change::delete))
        .routes(routes!(change::start))
        .routes(routes!(change::stop))
        .routes(routes!(change::extend))
        .routes(routes!(logs::logs))
        .routes(routes!(terminals::open))
        .routes(routes!(terminals::read, terminals::close))
        .routes(routes!(terminals::input))
        .routes(routes!(terminals::resize))
        .routes(routes!(terminals::seen))
        .routes(routes!(adopt::cloud))
        .routes(routes!(adopt::adopt))
}

pub(crate) fn no_environment(id: &str) -> AppError {
    let shown: String = id.chars().filter(|it| !it.is_control()).take(64).collect();
    let detail = format!("there is no environment `{shown}`");
    AppError::told(ProblemKind::EnvironmentNotFound, detail)
}

/// A text that is no id names no environment.
pub(crate) fn environment_id(text: &str) -> Result<Name, AppError> {
    text.parse().map_err(|_| no_environment(text))
}
