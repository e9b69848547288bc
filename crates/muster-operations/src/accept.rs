//! Accepting: a wish is checked, sealed and kept, and only then does anybody answer that it was heard.
//!
//! Everything that can be known to be wrong is found here, before anything is kept.

use crate::{
    act::{Wish, note},
    error::NotAccepted,
    operations::Operations,
    order::{NewEnvironment, NewWorker, title_problem},
    pace::Pace,
    providers::EnvironmentProvider,
    specification::{EnvironmentSpecification, Keeper, WorkerSpecification, environment_order},
};
use muster_core::{
    Name, OrganisationId, Scope,
    cloud::{Account, Life, OperationKind, ResourceKind, Status, Storage},
};
use muster_providers::{
    EnvironmentKey, ProviderKind, WorkerName, WorkerOrder,
    check::BadOrder,
    environment::Place,
    price::{MicroDollars, Price},
};
use muster_store::{
    Write, cloud_rule,
    operation::{self, OperationRow},
    resource::{self, ResourceRow},
};
use std::sync::Arc;

/// A new resource that is ready to be kept, in a transaction of the caller's if it likes.
#[derive(Debug, Clone)]
pub struct Prepared {
    resource: ResourceRow,
    operation: OperationRow,
    ceiling: Option<MicroDollars>,
}

/// A wish that is kept.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The resource as it is now.
    pub resource: ResourceRow,
    /// What becomes of the wish.
    pub operation: OperationRow,
}

impl Operations {
    /// Orders a cloud worker.
    pub async fn create_worker(
        self: &Arc<Self>,
        scope: &Scope,
        order: &NewWorker,
    ) -> Result<Accepted, NotAccepted> {
        let prepared = self.prepare_worker(scope, order).await?;
        self.keep(scope, prepared).await
    }

    /// Orders a dev environment.
    pub async fn create_environment(
        self: &Arc<Self>,
        scope: &Scope,
        order: &NewEnvironment,
    ) -> Result<Accepted, NotAccepted> {
        let prepared = self.prepare_environment(scope, order).await?;
        self.keep(scope, prepared).await
    }

    async fn keep(
        self: &Arc<Self>,
        scope: &Scope,
        prepared: Prepared,
    ) -> Result<Accepted, NotAccepted> {
        let (own, scope) = (self.clone(), scope.clone());
        let kept = self.store.admit(move |tx| own.accept(tx, &scope, &prepared)).await?;
        self.announce(&kept.resource.organisation, &kept.resource.id);
        Ok(kept)
    }

    /// Checks a worker's order and seals its secrets.
    pub async fn prepare_worker(
        &self,
        scope: &Scope,
        order: &NewWorker,
    ) -> Result<Prepared, NotAccepted> {
        let providers = self.providers_of(&scope.organisation);
        let kind = order.provider.or(providers.mode).ok_or(NotAccepted::NoProvider)?;
        let provider = providers.for_worker(kind).ok_or(NotAccepted::NoProvider)?;
        let name = WorkerName::of(&provider.prefix, &providers.mark, &order.id);
        let asked = WorkerOrder {
            name: name.clone(),
            variables: order.variables.clone(),
            secrets: order.secrets.clone(),
        };
        checked(&order.title, provider.engine.check_order(&asked))?;
        let id = resource_name(order.id.as_str())?;
        let specification =
            WorkerSpecification::sealed(order, self.keeper(&scope.organisation, &id)).await?;
        let resource = ResourceRow {
            title: order.title.clone(),
            provider: kind.as_str().to_owned(),
            account: provider.account,
            provider_name: name.to_string(),
            price_per_hour: provider.engine.price().map(dollars),
            ..self.blank(scope, id, ResourceKind::Worker, json(&specification))
        };
        Ok(self.prepared(scope, resource, &provider.pace))
    }

    /// Checks an environment's order and seals its secrets.
    pub async fn prepare_environment(
        &self,
        scope: &Scope,
        order: &NewEnvironment,
    ) -> Result<Prepared, NotAccepted> {
        let providers = self.providers_of(&scope.organisation);
        let provider = providers.for_environment(order.provider, order.region.as_deref());
        let provider = provider.ok_or(NotAccepted::NoProvider)?;
        let EnvironmentProvider { engine, pace, account } = provider;
        let key = self.key(order.key.as_deref())?;
        let usual = || provider.region_unless_said(&providers.defaults.region);
        let region = order.region.clone().unwrap_or_else(usual);
        let image = order.image.clone().unwrap_or_else(|| providers.defaults.image.clone());
        let registry = order.registry.clone().or_else(|| providers.defaults.registry.clone());
        let place = Place { key, region };
        let asked = environment_order(order, place, image, registry);
        checked(&order.title, engine.check_order(&asked))?;
        let id = resource_name(asked.place.key.as_str())?;
        let specification =
            EnvironmentSpecification::sealed(&asked, self.keeper(&scope.organisation, &id)).await?;
        let resource = ResourceRow {
            title: order.title.clone(),
            provider: engine.provider().as_str().to_owned(),
            account: *account,
            provider_name: asked.place.key.to_string(),
            region: Some(asked.place.region.clone()),
            price_per_hour: engine.price(&asked).map(dollars),
            ..self.blank(scope, id, ResourceKind::Environment, json(&specification))
        };
        Ok(self.prepared(scope, resource, pace))
    }

    fn key(&self, wanted: Option<&str>) -> Result<EnvironmentKey, NotAccepted> {
        let drawn = || {
            let random = muster_core::id::encode(self.seams.rng.bytes());
            format!("env-{}", random.to_ascii_lowercase())
        };
        let key = wanted.map_or_else(drawn, str::to_owned);
        key.parse().map_err(|bad| NotAccepted::field("workspaceId", format!("{bad}")))
    }

    pub(crate) fn keeper<'a>(
        &'a self,
        organisation: &'a OrganisationId,
        resource: &'a Name,
    ) -> Keeper<'a> {
        Keeper { vault: &*self.helpers.vault, organisation, resource }
    }

    /// A resource of which nothing is made yet.
    pub(crate) fn blank(
        &self,
        scope: &Scope,
        id: Name,
        kind: ResourceKind,
        specification: serde_json::Value,
    ) -> ResourceRow {
        let now = self.seams.clock.now();
        let storage = match kind {
            ResourceKind::Worker => Storage::None,
            ResourceKind::Environment => Storage::Unseen,
        };
        ResourceRow {
            organisation: scope.organisation.clone(),
            id,
            kind,
            title: String::new(),
            provider: String::new(),
            account: Account::Installation,
            provider_name: String::new(),
            region: None,
            specification,
            image_digest: None,
            life: Life::new(storage),
            status: Status::Creating,
            address: None,
            reason: None,
            said: None,
            price_per_hour: None,
            version: 1,
            created_at: now,
            created_by: scope.actor.to_string(),
            updated_at: now,
            gone_at: None,
        }
    }

    fn prepared(&self, scope: &Scope, resource: ResourceRow, pace: &Pace) -> Prepared {
        let wish = Wish { kind: OperationKind::Create, is_forced: true };
        let (id, now) = (self.new_operation_id(), self.seams.clock.now());
        let operation = wish.operation(scope, id, &resource.id, (now, pace));
        Prepared { resource, operation, ceiling: self.providers().ceiling }
    }

    /// Keeps what was prepared, in the caller's transaction: the resource, its operation and what the audit
    /// log says of it. Whoever calls it [announces](Self::announce) the resource once that is committed.
    pub fn accept(
        &self,
        tx: &mut dyn Write,
        scope: &Scope,
        prepared: &Prepared,
    ) -> Result<Accepted, NotAccepted> {
        let Prepared { resource, operation, ceiling } = prepared;
        let is_own =
            ProviderKind::named(&resource.provider).is_some_and(ProviderKind::is_own_machine);
        let (organisation, provider) = (&scope.organisation, resource.provider.as_str());
        let entitlement = &self.helpers.entitlement;
        if !is_own
            && let Some(denied) = entitlement.denial(tx, organisation, resource.kind, provider)?
        {
            return Err(NotAccepted::NotEntitled(denied));
        }
        let is_ours = resource.account == Account::Installation;
        let others = resource::price_per_hour_of_every_organisation(tx)?;
        within(ceiling.filter(|_| is_ours), others, resource)?;
        let rule = cloud_rule::of(tx, &scope.organisation)?;
        let others = resource::price_per_hour(tx, &scope.organisation)?;
        within(rule.ceiling_per_hour.map(MicroDollars), others, resource)?;
        let (provider, name) = (&resource.provider, &resource.provider_name);
        let same = [
            resource::find(tx, &scope.organisation, &resource.id)?,
            resource::named_in_any_organisation(tx, provider, name)?,
        ];
        if same.into_iter().flatten().any(|row| row.gone_at.is_none()) {
            return Err(NotAccepted::Exists);
        }
        resource::insert(tx, scope, resource)?;
        operation::insert(tx, scope, operation)?;
        note(tx, scope, operation, resource.kind)?;
        Ok(Accepted { resource: resource.clone(), operation: operation.clone() })
    }

    pub(crate) fn pace(&self, resource: &ResourceRow) -> Pace {
        let providers = self.providers_of(&resource.organisation);
        let pace = match resource.kind {
            ResourceKind::Worker => providers.of_worker(resource).map(|it| it.pace),
            ResourceKind::Environment => providers.of_environment(resource).map(|it| it.pace),
        };
        pace.unwrap_or_default()
    }
}

/// What everything together may cost is asked in the transaction that adds to it.
fn within(
    ceiling: Option<MicroDollars>,
    others: u64,
    resource: &ResourceRow,
) -> Result<(), NotAccepted> {
    let Some(ceiling) = ceiling else { return Ok(()) };
    // What has no known price could cost anything.
    let would_be = resource.price_per_hour.map(|price| MicroDollars(others + price));
    match would_be {
        Some(would_be) if would_be <= ceiling => Ok(()),
        _ => Err(NotAccepted::Ceiling { ceiling, would_be }),
    }
}

fn checked(title: &str, checked: Result<(), BadOrder>) -> Result<(), NotAccepted> {
    let mut problems: Vec<_> = title_problem(title).into_iter().collect();
    if let Err(bad) = checked {
        problems.extend(bad.problems);
    }
    if problems.is_empty() { Ok(()) } else { Err(NotAccepted::Invalid(BadOrder { problems })) }
}

fn resource_name(text: &str) -> Result<Name, NotAccepted> {
    text.parse().map_err(|bad| NotAccepted::field("id", format!("{bad}")))
}

fn dollars(price: Price) -> u64 {
    price.per_hour.0
}

pub(crate) fn json<T: serde::Serialize>(specification: &T) -> serde_json::Value {
    // Our own types have string keys and finite numbers, so they always have a JSON form.
    serde_json::to_value(specification).expect("a specification has a JSON form")
}
