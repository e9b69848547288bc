//! Workers as Den shows them.

use super::Said;
use crate::{app::App, engine::fleet::Member, error::AppError};
use muster_api::den::{DenWorker, Instance, ListedWorker, WorkerStops};
use muster_core::{
    Name, OperationId, OrganisationId, cloud::Status, worker::Destination, worker::Liveness,
};
use muster_store::{
    Read, cloud_rule, operation, resource,
    resource::ResourceRow,
    resource_detail::{self, DetailRow},
};

/// Who looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Viewer<'a> {
    pub(crate) organisation: &'a OrganisationId,
    pub(crate) actor: &'a str,
}

/// What is kept of a worker besides its row.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    pub(super) resource: Option<ResourceRow>,
    pub(super) detail: Option<DetailRow>,
    pub(super) open: Option<OperationId>,
    /// After how long without use such workers stop.
    pub(super) idle_minutes: Option<u32>,
}

impl Kept {
    fn read(tx: &mut dyn Read, organisation: &OrganisationId, id: &Name) -> Result<Self, AppError> {
        Ok(Self {
            open: operation::open(tx, organisation, id)?.map(|row| row.id),
            resource: resource::find(tx, organisation, id)?,
            detail: resource_detail::find(tx, organisation, id)?,
            idle_minutes: cloud_rule::of(tx, organisation)?.idle_minutes,
        })
    }
}

/// One of Den's four words.
fn status(status: Status) -> &'static str {
    match status {
        Status::Creating | Status::Starting => "provisioning",
        Status::Running => "healthy",
        Status::Failed => "failed",
        Status::Stopping | Status::Stopped | Status::Deleting | Status::Gone => "stopped",
    }
}

impl App {
    pub(super) async fn kept_of(
        &self,
        organisation: &OrganisationId,
        id: Name,
    ) -> Result<Kept, AppError> {
        let organisation = organisation.clone();
        self.store.read(move |tx| Kept::read(tx, &organisation, &id)).await
    }

    pub(super) fn den_worker(&self, member: &Member, kept: &Kept, viewer: Viewer<'_>) -> DenWorker {
        let now = self.seams.clock.now();
        let said = Said::of(kept.detail.as_ref());
        let ours = self.worker_view(member, &self.leases.slots_by_worker());
        let is_lost = member.presence(now).liveness(now) == Liveness::Lost;
        let local = if is_lost && member.row.public_key.is_some() { "stopped" } else { "healthy" };
        let resource = kept.resource.as_ref().filter(|_| ours.destination == Destination::Cloud);
        let has_failed = resource.is_some_and(|row| row.status == Status::Failed);
        DenWorker {
            org_id: member.row.organisation.clone(),
            is_mine: said.created_by.as_deref() == Some(viewer.actor),
            created_by_user_id: said.created_by,
            description: said.description,
            status: resource.map_or(local, |row| status(row.status)).to_owned(),
            image_version: said.image_version,
            workspace_path: said.workspace_path,
            sandbox_backend: said.sandbox_backend,
            last_heartbeat_at: kept.detail.as_ref().and_then(|detail| detail.reported_at),
            last_active_at: kept.detail.as_ref().and_then(|detail| detail.active_at),
            created_at: ours.joined_at,
            updated_at: resource.map_or(ours.last_seen_at, |row| row.updated_at),
            error: has_failed.then(|| "provisioning_failed".to_owned()),
            reason: resource.and_then(|row| row.reason).map(|reason| reason.as_str().to_owned()),
            said: resource.and_then(|row| row.said.clone()),
            price_per_hour: resource.and_then(|row| row.price_per_hour),
            stops: resource
                .filter(|_| kept.idle_minutes.is_some() || said.stop_says.is_some())
                .map(|_| WorkerStops {
                    after_idle_minutes: kept.idle_minutes,
                    says: said.stop_says,
                }),
            ours,
        }
    }

    /// The machine at its provider. Its address is shown once it has answered there.
    pub(super) async fn instance(&self, kept: &Kept) -> Option<Instance> {
        let row = kept.resource.as_ref()?;
        let url = match row.status {
            Status::Running => self.operations.address(&row.organisation, &row.id).await,
            _ => Ok(None),
        };
        let url = url.ok().flatten().map(|url| url.reveal().to_owned());
        Some(Instance { url, ..bare(row) })
    }

    /// The newest workers with their machines.
    pub(crate) async fn listed_workers(
        &self,
        viewer: Viewer<'_>,
        limit: usize,
    ) -> Result<Vec<ListedWorker>, AppError> {
        let members = self.fleet.newest(viewer.organisation, limit);
        let kept = self.kept_of_all(viewer.organisation, &members).await?;
        let mut listed = Vec::with_capacity(members.len());
        for (member, kept) in members.iter().zip(kept) {
            let worker = self.den_worker(member, &kept, viewer);
            listed.push(ListedWorker { worker, instance: self.instance(&kept).await });
        }
        Ok(listed)
    }

    /// What is kept of each of these, read at once.
    async fn kept_of_all(
        &self,
        organisation: &OrganisationId,
        members: &[Member],
    ) -> Result<Vec<Kept>, AppError> {
        let (organisation, mut ids) = (organisation.clone(), Vec::with_capacity(members.len()));
        for member in members {
            let is_cloud = member.row.destination == Destination::Cloud;
            ids.push((super::resource_of(&member.row.id)?, is_cloud));
        }
        let kept = self.store.read(move |tx| {
            let each = ids.iter().map(|(id, is_cloud)| {
                if *is_cloud {
                    return Kept::read(tx, &organisation, id);
                }
                let detail = resource_detail::find(tx, &organisation, id)?;
                Ok(Kept { detail, ..Kept::default() })
            });
            each.collect::<Result<_, AppError>>()
        });
        kept.await
    }
}

/// A machine without its address.
pub(super) fn bare(row: &ResourceRow) -> Instance {
    Instance {
        provider: row.provider.clone(),
        region: row.region.clone(),
        url: None,
        status: status(row.status).to_owned(),
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
