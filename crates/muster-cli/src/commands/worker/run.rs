//! `muster worker run`: works for the coordinator that this machine has joined, in the foreground.

use crate::{
    context::Context,
    exit::Exit,
    failure::{Failure, told},
    output::visible,
    signals::Signals,
};
use clap::Args;
use muster_host::{
    logging,
    worker::{Identity, WorkerError, choose, run},
};
use muster_worker::AgentStatus;
use std::{pin::pin, time::Duration};
use tokio::sync::watch;

/// Logout and shutdown kill whoever takes longer.
const STOP_WITHIN: Duration = Duration::from_millis(4500);

#[derive(Debug, Args)]
pub(crate) struct Run {}

impl Run {
    pub(super) async fn run(context: &Context) -> Result<Exit, Failure> {
        let url = context.settings.url.as_ref().map(|url| &url.value);
        let identity = choose(&context.settings.data_dir.value, url)?;
        work(context, &identity).await
    }
}

/// Runs jobs until somebody wants an end.
pub(super) async fn work(context: &Context, identity: &Identity) -> Result<Exit, Failure> {
    logging::start(&context.settings.log)?;
    let mut signals = Signals::listen()?;
    let name = visible(&identity.name);
    context
        .output
        .note(&format!("{name} runs {} jobs at a time; interrupt to stop", identity.slots));
    // What the agent does is in the log; nobody else here wants to know.
    let (status, _) = watch::channel(AgentStatus::Connecting);
    let mut running = pin!(run(
        identity,
        &context.settings.data_dir.value,
        context.environment.for_jobs(),
        context.seams.clone(),
        status,
    ));
    let exit = tokio::select! {
        ended = &mut running => return ended.map(|()| Exit::SUCCESS).map_err(Failure::from),
        exit = signals.next() => exit,
    };
    context.output.note("stopping; interrupt again to stop at once");
    context.seams.tasks.stop();
    let stopping = async {
        let ended = running.await;
        context.seams.tasks.stop_within(STOP_WITHIN).await;
        ended
    };
    tokio::select! {
        ended = tokio::time::timeout(STOP_WITHIN, stopping) => {
            ended.unwrap_or(Ok(())).map(|()| Exit::SUCCESS).map_err(Failure::from)
        }
        _ = signals.next() => Ok(exit),
    }
}

impl From<WorkerError> for Failure {
    fn from(error: WorkerError) -> Self {
        let exit = match error {
            WorkerError::Client(error) => return error.into(),
            WorkerError::File(error) => return error.into(),
            WorkerError::NotHttp { .. } | WorkerError::Several { .. } => Exit::USAGE,
            WorkerError::NotJoined => Exit::NOT_FOUND,
            WorkerError::Agent(_) => Exit::CONFLICT,
        };
        let failure = Self::new(error.code(), told(&error), exit);
        Self { hint: error.hint(), ..failure }
    }
}
