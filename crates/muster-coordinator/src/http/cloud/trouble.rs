//! What of the clouds the first page tells: who is off on purpose, what failed, and what stops soon.

use crate::{app::App, cloud::Said, error::AppError, reconcile::stops_at};
use muster_api::overview::Need;
use muster_core::{
    OrganisationId, Timestamp, WorkerId,
    cloud::{Reason, ResourceKind, Status},
};
use muster_store::{Read, StoreError, resource, resource::ResourceRow, resource_detail};
use std::{collections::BTreeMap, time::Duration};

/// More than one organisation pays for.
const MOST: u32 = 10_000;
const MOST_NEEDS: usize = 5;
/// Time enough to keep it, and not so long that it is told all day.
const SOON: Duration = Duration::from_mins(10);

#[derive(Debug, Default)]
pub(crate) struct CloudTrouble {
    /// Cloud workers whose machines do not run, so that nobody waits for their word, and how those are.
    pub(crate) off: BTreeMap<WorkerId, Status>,
    pub(crate) needs: Vec<Need>,
}

impl App {
    pub(crate) async fn cloud_trouble(
        &self,
        organisation: &OrganisationId,
        now: Timestamp,
    ) -> Result<CloudTrouble, AppError> {
        let organisation = organisation.clone();
        let read = self.store.read(move |tx| {
            let resting = resource::not_running(tx, &organisation, MOST)?;
            let workers = resting.iter().filter(|row| row.kind == ResourceKind::Worker);
            let off = workers.filter_map(|row| Some((row.id.as_str().parse().ok()?, row.status)));
            let off = off.collect();
            let failed = resting.iter().filter(|row| row.status == Status::Failed);
            let mut needs: Vec<Need> = failed.take(MOST_NEEDS).map(cloud_failed).collect();
            needs.extend(stopping_soon(tx, &organisation, now)?);
            Ok::<_, AppError>(CloudTrouble { off, needs })
        });
        read.await
    }
}

fn cloud_failed(row: &ResourceRow) -> Need {
    let why = row.reason.map(Reason::as_str).unwrap_or_default().replace('_', " ");
    let said = row.said.as_deref().map(|said| format!(": {said}")).unwrap_or_default();
    Need::CloudFailed {
        resource: row.id.clone(),
        what: row.kind.as_str().to_owned(),
        label: row.title.clone(),
        reason: format!("{}: {why}{said}", row.provider),
    }
}

fn stopping_soon(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    now: Timestamp,
) -> Result<Vec<Need>, StoreError> {
    let details = resource_detail::list(tx, organisation)?;
    let by_id: BTreeMap<_, _> = details.iter().map(|detail| (&detail.resource, detail)).collect();
    let all = resource::page(tx, organisation, ResourceKind::Environment, None, MOST)?;
    let soon = all.iter().filter_map(|row| {
        let detail = by_id.get(&row.id)?;
        let at = stops_at(row, detail, &Said::of(Some(detail)))?;
        (at.since(now) <= SOON).then(|| environment_stops(row, at))
    });
    Ok(soon.take(MOST_NEEDS).collect())
}

fn environment_stops(row: &ResourceRow, at: Timestamp) -> Need {
    Need::EnvironmentStops {
        environment: row.id.clone(),
        label: row.title.clone(),
        at,
        reason: "nobody uses it; its storage is kept when it stops".to_owned(),
    }
}
