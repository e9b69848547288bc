//! Says once a day what still runs at providers and what it costs, unless an organisation wants to hear nothing.
//!
//! It is told of what ran over midnight: what somebody has just made, they know.

use crate::{
    app::App,
    cloud::{running, total},
};
use muster_api::spend::{Reminder, Spend};
use muster_core::{OrganisationId, Timestamp};
use muster_store::{StoreError, cloud_rule, resource};
use std::sync::Arc;

/// The day, by UTC.
fn day(at: Timestamp) -> String {
    at.to_string().chars().take("2026-11-30".len()).collect()
}

pub(super) async fn pass(app: &Arc<App>) -> Result<u64, StoreError> {
    let (now, mut told) = (app.seams.clock.now(), 0);
    for organisation in app.store.read(resource::owners).await? {
        if let Some(spend) = remind(app, &organisation, now).await? {
            tell(&organisation, &spend);
            told += 1;
        }
    }
    Ok(told)
}

/// Keeps that it is told, before it is: twice would be once too often.
async fn remind(
    app: &App,
    organisation: &OrganisationId,
    now: Timestamp,
) -> Result<Option<Spend>, StoreError> {
    let (own, today) = (organisation.clone(), day(now));
    let due = {
        let (own, today) = (own.clone(), today.clone());
        app.store.read(move |tx| {
            let rule = cloud_rule::of(tx, &own)?;
            let is_told = rule.reminder.as_ref().is_some_and(|it| it["day"] == today.as_str());
            if !rule.is_reminding || is_told {
                return Ok(None);
            }
            let rows = running(tx, &own)?;
            let is_old = rows.iter().any(|row| day(row.created_at) < today);
            Ok::<_, StoreError>(is_old.then(|| total(&rows, &rule, None)))
        })
    };
    let Some(spend) = due.await? else { return Ok(None) };
    let reminder = Reminder {
        day: today,
        at: now,
        running: spend.running.len() as u64,
        per_day: spend.per_day,
    };
    let told = serde_json::to_value(&reminder).ok();
    let kept = app.store.write(move |tx| {
        let mut rule = cloud_rule::of(tx, &own)?;
        rule.reminder.clone_from(&told);
        cloud_rule::put(tx, &own, &rule)
    });
    kept.await?;
    Ok(Some(spend))
}

fn tell(organisation: &OrganisationId, spend: &Spend) {
    let (running, unpriced) = (spend.running.len(), spend.unpriced);
    let names: Vec<_> = spend.running.iter().map(|it| it.name.as_str()).collect();
    let (names, a_day) = (names.join(", "), dollars(spend.per_day));
    tracing::warn!(%organisation, running, unpriced, "still running at providers, for {a_day} a day: {names}");
}

fn dollars(micro: u64) -> String {
    format!("${}.{:02}", micro / 1_000_000, micro % 1_000_000 / 10_000)
}
