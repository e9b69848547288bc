//! What an agent is told when it starts, and what it tells.

use crate::update::Updater;
use muster_core::{Timestamp, WorkerId, owner::Closed, requirement::Labels};
use muster_session::{KeyPair, PublicKey};
use std::{collections::BTreeMap, io, path::PathBuf, sync::Arc};
use tokio::sync::watch;

/// Who the agent is and what it may do.
#[derive(Debug, Clone)]
pub struct AgentOptions {
    /// The worker's name, for people.
    pub name: String,
    /// Who it is.
    pub worker: WorkerId,
    /// What it proves that with.
    pub key: KeyPair,
    /// By what it recognises its coordinator.
    pub coordinator_key: PublicKey,
    /// How many jobs it runs at a time.
    pub slots: u32,
    /// What it has.
    pub labels: Labels,
    /// The version of the program that it is part of.
    pub version: String,
    /// Where it keeps attempts until they are confirmed. One agent at a time.
    pub state_dir: PathBuf,
    /// Where the machine's owner says what is allowed.
    pub limits_file: PathBuf,
    /// Where whoever embeds it keeps what no job must see, such as keys.
    pub data_dir: PathBuf,
    /// The whole of what a job sees of the machine's environment, such as `PATH`, `HOME`, `LANG`.
    pub job_environment: BTreeMap<String, String>,
    /// Who brings its program to another version.
    pub updater: Arc<dyn Updater>,
}

/// What an agent does at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgentStatus {
    /// It looks for its coordinator. Jobs that were running go on.
    Connecting,
    /// It is connected and waits for work.
    Idle,
    /// It is connected, and what its owner allows keeps jobs from it now.
    Closed(Closed),
    /// It is connected and runs this many jobs.
    Running(usize),
    /// The coordinator, or what answers in its place, was not acceptable or did not accept it.
    /// It keeps trying.
    Refused {
        /// The same code as in a problem.
        error: String,
        /// In a sentence.
        detail: String,
    },
}

/// What an agent tells of itself, for whoever runs it.
#[derive(Debug, Clone)]
pub struct Told {
    /// What it does.
    pub status: watch::Sender<AgentStatus>,
    /// When the coordinator was heard last, if it was.
    pub heard: watch::Sender<Option<Timestamp>>,
}

impl Default for Told {
    fn default() -> Self {
        Self {
            status: watch::Sender::new(AgentStatus::Connecting),
            heard: watch::Sender::new(None),
        }
    }
}

/// Why an agent could not begin.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// Another agent uses the same directory.
    #[error("use {path}: another worker is running with it")]
    InUse {
        /// The state directory.
        path: PathBuf,
    },
    /// The state directory cannot be used.
    #[error("{operation} {path}")]
    StateDir {
        /// What was tried.
        operation: &'static str,
        /// The directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}
