//! `muster job`: one file per command.

mod cancel;
mod explain;
mod list;
mod logs;
mod rerun;
mod show;
mod submit;
mod tasks;
mod wait;

use crate::{context::Context, exit::Exit, failure::Failure, output::Output};
use clap::Subcommand;
use muster_api::job::Job;

#[derive(Debug, Subcommand)]
pub(crate) enum JobCommand {
    /// Submit a job and print its id
    Submit(submit::Submit),
    /// List jobs, newest first
    #[command(visible_alias = "ls")]
    List(list::List),
    /// Show one job and its attempts
    Show(show::Show),
    /// Say why a job waits, and what would help
    Explain(explain::Explain),
    /// Print what a job wrote
    Logs(logs::Logs),
    /// Ask for a job's end
    Cancel(cancel::Cancel),
    /// Submit a job again
    Rerun(rerun::Rerun),
    /// List the tasks of an array that have begun
    Tasks(tasks::Tasks),
    /// Wait until a job has ended
    Wait(wait::Wait),
}

impl JobCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Submit(submit) => submit.run(context).await,
            Self::List(list) => list.run(context).await,
            Self::Show(show) => show.run(context).await,
            Self::Explain(explain) => explain.run(context).await,
            Self::Logs(logs) => logs.run(context).await,
            Self::Cancel(cancel) => cancel.run(context).await,
            Self::Rerun(rerun) => rerun.run(context).await,
            Self::Tasks(tasks) => tasks.run(context).await,
            Self::Wait(wait) => wait.run(context).await,
        }
    }
}

/// A job that is new: its id as data, and what to do next for people.
fn submitted(output: &Output, job: &Job) -> Result<Exit, Failure> {
    let id = job.id.to_string();
    output.item(job, &id, |_| format!("{id}\n"))?;
    if output.is_for_people() {
        let why = job.reason.as_deref().unwrap_or("waits for a worker");
        output.note(&format!("queued: {}", crate::output::visible(why)));
        output.hint(&match &job.array {
            Some(_) => format!("see its tasks with `muster job tasks {id}`"),
            None => format!("see what it writes with `muster job logs -f {id}`"),
        });
    }
    Ok(Exit::SUCCESS)
}
