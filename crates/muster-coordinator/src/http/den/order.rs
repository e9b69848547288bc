//! `POST /v1/workers`

use super::{
    Said, Viewer, invalid_request, resource_of, token,
    views::{Kept, bare},
};
use crate::{
    app::App,
    cloud::{CALLED_AT_ITS_PROVIDER, maker_of_workers},
    crypto::sha256,
    engine::fleet::Member,
    error::{AppError, invalid},
    http::{
        create::{Created, Creation},
        extract::{Json, Writer},
        workers::{attach, sane_name},
    },
};
use axum::{extract::State, response::Response};
use bytes::Bytes;
use http::StatusCode;
use muster_api::{
    Problem, ProblemKind,
    den::{Launch, OrderedWorker, WorkerOrder, WorkerTokens},
    worker::WorkerIdentity,
};
use muster_core::{
    Name, Scope, Secret, WorkerId,
    cloud::ResourceKind,
    labels::WorkerLabels,
    owner::Owner,
    requirement::Labels,
    worker::{Destination, Link},
};
use muster_operations::NewWorker;
use muster_providers::ProviderKind;
use muster_session::KeyPair;
use muster_store::{
    audit_event::{self, AuditEntry},
    resource_detail::{self, DetailRow},
    worker::{self, WorkerRow},
};
use std::sync::Arc;

const ROUTE: &str = "POST /v1/workers";
/// How long somebody who waits for a machine should wait at a time.
const POLL_AFTER_MS: u64 = 5000;
const LONGEST_TEXT: usize = 1024;

/// Order a worker.
///
/// One in a cloud is answered with 202 and made meanwhile; look at it until it is `healthy` or `failed`. One of
/// somebody's own is answered with 201. Both are shown their tokens once, so a repeat under the same idempotency key
/// is refused.
#[utoipa::path(post, path = "/v1/workers", tag = "workers", request_body = WorkerOrder,
    responses((status = 201, body = OrderedWorker), (status = 202, body = OrderedWorker),
        (status = 400, body = Problem), (status = 402, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn order(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Result<Json<WorkerOrder>, AppError>,
) -> Result<Response, AppError> {
    let Json { value: order, bytes } = body.map_err(invalid_request)?;
    check(&order)?;
    let (own, asks) = (app.clone(), scope.clone());
    // A client that hangs up must not leave a worker that the fleet does not know.
    let made = app.to_its_end(async move { make(&own, scope, order, bytes).await }).await;
    match made.ok_or(AppError::Internal("make a worker"))? {
        Ok(response) => Ok(response),
        Err(error) => Err(app.with_checkout(&asks, invalid_request(error)).await),
    }
}

fn check(order: &WorkerOrder) -> Result<(), AppError> {
    sane_name(&order.name).map_err(invalid_request)?;
    let texts = [
        ("description", &order.description),
        ("workspacePath", &order.workspace_path),
        ("sandboxBackend", &order.sandbox_backend),
        ("imageVersion", &order.image_version),
    ];
    for (field, text) in texts {
        if text.as_ref().is_some_and(|text| text.len() > LONGEST_TEXT) {
            return Err(invalid_request(invalid(field, "must have up to 1024 bytes")));
        }
    }
    let has_path = order.workspace_path.as_ref().is_some_and(|path| !path.trim().is_empty());
    if order.destination == Destination::Local && !has_path {
        let problem = Problem::new(
            ProblemKind::WorkspacePathRequired,
            "a local worker needs `workspacePath`, the folder in which it works",
        );
        return Err(problem.in_field("workspacePath").into());
    }
    Ok(())
}

/// A worker that is about to be made.
#[derive(Debug, Clone)]
struct Draft {
    row: WorkerRow,
    resource: Name,
    detail: DetailRow,
    identity: Secret,
    tokens: [Secret; 3],
}

impl Draft {
    fn of(app: &App, scope: &Scope, order: &WorkerOrder) -> Result<Self, AppError> {
        let key = KeyPair::generate().map_err(|_| AppError::Internal("make a key"))?;
        let row = row(app, scope, order, &key)?;
        let identity = WorkerIdentity {
            worker: row.id.clone(),
            name: row.name.clone(),
            coordinator_key: app.key.public().to_string(),
            key: attach::written(&key)?,
        };
        let tokens = [(); 3].map(|()| token(&*app.seams.rng));
        let [host, client, activity] = &tokens;
        let said = Said {
            description: order.description.clone(),
            image_version: order.image_version.clone(),
            workspace_path: order.workspace_path.clone(),
            sandbox_backend: order.sandbox_backend.clone(),
            created_by: Some(scope.actor.to_string()),
            ..Said::default()
        };
        let resource = resource_of(&row.id)?;
        let detail = DetailRow {
            organisation: scope.organisation.clone(),
            resource: resource.clone(),
            said: said.with_hashes([host, client]).json()?,
            token_hash: Some(sha256(activity.reveal().as_bytes())),
            report: None,
            reported_at: None,
            active_at: None,
        };
        Ok(Self { row, resource, detail, identity: Secret::new(identity.reveal()), tokens })
    }

    /// What its machine is to be, and what it is told.
    fn wanted(&self, app: &App, provider: Option<ProviderKind>) -> NewWorker {
        let [host, client, activity] = self.tokens.clone();
        let mut variables = vec![("DEN_WORKER_ID".to_owned(), self.row.id.to_string())];
        let base = app.operations.providers().defaults.agent_base_url.clone();
        variables.extend(base.map(|base| {
            let url = format!("{base}/v1/workers/{}/activity-heartbeat", self.row.id);
            ("DEN_ACTIVITY_HEARTBEAT_URL".to_owned(), url)
        }));
        let secrets = [
            ("MUSTER_WORKER_IDENTITY", self.identity.clone()),
            ("OPENWORK_HOST_TOKEN", host),
            ("OPENWORK_TOKEN", client),
            ("DEN_ACTIVITY_HEARTBEAT_TOKEN", activity),
        ];
        NewWorker {
            id: self.row.id.clone(),
            title: self.row.name.clone(),
            provider,
            variables,
            secrets: secrets.map(|(name, secret)| (name.to_owned(), secret)).into(),
        }
    }

    fn shown_tokens(&self) -> WorkerTokens {
        let [host, client, _] = &self.tokens;
        WorkerTokens { host: host.reveal().to_owned(), client: client.reveal().to_owned() }
    }
}

async fn make(
    app: &Arc<App>,
    scope: Scope,
    order: WorkerOrder,
    bytes: Bytes,
) -> Result<Response, AppError> {
    let draft = Draft::of(app, &scope, &order)?;
    let creation = Creation { scope: &scope, route: ROUTE, body: &bytes, is_secret: true };
    let kept = draft.clone();
    let own = app.clone();
    let (created, status) = match order.destination {
        Destination::Cloud => {
            let provider = provider(order.provider.as_deref())?;
            let prepared =
                app.operations.prepare_worker(&scope, &draft.wanted(app, provider)).await;
            let wanted = (ResourceKind::Worker, provider.map_or("", ProviderKind::as_str));
            let prepared = app.gated(&scope, wanted, prepared).await?;
            let created = app.create(creation, move |tx, scope| {
                let accepted = own.operations.accept(tx, scope, &prepared);
                let accepted = accepted.map_err(|refused| own.not_accepted(refused))?;
                worker::insert(tx, scope, &kept.row)?;
                resource_detail::put(tx, &kept.detail)?;
                let seen = Kept {
                    resource: Some(accepted.resource),
                    detail: Some(kept.detail.clone()),
                    open: Some(accepted.operation.id),
                    idle_minutes: None,
                };
                Ok(ordered(&own, &kept, seen, scope))
            });
            (created.await?, StatusCode::ACCEPTED)
        }
        Destination::Local => {
            let now = kept.row.joined_at;
            let created = app.create(creation, move |tx, scope| {
                worker::insert(tx, scope, &kept.row)?;
                resource_detail::put(tx, &kept.detail)?;
                audit_event::append(tx, scope, &entry(&kept.row), now)?;
                let seen = Kept { detail: Some(kept.detail.clone()), ..Kept::default() };
                Ok(ordered(&own, &kept, seen, scope))
            });
            (created.await?, StatusCode::CREATED)
        }
    };
    if matches!(created, Created::Fresh(..)) {
        app.fleet.put(draft.row.clone());
        app.operations.announce(&scope.organisation, &draft.resource);
    }
    let mut response = created.into_response();
    *response.status_mut() = status;
    Ok(response)
}

fn entry(row: &WorkerRow) -> AuditEntry {
    AuditEntry {
        action: "worker.create".to_owned(),
        target: row.id.to_string(),
        detail: serde_json::json!({ "name": row.name }).to_string(),
    }
}

fn provider(said: Option<&str>) -> Result<Option<ProviderKind>, AppError> {
    let none = || invalid("provider", "must be `render`, `daytona` or `kubernetes`");
    said.map(|word| maker_of_workers(word).ok_or_else(none)).transpose()
}

fn ordered(app: &App, draft: &Draft, kept: Kept, scope: &Scope) -> OrderedWorker {
    let actor = scope.actor.to_string();
    let viewer = Viewer { organisation: &scope.organisation, actor: &actor };
    let (mode, poll_after_ms) =
        if kept.resource.is_some() { ("async", POLL_AFTER_MS) } else { ("instant", 0) };
    OrderedWorker {
        worker: app.den_worker(&Member::absent(draft.row.clone()), &kept, viewer),
        tokens: draft.shown_tokens(),
        instance: kept.resource.as_ref().map(bare),
        launch: Launch { mode: mode.to_owned(), poll_after_ms },
        operation: kept.open,
    }
}

fn row(
    app: &App,
    scope: &Scope,
    order: &WorkerOrder,
    key: &KeyPair,
) -> Result<WorkerRow, AppError> {
    let now = app.seams.clock.now();
    let is_cloud = order.destination == Destination::Cloud;
    Ok(WorkerRow {
        organisation: scope.organisation.clone(),
        id: WorkerId::from_random(app.seams.rng.bytes()),
        name: sane_name(&order.name)?,
        destination: order.destination,
        link: Link::Session,
        // A local one is a note of what somebody has; a machine that works here joins with a key of its own.
        public_key: is_cloud.then(|| key.public().as_bytes().to_vec()),
        labels: WorkerLabels::new(Labels::new(), Labels::new()),
        slots: 1,
        version: None,
        is_this_machine: false,
        node_id: None,
        joined_at: now,
        last_seen_at: now,
        said_asleep: false,
        joined_with: None,
        pause: None,
        owner: Owner::default(),
        url: is_cloud.then(|| CALLED_AT_ITS_PROVIDER.to_owned()),
        update: None,
    })
}
