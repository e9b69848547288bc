//! Jobs on the wire.

pub use crate::{
    explanation::{JobExplanation, WorkerGroup, WorkerVerdict},
    job_state::JobState,
};

use muster_core::{
    Fence, JobId, Name, Timestamp, WorkerId,
    job::{
        AttemptState, FailureReason, Hidden, HiddenText, Hold, IfNeedsFail, Isolation, OnDisconnect,
    },
    requirement::Written,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};
use utoipa::ToSchema;

/// Whoever was built before there were wider jobs says nothing.
pub(crate) fn one_slot() -> u32 {
    1
}

/// A map of labels or a list of conditions.
fn requirements() -> utoipa::openapi::Schema {
    use utoipa::openapi::schema::{
        AdditionalProperties, ArrayBuilder, ObjectBuilder, OneOfBuilder, Type,
    };
    let labels =
        ObjectBuilder::new().additional_properties(Some(AdditionalProperties::FreeForm(true)));
    let conditions = ArrayBuilder::new().items(ObjectBuilder::new().schema_type(Type::String));
    OneOfBuilder::new().item(labels).item(conditions).build().into()
}

/// A number, or numbers as text.
fn task_numbers() -> utoipa::openapi::Schema {
    use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Type};
    let count = ObjectBuilder::new().schema_type(Type::Integer);
    let ranges = ObjectBuilder::new().schema_type(Type::String).examples(["1-100"]);
    OneOfBuilder::new().item(count).item(ranges).build().into()
}

/// A job to be run. Exactly one of `command` and `argv` says what.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JobSubmission {
    /// A line for the system's shell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "echo hello")]
    pub command: Option<String>,
    /// A program and its arguments, run as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub argv: Option<Vec<String>>,
    /// A name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How long one attempt may take; an hour if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<u64>,
    /// How many attempts may fail before the job has failed; one if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_attempts: Option<u32>,
    /// What the worker must have: labels with their values, or a list of conditions like `gpu`, `not battery`,
    /// `os == linux`, `cpu_cores >= 8` and `region in [eu, us]`.
    #[serde(default, skip_serializing_if = "Written::is_empty")]
    #[schema(schema_with = requirements)]
    pub requirements: Written,
    /// How many of its worker's slots it takes, up to 1024; one if nothing is said. Its command finds the number in
    /// `MUSTER_JOB_SLOTS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<u32>,
    /// How much it is kept apart from its worker: `none`, `landlock` or `bubblewrap`; `none` if nothing is said. At a
    /// level it also needs a worker with the label of that name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "landlock")]
    pub isolation: Option<Isolation>,
    /// Variables added to the command's environment.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, String>,
    /// What becomes of it while its worker is out of reach: `keep`, `replace` or `stop`; `replace` if
    /// nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "replace")]
    pub on_disconnect: Option<OnDisconnect>,
    /// How long a job that is kept may be out of reach; five minutes if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_after_seconds: Option<u64>,
    /// Names in `env` whose values are secret: wherever a value appears in the output, as it is or in
    /// base 64, hexadecimal or URL encoding, the log has `[redacted NAME]`. At least 6 bytes each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secret_env: Vec<String>,
    /// Variables whose values are secrets that are kept under a name: the variable, and the secret's name. They are
    /// given to its worker when it starts, and are never in the log.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = std::collections::HashMap<String, String>, example = json!({"TOKEN": "deploy-key"}))]
    pub secrets: BTreeMap<String, Name>,
    /// How much of one attempt's output is kept, its beginning and its end; 1 GiB if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_limit_bytes: Option<u64>,
    /// How much earlier it starts than your other jobs, -1000 to 1000: each point is worth a minute of
    /// waiting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
    /// Where on the worker it works: an absolute path of a folder that is there. A folder of the attempt's own
    /// if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "/srv/data")]
    pub working_dir: Option<String>,
    /// What the command reads from standard input, up to 64 KiB; nothing if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stdin: Option<String>,
    /// What to sort it by: up to 64 names with values, such as `team` and `ml`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Which files are kept when an attempt has ended, however it did: up to 32 patterns such as `report.xml` and
    /// `dist/**`, relative to its working directory.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["dist/**", "report.xml"]))]
    pub artefacts: Vec<String>,
    /// Holds it back from the beginning, and why: it is not granted until it is released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<String>,
    /// Makes it an array: the numbers of its tasks, such as `1-100,105`, or how many there are. A task
    /// finds its own in `MUSTER_TASK`, and how many there are in `MUSTER_TASKS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = task_numbers)]
    pub array: Option<TaskNumbers>,
    /// Makes it an array of all combinations of the values of these variables.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub matrix: BTreeMap<String, Vec<String>>,
    /// Up to 256 other jobs that must be over before it is queued: ids, such as `job_12`, or keys of jobs in
    /// the same request. Of an array all tasks must be over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["job_12"]))]
    pub needs: Vec<String>,
    /// What becomes of it when one of them does not succeed: `cancel`, and so on down to those that need it, or
    /// `run` once all are over, however they ended; `cancel` if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "cancel")]
    pub if_needs_fail: Option<IfNeedsFail>,
    /// What other jobs of the same request call it in their `needs`; also its name, if it has no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The template that says what to run, instead of `command` and `argv`. What else is said here goes
    /// before what the template says; of `env` each variable by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "build")]
    pub template: Option<Name>,
    /// The values of the template's parameters. A text that reads as a number or a truth is taken for one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
    pub parameters: BTreeMap<String, serde_json::Value>,
}

/// The tasks of an array: how many there are, or which numbers they have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TaskNumbers {
    /// From 1 to this.
    Count(u32),
    /// These, as `1-100,105`.
    Ranges(String),
}

impl fmt::Debug for JobSubmission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobSubmission")
            .field("command", &self.command)
            .field("argv", &self.argv)
            .field("name", &self.name)
            .field("timeout_seconds", &self.timeout_seconds)
            .field("max_attempts", &self.max_attempts)
            .field("requirements", &self.requirements)
            .field("slots", &self.slots)
            .field("isolation", &self.isolation)
            .field("env", &Hidden(&self.env))
            .field("secret_env", &self.secret_env)
            .field("secrets", &self.secrets)
            .field("log_limit_bytes", &self.log_limit_bytes)
            .field("on_disconnect", &self.on_disconnect)
            .field("lost_after_seconds", &self.lost_after_seconds)
            .field("priority", &self.priority)
            .field("working_dir", &self.working_dir)
            .field("stdin", &HiddenText(self.stdin.as_deref()))
            .field("labels", &self.labels)
            .field("artefacts", &self.artefacts)
            .field("hold", &self.hold)
            .field("array", &self.array)
            .field("matrix", &self.matrix)
            .field("needs", &self.needs)
            .field("if_needs_fail", &self.if_needs_fail)
            .field("key", &self.key)
            .field("template", &self.template)
            .field("parameters", &self.parameters.keys())
            .finish()
    }
}

/// A worker, as far as a job needs to name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkerName {
    /// Its id.
    #[schema(value_type = String)]
    pub id: WorkerId,
    /// Its name.
    pub name: String,
}

/// A job, as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Job {
    /// Its id, `job_<n>`.
    #[schema(value_type = String, example = "job_1")]
    pub id: JobId,
    /// Where it is in its life.
    pub state: JobState,
    /// Why it waits or how it ended, in a sentence.
    pub reason: Option<String>,
    /// The command in one line.
    pub command: String,
    /// Its name.
    pub name: Option<String>,
    /// The worker that runs it, or ran it last.
    pub worker: Option<WorkerName>,
    /// The attempt that runs, or ran last; 0 before the first.
    pub attempt: u32,
    /// How many attempts may fail.
    pub max_attempts: u32,
    /// How long one attempt may take.
    pub timeout_seconds: u64,
    /// What the worker must have: labels with their values if that is all, or a list of conditions in a fixed
    /// order.
    #[schema(schema_with = requirements)]
    pub requirements: Written,
    /// How many of its worker's slots it takes.
    #[serde(default = "one_slot")]
    #[schema(required)]
    pub slots: u32,
    /// How much it is kept apart from its worker: `none`, `landlock` or `bubblewrap`.
    #[serde(default)]
    #[schema(value_type = String, required, example = "none")]
    pub isolation: Isolation,
    /// What becomes of it while its worker is out of reach.
    #[schema(value_type = String, example = "replace")]
    pub on_disconnect: OnDisconnect,
    /// How long it may be out of reach, if it is kept.
    pub lost_after_seconds: u64,
    /// When it was accepted.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Who submitted it.
    pub created_by: String,
    /// The request that submitted it.
    pub request_id: String,
    /// When its last attempt began; of an array when its first task was granted.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Timestamp>,
    /// When the next attempt may start, while it waits for one.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub retry_at: Option<Timestamp>,
    /// The exit code of its last attempt.
    pub exit_code: Option<i32>,
    /// Somebody asked for its end and the worker has not confirmed it yet.
    pub is_cancel_requested: bool,
    /// How much earlier it starts than other jobs of its submitter, in minutes of waiting.
    #[serde(default)]
    pub priority: i32,
    /// Where on the worker it works, if not in a folder of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_dir: Option<String>,
    /// How long its standard input is, if it has one. What that is may be secret and is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stdin_bytes: Option<u64>,
    /// What it is sorted by.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Its variables that are secrets kept under a name, and these names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = std::collections::HashMap<String, String>)]
    pub secrets: BTreeMap<String, Name>,
    /// Which files are kept when an attempt has ended, as patterns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub artefacts: Vec<String>,
    /// By whom it is held back, since when and why, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Held>,
    /// How far it is, if it is an array.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub array: Option<ArrayProgress>,
    /// Which task of its array it is, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<u32>,
    /// The first job of the request that it was submitted in with others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "job_1")]
    pub batch: Option<JobId>,
    /// What becomes of it when a job that it needs does not succeed.
    #[serde(default)]
    #[schema(value_type = String, example = "cancel")]
    pub if_needs_fail: IfNeedsFail,
    /// The template that it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub template: Option<Name>,
    /// The schedule that it is a run of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub schedule: Option<Name>,
    /// The slot of the schedule; nothing if somebody asked for the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub slot: Option<Timestamp>,
}

/// How far an array is: how many of its tasks are where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArrayProgress {
    /// The numbers of its tasks.
    #[schema(example = "1-100")]
    pub numbers: String,
    /// How many there are.
    pub tasks: u32,
    /// How many wait for their first grant.
    pub waiting: u32,
    /// How many have begun and not ended.
    pub under_way: u32,
    /// On how many workers these are.
    #[serde(default)]
    pub workers: u32,
    /// How many succeeded.
    pub succeeded: u32,
    /// How many failed.
    pub failed: u32,
    /// How many were cancelled.
    pub cancelled: u32,
    /// How many took too long.
    pub timed_out: u32,
    /// How many took three workers down.
    pub quarantined: u32,
}

impl ArrayProgress {
    /// How many went wrong, in whatever way.
    pub fn went_wrong(&self) -> u32 {
        self.failed + self.timed_out + self.quarantined
    }

    /// How many are over.
    pub fn ended(&self) -> u32 {
        self.succeeded + self.cancelled + self.went_wrong()
    }
}

/// One try of a job on one worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Attempt {
    /// Its number, from 1.
    pub number: u32,
    /// The worker.
    pub worker: WorkerName,
    /// The grant's fence.
    #[schema(value_type = String, example = "3.1")]
    pub fence: Fence,
    /// Where it is.
    #[schema(value_type = String, example = "ended")]
    pub state: AttemptState,
    /// When it was granted.
    #[schema(value_type = String, format = DateTime)]
    pub leased_at: Timestamp,
    /// When it began.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Timestamp>,
    /// Its exit code.
    pub exit_code: Option<i32>,
    /// Why it did not succeed.
    #[schema(value_type = Option<String>)]
    pub reason: Option<FailureReason>,
    /// The reason in a sentence.
    pub detail: Option<String>,
    /// The worker cannot say for certain that nothing of it is left running there.
    #[serde(default)]
    pub may_survive: bool,
    /// Artefacts that were not kept, each with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

/// A page of jobs, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JobPage {
    /// The jobs.
    pub items: Vec<Job>,
    /// Where the next page starts; nothing on the last one.
    pub next_cursor: Option<String>,
    /// How many jobs match in all.
    pub total: u64,
}

/// Which jobs to list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JobQuery {
    /// Everything at once, such as `state:failed label:gpu older:1h make`; what is said by itself below comes to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// States, separated by commas; all if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// A text that the command, name or id contains.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Of this batch, by the id of its first job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// The schedule whose runs are wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
    /// Labels that a job must all have, up to 8, separated by commas, such as `team=ml,run=7`. A name alone is a label
    /// that it has, or asks its worker for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Where the page starts, from the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many, 1 to 500; 100 if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of the tasks of an array, by number. Tasks that wait for their first grant are not listed:
/// [`ArrayProgress::waiting`] counts them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaskPage {
    /// The tasks.
    pub items: Vec<Job>,
    /// Where the next page starts; nothing on the last one.
    pub next_cursor: Option<String>,
}

/// Which tasks of an array to list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TaskQuery {
    /// States, separated by commas; all if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Where the page starts, from the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many, 1 to 500; 100 if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What of a job is to be run again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RerunRequest {
    /// Only the tasks that did not succeed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub failed_only: bool,
    /// Only these tasks, such as `3,7-9`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tasks: Option<String>,
}

/// Who holds something back, since when, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Held {
    /// Who.
    pub by: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Why, in their words.
    pub reason: String,
}

impl From<Hold> for Held {
    fn from(Hold { by, at, reason }: Hold) -> Self {
        Self { by, at, reason }
    }
}

/// Why a job is to be held back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HoldRequest {
    /// The reason, for whoever waits for it: up to 500 characters on one line.
    pub reason: String,
}

/// What of a job is to be otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobChange {
    /// How much earlier it starts than other jobs of its submitter, -1000 to 1000.
    pub priority: i32,
}

/// Which jobs are to be cancelled: those that are named, or those that match as in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CancelManyRequest {
    /// These jobs, up to 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    pub jobs: Option<Vec<JobId>>,
    /// Those that match this, such as `state:queued older:1d`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Those in these states, separated by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Those whose command, name or id contains this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Those of this batch, by the id of its first job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// Those that have all of these labels, separated by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The reason, for the audit log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How many jobs were cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CancelledJobs {
    /// How many were cancelled, or asked to end.
    pub cancelled: u64,
    /// How many had ended before.
    pub already_over: u64,
}

/// Why a job is to be cancelled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CancelRequest {
    /// The reason, for the audit log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
