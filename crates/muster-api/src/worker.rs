//! Workers and how they join, on the wire.

use crate::update::WorkerUpdate;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use muster_core::{
    JobId, Timestamp, TokenId, WorkerId,
    owner::{Closed, Owner, Running},
    requirement::{LabelValue, Labels},
    worker::{Destination, Link, Liveness, Pause},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};
use utoipa::ToSchema;

/// A machine that runs jobs, as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Worker {
    /// Its id.
    #[schema(value_type = String)]
    pub id: WorkerId,
    /// Its name.
    pub name: String,
    /// `local` or `cloud`.
    #[schema(value_type = String, example = "local")]
    pub destination: Destination,
    /// `session` or, for a deborgen node, `polling`.
    #[schema(value_type = String, example = "session")]
    pub link: Link,
    /// Whether it is the machine that the coordinator runs on.
    pub is_this_machine: bool,
    /// `online`, `asleep`, `disconnected` or `lost`.
    pub liveness: WorkerLiveness,
    /// Since when it is that.
    #[schema(value_type = String, format = DateTime)]
    pub liveness_since: Timestamp,
    /// By what the coordinator knows, in words.
    #[schema(example = "its session is open")]
    pub evidence: String,
    /// When it was last heard.
    #[schema(value_type = String, format = DateTime)]
    pub last_seen_at: Timestamp,
    /// When it joined.
    #[schema(value_type = String, format = DateTime)]
    pub joined_at: Timestamp,
    /// How many jobs it runs at a time, if each takes one slot.
    pub slots: u32,
    /// How many of them are taken now.
    pub busy_slots: u32,
    /// How many jobs it was given that are not over: what it runs, and what it holds ahead.
    #[serde(default)]
    #[schema(required)]
    pub held_jobs: u32,
    /// The job for which what is free of it is kept: it needs more, and is ahead of what waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "job_12")]
    pub kept_for: Option<JobId>,
    /// By whom it is paused, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<WorkerPause>,
    /// What its owner allows there, and whether that keeps jobs from it now. Only the owner changes it, on the
    /// machine itself.
    #[serde(default)]
    #[schema(required)]
    pub owner: WorkerOwner,
    /// What it has, as requirements see it: what it found of itself (`os`, `arch`, `cpu_cores`, …) and what people
    /// gave it.
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub labels: Labels,
    /// Those of them that people gave it.
    #[serde(default)]
    #[schema(required, value_type = BTreeMap<String, serde_json::Value>)]
    pub given_labels: Labels,
    /// The version of its agent.
    pub version: Option<String>,
    /// How far its last update is, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update: Option<WorkerUpdate>,
}

/// Who keeps a worker from new jobs, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkerPause {
    /// Who.
    pub by: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Why, in their words.
    pub reason: String,
    /// When it ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
    /// When what still runs is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub take_back_at: Option<Timestamp>,
}

impl From<Pause> for WorkerPause {
    fn from(Pause { hold, until, take_back_at }: Pause) -> Self {
        Self { by: hold.by, at: hold.at, reason: hold.reason, until, take_back_at }
    }
}

/// What the owner of a worker's machine allows. What is not said is allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkerOwner {
    /// What keeps jobs from it now, if anything does: `outside_hours`, `on_battery`, `battery_low`, `in_use`,
    /// `metered`, `unknown` if it cannot find out, `unreadable`, or `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "on_battery")]
    pub closed: Option<Closed>,
    /// The same in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "on battery")]
    pub closed_because: Option<String>,
    /// Only at these times of the day, on its own clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "22:00-07:00")]
    pub hours: Option<String>,
    /// Never on battery.
    #[serde(default)]
    #[schema(required)]
    pub only_on_mains: bool,
    /// On battery only while it holds at least so many per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub battery_floor: Option<u8>,
    /// Only when nobody has used the machine for so many minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_minutes: Option<u32>,
    /// Never on a metered network.
    #[serde(default)]
    #[schema(required)]
    pub not_metered: bool,
    /// Its program is brought to another version by the owner alone.
    #[serde(default)]
    #[schema(required)]
    pub no_updates: bool,
    /// So many per cent of its processors are lent to jobs; `cpu_cores` says how many those are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_percent: Option<u8>,
    /// So much of its memory is lent to jobs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_mib: Option<u64>,
    /// So much of its disk the folders of each job may hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disk_mib: Option<u64>,
    /// How much jobs must be kept apart at least: `landlock` or `bubblewrap`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "landlock")]
    pub isolation: Option<String>,
    /// What becomes of what runs when nothing may start any more: it `gives_way`, or `goes_on`.
    #[serde(default)]
    #[schema(required, value_type = String, example = "gives_way")]
    pub running: Running,
    /// Only these programs, if any are named; a line for the shell is `sh`.
    #[serde(default)]
    #[schema(required)]
    pub programs: Vec<String>,
    /// Only jobs of these, if any are named: `operator`, or ids of tokens.
    #[serde(default)]
    #[schema(required)]
    pub submitters: Vec<String>,
}

impl From<Owner> for WorkerOwner {
    fn from(Owner { limits, closed }: Owner) -> Self {
        let least = Some(limits.only.isolation).filter(|least| !least.is_none());
        Self {
            closed,
            closed_because: closed.map(|closed| closed.as_str().to_owned()),
            hours: limits.hours.map(Into::into),
            only_on_mains: limits.only_on_mains,
            battery_floor: limits.battery_floor,
            idle_minutes: limits.idle_minutes,
            not_metered: limits.not_metered,
            no_updates: limits.no_updates,
            cpu_percent: limits.cap.cpu_percent,
            memory_mib: limits.cap.memory_mib.map(Into::into),
            disk_mib: limits.cap.disk_mib.map(Into::into),
            isolation: least.map(|least| least.as_str().to_owned()),
            running: limits.running,
            programs: limits.only.programs.into_iter().collect(),
            submitters: limits.only.submitters.into_iter().collect(),
        }
    }
}

/// Why a worker is to be paused, and for how long.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PauseWorkerRequest {
    /// The reason, for everybody who wonders: up to 500 characters on one line.
    pub reason: String,
    /// After how long it goes on by itself, from a second to a year; never if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume_after_seconds: Option<u64>,
    /// After how long what still runs is taken back and given to other workers, up to a year, at no cost to the jobs;
    /// never if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take_back_after_seconds: Option<u64>,
}

/// What of a worker is to be otherwise. What is not said stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WorkerChange {
    /// Its name, of up to 64 characters on one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Labels to give it; `null` takes back one that it was given. What only the machine itself can say is refused as
    /// `label_reserved`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub labels: BTreeMap<String, Option<LabelValue>>,
}

/// How alive a worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkerLiveness {
    /// It is there.
    Online,
    /// It said that it would sleep.
    Asleep,
    /// It went away without a word; its jobs are kept.
    Disconnected,
    /// It has been away for so long that its jobs are not kept.
    Lost,
}

impl WorkerLiveness {
    /// Every one there is.
    pub const ALL: [Self; 4] = [Self::Online, Self::Asleep, Self::Disconnected, Self::Lost];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Asleep => "asleep",
            Self::Disconnected => "disconnected",
            Self::Lost => "lost",
        }
    }
}

impl From<Liveness> for WorkerLiveness {
    fn from(liveness: Liveness) -> Self {
        match liveness {
            Liveness::Online => Self::Online,
            Liveness::Asleep => Self::Asleep,
            Liveness::Disconnected => Self::Disconnected,
            Liveness::Lost => Self::Lost,
        }
    }
}

/// Workers, by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WorkerList {
    /// The workers.
    pub items: Vec<Worker>,
    /// Where the next page starts; nothing on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A wish for a join token.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JoinTokenRequest {
    /// The name that the new worker shall have; its host name if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Labels to give it. What only the machine itself can say is refused as `label_reserved`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub labels: Labels,
}

/// A join token, shown once, with the line to paste on the new machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JoinToken {
    /// The part that is not secret.
    #[schema(value_type = String)]
    pub id: TokenId,
    /// The token itself.
    pub token: String,
    /// When it stops working.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// Addresses at which the coordinator can be reached, the best first.
    pub urls: Vec<String>,
    /// One line per operating system.
    pub lines: Vec<JoinLine>,
    /// What keeps another machine from reaching this coordinator, if anything does.
    pub warning: Option<String>,
}

/// What to paste on a new machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JoinLine {
    /// `linux`, `macos` or `windows`.
    pub os: String,
    /// The line.
    pub line: String,
}

/// A machine that listens, for the coordinator to call it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AttachRequest {
    /// Where it listens: `https://HOST:PORT`, or `http://` on this machine or a tailnet.
    #[schema(example = "https://192.168.1.9:7700")]
    pub url: String,
    /// Its name; the host of its address if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How many jobs it runs at a time, until it says so itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<u32>,
    /// Labels to give it.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub labels: Labels,
    /// Something before it ends TLS, for which an authority vouches, like the edge of a cloud. Otherwise it
    /// encrypts itself, with its own key.
    #[serde(default)]
    pub is_behind_proxy: bool,
}

/// A worker that the coordinator calls from now on, with what it proves itself with. That is shown once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Attached {
    /// Its id.
    #[schema(value_type = String)]
    pub id: WorkerId,
    /// Its name.
    pub name: String,
    /// What it proves itself with, for `MUSTER_WORKER_IDENTITY` there.
    pub identity: String,
    /// One line per operating system, to paste there.
    pub lines: Vec<JoinLine>,
}

/// What a worker is and knows whom by, as it travels to a machine in one text.
#[derive(Clone, Serialize, Deserialize)]
pub struct WorkerIdentity {
    /// Its id.
    pub worker: WorkerId,
    /// Its name.
    pub name: String,
    /// By what it recognises the coordinator.
    pub coordinator_key: String,
    /// Its own key, PKCS#8 in URL-safe base 64.
    pub key: String,
}

/// What the text of an identity begins with.
const IDENTITY: &str = "muster_worker_";

impl WorkerIdentity {
    /// The text. Whoever has it is the worker.
    pub fn reveal(&self) -> String {
        // Our own types have string keys and finite numbers, so they always have a JSON form.
        let json = serde_json::to_vec(self).unwrap_or_default();
        format!("{IDENTITY}{}", URL_SAFE_NO_PAD.encode(json))
    }
}

/// A text that is no worker's identity, or not the whole of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no worker's identity: `muster worker attach` prints one, to be copied whole")]
pub struct BadIdentity;

impl FromStr for WorkerIdentity {
    type Err = BadIdentity;
    fn from_str(text: &str) -> Result<Self, BadIdentity> {
        let text = text.trim().strip_prefix(IDENTITY).ok_or(BadIdentity)?;
        let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadIdentity)?;
        serde_json::from_slice(&json).map_err(|_| BadIdentity)
    }
}

impl fmt::Debug for WorkerIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkerIdentity").field("worker", &self.worker).finish_non_exhaustive()
    }
}

/// Whether somebody has used a join token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JoinStatus {
    /// Where it is.
    pub state: JoinState,
    /// The worker that joined with it.
    pub worker: Option<Worker>,
}

/// Where a join token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JoinState {
    /// Nobody has used it yet.
    Waiting,
    /// A worker joined and has not been heard since.
    Joined,
    /// A worker joined and its first heartbeat has arrived.
    Online,
    /// Its time is over.
    Expired,
}

/// What a machine says of itself when it joins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JoinRequest {
    /// The join token.
    pub token: String,
    /// The public half of the worker's own key, Ed25519, in URL-safe base 64.
    pub public_key: String,
    /// Its name, unless the token gives one.
    pub name: String,
    /// How many jobs it runs at a time.
    pub slots: u32,
    /// What it has.
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub labels: Labels,
    /// The version of its agent.
    pub version: String,
}

/// What a worker keeps of its joining.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Joined {
    /// Its id.
    #[schema(value_type = String)]
    pub worker: WorkerId,
    /// Its name.
    pub name: String,
    /// The coordinator's public key, to be pinned.
    pub coordinator_key: String,
    /// What whoever joins it should know, such as that another worker has this name, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
