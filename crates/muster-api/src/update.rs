//! Updates of workers, and the programs that they are brought to.

use muster_core::{
    Timestamp, WorkerId,
    update::{Stage, Update},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Where programs are.
pub const PROGRAMS: &str = "/v1/programs";

/// How far an update of a worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UpdateStage {
    /// Others come first, or it is not here.
    Waiting,
    /// It gets nothing new, and what it runs goes on to its end.
    Draining,
    /// It fetches the program and starts again with it.
    Changing,
    /// It has the new version.
    Done,
    /// It has not come back with it.
    Failed,
    /// It was left as it is.
    Skipped,
    /// It was stopped before it began.
    Stopped,
}

impl From<Stage> for UpdateStage {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Waiting => Self::Waiting,
            Stage::Draining => Self::Draining,
            Stage::Changing => Self::Changing,
            Stage::Done => Self::Done,
            Stage::Failed => Self::Failed,
            Stage::Skipped => Self::Skipped,
            Stage::Stopped => Self::Stopped,
        }
    }
}

impl UpdateStage {
    /// Whether nothing more becomes of it by itself.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Skipped | Self::Stopped)
    }
}

/// The last update of a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkerUpdate {
    /// The version that it is to have; empty where there is none for its machine.
    #[schema(example = "1.4.0")]
    pub version: String,
    /// Who asked for it.
    pub by: String,
    /// When. What was asked for at one time belongs together.
    #[schema(value_type = String, format = DateTime)]
    pub asked_at: Timestamp,
    /// How far it is.
    pub stage: UpdateStage,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// Why it is not further, if there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl From<Update> for WorkerUpdate {
    fn from(update: Update) -> Self {
        let Update { version, by, asked_at, stage, since, reason } = update;
        Self { version, by, asked_at, stage: stage.into(), since, reason }
    }
}

/// Which workers are to be updated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateRequest {
    /// These; all that dial or listen, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    pub workers: Option<Vec<WorkerId>>,
}

/// What was asked for or stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Updates {
    /// How many workers.
    pub count: u64,
}

/// One of the workers that were to be updated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UpdatedWorker {
    /// Its id.
    #[schema(value_type = String)]
    pub id: WorkerId,
    /// Its name.
    pub name: String,
    /// How far it is.
    pub update: WorkerUpdate,
}

/// The updates that were asked for last, at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UpdateCounts {
    /// The version that they are to have; empty where there is none for any of their machines.
    #[schema(example = "1.4.0")]
    pub version: String,
    /// Who asked for them.
    pub by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub asked_at: Timestamp,
    /// How many workers were meant.
    pub total: u64,
    /// Of how many nothing more becomes by itself: they are done, failed, were left or stopped, or are not here.
    pub over: u64,
    /// How many failed.
    pub failed: u64,
    /// The one that failed, or else the one that the others wait for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one: Option<UpdatedWorker>,
}

impl UpdateCounts {
    /// Whether something becomes of them by itself.
    pub fn is_under_way(&self) -> bool {
        self.over < self.total
    }
}

/// How far the updates of all workers are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UpdateReport {
    /// How many workers are meant where none is named: all that dial or listen.
    pub workers: u64,
    /// The updates that were asked for last; nothing if no worker there is has had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<UpdateCounts>,
}

/// A program for one kind of machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProgramView {
    /// Its version.
    pub version: String,
    /// The machines that it is made for.
    #[schema(example = "linux-x86_64")]
    pub platform: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its SHA-256.
    pub sha256: String,
    /// Whether it is the coordinator's own.
    pub is_own: bool,
}

/// The programs that workers can be brought to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Programs {
    /// One for each kind of machine.
    pub items: Vec<ProgramView>,
}

/// Which part of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ProgramPart {
    /// The offset of its first byte.
    pub from: u64,
}
