//! `muster worker`: one file per command.

mod attach;
mod create;
mod find;
mod history;
mod invite;
mod join;
mod label;
mod limits;
mod list;
mod programs;
mod release;
mod remove;
mod run;
mod settle;
mod show;
mod standing;
mod steer;
mod try_out;
mod update;

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::{Args, Subcommand};
use muster_host::worker::{Identity, identities};

#[derive(Debug, Args)]
pub(crate) struct WorkerArguments {
    #[command(subcommand)]
    command: Option<WorkerCommand>,
}

impl WorkerArguments {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self.command {
            Some(command) => command.run(context).await,
            None => Err(which_verb(&identities(&context.settings.data_dir.value)?)),
        }
    }
}

/// Somebody wants a worker and does not say what it shall do.
fn which_verb(joined: &[Identity]) -> Failure {
    let urls: Vec<_> =
        joined.iter().filter_map(|one| one.urls.first()).map(ToString::to_string).collect();
    if urls.is_empty() && !joined.is_empty() {
        let hint = "`muster worker run --listen ADDRESS:PORT` starts it; other verbs are in `muster worker --help`";
        return Failure::usage("this machine is a worker that its coordinator calls")
            .with_hint(hint);
    }
    if urls.is_empty() {
        let hint = "join one with the line that `muster worker invite` prints there; other verbs are in \
                    `muster worker --help`";
        return Failure::usage("this machine has joined no coordinator").with_hint(hint);
    }
    let message = format!("this machine is a worker of {}", urls.join(", "));
    Failure::usage(message)
        .with_hint("`muster worker run` starts it; other verbs are in `muster worker --help`")
}

#[derive(Debug, Subcommand)]
pub(crate) enum WorkerCommand {
    /// Join a coordinator with this machine, then run its jobs
    Join(join::Join),
    /// Run jobs with this machine, which has joined before
    Run(run::Run),
    /// Make a single-use join token and print the line for the new machine
    Invite(invite::Invite),
    /// Have the coordinator call a machine that listens, and print the line for that machine
    Attach(attach::Attach),
    /// Make a worker at a provider; `--cloud` at the one of the settings
    Create(create::Create),
    /// Stop a cloud worker; it can be woken
    Stop(create::Stop),
    /// Wake a cloud worker that was stopped
    Wake(create::Wake),
    /// List workers
    #[command(visible_alias = "ls")]
    List(list::List),
    /// Give a worker nothing new; what it runs goes on
    #[command(visible_alias = "cordon")]
    Pause(steer::Pause),
    /// Pause a worker and wait until nothing runs on it
    Drain(steer::Drain),
    /// Let a worker take jobs again
    #[command(visible_alias = "uncordon")]
    Resume(steer::Resume),
    /// Have a worker's jobs go to others, to close a laptop now
    ReleaseJobs(release::ReleaseJobs),
    /// Show one worker with all that is known of it
    Show(show::Show),
    /// Show when a worker was online, asleep, disconnected or lost
    History(history::History),
    /// Give a worker another name
    Rename(steer::Rename),
    /// Give a worker labels, or take some back
    Label(label::Label),
    /// Say what this machine's owner allows jobs to do on it, and when
    Limits(limits::LimitsArguments),
    /// Bring workers to another version of their program, after the jobs that they run
    Update(update::Update),
    /// List the programs that workers can be brought to, or take one back
    Programs(programs::ProgramsArguments),
    /// Say whether a worker could run with this program
    #[command(hide = true)]
    Try(try_out::Try),
    /// Remove a worker; its jobs go back to the queue
    #[command(visible_alias = "rm")]
    Remove(remove::Remove),
}

impl WorkerCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Join(join) => join.run(context).await,
            Self::Run(run) => run.run(context).await,
            Self::Invite(invite) => invite.run(context).await,
            Self::Attach(attach) => attach.run(context).await,
            Self::Create(create) => create.run(context).await,
            Self::Stop(stop) => stop.run(context).await,
            Self::Wake(wake) => wake.run(context).await,
            Self::List(list) => list.run(context).await,
            Self::Pause(pause) => pause.run(context).await,
            Self::Drain(drain) => drain.run(context).await,
            Self::Resume(resume) => resume.run(context).await,
            Self::ReleaseJobs(release) => release.run(context).await,
            Self::Show(show) => show.run(context).await,
            Self::History(history) => history.run(context).await,
            Self::Rename(rename) => rename.run(context).await,
            Self::Label(label) => label.run(context).await,
            Self::Limits(limits) => limits.run(context).await,
            Self::Update(update) => update.run(context).await,
            Self::Programs(programs) => programs.run(context).await,
            Self::Try(tried) => tried.run(context),
            Self::Remove(remove) => remove.run(context).await,
        }
    }
}
