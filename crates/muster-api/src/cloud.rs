//! Environments, and the operations by which they and cloud workers are made, started, stopped and deleted.

use muster_core::{Name, OperationId, Timestamp};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};
use utoipa::{IntoParams, ToSchema};

/// A question to a provider, and its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OperationStep {
    /// What is asked: `keep_storage`, `create`, `look`, `start`, `stop`, `delete`, `discard_storage`, `address` or
    /// `health`.
    #[schema(example = "create")]
    pub ask: String,
    /// When it was asked first.
    #[schema(value_type = String, format = DateTime)]
    pub began_at: Timestamp,
    /// When another step followed.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Timestamp>,
    /// How often it was asked.
    pub tries: u32,
    /// How often in a row it went wrong.
    pub failures: u32,
}

/// A wish about something at a provider, from the moment it was accepted until it came true or cannot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Operation {
    /// Its id.
    #[schema(value_type = String)]
    pub id: OperationId,
    /// `create`, `start`, `stop`, `delete` or `adopt`.
    #[schema(example = "create")]
    pub kind: String,
    /// A worker's id, or an environment's.
    #[schema(value_type = String)]
    pub resource: Name,
    /// `open`, `done`, `failed` or `superseded`.
    #[schema(example = "open")]
    pub state: String,
    /// What it waits for, or why it failed: a stable code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "rate_limited")]
    pub reason: Option<String>,
    /// What the provider said about that, without secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// Whether it should have been over by now.
    pub is_overdue: bool,
    /// What was asked, in order.
    pub steps: Vec<OperationStep>,
    /// When it was accepted.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Who wants it.
    pub created_by: String,
    /// In which request; the provider is asked under the same id.
    pub request_id: String,
    /// Until when it should be over.
    #[schema(value_type = String, format = DateTime)]
    pub deadline: Timestamp,
    /// When somebody looks after it next, as long as it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_at: Option<Timestamp>,
    /// When it was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Timestamp>,
}

/// Some operations, latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OperationPage {
    /// Them.
    pub items: Vec<Operation>,
    /// Where the next page begins, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Which operations.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OperationQuery {
    /// Only those on this worker or environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Where the page begins, as the page before said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many, up to 500; 100 if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Who may pull an image.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RegistryLogin {
    /// The registry's host.
    #[schema(example = "index.docker.io")]
    pub server: String,
    /// Who.
    pub username: String,
    /// Never shown again.
    pub password: String,
}

impl fmt::Debug for RegistryLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegistryLogin").field("server", &self.server).finish_non_exhaustive()
    }
}

/// A wish for an environment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnvironmentRequest {
    /// Its id, from which its names at the provider are made: 1 to 54 lower-case letters, digits and single
    /// hyphens. One is drawn if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its name for people.
    pub name: String,
    /// In which region, if not in the one of the settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// From which image, if not from the one of the settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Who may pull it, if not as the settings say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registry: Option<RegistryLogin>,
    /// Processor cores.
    pub cpu_cores: u32,
    /// Memory.
    pub memory_gb: u32,
    /// Storage, which survives a stop.
    pub storage_gb: u32,
    /// Variables that anybody may see.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, String>,
    /// Variables that only the environment may see.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub secrets: BTreeMap<String, String>,
    /// After how many minutes without use it is stopped; never if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_after_idle_minutes: Option<u32>,
}

impl fmt::Debug for EnvironmentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnvironmentRequest").field("name", &self.name).finish_non_exhaustive()
    }
}

/// How to reach an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnvironmentConnection {
    /// Its host.
    pub host: String,
    /// The ports at which it answers.
    pub ports: Vec<u16>,
    /// The editor in a browser.
    pub web: String,
}

/// When an environment was last used, by its own word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnvironmentActivity {
    /// When it last said anything.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub reported_at: Option<Timestamp>,
    /// When somebody last used it.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub active_at: Option<Timestamp>,
    /// What it said.
    #[schema(value_type = Option<Object>)]
    pub report: Option<serde_json::Value>,
}

/// When an environment stops by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnvironmentStops {
    /// After how many minutes without use.
    pub after_idle_minutes: u32,
    /// Not before.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub not_before: Option<Timestamp>,
    /// When, if nobody uses it until then; nothing while it does not run or is in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Timestamp>,
    /// Why it does not stop though nobody seems to use it, or why it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "no activity signal")]
    pub says: Option<String>,
}

/// A container that people work in, with storage that outlives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Environment {
    /// Its id.
    #[schema(value_type = String)]
    pub id: Name,
    /// Its name for people.
    pub name: String,
    /// `creating`, `starting`, `running`, `stopping`, `stopped`, `failed`, `deleting` or `gone`.
    #[schema(example = "running")]
    pub status: String,
    /// Why it failed: a stable code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What its provider said about that, without secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// Where it is.
    #[schema(example = "azure")]
    pub provider: String,
    /// In which region.
    pub region: Option<String>,
    /// Its image.
    pub image: String,
    /// From which very image it runs, once its provider has said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    pub image_digest: Option<String>,
    /// Processor cores.
    pub cpu_cores: u32,
    /// Memory.
    pub memory_gb: u32,
    /// Storage.
    pub storage_gb: u32,
    /// Variables that anybody may see.
    pub env: BTreeMap<String, String>,
    /// The names of the variables that only it may see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
    /// How to reach it, while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<EnvironmentConnection>,
    /// What it costs an hour while it runs, in millionths of a US dollar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_per_hour: Option<u64>,
    /// How it is used.
    pub activity: EnvironmentActivity,
    /// When it stops by itself, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stops: Option<EnvironmentStops>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: String,
    /// When anything of it last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// Some environments, by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnvironmentPage {
    /// Them.
    pub items: Vec<Environment>,
    /// Where the next page begins, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// An environment of which something is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnvironmentAccepted {
    /// The environment.
    pub environment: Environment,
    /// What becomes of the wish.
    pub operation: Operation,
    /// The password of its editor, if it was drawn here. It is shown once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// Whether a running one may be deleted.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ForceQuery {
    /// Also if it runs.
    #[serde(default)]
    pub force: bool,
}

/// How much longer an environment is kept from stopping by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExtendRequest {
    /// From now on, up to a week; an hour if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
}

/// How much of a log.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TailQuery {
    /// How many lines, up to 2000; 200 if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<u32>,
}

/// The last lines that an environment wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnvironmentLog {
    /// Them.
    pub text: String,
}

/// Something at a provider that nothing here is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CloudStray {
    /// Where.
    pub provider: String,
    /// What it is called there.
    pub name: String,
    /// In which region, if the provider says.
    pub region: Option<String>,
    /// Since when it is seen.
    #[schema(value_type = String, format = DateTime)]
    pub seen_since: Timestamp,
}

/// A provider of workers, with its price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkerOffer {
    /// Which one.
    #[schema(example = "render")]
    pub provider: String,
    /// What a worker costs an hour, in millionths of a US dollar, if the table knows.
    pub price_per_hour: Option<u64>,
    /// What it costs a month.
    pub price_per_month: Option<u64>,
    /// The day of the prices.
    pub prices_as_of: Option<String>,
}

/// What each part of an environment costs an hour while it runs, in millionths of a US dollar. Storage costs the same while it
/// is stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnvironmentRates {
    /// A core.
    pub core: u64,
    /// A GB of memory.
    pub memory_gb: u64,
    /// A GB of storage.
    pub storage_gb: u64,
    /// The day of the prices.
    #[schema(example = "2025-06-01")]
    pub as_of: String,
}

/// A region for environments, with what it allows: each the least and the most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RegionOffer {
    /// Its name.
    pub region: String,
    /// Whose region it is.
    #[schema(example = "azure")]
    pub provider: String,
    /// What an environment costs there, if the table knows.
    pub rates: Option<EnvironmentRates>,
    /// Cores.
    pub cpu_cores: (u32, u32),
    /// Memory.
    pub memory_gb: (u32, u32),
    /// Storage.
    pub storage_gb: (u32, u32),
}

/// What can be had at providers, and what is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Cloud {
    /// Where new workers are made, if anywhere.
    pub default_provider: Option<String>,
    /// Providers of workers.
    pub workers: Vec<WorkerOffer>,
    /// Regions for environments.
    pub regions: Vec<RegionOffer>,
    /// The region of an environment that names none.
    pub default_region: String,
    /// The image of an environment that names none.
    pub default_image: String,
    /// What everything may cost an hour, in millionths of a US dollar.
    pub ceiling_per_hour: Option<u64>,
    /// At providers and not here, by the last sweep.
    pub strays: Vec<CloudStray>,
    /// Here and gone at their provider, found by the last sweep.
    pub ghosts: Vec<String>,
    /// Providers that did not answer the last sweep.
    pub unanswered: Vec<String>,
}

/// What was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Adopted {
    /// An operation for each, which looks how it is.
    pub operations: Vec<Operation>,
}
