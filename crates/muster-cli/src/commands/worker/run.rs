//! `muster worker run`: works for the coordinator that this machine has joined, in the foreground.

use super::{join::usual_slots, standing::Standing};
use crate::{
    context::Context,
    exit::Exit,
    failure::{Failure, told},
    label,
    output::visible,
    read,
    signals::Signals,
};
use clap::Args;
use muster_api::worker::JoinTokenRequest;
use muster_host::{
    Secret,
    config::ListenAddress,
    logging,
    worker::{
        Identity, Joining, ListenAt, Successor, Work, WorkerError, adopt, choose, choose_called,
        join, run,
    },
};
use muster_worker::Told;
use std::{ffi::OsString, pin::pin, time::Duration};
use url::Url;

/// Logout and shutdown kill whoever takes longer.
const STOP_WITHIN: Duration = Duration::from_millis(4500);

/// With an address and an operator's token, as in the environment of a service, it joins by itself first
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The worker's name, if it joins [default: the host name]; or which one listens, if there are several
    #[arg(long)]
    name: Option<String>,
    /// How many jobs it runs at a time, if it joins [default: one per processor]
    #[arg(long, value_name = "COUNT", value_parser = read::within::<1, 1024>)]
    slots: Option<u32>,
    /// Listen there for the coordinator, which calls this worker; `muster worker attach` prints the whole line
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<ListenAddress>,
    /// Something before it ends TLS, like the edge of a cloud
    #[arg(long, requires = "listen")]
    behind_proxy: bool,
}

impl Run {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        if let Some(address) = self.listen {
            let at = ListenAt { address, is_behind_proxy: self.behind_proxy };
            return work(context, &self.called(context)?, Some(at), same_words()).await;
        }
        let url = context.settings.url.as_ref().map(|url| &url.value);
        let chosen = choose(&context.settings.data_dir.value, url);
        let identity = match (chosen, url) {
            (Err(WorkerError::NotJoined), Some(url)) if context.settings.token.is_some() => {
                self.join(context, url).await?
            }
            (chosen, _) => chosen?,
        };
        work(context, &identity, None, same_words()).await
    }

    /// The identity that it was given, or was given before.
    fn called(&self, context: &Context) -> Result<Identity, Failure> {
        let data_dir = &context.settings.data_dir.value;
        let Some(text) = &context.settings.worker_identity else {
            let mut known = choose_called(data_dir, self.name.as_deref())?;
            known.slots = self.slots.unwrap_or(known.slots);
            return Ok(known);
        };
        let slots = self.slots.map_or_else(|| usual_slots(context), Ok)?;
        Ok(adopt(data_dir, &text.value, slots)?)
    }

    /// Invites itself with the token that it was given, which is not kept: its own key is.
    async fn join(self, context: &Context, url: &Url) -> Result<Identity, Failure> {
        let client = context.client().await?;
        let invitation = client.create_join_token(&JoinTokenRequest::default(), None).await?;
        let identity = join(Joining {
            url: url.clone(),
            token: Secret::new(&invitation.token),
            name: self.name,
            slots: self.slots.map_or_else(|| usual_slots(context), Ok)?,
            data_dir: context.settings.data_dir.value.clone(),
            allows_plain_http: context.global.allow_plain_http,
        });
        let identity = identity.await?;
        context.output.note(&format!("joined {url} as {}", visible(&identity.name)));
        if let Some(note) = &identity.note {
            context.output.note(&visible(note));
        }
        Ok(identity)
    }
}

/// The words of this command line: another version of the program is started with the same.
fn same_words() -> Vec<OsString> {
    std::env::args_os().skip(1).collect()
}

/// Runs jobs until somebody wants an end, or this program is to be another one. That is started with these words.
pub(super) async fn work(
    context: &Context,
    identity: &Identity,
    listen_at: Option<ListenAt>,
    words: Vec<OsString>,
) -> Result<Exit, Failure> {
    let successor = Successor::with(words);
    logging::start(&context.settings.log)?;
    let mut signals = Signals::listen()?;
    let name = visible(&identity.name);
    context
        .output
        .note(&format!("{name} runs {} jobs at a time; interrupt to stop", identity.slots));
    let told = Told::default();
    let standing = Standing::of(name, &told);
    let work = Work {
        identity,
        data_dir: &context.settings.data_dir.value,
        listen_at,
        job_environment: context.environment.for_jobs(),
        version: label::version(),
        successor: successor.clone(),
    };
    let mut running = pin!(run(work, context.seams.clone(), told));
    let exit = tokio::select! {
        // Whoever wants an end gets one, also while it becomes another program.
        ended = &mut running => return ended.map_err(Failure::from).and_then(|()| become_it(&successor)),
        exit = signals.next() => exit,
        never = standing.say(&context.output, &*context.seams.clock) => match never {},
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

/// Comes back if this program is to be no other one, or cannot become it.
fn become_it(successor: &Successor) -> Result<Exit, Failure> {
    let Some(error) = successor.start() else { return Ok(Exit::SUCCESS) };
    let message = format!("the program that this worker became cannot be started: {error}");
    Err(Failure::new("update_failed", message, Exit::FAILURE))
}

impl From<WorkerError> for Failure {
    fn from(error: WorkerError) -> Self {
        let exit = match error {
            WorkerError::Client(error) => return error.into(),
            WorkerError::File(error) => return error.into(),
            WorkerError::NotWorkable { .. }
            | WorkerError::Several { .. }
            | WorkerError::SeveralCalled { .. }
            | WorkerError::IsCalled
            | WorkerError::Identity(_) => Exit::USAGE,
            WorkerError::NotJoined | WorkerError::NotAttached => Exit::NOT_FOUND,
            WorkerError::Agent(_) => Exit::CONFLICT,
        };
        let failure = Self::new(error.code(), told(&error), exit);
        Self { hint: error.hint(), ..failure }
    }
}
