//! `GET /v1/cloud` and `POST /v1/cloud/adopt`

use crate::{
    app::App,
    error::AppError,
    http::extract::{Reader, Writer},
};
use axum::extract::State;
use http::StatusCode;
use muster_api::{
    Problem,
    cloud::{Adopted, Cloud, CloudStray, EnvironmentRates, RegionOffer, WorkerOffer},
};
use muster_core::{OrganisationId, cloud::Account};
use muster_operations::{Providers, Stray, Swept, WorkerProvider};
use muster_providers::{ProviderKind, environment::RegionLimits, price::AS_OF};
use std::{collections::BTreeSet, sync::Arc};

/// What can be had at providers, what it costs, and what the last sweep found there.
#[utoipa::path(get, path = "/v1/cloud", tag = "environments", responses((status = 200, body = Cloud)))]
pub(crate) async fn cloud(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> axum::Json<Cloud> {
    let providers = app.operations.providers_of(&caller.organisation);
    axum::Json(view(&providers, app.swept_of(&caller.organisation)))
}

/// Take in what this installation has at providers and nothing here is about.
///
/// Environments find their files again. Secrets were in the store that was lost.
#[utoipa::path(post, path = "/v1/cloud/adopt", tag = "environments",
    responses((status = 202, body = Adopted), (status = 409, body = Problem)))]
pub(crate) async fn adopt(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
) -> Result<(StatusCode, axum::Json<Adopted>), AppError> {
    let accounts = app.accounts_of(&scope.organisation);
    let adopted = app.operations.adopt(&scope, accounts).await?;
    let operations = adopted.into_iter().map(|it| app.operation_view(it.operation)).collect();
    Ok((StatusCode::ACCEPTED, axum::Json(Adopted { operations })))
}

impl App {
    /// With whose credentials an organisation may look for what was lost. On those of the installation there may be what
    /// others have, so that is for whoever has this machine.
    fn accounts_of(&self, organisation: &OrganisationId) -> &'static [Account] {
        if *organisation == self.organisation { Account::ALL } else { &[Account::Organisation] }
    }

    /// What the last sweep found that concerns an organisation.
    pub(crate) fn swept_of(&self, organisation: &OrganisationId) -> Swept {
        let Swept { mut strays, mut ghosts, mut unanswered, .. } =
            self.operations.swept().unwrap_or_default();
        let has_machine = *organisation == self.organisation;
        let concerns = |owner: &Option<OrganisationId>| {
            owner.as_ref().map_or(has_machine, |owner| owner == organisation)
        };
        strays.retain(|it| concerns(&it.owner));
        ghosts.retain(|(owner, _)| owner == organisation);
        unanswered.retain(|(_, owner)| owner.is_none() || concerns(owner));
        Swept { strays, ghosts, unanswered, returned: Vec::new() }
    }
}

pub(crate) fn stray(stray: Stray) -> CloudStray {
    let Stray { provider, name, region, seen_since, .. } = stray;
    CloudStray { provider, name, region, seen_since }
}

fn view(providers: &Providers, swept: Swept) -> Cloud {
    let mut seen = BTreeSet::new();
    let first = providers.environments.iter().filter(|it| seen.insert(it.engine.provider()));
    let regions = first.flat_map(|it| {
        let provider = it.engine.provider();
        it.engine.regions().into_iter().map(move |limits| region(provider, limits))
    });
    Cloud {
        default_provider: providers.mode.map(|kind| kind.as_str().to_owned()),
        workers: offers(providers),
        regions: regions.collect(),
        default_region: providers.usual_region(),
        default_image: providers.defaults.image.clone(),
        ceiling_per_hour: providers.ceiling.map(|ceiling| ceiling.0),
        strays: swept.strays.into_iter().map(stray).collect(),
        ghosts: swept.ghosts.iter().map(|(_, id)| id.to_string()).collect(),
        unanswered: swept.unanswered.into_iter().map(|(provider, _)| provider).collect(),
    }
}

fn region(provider: ProviderKind, limits: RegionLimits) -> RegionOffer {
    let rates = limits.rates.map(|it| EnvironmentRates {
        core: it.core.0,
        memory_gb: it.memory_gb.0,
        storage_gb: it.storage_gb.0,
        as_of: AS_OF.to_owned(),
    });
    RegionOffer {
        region: limits.region,
        provider: provider.as_str().to_owned(),
        rates,
        cpu_cores: limits.cpu_cores,
        memory_gb: limits.memory_gb,
        storage_gb: limits.storage_gb,
    }
}

/// Each provider once: as an organisation's own, if it has entered that.
fn offers(providers: &Providers) -> Vec<WorkerOffer> {
    let mut offers: Vec<WorkerOffer> = Vec::new();
    for it in &providers.workers {
        let next = offer(it);
        if offers.iter().all(|known| known.provider != next.provider) {
            offers.push(next);
        }
    }
    offers
}

fn offer(provider: &WorkerProvider) -> WorkerOffer {
    let price = provider.engine.price();
    WorkerOffer {
        provider: provider.engine.provider().as_str().to_owned(),
        price_per_hour: price.as_ref().map(|price| price.per_hour.0),
        price_per_month: price.as_ref().map(|price| price.per_month().0),
        prices_as_of: price.map(|price| price.as_of.to_owned()),
    }
}
