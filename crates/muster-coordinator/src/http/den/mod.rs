//! `/v1/workers` as OpenWork Den has it: workers are ordered, and those in a cloud are made, stopped and woken.
//!
//! Routes that we had before keep their answers, with Den's fields beside ours (decision 36).

mod heartbeat;
mod order;
mod power;
mod runtime;
mod show;
mod tokens;
mod views;

pub(crate) use show::shown;
pub(crate) use views::Viewer;

use crate::{
    app::App,
    crypto::{encode, sha256},
    engine::fleet::Member,
    error::AppError,
    http::workers::no_worker,
};
use muster_api::{Problem, ProblemKind};
use muster_core::{Name, OrganisationId, Secret, WorkerId};
use muster_seams::Rng;
use muster_store::{
    StoreError,
    resource::ResourceRow,
    resource_detail::{self, DetailRow},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(order::order))
        .routes(routes!(show::show))
        .routes(routes!(tokens::mint))
        .routes(routes!(runtime::show))
        .routes(routes!(runtime::upgrade))
        .routes(routes!(heartbeat::take))
        .routes(routes!(power::stop))
        .routes(routes!(power::wake))
}

/// What people say of a worker that nobody else is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Said {
    description: Option<String>,
    image_version: Option<String>,
    workspace_path: Option<String>,
    sandbox_backend: Option<String>,
    created_by: Option<String>,
    /// The evidence on which it was stopped, or why it goes on.
    stop_says: Option<String>,
    /// Hashes of the tokens that were minted last.
    host_hash: Option<String>,
    client_hash: Option<String>,
}

impl Said {
    fn of(detail: Option<&DetailRow>) -> Self {
        let said = detail.map(|detail| serde_json::from_value(detail.said.clone()));
        said.and_then(Result::ok).unwrap_or_default()
    }

    fn json(&self) -> Result<serde_json::Value, AppError> {
        serde_json::to_value(self).map_err(|_| AppError::Internal("write a detail as JSON"))
    }

    fn with_hashes(self, [host, client]: [&Secret; 2]) -> Self {
        let hash = |token: &Secret| Some(encode(&sha256(token.reveal().as_bytes())));
        Self { host_hash: hash(host), client_hash: hash(client), ..self }
    }
}

/// A token that nobody can guess.
pub(crate) fn token(rng: &dyn Rng) -> Secret {
    let half = || muster_core::id::encode(rng.bytes());
    Secret::new(format!("{}{}", half(), half()).to_ascii_lowercase())
}

/// A text that is no id names no worker.
fn worker_id(text: &str) -> Result<WorkerId, AppError> {
    text.parse().map_err(|_| {
        let shown: String = text.chars().filter(|it| !it.is_control()).take(64).collect();
        AppError::told(ProblemKind::WorkerNotFound, format!("there is no worker `{shown}`"))
    })
}

pub(crate) fn member(
    app: &App,
    organisation: &OrganisationId,
    id: &WorkerId,
) -> Result<Member, AppError> {
    app.fleet.find(organisation, id).ok_or_else(|| no_worker(id))
}

/// A worker's id as that of its resource.
pub(crate) fn resource_of(worker: &WorkerId) -> Result<Name, AppError> {
    worker.as_str().parse().map_err(|_| AppError::Internal("name a worker's resource"))
}

/// A field that will not do, as Den says it.
fn invalid_request(error: AppError) -> AppError {
    match error {
        AppError::Told(problem) if problem.error == ProblemKind::Validation => {
            let (detail, field, hint) = (problem.detail, problem.field, problem.hint);
            let told = Problem::new(ProblemKind::InvalidRequest, detail);
            Problem { field, hint, ..told }.into()
        }
        other => other,
    }
}

/// Keeps what is to be said of why a worker stops by itself or does not; nothing is written if it was said before.
pub(crate) async fn say_of_stop(
    app: &App,
    row: &ResourceRow,
    says: Option<String>,
) -> Result<(), StoreError> {
    let (organisation, id) = (row.organisation.clone(), row.id.clone());
    let before = app.store.read(move |tx| resource_detail::find(tx, &organisation, &id)).await?;
    if before.is_none_or(|it| Said::of(Some(&it)).stop_says == says) {
        return Ok(());
    }
    let (organisation, id) = (row.organisation.clone(), row.id.clone());
    let kept = app.store.write(move |tx| {
        let Some(mut detail) = resource_detail::find(tx, &organisation, &id)? else {
            return Ok(());
        };
        let said = Said { stop_says: says.clone(), ..Said::of(Some(&detail)) };
        detail.said = said.json().unwrap_or(detail.said);
        resource_detail::put(tx, &detail)
    });
    kept.await
}

impl App {
    /// The detail of a worker or an environment, or an empty one.
    pub(crate) async fn detail_of(
        &self,
        organisation: &OrganisationId,
        resource: &Name,
    ) -> Result<DetailRow, AppError> {
        let (own, id) = (organisation.clone(), resource.clone());
        let found = self.store.read(move |tx| resource_detail::find(tx, &own, &id)).await?;
        Ok(found.unwrap_or_else(|| DetailRow {
            organisation: organisation.clone(),
            resource: resource.clone(),
            said: serde_json::json!({}),
            token_hash: None,
            report: None,
            reported_at: None,
            active_at: None,
        }))
    }
}
