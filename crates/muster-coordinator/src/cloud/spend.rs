//! What costs money now.

use muster_api::spend::{Billed, Spend};
use muster_core::{
    OrganisationId,
    cloud::{Belief, ResourceKind, Status},
};
use muster_providers::price::MicroDollars;
use muster_store::{
    Read, StoreError, cloud_rule::CloudRule, resource, resource::ResourceRow, worker,
};

/// More than one organisation pays for.
const MOST: u32 = 10_000;
const HOURS_A_DAY: u64 = 24;
const HOURS_A_MONTH: u64 = 730;

/// Whether it costs more than the storage of what is stopped. What may be there, may cost.
pub(crate) fn is_billed(row: &ResourceRow) -> bool {
    let is_nowhere = row.life.instance == Belief::Absent && row.status == Status::Failed;
    row.gone_at.is_none() && row.status != Status::Stopped && !is_nowhere
}

/// Everything of an organisation that costs money now, workers first.
pub(crate) fn running(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Vec<ResourceRow>, StoreError> {
    let mut all = Vec::new();
    for kind in [ResourceKind::Worker, ResourceKind::Environment] {
        all.extend(resource::page(tx, organisation, kind, None, MOST)?);
    }
    all.retain(is_billed);
    for row in all.iter_mut().filter(|row| row.kind == ResourceKind::Worker) {
        // Its provider knows it by the name that it was given first.
        if let Some(named) = named_now(tx, row)? {
            row.title = named;
        }
    }
    Ok(all)
}

fn named_now(tx: &mut dyn Read, row: &ResourceRow) -> Result<Option<String>, StoreError> {
    let Ok(id) = row.id.as_str().parse() else { return Ok(None) };
    Ok(worker::find(tx, &row.organisation, &id)?.map(|worker| worker.name))
}

/// One of them, as people see it.
pub(crate) fn billed(row: &ResourceRow) -> Billed {
    Billed {
        kind: row.kind.as_str().to_owned(),
        id: row.id.clone(),
        name: row.title.clone(),
        provider: row.provider.clone(),
        region: row.region.clone(),
        status: row.status.as_str().to_owned(),
        price_per_hour: row.price_per_hour,
        created_at: row.created_at,
    }
}

/// All of them together.
pub(crate) fn total(
    rows: &[ResourceRow],
    rule: &CloudRule,
    installation: Option<MicroDollars>,
) -> Spend {
    let per_hour: u64 = rows.iter().filter_map(|row| row.price_per_hour).sum();
    let unpriced = rows.iter().filter(|row| row.price_per_hour.is_none()).count();
    let reminder = rule.reminder.clone().and_then(|it| serde_json::from_value(it).ok());
    Spend {
        running: rows.iter().map(billed).collect(),
        per_hour,
        per_day: per_hour * HOURS_A_DAY,
        per_month: per_hour * HOURS_A_MONTH,
        unpriced: unpriced as u64,
        ceiling_per_hour: rule.ceiling_per_hour,
        installation_ceiling_per_hour: installation.map(|ceiling| ceiling.0),
        reminder,
    }
}
