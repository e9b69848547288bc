//! This machine's worker: an agent in the coordinator's own process, over a pipe in memory.
//!
//! It is a worker like any other, with a key of its own and the same session; only the connection
//! never leaves the process.

use super::{VERSION, keys};
use crate::{DataDir, StartError, config::ServeSettings, owner};
use futures_util::future::BoxFuture;
use muster_coordinator::Coordinator;
use muster_core::requirement::LabelValue;
use muster_seams::{Io, Seams, Tasks};
use muster_session::KeyPair;
use muster_worker::{AgentOptions, Connect, Told, WithItsHost, found_labels};
use std::{io, sync::Arc, time::Duration};

/// As much as a socket's buffers usually hold.
const PIPE: usize = 64 * 1024;
/// The longest name that a worker may have.
const LONGEST_NAME: usize = 64;

/// The running agent.
#[derive(Debug)]
pub(super) struct ThisMachine {
    tasks: Tasks,
}

impl ThisMachine {
    pub(super) async fn start(
        data_dir: &DataDir,
        coordinator: &Coordinator,
        settings: &ServeSettings,
        seams: &Seams,
        coordinator_key: &KeyPair,
    ) -> Result<Self, StartError> {
        let key = keys::load_or_make(data_dir, keys::THIS_MACHINE)?;
        let (labels, slots, name) = (found_labels(), settings.slots.value, name());
        let worker =
            coordinator.enrol_this_machine(&key.public(), &name, slots, labels.clone()).await?;
        let options = AgentOptions {
            name,
            worker,
            key,
            coordinator_key: coordinator_key.public(),
            slots,
            labels,
            version: VERSION.to_owned(),
            state_dir: data_dir.folder("worker/this-machine")?,
            limits_file: owner::file(data_dir.path()),
            data_dir: data_dir.path().to_owned(),
            updater: Arc::new(WithItsHost),
            job_environment: settings.job_environment.clone(),
        };
        // Its tasks end before the coordinator's, so that it can still hand its jobs back.
        let seams = Seams { tasks: Tasks::default(), ..seams.clone() };
        let tasks = seams.tasks.clone();
        let pipe = Arc::new(Pipe(coordinator.clone()));
        seams.tasks.clone().spawn("this machine's worker", async move {
            let told = Told::default();
            if let Err(error) = muster_worker::run(options, pipe, seams, told).await {
                tracing::error!(%error, "this machine's worker does not run");
            }
        });
        Ok(Self { tasks })
    }

    /// Ends its jobs, which go back to the queue.
    pub(super) async fn stop(&self, longest: Duration) {
        if !self.tasks.stop_within(longest).await {
            tracing::warn!("this machine's worker did not end in time; its jobs are found later");
        }
    }
}

/// Connections that never leave the process.
struct Pipe(Coordinator);

impl Connect for Pipe {
    fn connect(&self) -> BoxFuture<'_, io::Result<(Box<dyn Io>, String)>> {
        Box::pin(async move {
            let (ours, theirs) = tokio::io::duplex(PIPE);
            self.0.accept_in_process(Box::new(theirs));
            Ok((Box::new(ours) as Box<dyn Io>, "localhost".to_owned()))
        })
    }
}

/// What this machine is called.
pub(crate) fn name() -> String {
    let name = match found_labels().remove("hostname") {
        Some(LabelValue::Text(name)) => name,
        Some(LabelValue::Bool(_) | LabelValue::Int(_) | LabelValue::Float(_)) | None => {
            String::new()
        }
    };
    let name: String =
        name.chars().filter(|character| !character.is_control()).take(LONGEST_NAME).collect();
    if name.is_empty() { "this machine".to_owned() } else { name }
}
