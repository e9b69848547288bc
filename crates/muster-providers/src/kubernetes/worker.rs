//! A worker: a deployment of one pod that belongs to its secret.
//!
//! The secret is made first, and everything else belongs to it: whoever deletes it deletes the worker, and the cluster
//! itself sees to the rest. Only once the deployment is there, there is a worker: a create that ends before that is
//! gone on with by the next one.

use super::{Kubernetes, KubernetesSettings, client::Because, state, wire};
use crate::{
    Secret as Hidden,
    error::{Conflict, Operation, ProviderError, Refusal},
    name::WorkerName,
    worker::{Address, FoundWorker, Handle, Instance, WorkerOrder},
};
use k8s_openapi::api::{
    apps::v1::Deployment,
    core::v1::{Secret, Service},
};
use muster_core::RequestId;
use serde_json::json;

impl Kubernetes {
    pub(super) async fn make_worker(
        &self,
        order: &WorkerOrder,
        request: &RequestId,
    ) -> Result<Instance, ProviderError> {
        let because = Because::of(Operation::Create, request);
        self.caller.checked(because.operation, KubernetesSettings::check_worker(order))?;
        let owner = self.prepare_worker(because, order).await;
        let owner = owner.map_err(ProviderError::before_change)?;
        let owner = wire::owned_by("Secret", &owner.metadata);
        let body = wire::worker_deployment(&self.settings.worker, &self.mark, order, &owner);
        let made: Deployment = self.post(because, &body, Vec::new()).await?;
        Ok(self.instance(order.name.clone(), &made))
    }

    /// The secret and the service, as they are to be.
    async fn prepare_worker(
        &self,
        because: Because<'_>,
        order: &WorkerOrder,
    ) -> Result<Secret, ProviderError> {
        let name = order.name.as_str();
        if self.get::<Deployment>(name, because.request).await?.is_some() {
            return Err(self.caller.conflict(
                because.operation,
                Conflict::Exists,
                "it is there already",
            ));
        }
        let hidden = wire::hidden(order.secrets.iter().map(|(_, secret)| secret), None);
        let body = wire::worker_secret(&self.mark, order);
        let secret: Secret = match self.get::<Secret>(name, because.request).await? {
            Some(seen) if seen.metadata.deletion_timestamp.is_some() => {
                return Err(self.caller.conflict(
                    because.operation,
                    Conflict::Exists,
                    "it is going",
                ));
            }
            Some(seen) => self.replace(because, &seen, body, hidden).await?,
            None => self.post(because, &body, hidden).await?,
        };
        if self.get::<Service>(name, because.request).await?.is_none() {
            let owner = wire::owned_by("Secret", &secret.metadata);
            let exposure = self.settings.exposure;
            let body = wire::worker_service(exposure, &self.mark, name, &owner);
            let _: Service = self.post(because, &body, Vec::new()).await?;
        }
        Ok(secret)
    }

    pub(super) async fn search(
        &self,
        name: &WorkerName,
        request: &RequestId,
    ) -> Result<Option<Instance>, ProviderError> {
        let found = self.get::<Deployment>(name.as_str(), request).await?;
        Ok(found.map(|deployment| self.instance(name.clone(), &deployment)))
    }

    pub(super) async fn read_worker(
        &self,
        handle: &Handle,
        request: &RequestId,
    ) -> Result<Instance, ProviderError> {
        let name = self.name(Operation::Look, handle)?;
        let found = self.search(&name, request).await?;
        found.ok_or_else(|| self.caller.absent(Operation::Look))
    }

    pub(super) async fn scale_worker(
        &self,
        because: Because<'_>,
        handle: &Handle,
        replicas: u32,
    ) -> Result<(), ProviderError> {
        self.name(because.operation, handle)?;
        let found = self.get::<Deployment>(&handle.0, because.request).await;
        let found = found.map_err(ProviderError::before_change)?;
        let deployment = found.ok_or_else(|| self.caller.absent(because.operation))?;
        let part = json!({ "metadata": {}, "spec": { "replicas": replicas } });
        self.change(because, &deployment, part).await
    }

    pub(super) async fn delete_worker(
        &self,
        handle: &Handle,
        request: &RequestId,
    ) -> Result<(), ProviderError> {
        let because = Because::of(Operation::Delete, request);
        self.name(because.operation, handle)?;
        let found = self.get::<Secret>(&handle.0, request).await;
        match found.map_err(ProviderError::before_change)? {
            Some(secret) => self.remove(because, &secret).await,
            None => self.delete_orphan(because, handle).await,
        }
    }

    /// A deployment whose secret somebody else has deleted, and that the cluster has not removed yet.
    async fn delete_orphan(
        &self,
        because: Because<'_>,
        handle: &Handle,
    ) -> Result<(), ProviderError> {
        let found = self.get::<Deployment>(&handle.0, because.request).await;
        let found = found.map_err(ProviderError::before_change)?;
        let deployment = found.ok_or_else(|| self.caller.absent(because.operation))?;
        self.remove(because, &deployment).await
    }

    /// All workers, and what is left of those that never came to be.
    pub(super) async fn all_workers(
        &self,
        request: &RequestId,
    ) -> Result<Vec<FoundWorker>, ProviderError> {
        let labels = wire::labels_of(&self.mark, wire::WORKER);
        let names = self.all::<Secret>(&labels, request).await?.into_iter();
        let ours = names.filter_map(|metadata| {
            let name: WorkerName = metadata.name?.parse().ok()?;
            let (worker, handle) = (name.worker(&self.mark)?, name.to_string());
            Some(FoundWorker { worker, name, handle })
        });
        Ok(ours.collect())
    }

    pub(super) async fn locate(
        &self,
        handle: &Handle,
        request: &RequestId,
    ) -> Result<Address, ProviderError> {
        let operation = Operation::Address;
        self.name(operation, handle)?;
        let service = self.get::<Service>(&handle.0, request).await?;
        let service = service.ok_or_else(|| self.caller.absent(operation))?;
        let Some(template) = &self.settings.worker.address else {
            let says = "MUSTER_KUBE_WORKER_ADDRESS does not say where workers are called";
            return Err(self.caller.refuse(operation, Refusal::BadRequest, says));
        };
        let mut text = template.replace("{name}", &handle.0);
        if text.contains("{host}") {
            let host = state::balanced(&service).ok_or_else(|| {
                self.caller.conflict(
                    operation,
                    Conflict::Busy,
                    "the load balancer gave no address yet",
                )
            })?;
            text = text.replace("{host}", &host);
        }
        let url = self.caller.base.instance(&text);
        let url =
            url.map_err(|bad| self.caller.refuse(operation, Refusal::BadRequest, bad.to_string()))?;
        Ok(Address { url: Hidden::new(url), expires: None })
    }

    fn name(&self, operation: Operation, handle: &Handle) -> Result<WorkerName, ProviderError> {
        let name = handle.0.parse();
        name.map_err(|bad| self.caller.refuse(operation, Refusal::BadRequest, format!("{bad}")))
    }

    fn instance(&self, name: WorkerName, deployment: &Deployment) -> Instance {
        Instance {
            handle: Handle(name.to_string()),
            name,
            region: Some(self.settings.region.clone()),
            state: state::state(deployment),
            address: None,
        }
    }
}
