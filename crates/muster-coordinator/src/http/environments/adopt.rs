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
    cloud::{Adopted, Cloud, CloudStray, RegionOffer, WorkerOffer},
};
use muster_operations::{Providers, Stray, Swept, WorkerProvider};
use std::sync::Arc;

/// What can be had at providers, what it costs, and what the last sweep found there.
#[utoipa::path(get, path = "/v1/cloud", tag = "environments", responses((status = 200, body = Cloud)))]
pub(crate) async fn cloud(
    State(app): State<Arc<App>>,
    Reader(_caller): Reader,
) -> axum::Json<Cloud> {
    let (providers, swept) = (app.operations.providers(), app.operations.swept());
    axum::Json(view(&providers, swept.unwrap_or_default()))
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
    let adopted = app.operations.adopt(&scope).await?;
    let operations = adopted.into_iter().map(|it| app.operation_view(it.operation)).collect();
    Ok((StatusCode::ACCEPTED, axum::Json(Adopted { operations })))
}

fn view(providers: &Providers, swept: Swept) -> Cloud {
    let regions = providers.environments.iter().flat_map(|it| it.engine.regions());
    let stray = |Stray { provider, name, region, seen_since }| CloudStray {
        provider,
        name,
        region,
        seen_since,
    };
    Cloud {
        default_provider: providers.mode.map(|kind| kind.as_str().to_owned()),
        workers: providers.workers.iter().map(offer).collect(),
        regions: regions
            .map(|it| RegionOffer {
                region: it.region,
                cpu_cores: it.cpu_cores,
                memory_gb: it.memory_gb,
                storage_gb: it.storage_gb,
            })
            .collect(),
        default_region: providers.usual_region(),
        default_image: providers.defaults.image.clone(),
        ceiling_per_hour: providers.ceiling.map(|ceiling| ceiling.0),
        strays: swept.strays.into_iter().map(stray).collect(),
        ghosts: swept.ghosts.iter().map(ToString::to_string).collect(),
        unanswered: swept.unanswered,
    }
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
