//! Stops environments that nobody uses, if somebody wants that.
//!
//! It acts on what an environment itself has said within its own limit, and on nothing older: silence is no idleness.

use crate::{app::App, error::Chain, http::environments::Said};
use muster_api::dev8::Dev8Snapshot;
use muster_core::{
    Timestamp,
    cloud::{ResourceKind, Status},
};
use muster_operations::Act;
use muster_store::{
    StoreError, organisation, resource,
    resource::ResourceRow,
    resource_detail::{self, DetailRow},
};
use std::{sync::Arc, time::Duration};

/// More environments than one organisation pays for.
const MOST: u32 = 10_000;
const NO_SIGNAL: &str = "no activity signal";

/// What is to become of an environment that stops by itself.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// It is used, or kept.
    Stays,
    /// It says nothing of its use.
    Silent,
    Idle,
}

pub(super) async fn pass(app: &Arc<App>) -> Result<u64, StoreError> {
    let (mut stopped, now) = (0, app.seams.clock.now());
    for (row, detail) in running(app).await? {
        let said = Said::of(Some(&detail));
        let Some(minutes) = said.stop_after_idle_minutes else { continue };
        let limit = Duration::from_mins(minutes.into());
        match verdict(&row, &detail, said.not_before, limit, now) {
            Verdict::Stays if said.stop_says.is_some() => say(app, detail, said, None).await?,
            Verdict::Silent if said.stop_says.is_none() => {
                tracing::warn!(environment = %row.id, "it does not stop by itself: {NO_SIGNAL}");
                say(app, detail, said, Some(NO_SIGNAL.to_owned())).await?;
            }
            Verdict::Stays | Verdict::Silent => {}
            Verdict::Idle => {
                let scope = app.own_scope(&row.organisation);
                if let Err(error) = app.operations.act(&scope, &row.id, Act::Stop).await {
                    tracing::info!(error = %Chain(&error), environment = %row.id, "not stopped now");
                    continue;
                }
                let why = format!("nobody used it for {minutes} minutes");
                say(app, detail, said, Some(why)).await?;
                stopped += 1;
            }
        }
    }
    Ok(stopped)
}

async fn running(app: &App) -> Result<Vec<(ResourceRow, DetailRow)>, StoreError> {
    let read = app.store.read(|tx| {
        let mut found = Vec::new();
        for organisation in organisation::all(tx)? {
            let kind = ResourceKind::Environment;
            for row in resource::page(tx, &organisation, kind, None, MOST)? {
                let detail = resource_detail::find(tx, &organisation, &row.id)?;
                found.extend(detail.map(|detail| (row, detail)));
            }
        }
        Ok::<_, StoreError>(found)
    });
    let found = read.await?.into_iter();
    Ok(found.filter(|(row, _)| row.status == Status::Running).collect())
}

fn verdict(
    row: &ResourceRow,
    detail: &DetailRow,
    not_before: Option<Timestamp>,
    limit: Duration,
    now: Timestamp,
) -> Verdict {
    // Whatever it is now, it is so since then at the earliest.
    let is_young = now.since(row.updated_at) < limit;
    if is_young || not_before.is_some_and(|until| now < until) {
        return Verdict::Stays;
    }
    let Some(reported_at) = detail.reported_at.filter(|at| now.since(*at) < limit) else {
        return Verdict::Silent;
    };
    let report = detail.report.clone().map(serde_json::from_value::<Dev8Snapshot>);
    let Some(Ok(report)) = report else { return Verdict::Silent };
    let is_open = report.active_ide_connections + report.active_ssh_connections > 0;
    let used_at = detail.active_at.unwrap_or(row.created_at).min(reported_at);
    if is_open || now.since(used_at) < limit { Verdict::Stays } else { Verdict::Idle }
}

async fn say(
    app: &App,
    mut detail: DetailRow,
    mut said: Said,
    says: Option<String>,
) -> Result<(), StoreError> {
    said.stop_says = says;
    let Ok(json) = said.json() else { return Ok(()) };
    detail.said = json;
    app.store.write(move |tx| resource_detail::put(tx, &detail)).await
}
