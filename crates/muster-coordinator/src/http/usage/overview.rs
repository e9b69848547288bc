//! `GET /v1/usage`

use crate::{
    app::App,
    engine::usage::{
        limits::frees,
        notices::Forecast,
        refusals,
        series::{facts_of, standings},
    },
    error::AppError,
    http::extract::Reader,
};
use axum::extract::State;
use muster_api::usage::{LimitedThing, UsageLimit, UsageNotice, UsageOverview};
use muster_core::{Day, OrganisationId, Timestamp};
use muster_store::{Read, StoreError, agent, usage_count, usage_notice, usage_notice::Notice};
use std::sync::Arc;

/// How much was used today and this month, how near limits are, and what was noticed.
///
/// Requests of the operator of the coordinator's machine, of the console, of workers, and those that ask how we are,
/// count nowhere.
#[utoipa::path(get, path = "/v1/usage", tag = "usage", responses((status = 200, body = UsageOverview)))]
pub(crate) async fn overview(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<axum::Json<UsageOverview>, AppError> {
    let (own, now) = (caller.organisation, app.seams.clock.now());
    let today = Day::of(now);
    let plan = app.usage.tier(&own).to_string();
    let place = app.clone();
    let read = app.store.read(move |tx| {
        let facts = facts_of(tx, &own, (today.first_of_month(), today), now)?;
        let notices = usage_notice::since(tx, &own, today.first_of_month())?;
        let limits = LimitedThing::ALL.map(|limited| standing(&place, tx, &own, limited, now));
        Ok::<_, StoreError>(UsageOverview {
            plan: plan.clone(),
            enforcement: place.usage.options.enforcement,
            today,
            limits: limits.into_iter().collect::<Result<_, _>>()?,
            notices: notices.iter().filter_map(notice).collect(),
            meters: standings(&facts, today),
        })
    });
    Ok(axum::Json(read.await?))
}

fn standing(
    app: &App,
    tx: &mut dyn Read,
    own: &OrganisationId,
    limited: LimitedThing,
    now: Timestamp,
) -> Result<UsageLimit, StoreError> {
    let (today, most) = (Day::of(now), app.usage.most(own, limited));
    let used = match limited {
        LimitedThing::Agents => agent::count_active(tx, own)?,
        LimitedThing::ApiCalls => app.usage.calls_on(own, today),
    };
    let (forecast, resets_at) = match limited {
        LimitedThing::Agents => (Forecast::default(), None),
        LimitedThing::ApiCalls => (Forecast::of_calls(used, most, now), Some(today.end())),
    };
    let refused = usage_count::of_day(tx, own, today, refusals(limited))?;
    Ok(UsageLimit {
        limited,
        used,
        most,
        forecast: forecast.at_end,
        reached_at: forecast.reached_at,
        resets_at,
        refused_today: refused + app.usage.refused_on(own, today, limited),
        frees: frees(limited).to_owned(),
    })
}

fn notice(row: &Notice) -> Option<UsageNotice> {
    let limited = LimitedThing::ALL.into_iter().find(|limited| limited.as_str() == row.limited)?;
    let Notice { period, percent, used, most, forecast, at, .. } = *row;
    Some(UsageNotice { limited, period, percent, used, most, forecast, at })
}
