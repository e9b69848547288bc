//! Costs: what was up at providers for how long, at the prices that were known when it came up.

use muster_api::usage::{CostAction, CostItem, UsageMeter};
use muster_core::{OrganisationId, Timestamp, cloud::ResourceKind};
use muster_store::{Read, StoreError, resource, usage_span, usage_span::Span};
use std::collections::BTreeMap;

const HOUR_MS: f64 = 3_600_000.0;
const MILLIONTHS: f64 = 1_000_000.0;
/// A month as providers count it for hourly prices.
const HOURS_A_MONTH: f64 = 730.0;

/// What everything that was up has cost.
pub(crate) struct Costs {
    pub(crate) total_usd: f64,
    pub(crate) month_usd: f64,
    pub(crate) items: Vec<CostItem>,
}

/// Reads it from the spans of use; those of storage have no price of their own.
pub(crate) fn costs(
    tx: &mut dyn Read,
    own: &OrganisationId,
    (from, until): (Timestamp, Timestamp),
) -> Result<Costs, StoreError> {
    let mut things = BTreeMap::<(UsageMeter, String), CostItem>::new();
    for span in usage_span::between(tx, own, (from, until))? {
        let Some(meter) = priced(&span.meter) else { continue };
        let item = things.entry((meter, span.subject.clone()));
        add(item.or_insert_with(|| nothing(meter, &span.subject)), &span, (from, until));
    }
    let mut items: Vec<_> = things.into_values().collect();
    for item in &mut items {
        name(tx, own, item)?;
    }
    items.sort_by(|left, right| {
        right.cost_usd.unwrap_or(0.0).total_cmp(&left.cost_usd.unwrap_or(0.0))
    });
    let up = items.iter().filter(|item| item.is_up).filter_map(|item| item.price_per_hour_usd);
    Ok(Costs {
        total_usd: items.iter().filter_map(|item| item.cost_usd).sum(),
        month_usd: up.sum::<f64>() * HOURS_A_MONTH,
        items,
    })
}

fn priced(word: &str) -> Option<UsageMeter> {
    match word {
        usage_span::CLOUD_WORKER => Some(UsageMeter::CloudWorkerHours),
        usage_span::ENVIRONMENT => Some(UsageMeter::EnvironmentHours),
        _ => None,
    }
}

fn nothing(meter: UsageMeter, subject: &str) -> CostItem {
    CostItem {
        meter,
        subject: subject.to_owned(),
        name: None,
        hours: 0.0,
        price_per_hour_usd: None,
        cost_usd: None,
        is_up: false,
        action: None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a price has few digits")]
fn add(item: &mut CostItem, span: &Span, (from, until): (Timestamp, Timestamp)) {
    let end = span.ended_at.unwrap_or(until).min(until);
    let hours = end.since(span.began_at.max(from)).as_millis() as f64 / HOUR_MS;
    item.hours += hours;
    item.is_up = span.ended_at.is_none();
    if let Some(price) = span.price_per_hour {
        let price = price as f64 / MILLIONTHS;
        item.price_per_hour_usd = Some(price);
        item.cost_usd = Some(item.cost_usd.unwrap_or(0.0) + hours * price);
    }
}

/// What people call it, and what they can do about it: what is up can be stopped, what is down can only go, and of what is
/// gone only the name is left.
fn name(tx: &mut dyn Read, own: &OrganisationId, item: &mut CostItem) -> Result<(), StoreError> {
    let Ok(id) = item.subject.parse() else { return Ok(()) };
    let Some(row) = resource::find(tx, own, &id)? else { return Ok(()) };
    item.action = match (row.kind, item.is_up) {
        _ if row.gone_at.is_some() => None,
        (ResourceKind::Worker | ResourceKind::Environment, true) => Some(CostAction::Stop),
        (ResourceKind::Worker | ResourceKind::Environment, false) => Some(CostAction::Delete),
    };
    item.name = Some(row.title);
    Ok(())
}
