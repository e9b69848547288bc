//! Adoption: what is at providers and unknown here becomes known again, from its name and its tags.
//!
//! Its secrets were in the store that was lost. What is only stopped still has them, because its provider
//! keeps them; what has to be made anew has none.

use crate::{
    accept::{Accepted, json},
    act::{Wish, note},
    error::NotAccepted,
    operations::Operations,
    specification::{
        EnvironmentSpecification, Remembered, WorkerSpecification, order_again, remembered,
    },
    sweep::{Found, account_of, list, may_be_a_late_list},
};
use muster_core::{
    Scope,
    cloud::{Account, Belief, OperationKind, Phase, ResourceKind, Status, Storage},
};
use muster_store::{operation, operation::OperationRow, resource, resource::ResourceRow};
use std::sync::Arc;

/// What an environment is made of if nothing says it any more.
const SIZE: [u32; 3] = [2, 4, 20];
const MOUNT_PATH: &str = "/home/dev8";
const PORT: u16 = 8080;

impl Operations {
    /// Takes everything that this installation has at providers, and that no row is about, into an
    /// organisation. How it is, is looked up by one operation for each.
    ///
    /// On the credentials of the installation there may be what other organisations have lost.
    pub async fn adopt(
        self: &Arc<Self>,
        scope: &Scope,
        accounts: &[Account],
    ) -> Result<Vec<Accepted>, NotAccepted> {
        let mut adopted = Vec::new();
        for (owner, providers) in self.everybody() {
            let account = account_of(owner.as_ref());
            let is_theirs = owner.is_none_or(|owner| owner == scope.organisation);
            if !is_theirs || !accounts.contains(&account) {
                continue;
            }
            let lists = list(&providers, &scope.request_id).await;
            let all: Vec<_> = lists.into_iter().filter_map(|(_, found)| found).flatten().collect();
            for found in all {
                adopted.extend(self.adopt_one(scope, found, account).await?);
            }
        }
        Ok(adopted)
    }

    async fn adopt_one(
        self: &Arc<Self>,
        scope: &Scope,
        found: Found,
        account: Account,
    ) -> Result<Option<Accepted>, NotAccepted> {
        // What we cannot name is none of ours.
        let Ok(id) = found.id.parse() else { return Ok(None) };
        let specification = self.specification(&found);
        let mut resource = self.blank(scope, id, found.kind, specification);
        let Remembered { title, .. } = remembered(&found.tags);
        resource.title = title.unwrap_or_else(|| found.name.clone());
        resource.provider = found.provider.to_owned();
        resource.account = account;
        resource.provider_name.clone_from(&found.name);
        resource.region = found.region;
        resource.life.handle = found.handle;
        resource.life.instance = Belief::Known { phase: Phase::Unseen };
        if resource.kind == ResourceKind::Environment {
            resource.life.storage = Storage::Unsure { since: self.seams.clock.now() };
        }
        resource.status = Status::Starting;
        resource.price_per_hour = self.price(&resource).await;
        let wish = Wish { kind: OperationKind::Adopt, is_forced: false };
        let (operation, now) = (self.new_operation_id(), self.seams.clock.now());
        let pace = self.pace(&resource);
        let operation = wish.operation(scope, operation, &resource.id, (now, &pace));
        self.keep_adopted(scope, resource, operation).await
    }

    async fn keep_adopted(
        self: &Arc<Self>,
        scope: &Scope,
        resource: ResourceRow,
        operation: OperationRow,
    ) -> Result<Option<Accepted>, NotAccepted> {
        let by = scope.clone();
        let kept = self.store.write(move |tx| {
            let (provider, name) = (&resource.provider, &resource.provider_name);
            let known = resource::named_in_any_organisation(tx, provider, name)?;
            if known.is_some_and(|row| !is_orphaned(&row, &resource)) {
                return Ok::<_, NotAccepted>(None);
            }
            resource::insert(tx, &by, &resource)?;
            operation::insert(tx, &by, &operation)?;
            note(tx, &by, &operation, resource.kind)?;
            Ok(Some(Accepted { resource: resource.clone(), operation: operation.clone() }))
        });
        let kept = kept.await?;
        if let Some(Accepted { resource, .. }) = &kept {
            self.announce(&resource.organisation, &resource.id);
        }
        Ok(kept)
    }

    async fn price(&self, resource: &ResourceRow) -> Option<u64> {
        let providers = self.providers_of(&resource.organisation);
        let price = match resource.kind {
            ResourceKind::Worker => providers.of_worker(resource)?.engine.price(),
            ResourceKind::Environment => {
                let keeper = self.keeper(&resource.organisation, &resource.id);
                let order = order_again(resource, keeper).await.ok()?;
                providers.of_environment(resource)?.engine.price(&order)
            }
        };
        Some(price?.per_hour.0)
    }

    fn specification(&self, found: &Found) -> serde_json::Value {
        if found.kind == ResourceKind::Worker {
            return json(&WorkerSpecification::default());
        }
        let Remembered { image, size, others, .. } = remembered(&found.tags);
        let [cpu_cores, memory_gb, storage_gb] = size.unwrap_or(SIZE);
        json(&EnvironmentSpecification {
            image: image.unwrap_or_else(|| self.providers().defaults.image.clone()),
            cpu_cores,
            memory_gb,
            storage_gb,
            mount_path: MOUNT_PATH.to_owned(),
            ports: vec![PORT],
            variables: Vec::new(),
            tags: others,
            registry: None,
            sealed: Vec::new(),
        })
    }
}

/// Whether what was found can be another than the one that this row was about: an environment's key may have
/// been given again in a store that was lost, a worker's id may not.
fn is_orphaned(row: &ResourceRow, found: &ResourceRow) -> bool {
    let is_gone = row.gone_at.is_some() && !may_be_a_late_list(row, found.created_at);
    is_gone && found.kind == ResourceKind::Environment
}
