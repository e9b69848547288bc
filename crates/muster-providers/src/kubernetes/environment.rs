//! An environment: a deployment of one pod on a claim of storage.
//!
//! The claim is made first and goes last, and what else an environment needs, its secret and its service, belongs
//! to it: so the cluster itself removes them with it, and a create that ends halfway leaves nothing that costs
//! anything. The deployment is the last thing that a create makes and the one thing that says that there is a
//! container.

use super::{Kubernetes, client::Because, state, wire};
use crate::{
    environment::{
        Environment, EnvironmentInstance, EnvironmentOrder, Force, FoundEnvironment, Place, Storage,
    },
    error::{Conflict, Operation, ProviderError, Refusal},
    marks,
    worker::InstanceState,
};
use k8s_openapi::{
    api::{
        apps::v1::Deployment,
        core::v1::{PersistentVolumeClaim as Claim, Pod, Secret, Service},
    },
    apimachinery::pkg::apis::meta::v1::ObjectMeta,
};
use muster_core::RequestId;
use serde_json::json;
use std::collections::BTreeMap;

impl Kubernetes {
    pub(super) async fn make_claim(
        &self,
        order: &EnvironmentOrder,
        request: &RequestId,
    ) -> Result<Storage, ProviderError> {
        let because = Because::of(Operation::KeepStorage, request);
        self.caller.checked(because.operation, self.settings.check_environment(order))?;
        let found =
            self.claim(because, &order.place).await.map_err(ProviderError::before_change)?;
        if let Some(claim) = found {
            self.require_staying(because, &claim.metadata)?;
            return Ok(storage(claim));
        }
        let body = wire::claim(&self.settings, &self.mark, order);
        self.post(because, &body, Vec::new()).await.map(storage)
    }

    pub(super) async fn make_deployment(
        &self,
        order: &EnvironmentOrder,
        request: &RequestId,
    ) -> Result<EnvironmentInstance, ProviderError> {
        let because = Because::of(Operation::Create, request);
        self.caller.checked(because.operation, self.settings.check_environment(order))?;
        self.prepare(because, order).await.map_err(ProviderError::before_change)?;
        let body = wire::environment_deployment(&self.mark, order);
        let made: Deployment = self.post(because, &body, Vec::new()).await?;
        Ok(EnvironmentInstance { state: state::state(&made), connection: None, image_digest: None })
    }

    /// Everything without which the deployment would not come up; whatever of it is there already will do.
    async fn prepare(
        &self,
        because: Because<'_>,
        order: &EnvironmentOrder,
    ) -> Result<(), ProviderError> {
        let place = &order.place;
        if self.deployment(because, place).await?.is_some() {
            let says = "the container is there already";
            return Err(self.caller.conflict(because.operation, Conflict::Exists, says));
        }
        let claim = self.claim(because, place).await?.ok_or_else(|| {
            self.caller.refuse(because.operation, Refusal::BadRequest, "there is no storage yet")
        })?;
        self.require_staying(because, &claim.metadata)?;
        let owner = wire::owned_by("PersistentVolumeClaim", &claim.metadata);
        let secrets = order.secrets.iter().map(|(_, secret)| secret);
        let hidden = wire::hidden(secrets, order.registry.as_ref());
        let body = wire::environment_secret(&self.mark, order, &owner);
        let seen: Option<Secret> = self.own(because, place, &place.key.label(0)).await?;
        let _: Secret = match seen {
            Some(seen) => self.replace(because, &seen, body, hidden).await?,
            None => self.post(because, &body, hidden).await?,
        };
        let seen: Option<Service> = self.own(because, place, &place.key.label(0)).await?;
        if seen.is_none() {
            let exposure = self.settings.exposure;
            let body = wire::environment_service(exposure, &self.mark, order, &owner);
            let _: Service = self.post(because, &body, Vec::new()).await?;
        }
        Ok(())
    }

    pub(super) async fn both(
        &self,
        place: &Place,
        request: &RequestId,
    ) -> Result<Environment, ProviderError> {
        let because = Because::of(Operation::Look, request);
        let mut instance = None;
        if let Some(deployment) = self.deployment(because, place).await? {
            let service: Option<Service> = self.own(because, place, &place.key.label(0)).await?;
            let connection = service.and_then(|it| state::connection(&self.settings, &it));
            let state = state::state(&deployment);
            // Only its pods know from which very image they run.
            instance = Some(EnvironmentInstance { state, connection, image_digest: None });
        }
        let storage = self.claim(because, place).await?.map(storage);
        Ok(Environment { instance, storage })
    }

    /// Lets so many pods run, unless they are still on their way.
    pub(super) async fn scale_environment(
        &self,
        because: Because<'_>,
        place: &Place,
        replicas: u32,
    ) -> Result<(), ProviderError> {
        let deployment = self.present(because, place).await?;
        if matches!(state::state(&deployment), InstanceState::Starting | InstanceState::Deleting)
            && replicas == 0
        {
            return Err(self.caller.conflict(
                because.operation,
                Conflict::Busy,
                "it is on its way",
            ));
        }
        let part = json!({ "metadata": {}, "spec": { "replicas": replicas } });
        self.change(because, &deployment, part).await
    }

    pub(super) async fn delete_deployment(
        &self,
        place: &Place,
        force: Force,
        request: &RequestId,
    ) -> Result<(), ProviderError> {
        let because = Because::of(Operation::Delete, request);
        let deployment = self.present(because, place).await?;
        let is_down =
            matches!(state::state(&deployment), InstanceState::Stopped | InstanceState::Failed(_));
        if force == Force::No && !is_down {
            return Err(self.caller.conflict(
                because.operation,
                Conflict::Busy,
                "it is not stopped",
            ));
        }
        self.remove(because, &deployment).await
    }

    /// Deletes a claim that certainly nobody uses, with all that belongs to it.
    pub(super) async fn delete_claim(
        &self,
        place: &Place,
        request: &RequestId,
    ) -> Result<(), ProviderError> {
        let because = Because::of(Operation::DiscardStorage, request);
        let used = self.deployment(because, place).await.map_err(ProviderError::before_change)?;
        if used.is_some() {
            return Err(self.caller.conflict(
                because.operation,
                Conflict::Busy,
                "the container is still there",
            ));
        }
        let found = self.claim(because, place).await.map_err(ProviderError::before_change)?;
        let claim = found.ok_or_else(|| self.caller.absent(because.operation))?;
        self.remove(because, &claim).await
    }

    pub(super) async fn everything(
        &self,
        request: &RequestId,
    ) -> Result<Vec<FoundEnvironment>, ProviderError> {
        let labels = wire::labels_of(&self.mark, wire::ENVIRONMENT);
        let mut found = BTreeMap::new();
        for claim in self.all::<Claim>(&labels, request).await? {
            note(&mut found, &claim, |it| it.has_storage = true);
        }
        for deployment in self.all::<Deployment>(&labels, request).await? {
            note(&mut found, &deployment, |it| it.has_instance = true);
        }
        Ok(found.into_values().collect())
    }

    pub(super) async fn tail(
        &self,
        place: &Place,
        lines: u32,
        request: &RequestId,
    ) -> Result<String, ProviderError> {
        let because = Because::of(Operation::Logs, request);
        self.present(because, place).await?;
        let Some(newest) = self.newest_pod(place, request).await? else {
            return Ok(String::new());
        };
        let asked = self.about::<Pod>().get_subresource("log", &newest);
        let asked = asked.map(|asked| wire::tail(asked, lines));
        let text = self.send(because, asked, Vec::new()).await?.bytes();
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    async fn deployment(
        &self,
        because: Because<'_>,
        place: &Place,
    ) -> Result<Option<Deployment>, ProviderError> {
        self.own(because, place, &place.key.label(0)).await
    }

    async fn claim(
        &self,
        because: Because<'_>,
        place: &Place,
    ) -> Result<Option<Claim>, ProviderError> {
        self.own(because, place, &place.key.share()).await
    }

    /// The deployment, which has to be there before something is done to it.
    pub(super) async fn present(
        &self,
        because: Because<'_>,
        place: &Place,
    ) -> Result<Deployment, ProviderError> {
        let found = self.deployment(because, place).await;
        let found = found.map_err(ProviderError::before_change)?;
        found.ok_or_else(|| self.caller.absent(because.operation))
    }

    /// A thing at a place, if it is ours.
    async fn own<T: super::client::Thing>(
        &self,
        because: Because<'_>,
        place: &Place,
        name: &str,
    ) -> Result<Option<T>, ProviderError> {
        self.require_region(because.operation, place)?;
        let Some(found) = self.get::<T>(name, because.request).await? else { return Ok(None) };
        if found.metadata().labels.as_ref().is_some_and(|it| marks::is_ours(&self.mark, it)) {
            return Ok(Some(found));
        }
        let says = "something of this name belongs to somebody else";
        Err(self.caller.conflict(because.operation, Conflict::NotOurs, says))
    }

    fn require_region(&self, operation: Operation, place: &Place) -> Result<(), ProviderError> {
        if place.region == self.settings.region {
            return Ok(());
        }
        Err(self.caller.refuse(operation, Refusal::BadRequest, "there is no such region"))
    }

    /// What is on its way out is no ground to build on.
    fn require_staying(
        &self,
        because: Because<'_>,
        metadata: &ObjectMeta,
    ) -> Result<(), ProviderError> {
        if metadata.deletion_timestamp.is_none() {
            return Ok(());
        }
        Err(self.caller.conflict(because.operation, Conflict::Busy, "its storage is being deleted"))
    }
}

fn storage(claim: Claim) -> Storage {
    let requested = claim.spec.and_then(|spec| spec.resources?.requests?.get("storage").cloned());
    let size = requested.and_then(|size| size.0.strip_suffix("Gi")?.parse().ok());
    Storage { name: claim.metadata.name.unwrap_or_default(), size_gb: size }
}

fn note(
    found: &mut BTreeMap<Place, FoundEnvironment>,
    metadata: &ObjectMeta,
    part: impl FnOnce(&mut FoundEnvironment),
) {
    let Some(place) = metadata.labels.as_ref().and_then(marks::place) else { return };
    let entry = found.entry(place.clone()).or_insert_with(|| FoundEnvironment {
        place,
        has_instance: false,
        has_storage: false,
        tags: Vec::new(),
    });
    entry.tags = wire::tags(metadata);
    part(entry);
}
