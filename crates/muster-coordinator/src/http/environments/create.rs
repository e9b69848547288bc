//! `POST /v1/environments`

use super::views;
use crate::{
    app::App,
    cloud::Said,
    crypto::sha256,
    error::{AppError, invalid},
    http::{
        create::{Created, Creation},
        den::token,
        extract::{Json, Writer},
    },
};
use axum::{extract::State, response::Response};
use http::StatusCode;
use muster_api::{
    Problem,
    cloud::{EnvironmentAccepted, EnvironmentRequest, RegistryLogin},
};
use muster_core::{Name, Scope, Secret, cloud::ResourceKind};
use muster_operations::{Accepted, NewEnvironment, Prepared};
use muster_providers::{ProviderKind, environment::Registry};
use muster_store::resource_detail::{self, DetailRow};
use serde::Serialize;
use std::sync::Arc;

/// Where the storage appears, as Dev8's image has it.
const MOUNT_PATH: &str = "/home/dev8";
const WORKSPACE: &str = "/home/dev8/workspace";
/// The one port that is open to the outside: the editor's.
const EDITOR: u16 = 8080;
const MONITOR_EVERY: &str = "30s";
/// With this the editor lets people in.
pub(crate) const PASSWORD: &str = "CODE_SERVER_PASSWORD";
const LONGEST_IDLE: u32 = 7 * 24 * 60;

/// What somebody wants, from whichever route.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wish {
    pub(crate) id: Option<String>,
    pub(crate) title: String,
    pub(crate) provider: Option<ProviderKind>,
    pub(crate) region: Option<String>,
    pub(crate) image: Option<String>,
    pub(crate) registry: Option<Registry>,
    pub(crate) size: [u32; 3],
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) secrets: Vec<(String, Secret)>,
    pub(crate) said: Said,
}

/// An environment that is about to be kept.
#[derive(Debug, Clone)]
pub(crate) struct Drafted {
    prepared: Prepared,
    pub(crate) id: Name,
    pub(crate) detail: DetailRow,
    /// Drawn here, because none was given.
    pub(crate) password: Option<Secret>,
}

/// Make an environment.
///
/// The answer comes at once; the environment is `creating` until its provider has it. A password of the editor that is
/// drawn here is shown once, so a repeat under the same idempotency key is refused then.
#[utoipa::path(post, path = "/v1/environments", tag = "environments", request_body = EnvironmentRequest,
    responses((status = 202, body = EnvironmentAccepted), (status = 402, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<EnvironmentRequest>,
) -> Result<Response, AppError> {
    let drafted = draft(&app, &scope, wish(body.value)?).await?;
    let is_secret = drafted.password.is_some();
    let creation =
        Creation { scope: &scope, route: "POST /v1/environments", body: &body.bytes, is_secret };
    let (now, shown) = (app.seams.clock.now(), drafted.clone());
    let answer = move |accepted: &Accepted| EnvironmentAccepted {
        environment: views::environment(&accepted.resource, Some(&shown.detail)),
        operation: views::operation(accepted.operation.clone(), now),
        password: shown.password.as_ref().map(|password| password.reveal().to_owned()),
    };
    let mut response = keep(&app, creation, drafted, answer).await?;
    *response.status_mut() = StatusCode::ACCEPTED;
    Ok(response)
}

/// Keeps what was drafted, once for each idempotency key.
pub(crate) async fn keep<T: Serialize + Send + 'static>(
    app: &Arc<App>,
    creation: Creation<'_>,
    drafted: Drafted,
    answer: impl Fn(&Accepted) -> T + Send + Sync + 'static,
) -> Result<Response, AppError> {
    let (own, scope, id) = (app.clone(), creation.scope.clone(), drafted.id.clone());
    let created = app.create(creation, move |tx, scope| {
        let accepted = own.operations.accept(tx, scope, &drafted.prepared);
        let accepted = accepted.map_err(|refused| own.not_accepted(refused))?;
        resource_detail::put(tx, &drafted.detail)?;
        Ok(answer(&accepted))
    });
    let created = match created.await {
        Ok(created) => created,
        Err(error) => return Err(app.with_checkout(&scope, error).await),
    };
    if matches!(created, Created::Fresh(..)) {
        app.operations.announce(&scope.organisation, &id);
    }
    Ok(created.into_response())
}

/// Draws what was not given, and checks everything before anything is kept.
pub(crate) async fn draft(app: &Arc<App>, scope: &Scope, wish: Wish) -> Result<Drafted, AppError> {
    let key = wish.id.clone().unwrap_or_else(|| {
        format!("env-{}", muster_core::id::encode(app.seams.rng.bytes()).to_ascii_lowercase())
    });
    let (own, own_token) = (password(app, &wish), token(&*app.seams.rng));
    let mut secrets = wish.secrets;
    secrets.extend(own.iter().map(|own| (PASSWORD.to_owned(), own.clone())));
    secrets.push(("AGENT_TOKEN".to_owned(), own_token.clone()));
    let mut variables = wish.variables;
    variables.extend(given(app, &key, wish.said.user_id.as_deref()));
    let [cpu_cores, memory_gb, storage_gb] = wish.size;
    let wanted = NewEnvironment {
        key: Some(key.clone()),
        title: wish.title,
        provider: wish.provider,
        region: wish.region,
        image: wish.image,
        registry: wish.registry,
        cpu_cores,
        memory_gb,
        storage_gb,
        mount_path: MOUNT_PATH.to_owned(),
        ports: vec![EDITOR],
        variables,
        secrets,
        tags: wish.said.user_id.iter().map(|user| ("userId".to_owned(), user.clone())).collect(),
    };
    let prepared = app.operations.prepare_environment(scope, &wanted).await;
    let prepared = match app.gated(scope, (ResourceKind::Environment, ""), prepared).await {
        Ok(prepared) => prepared,
        Err(error) => return Err(app.with_checkout(scope, error).await),
    };
    let id: Name = key.parse().map_err(|_| invalid("id", "is no name"))?;
    let detail = DetailRow {
        organisation: scope.organisation.clone(),
        resource: id.clone(),
        said: wish.said.json()?,
        token_hash: Some(sha256(own_token.reveal().as_bytes())),
        report: None,
        reported_at: None,
        active_at: None,
    };
    Ok(Drafted { prepared, id, detail, password: own })
}

fn password(app: &App, wish: &Wish) -> Option<Secret> {
    let is_given = wish.secrets.iter().any(|(name, _)| name == PASSWORD);
    (!is_given).then(|| token(&*app.seams.rng))
}

/// What every environment is told of itself. The agent of Dev8's image reads some of it under second names.
fn given(app: &App, key: &str, user: Option<&str>) -> Vec<(String, String)> {
    let base = app.operations.providers().defaults.agent_base_url.clone();
    let always = [
        ("WORKSPACE_ID", key.to_owned()),
        ("ENVIRONMENT_ID", key.to_owned()),
        ("WORKSPACE_DIR", WORKSPACE.to_owned()),
        ("MONITOR_INTERVAL", MONITOR_EVERY.to_owned()),
        ("SUPERVISOR_MONITOR_INTERVAL", MONITOR_EVERY.to_owned()),
        ("AGENT_ENABLED", base.is_some().to_string()),
    ];
    let mut all: Vec<_> = always.map(|(name, value)| (name.to_owned(), value)).into();
    all.extend(user.map(|user| ("USER_ID".to_owned(), user.to_owned())));
    for name in ["AGENT_BASE_URL", "SUPERVISOR_AGENT_BASE_URL"] {
        all.extend(base.clone().map(|base| (name.to_owned(), base)));
    }
    all
}

fn wish(request: EnvironmentRequest) -> Result<Wish, AppError> {
    let EnvironmentRequest {
        id,
        name,
        region,
        image,
        registry,
        cpu_cores,
        memory_gb,
        storage_gb,
        env,
        secrets,
        stop_after_idle_minutes,
    } = request;
    if stop_after_idle_minutes.is_some_and(|minutes| !(5..=LONGEST_IDLE).contains(&minutes)) {
        return Err(invalid("stop_after_idle_minutes", "must be 5 to 10080"));
    }
    let registry = registry.map(|RegistryLogin { server, username, password }| Registry {
        server,
        username,
        password: Secret::new(password),
    });
    Ok(Wish {
        id,
        title: name,
        provider: None,
        region,
        image,
        registry,
        size: [cpu_cores, memory_gb, storage_gb],
        variables: env.into_iter().collect(),
        secrets: secrets.into_iter().map(|(name, value)| (name, Secret::new(value))).collect(),
        said: Said { stop_after_idle_minutes, ..Said::default() },
    })
}
