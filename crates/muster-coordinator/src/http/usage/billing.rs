//! `GET /billing/usage`

use crate::{
    app::App,
    engine::usage::series::{facts_of, standings},
    error::AppError,
    http::extract::Reader,
};
use axum::extract::State;
use muster_api::usage::{BillingLimits, BillingUsage, LedgerLine, LimitedThing, UsageMeter};
use muster_core::Day;
use muster_store::{StoreError, agent, usage_count};
use std::sync::Arc;

/// What was used today, in the documented words.
#[utoipa::path(get, path = "/billing/usage", tag = "usage", responses((status = 200, body = BillingUsage)))]
pub(crate) async fn usage(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<axum::Json<BillingUsage>, AppError> {
    let (own, now) = (caller.organisation, app.seams.clock.now());
    let date = Day::of(now);
    let place = app.clone();
    let read = app.store.read(move |tx| {
        let facts = facts_of(tx, &own, (date, date), now)?;
        let lines = standings(&facts, date);
        let most = |limited| place.usage.most(&own, limited);
        let tokens = UsageMeter::TokenIssuances.as_str();
        Ok::<_, StoreError>(BillingUsage {
            tenant_id: own.to_string(),
            date,
            tier: place.usage.tier(&own).to_string(),
            api_calls: place.usage.calls_on(&own, date),
            token_issuances: usage_count::of_day(tx, &own, date, tokens)?,
            active_agents: agent::count_active(tx, &own)?,
            limits: BillingLimits {
                max_agents: most(LimitedThing::Agents),
                max_calls_per_day: most(LimitedThing::ApiCalls),
            },
            usage: lines
                .into_iter()
                .map(|line| LedgerLine { action: line.meter, units: line.today })
                .collect(),
        })
    });
    Ok(axum::Json(read.await?))
}
