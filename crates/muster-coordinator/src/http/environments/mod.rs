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
use muster_core::{Name, Timestamp};
use muster_store::resource_detail::DetailRow;
use serde::{Deserialize, Serialize};
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

/// What people say of an environment that no provider is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Said {
    pub(crate) user_id: Option<String>,
    pub(crate) base_image: Option<String>,
    /// After how many minutes without use it is stopped.
    pub(crate) stop_after_idle_minutes: Option<u32>,
    /// It is not stopped before.
    pub(crate) not_before: Option<Timestamp>,
    /// Why it was stopped, or why it is not.
    pub(crate) stop_says: Option<String>,
}

impl Said {
    pub(crate) fn of(detail: Option<&DetailRow>) -> Self {
        let said = detail.map(|detail| serde_json::from_value(detail.said.clone()));
        said.and_then(Result::ok).unwrap_or_default()
    }

    pub(crate) fn json(&self) -> Result<serde_json::Value, AppError> {
        serde_json::to_value(self).map_err(|_| AppError::Internal("write a detail as JSON"))
    }
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
