//! Stops environments that nobody uses, if somebody wants that.
//!
//! It acts on what an environment itself has said within its own limit, and on nothing older: silence is no idleness.
//! One that cannot reach us, or says nothing because nothing changes, is asked.

use crate::{
    app::App,
    cloud::{ASK_EVERY, Activity, Said},
    error::Chain,
};
use futures_util::{StreamExt, stream};
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
const AT_ONCE: usize = 16;
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
    let all = running(app).await?;
    ask_the_quiet(app, &all, now).await?;
    for (row, detail) in all {
        let said = Said::of(Some(&detail));
        let Some(minutes) = said.stop_after_idle_minutes else { continue };
        let limit = Duration::from_mins(minutes.into());
        match verdict(&row, &detail, said.not_before, limit, now) {
            Verdict::Stays if said.stop_says.is_some() => say(app, &detail, None).await?,
            Verdict::Silent if said.stop_says.is_none() => {
                tracing::warn!(environment = %row.id, "it does not stop by itself: {NO_SIGNAL}");
                say(app, &detail, Some(NO_SIGNAL.to_owned())).await?;
            }
            Verdict::Stays | Verdict::Silent => {}
            Verdict::Idle => {
                let scope = app.own_scope(&row.organisation);
                if let Err(error) = app.operations.act(&scope, &row.id, Act::Stop).await {
                    tracing::info!(error = %Chain(&error), environment = %row.id, "not stopped now");
                    continue;
                }
                let why = format!("nobody used it for {minutes} minutes");
                say(app, &detail, Some(why)).await?;
                stopped += 1;
            }
        }
    }
    Ok(stopped)
}

/// Asks those that should stop some day and of which nobody has heard for long, all at a time.
async fn ask_the_quiet(
    app: &App,
    all: &[(ResourceRow, DetailRow)],
    now: Timestamp,
) -> Result<(), StoreError> {
    let is_quiet = |detail: &DetailRow| {
        let minutes = Said::of(Some(detail)).stop_after_idle_minutes?;
        // A few times within the limit, so that one lost answer does no harm.
        let often = (Duration::from_mins(minutes.into()) / 4).max(ASK_EVERY);
        Some(detail.reported_at.is_none_or(|at| now.since(at) >= often))
    };
    let quiet = all.iter().filter(|(_, detail)| is_quiet(detail).unwrap_or(false));
    let boot = app.seams.clock.boot();
    let asked = quiet.map(|(row, _)| async move { (row, app.workspaces.ask(row, boot).await) });
    let mut asked = stream::iter(asked.collect::<Vec<_>>()).buffer_unordered(AT_ONCE);
    while let Some((row, activity)) = asked.next().await {
        if let Some(activity) = activity {
            note(app, row, activity, now).await?;
        }
    }
    Ok(())
}

/// Keeps what it said as if it had reported it.
async fn note(
    app: &App,
    row: &ResourceRow,
    activity: Activity,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (organisation, id) = (row.organisation.clone(), row.id.clone());
    let kept = app.store.write(move |tx| {
        let Some(mut detail) = resource_detail::find(tx, &organisation, &id)? else {
            return Ok(());
        };
        let before = detail.report.take().and_then(|it| serde_json::from_value(it).ok());
        // Nobody outside is told of shells; what it said of them itself stays.
        let snapshot = Dev8Snapshot {
            last_ide_activity: activity.used_at,
            active_ide_connections: u32::from(activity.is_open),
            ..before.unwrap_or_default()
        };
        detail.report = serde_json::to_value(snapshot).ok();
        detail.reported_at = detail.reported_at.max(Some(now));
        let used_at = if activity.is_open { Some(now) } else { activity.used_at };
        detail.active_at = detail.active_at.max(used_at.map(|at| at.min(now)));
        resource_detail::put(tx, &detail)
    });
    kept.await
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
    let Some(is_open) = is_open(detail) else { return Verdict::Silent };
    let used_at = detail.active_at.unwrap_or(row.created_at).min(reported_at);
    if is_open || now.since(used_at) < limit { Verdict::Stays } else { Verdict::Idle }
}

/// Whether somebody has it open, by its own last word.
fn is_open(detail: &DetailRow) -> Option<bool> {
    let report: Dev8Snapshot = serde_json::from_value(detail.report.clone()?).ok()?;
    Some(report.active_ide_connections + report.active_ssh_connections > 0)
}

/// When a running environment stops, if it stops by itself and nobody uses it until then.
pub(crate) fn stops_at(row: &ResourceRow, detail: &DetailRow, said: &Said) -> Option<Timestamp> {
    let limit = Duration::from_mins(said.stop_after_idle_minutes?.into());
    if row.status != Status::Running || is_open(detail)? {
        return None;
    }
    let used_at = detail.active_at.unwrap_or(row.created_at).min(detail.reported_at?);
    let at = used_at.max(row.updated_at).after(limit);
    Some(said.not_before.map_or(at, |until| at.max(until)))
}

async fn say(app: &App, of: &DetailRow, says: Option<String>) -> Result<(), StoreError> {
    let (organisation, id) = (of.organisation.clone(), of.resource.clone());
    let kept = app.store.write(move |tx| {
        // It may have reported meanwhile, or been extended.
        let Some(mut detail) = resource_detail::find(tx, &organisation, &id)? else {
            return Ok(());
        };
        let said = Said { stop_says: says.clone(), ..Said::of(Some(&detail)) };
        detail.said = said.json().unwrap_or(detail.said);
        resource_detail::put(tx, &detail)
    });
    kept.await
}
