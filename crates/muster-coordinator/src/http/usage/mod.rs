//! What was used: how it stands, in series, as costs and as a file.

mod billing;
mod cost;
mod export;
mod overview;
mod series;

use crate::{
    app::App,
    engine::usage::series::MOST_DAYS,
    error::{AppError, invalid},
};
use muster_core::{Day, OrganisationId};
use muster_store::{Read, StoreError, resource, worker};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

/// As many days are shown if nobody says how many, today among them.
const USUAL_DAYS: u32 = 30;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(overview::overview))
        .routes(routes!(series::series))
        .routes(routes!(cost::cost))
        .routes(routes!(export::export))
        .routes(routes!(billing::usage))
}

/// The days that somebody asks for.
fn days(app: &App, since: Option<&str>, until: Option<&str>) -> Result<(Day, Day), AppError> {
    let read = |field: &'static str, text: Option<&str>| -> Result<Option<Day>, AppError> {
        let day = text.map(str::parse::<Day>).transpose();
        day.map_err(|bad| invalid(field, &format!("is {bad}")))
    };
    let until = read("until", until)?.unwrap_or(Day::of(app.seams.clock.now()));
    let since = read("since", since)?.unwrap_or(until.before(USUAL_DAYS - 1));
    if since > until {
        return Err(invalid("until", "is before `since`"));
    }
    if until.number() - since.number() >= MOST_DAYS {
        return Err(invalid("since", &format!("is {MOST_DAYS} days or more before `until`")));
    }
    Ok((since, until))
}

/// What people call a worker or an environment, if it is still known.
fn name(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    key: &str,
) -> Result<Option<String>, StoreError> {
    if let Ok(id) = key.parse()
        && let Some(row) = worker::find(tx, organisation, &id)?
    {
        return Ok(Some(row.name));
    }
    let Ok(id) = key.parse() else { return Ok(None) };
    Ok(resource::find(tx, organisation, &id)?.map(|row| row.title))
}
