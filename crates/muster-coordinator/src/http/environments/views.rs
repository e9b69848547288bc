//! Environments and operations as the API shows them.

use crate::{app::App, cloud::Said, reconcile::stops_at};
use muster_api::cloud::{
    Environment, EnvironmentActivity, EnvironmentConnection, EnvironmentStops, Operation,
    OperationStep,
};
use muster_core::{
    Timestamp,
    cloud::{OperationState, Reason, Status, Step},
};
use muster_operations::EnvironmentSpecification;
use muster_store::{operation::OperationRow, resource::ResourceRow, resource_detail::DetailRow};

pub(crate) fn operation(row: OperationRow, now: Timestamp) -> Operation {
    let is_open = row.state == OperationState::Open;
    Operation {
        is_overdue: row.is_overdue(now),
        kind: row.kind.as_str().to_owned(),
        resource: row.resource,
        state: row.state.as_str().to_owned(),
        reason: row.reason.map(|reason| reason.as_str().to_owned()),
        said: row.said,
        steps: row.steps.iter().map(step).collect(),
        created_at: row.created_at,
        created_by: row.created_by,
        request_id: row.request_id,
        deadline: row.deadline,
        next_at: is_open.then_some(row.next_at),
        ended_at: row.ended_at,
        id: row.id,
    }
}

fn step(step: &Step) -> OperationStep {
    let Step { ask, began_at, ended_at, tries, failures } = *step;
    OperationStep { ask: ask.as_str().to_owned(), began_at, ended_at, tries, failures }
}

impl App {
    pub(crate) fn operation_view(&self, row: OperationRow) -> Operation {
        operation(row, self.seams.clock.now())
    }
}

pub(crate) fn environment(row: &ResourceRow, detail: Option<&DetailRow>) -> Environment {
    let said = Said::of(detail);
    let made_of = EnvironmentSpecification::of(row);
    let size = |of: fn(&EnvironmentSpecification) -> u32| made_of.as_ref().map_or(0, of);
    Environment {
        id: row.id.clone(),
        name: row.title.clone(),
        status: row.status.as_str().to_owned(),
        reason: row.reason.map(Reason::as_str).map(str::to_owned),
        said: row.said.clone(),
        image_digest: row.image_digest.clone(),
        provider: row.provider.clone(),
        region: row.region.clone(),
        cpu_cores: size(|it| it.cpu_cores),
        memory_gb: size(|it| it.memory_gb),
        storage_gb: size(|it| it.storage_gb),
        connection: connection(row, made_of.as_ref()),
        price_per_hour: row.price_per_hour,
        activity: EnvironmentActivity {
            reported_at: detail.and_then(|detail| detail.reported_at),
            active_at: detail.and_then(|detail| detail.active_at),
            report: detail.and_then(|detail| detail.report.clone()),
        },
        stops: said.stop_after_idle_minutes.map(|after_idle_minutes| EnvironmentStops {
            after_idle_minutes,
            at: detail.and_then(|detail| stops_at(row, detail, &said)),
            not_before: said.not_before,
            says: said.stop_says.clone(),
        }),
        created_at: row.created_at,
        created_by: row.created_by.clone(),
        updated_at: row.updated_at,
        secrets: made_of
            .iter()
            .flat_map(EnvironmentSpecification::secret_names)
            .map(str::to_owned)
            .collect(),
        env: made_of.iter().flat_map(|it| it.variables.iter().cloned()).collect(),
        image: made_of.map(|it| it.image).unwrap_or_default(),
    }
}

/// Only the ports that are open are told, and how they are spoken to.
fn connection(
    row: &ResourceRow,
    made_of: Option<&EnvironmentSpecification>,
) -> Option<EnvironmentConnection> {
    let address = row.address.as_ref().filter(|address| !address.is_sealed)?;
    let ports = made_of?.ports.clone();
    let port = ports.first().filter(|_| row.status == Status::Running)?;
    // A port of its own stands behind a host that other containers share.
    let has_port = address.url.contains(':');
    let web = if has_port { address.url.clone() } else { format!("{}:{port}", address.url) };
    let web = format!("http://{web}");
    Some(EnvironmentConnection { host: address.url.clone(), web, ports })
}
