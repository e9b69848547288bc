//! `muster queue`: whether anything is granted at all.

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Output, relative, visible},
};
use clap::{Args, Subcommand};
use muster_api::queue::{PauseRequest, Queue};

#[derive(Debug, Subcommand)]
pub(crate) enum QueueCommand {
    /// Say whether the queue is paused, and why
    Show,
    /// Grant nothing more until it is resumed; what runs goes on
    Pause(Pause),
    /// Grant what waits again
    Resume,
}

#[derive(Debug, Args)]
pub(crate) struct Pause {
    /// Why, for everybody whose jobs wait
    #[arg(long, value_name = "REASON")]
    reason: String,
}

impl QueueCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let queue = match self {
            Self::Show => client.get_queue().await?,
            Self::Pause(Pause { reason }) => client.pause_queue(&PauseRequest { reason }).await?,
            Self::Resume => client.resume_queue().await?,
        };
        let word = if queue.pause.is_some() { "paused" } else { "open" };
        context.output.item(&queue, word, |queue| told(queue, &context.output))?;
        Ok(Exit::SUCCESS)
    }
}

fn told(queue: &Queue, output: &Output) -> String {
    match &queue.pause {
        None => "the queue is open\n".to_owned(),
        Some(pause) => {
            let since = relative(pause.at, output.now);
            format!("the queue is paused by {}, {since}: {}\n", pause.by, visible(&pause.reason))
        }
    }
}
