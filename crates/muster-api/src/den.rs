//! Workers in OpenWork Den's shapes: what `POST /v1/workers` takes and what its routes answer.
//!
//! Where a route of ours has the same address, one answer holds both: our fields as they are, and Den's beside them.

use crate::worker::Worker;
use muster_core::{Name, OperationId, OrganisationId, Timestamp, WorkerId, worker::Destination};
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::{IntoParams, ToSchema};

/// A wish for a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkerOrder {
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `cloud` for a machine at a provider, `local` for one that somebody has.
    #[schema(value_type = String, example = "cloud")]
    pub destination: Destination,
    /// The folder in which a local one works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_path: Option<String>,
    /// Kept and shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sandbox_backend: Option<String>,
    /// Kept and shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_version: Option<String>,
    /// At which provider, if not where the settings say: `render`, `daytona` or `kubernetes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "render")]
    pub provider: Option<String>,
}

/// A worker, with all that we say of it beside Den's fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DenWorker {
    /// Our own fields.
    #[serde(flatten)]
    pub ours: Worker,
    /// Whose it is.
    #[schema(value_type = String)]
    pub org_id: OrganisationId,
    /// Who made it.
    pub created_by_user_id: Option<String>,
    /// Whether that is who asks.
    pub is_mine: bool,
    /// What it is for.
    pub description: Option<String>,
    /// `provisioning`, `healthy`, `failed` or `stopped`.
    #[schema(example = "healthy")]
    pub status: String,
    /// As it was ordered.
    pub image_version: Option<String>,
    /// The folder in which a local one works.
    pub workspace_path: Option<String>,
    /// As it was ordered.
    pub sandbox_backend: Option<String>,
    /// When it last said how active it is.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_heartbeat_at: Option<Timestamp>,
    /// When it was last used, by its own word.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_active_at: Option<Timestamp>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When anything of it last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
    /// What failed, if something did: `provisioning_failed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "provisioning_failed")]
    pub error: Option<String>,
    /// Why, such as `render_deploy_failed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "render_deploy_failed")]
    pub reason: Option<String>,
    /// What its provider said last, without secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// What it costs an hour while it runs, in millionths of a US dollar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_per_hour: Option<u64>,
    /// When a cloud worker stops by itself, and what speaks for and against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stops: Option<WorkerStops>,
}

/// When a cloud worker stops by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkerStops {
    /// After how many minutes without a job and without use, if it does.
    pub after_idle_minutes: Option<u32>,
    /// The evidence on which it was stopped, or why it goes on though nothing seems to use it.
    pub says: Option<String>,
}

/// The machine at its provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Instance {
    /// `render`, `daytona` or `kubernetes`.
    #[schema(example = "render")]
    pub provider: String,
    /// Where it is, if that is known.
    pub region: Option<String>,
    /// Where it answers, once it does. Its `/health` is 200 without a token.
    pub url: Option<String>,
    /// `provisioning`, `healthy`, `failed` or `stopped`.
    #[schema(example = "provisioning")]
    pub status: String,
    /// When it was ordered.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When anything of it last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// A worker of a list, with its machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ListedWorker {
    /// The worker.
    #[serde(flatten)]
    pub worker: DenWorker,
    /// Its machine, if it has one at a provider.
    pub instance: Option<Instance>,
}

/// Which workers to list. `limit` is Den's and is about `workers` alone; the rest is about `items`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WorkersQuery {
    /// How many of the newest `workers`, from 1 to 50; 20 if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Which of the `items`, such as `state:asleep label:gpu studio`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Where the page of `items` starts, from the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many `items`, 1 to 500; 500 if nothing is said. Who says it wants no `workers`, and is given none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
}

/// Workers, in both shapes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Workers {
    /// A page of the workers that match, by name.
    pub items: Vec<Worker>,
    /// Where the next page starts; nothing on the last one.
    #[serde(default)]
    #[schema(required)]
    pub next_cursor: Option<String>,
    /// How many workers match in all.
    #[serde(default)]
    #[schema(required)]
    pub total: u64,
    /// The newest ones with their machines, newest first.
    pub workers: Vec<ListedWorker>,
}

/// A worker and its machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WorkerWithInstance {
    /// The worker.
    pub worker: DenWorker,
    /// Its machine, if it has one at a provider.
    pub instance: Option<Instance>,
    /// What is under way with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub operation: Option<OperationId>,
}

/// A worker that was changed, in both shapes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChangedWorker {
    /// Our own fields.
    #[serde(flatten)]
    pub ours: Worker,
    /// The same in Den's shape.
    pub worker: DenWorker,
}

/// Tokens of a worker, shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkerTokens {
    /// Its owner's.
    pub host: String,
    /// Its users'.
    pub client: String,
}

impl fmt::Debug for WorkerTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WorkerTokens(***)")
    }
}

/// When to look again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Launch {
    /// `async` while it is made, `instant` if it is there.
    #[schema(example = "async")]
    pub mode: String,
    /// After how long.
    pub poll_after_ms: u64,
}

/// A worker that was ordered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrderedWorker {
    /// The worker.
    pub worker: DenWorker,
    /// Shown once.
    pub tokens: WorkerTokens,
    /// Its machine, if it has one at a provider.
    pub instance: Option<Instance>,
    /// When to look again.
    pub launch: Launch,
    /// What is under way with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub operation: Option<OperationId>,
}

/// Where a worker is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Connect {
    /// Its address.
    pub openwork_url: String,
    /// Always nothing: a worker of ours has no workspaces.
    pub workspace_id: Option<String>,
}

/// Fresh tokens of a worker, shown once. Those before them are void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MintedTokens {
    /// The tokens.
    pub tokens: WorkerTokens,
    /// Where it is reached, once it is.
    pub connect: Option<Connect>,
}

/// How active a worker is, by its own word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Heartbeat {
    /// Whether it was used within its window.
    pub is_active_recently: bool,
    /// When it said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub sent_at: Option<Timestamp>,
    /// When it was last used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_activity_at: Option<Timestamp>,
    /// How many sessions are open in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_session_count: Option<u32>,
}

/// What was taken in of a heartbeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HeartbeatTaken {
    /// Always.
    pub ok: bool,
    /// Whose it was.
    #[schema(value_type = String)]
    pub worker_id: Name,
    /// As it was said.
    pub is_active_recently: bool,
    /// As it was said.
    pub open_session_count: Option<u32>,
    /// When it came.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_heartbeat_at: Option<Timestamp>,
    /// When it was last used; never earlier than before.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_active_at: Option<Timestamp>,
}

/// Whether a worker may be stopped that runs something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StopWorkerRequest {
    /// What it runs goes back to the queue.
    #[serde(default)]
    pub force: bool,
}

/// A program that a worker runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RuntimeService {
    /// Its name.
    #[schema(example = "muster-worker")]
    pub name: String,
    /// The version to which it can be brought.
    pub target_version: Option<String>,
    /// The version that runs.
    pub actual_version: Option<String>,
    /// Whether they differ.
    pub upgrade_available: bool,
}

/// How far the last upgrade is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RuntimeUpgrade {
    /// `idle`, `running` or `failed`.
    #[schema(example = "idle")]
    pub status: String,
    /// When it was asked for.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub started_at: Option<Timestamp>,
    /// Why it failed.
    pub error: Option<String>,
}

/// What a worker runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Runtime {
    /// Always.
    pub ok: bool,
    /// Which worker.
    #[schema(value_type = String)]
    pub worker: WorkerId,
    /// Its programs, by name.
    pub services: std::collections::BTreeMap<String, RuntimeService>,
    /// How far the last upgrade is.
    pub upgrade: RuntimeUpgrade,
}

/// Which programs are to be upgraded; all of them if none are named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuntimeUpgradeRequest {
    /// Their names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub services: Option<Vec<String>>,
}

/// An upgrade that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuntimeUpgradeStarted {
    /// Always.
    pub ok: bool,
    /// Whether anything is to be done.
    pub started: bool,
    /// Which programs.
    pub services: Vec<String>,
    /// How far it is.
    pub upgrade: RuntimeUpgrade,
}
