//! The container of an environment: a container group with one container.

use super::{
    Azure,
    client::Ask,
    settings::Region,
    wire::{self, Group, InstanceView, Logs},
};
use crate::{
    environment::{Connection, EnvironmentInstance, EnvironmentOrder, Force, Place},
    error::{Conflict, Operation, ProviderError, Refusal, unless_absent},
    http::shortened,
    marks,
    worker::{Failure, InstanceState},
};
use http::Method;
use muster_core::RequestId;

impl Azure {
    /// The group at a place, if it is ours; nothing if Azure says that there is none.
    pub(super) async fn group(
        &self,
        operation: Operation,
        place: &Place,
        request: &RequestId,
    ) -> Result<Option<Group>, ProviderError> {
        let region = self.region(operation, place)?;
        let url = self.groups(region, &[&place.key.group()], &[]);
        match unless_absent(self.get(Operation::Look, url, request).await)? {
            Some(reply) => self.ours(operation, reply.json()?).map(Some),
            None => Ok(None),
        }
    }

    fn ours(&self, operation: Operation, group: Group) -> Result<Group, ProviderError> {
        if marks::is_ours(&self.mark, &group.tags) {
            return Ok(group);
        }
        let says = "a container group of this name belongs to somebody else";
        Err(self.caller.conflict(operation, Conflict::NotOurs, says))
    }

    /// The group, which has to be there before something is done to it.
    pub(super) async fn present(
        &self,
        operation: Operation,
        place: &Place,
        request: &RequestId,
    ) -> Result<Group, ProviderError> {
        let found = self.group(operation, place, request).await;
        let found = found.map_err(ProviderError::before_change)?;
        found.ok_or_else(|| self.caller.absent(operation))
    }

    pub(super) async fn make_group(
        &self,
        order: &EnvironmentOrder,
        request: &RequestId,
    ) -> Result<EnvironmentInstance, ProviderError> {
        self.caller.checked(Operation::Create, self.settings.check(order))?;
        let region = self.region(Operation::Create, &order.place)?;
        self.require_a_free_place(order, request).await.map_err(ProviderError::before_change)?;
        let key = self.storage_key(region, request).await.map_err(ProviderError::before_change)?;
        let body = wire::group(region, &self.mark, order, &key);
        let url = self.groups(region, &[&order.place.key.group()], &[]);
        let ask = Ask { operation: Operation::Create, method: Method::PUT, url, request };
        let mut secrets: Vec<_> = order.secrets.iter().map(|(_, secret)| secret.clone()).collect();
        secrets.extend(order.registry.iter().map(|registry| registry.password.clone()));
        secrets.push(key);
        let group: Group = self.send_with(ask, Some(&body), secrets).await?.json()?;
        Ok(instance(group))
    }

    /// A second request for the same group would restart it, so there must be none; and without its
    /// storage it would come up and fail.
    async fn require_a_free_place(
        &self,
        order: &EnvironmentOrder,
        request: &RequestId,
    ) -> Result<(), ProviderError> {
        if self.group(Operation::Create, &order.place, request).await?.is_some() {
            let says = "the container is there already";
            return Err(self.caller.conflict(Operation::Create, Conflict::Exists, says));
        }
        match self.share(Operation::Create, &order.place, request).await? {
            Some(_) => Ok(()),
            None => Err(self.caller.refuse(
                Operation::Create,
                Refusal::BadRequest,
                "there is no storage yet",
            )),
        }
    }

    pub(super) async fn change(
        &self,
        operation: Operation,
        place: &Place,
        verb: &str,
        statuses: &[u16],
        request: &RequestId,
    ) -> Result<(), ProviderError> {
        self.present(operation, place, request).await?;
        let region = self.region(operation, place)?;
        let url = self.groups(region, &[&place.key.group(), verb], &[]);
        let ask = Ask { operation, method: Method::POST, url, request };
        self.send(ask).await?.done(statuses)
    }

    pub(super) async fn delete_group(
        &self,
        place: &Place,
        force: Force,
        request: &RequestId,
    ) -> Result<(), ProviderError> {
        let group = self.present(Operation::Delete, place, request).await?;
        let is_down =
            matches!(instance(group).state, InstanceState::Stopped | InstanceState::Failed(_));
        if force == Force::No && !is_down {
            let says = "it is not stopped";
            return Err(self.caller.conflict(Operation::Delete, Conflict::Busy, says));
        }
        let region = self.region(Operation::Delete, place)?;
        let url = self.groups(region, &[&place.key.group()], &[]);
        let ask = Ask { operation: Operation::Delete, method: Method::DELETE, url, request };
        let reply = self.send(ask).await?;
        if reply.status.as_u16() == 200 {
            // With this status Azure shows what it deletes; a page of somebody else's does not.
            let _: Group = reply.json()?;
            return Ok(());
        }
        reply.done(&[202, 204])
    }

    pub(super) async fn tail(
        &self,
        place: &Place,
        lines: u32,
        request: &RequestId,
    ) -> Result<String, ProviderError> {
        self.present(Operation::Logs, place, request).await?;
        let region = self.region(Operation::Logs, place)?;
        let below = [&place.key.group(), "containers", marks::CONTAINER, "logs"];
        let url = self.groups(region, &below, &[("tail", lines.to_string())]);
        let logs: Logs = self.get(Operation::Logs, url, request).await?.json()?;
        Ok(logs.content)
    }

    pub(super) async fn all_groups(
        &self,
        region: &Region,
        request: &RequestId,
    ) -> Result<Vec<Group>, ProviderError> {
        let groups: Vec<Group> =
            self.all(Operation::List, self.groups(region, &[], &[]), request).await?;
        Ok(groups.into_iter().filter(|group| marks::is_ours(&self.mark, &group.tags)).collect())
    }
}

/// A group in our words.
pub(super) fn instance(group: Group) -> EnvironmentInstance {
    let connection = group.properties.ip_address.and_then(|address| {
        let ports = address.ports.iter().map(|port| port.port).collect();
        Some(Connection { host: address.fqdn?, ports })
    });
    let provisioning = group.properties.provisioning_state.unwrap_or_default();
    let containers = group.properties.containers.iter();
    let views = containers.filter_map(|it| it.properties.instance_view.as_ref());
    let image_digest = views.flat_map(|it| &it.events).find_map(|event| digest(&event.message));
    let state = state(&provisioning, group.properties.instance_view);
    EnvironmentInstance { state, connection, image_digest }
}

/// Azure names an image by its digest only where it says that it has pulled it.
fn digest(message: &str) -> Option<String> {
    const LENGTH: usize = 64;
    let (_, rest) = message.split_once("@sha256:")?;
    let digits = rest.get(..LENGTH)?;
    let is_digest = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_digest.then(|| format!("sha256:{digits}"))
}

fn state(provisioning: &str, view: Option<InstanceView>) -> InstanceState {
    match provisioning {
        "Succeeded" => running_state(view),
        "Accepted" | "Pending" | "Creating" | "Updating" | "Repairing" | "PreProvisioned" => {
            InstanceState::Starting
        }
        "Deleting" => InstanceState::Deleting,
        "Failed" | "Canceled" | "Unhealthy" => failed(view),
        word => InstanceState::Strange(word.to_owned()),
    }
}

/// That a group was made says nothing of whether it runs.
fn running_state(view: Option<InstanceView>) -> InstanceState {
    let word = view.as_ref().and_then(|view| view.state.clone()).unwrap_or_default();
    match word.as_str() {
        "Running" => InstanceState::Running,
        "Stopped" | "Succeeded" => InstanceState::Stopped,
        "Pending" => InstanceState::Starting,
        "Failed" => failed(view),
        word => InstanceState::Strange(word.to_owned()),
    }
}

fn failed(view: Option<InstanceView>) -> InstanceState {
    let last = view.and_then(|view| view.events.into_iter().next_back());
    let said = last.map(|event| shortened(&format!("{}: {}", event.name, event.message)));
    InstanceState::Failed(Failure { code: "azure_provisioning_failed", said })
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn a_digest_is_found_where_azure_says_what_it_has_pulled() {
        let hex = "0123456789abcdef".repeat(4);
        let pulled = format!("Successfully pulled image \"docker.io/dev8/workspace@sha256:{hex}\"");
        assert_eq!(digest(&pulled), Some(format!("sha256:{hex}")));
        for other in ["pulling image \"dev8/workspace:latest\"", "x@sha256:beef", "@sha256:ä"] {
            assert_eq!(digest(other), None, "{other}");
        }
    }
}
