//! `POST /api/v1/environments`

use super::{Refused, about, view};
use crate::{
    app::App,
    cloud::Said,
    error::{AppError, invalid},
    http::{
        create::Creation,
        environments::{Wish, draft, keep},
        extract::{Json, Writer},
    },
};
use axum::{extract::State, response::Response};
use muster_api::dev8::{Dev8Answer, Dev8Create, Dev8Problem};
use muster_core::Secret;
use muster_operations::Accepted;
use muster_providers::{ProviderKind, environment::Registry};
use std::sync::Arc;

const REGISTRY: &str = "index.docker.io";

/// Make an environment, as Dev8 has it.
///
/// The answer comes at once with the environment in state `CREATING`; look at it until it is `RUNNING`.
#[utoipa::path(post, path = "/api/v1/environments", tag = "dev8", request_body = Dev8Create,
    responses((status = 201, body = Dev8Answer), (status = 400, body = Dev8Problem), (status = 409, body = Dev8Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Result<Json<Dev8Create>, AppError>,
) -> Result<Response, Refused> {
    let Json { value: order, bytes } = body?;
    let drafted = draft(&app, &scope, wish(&app, &order)?).await?;
    let is_secret = drafted.password.is_some();
    let route = "POST /api/v1/environments";
    let creation = Creation { scope: &scope, route, body: &bytes, is_secret };
    let shown = drafted.clone();
    let answer = move |accepted: &Accepted| {
        let mut environment = view(&accepted.resource, Some(&shown.detail));
        environment.connection_urls.code_server_password =
            shown.password.as_ref().map(|password| password.reveal().to_owned());
        let operation = Some(accepted.operation.id.clone());
        about("Environment is being created", environment, operation)
    };
    Ok(keep(&app, creation, drafted, answer).await?)
}

fn wish(app: &App, order: &Dev8Create) -> Result<Wish, AppError> {
    let provider = order.cloud_provider.as_deref().map(|name| provider(app, name)).transpose()?;
    let secrets = order.secrets().into_iter();
    Ok(Wish {
        id: order.workspace_id.clone().filter(|id| !id.is_empty()),
        title: order.name.clone(),
        provider,
        region: Some(order.cloud_region.clone()),
        image: order.container_image.clone(),
        registry: registry(order)?,
        size: [order.cpu_cores, order.memory_gb, order.storage_gb],
        variables: Vec::new(),
        secrets: secrets.map(|(name, text)| (name.to_owned(), Secret::new(text))).collect(),
        said: Said {
            user_id: order.user_id.clone(),
            base_image: order.base_image.clone(),
            ..Said::default()
        },
    })
}

/// Azure whether it is set up or not, since Dev8 has no other; beside it the engines that are.
fn provider(app: &App, name: &str) -> Result<ProviderKind, AppError> {
    let providers = app.operations.providers();
    let mut known = vec![ProviderKind::Azure];
    known.extend(providers.environments.iter().map(|it| it.engine.provider()));
    let found = ProviderKind::named(name).filter(|kind| known.contains(kind));
    found.ok_or_else(|| {
        known.dedup();
        let names = known.iter().map(|kind| format!("`{}`", kind.as_str().to_uppercase()));
        let names = names.collect::<Vec<_>>().join(", ");
        invalid("cloudProvider", &format!("must be one of {names}"))
    })
}

/// A name and a password go together.
fn registry(order: &Dev8Create) -> Result<Option<Registry>, AppError> {
    match (&order.registry_username, &order.registry_password) {
        (Some(username), Some(password)) => Ok(Some(Registry {
            server: order.registry_server.clone().unwrap_or_else(|| REGISTRY.to_owned()),
            username: username.clone(),
            password: Secret::new(password),
        })),
        (None, None) => Ok(None),
        (Some(_), None) => Err(invalid("registryPassword", "must be there beside the name")),
        (None, Some(_)) => Err(invalid("registryUsername", "must be there beside the password")),
    }
}
