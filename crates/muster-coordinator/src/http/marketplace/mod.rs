//! `/marketplace/agents`: agents whose owners want them to be found by everybody.
//!
//! While it is not switched on there are no such routes, as far as anybody can tell.

mod list;
mod moderate;

pub(crate) use list::{detail, found};
pub(crate) use moderate::complain;

use crate::{
    app::App,
    error::{AppError, invalid},
    http::agents::no_agent,
};
use muster_api::{ProblemKind, agent::ListingReason};
use muster_core::AgentId;
use muster_store::{
    Read,
    agent::{self, AgentRow},
};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

const LONGEST_REASON: usize = 500;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(list::show))
        .routes(routes!(moderate::report))
        .routes(routes!(moderate::hide))
        .routes(routes!(moderate::unhide))
}

fn check_open(app: &App) -> Result<(), AppError> {
    if app.identity.is_marketplace_open {
        return Ok(());
    }
    Err(AppError::told(ProblemKind::RouteNotFound, "the marketplace is not switched on here"))
}

/// A listing that everybody may see.
fn listed(tx: &mut dyn Read, id: &AgentId) -> Result<AgentRow, AppError> {
    let row = agent::find_in_any_organisation(tx, id)?;
    let row = row.filter(|row| row.is_public && row.state == "active" && row.hidden.is_none());
    row.ok_or_else(|| no_agent(id))
}

fn reason(said: &ListingReason) -> Result<String, AppError> {
    let reason = said.reason.trim();
    let length = reason.chars().count();
    if (1..=LONGEST_REASON).contains(&length) && !reason.chars().any(char::is_control) {
        return Ok(reason.to_owned());
    }
    Err(invalid("reason", "must have 1 to 500 characters on one line"))
}
