//! `muster job`: one file per command.

mod artefacts;
mod cancel;
mod explain;
mod export;
mod hold;
mod list;
mod logs;
mod priority;
mod rerun;
mod schema;
mod show;
mod submit;
mod tail;
mod tasks;
mod wait;

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Column, Listing, Output},
};
use clap::Subcommand;
use muster_api::{
    batch::{Batch, JobLink},
    job::{Job, JobState, JobSubmission},
};
use muster_client::{Client, ClientError};

#[derive(Debug, Subcommand)]
pub(crate) enum JobCommand {
    /// Submit a job, or the jobs of a file, and print the ids
    Submit(Box<submit::Submit>),
    /// Print the JSON Schema of a job file
    Schema(schema::Schema),
    /// List jobs, newest first
    #[command(visible_alias = "ls")]
    List(list::List),
    /// Show one job and its attempts
    Show(show::Show),
    /// Say why a job waits, and what would help
    Explain(explain::Explain),
    /// Write jobs and their attempts out, a line of JSON each
    Export(export::Export),
    /// Print what a job wrote
    Logs(logs::Logs),
    /// List or download the files that a job has left behind
    Artefacts(artefacts::Artefacts),
    /// Ask for the end of jobs
    Cancel(cancel::Cancel),
    /// Hold a job back
    Hold(hold::Hold),
    /// Let a job go that is held back
    Release(hold::Release),
    /// Change the priority of a job that waits
    Priority(priority::Priority),
    /// Submit jobs again
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
            Self::Schema(schema::Schema {}) => schema::Schema::run(),
            Self::List(list) => list.run(context).await,
            Self::Show(show) => show.run(context).await,
            Self::Explain(explain) => explain.run(context).await,
            Self::Export(export) => export.run(context).await,
            Self::Logs(logs) => logs.run(context).await,
            Self::Artefacts(artefacts) => artefacts.run(context).await,
            Self::Cancel(cancel) => cancel.run(context).await,
            Self::Hold(hold) => hold.run(context).await,
            Self::Release(release) => release.run(context).await,
            Self::Priority(priority) => priority.run(context).await,
            Self::Rerun(rerun) => rerun.run(context).await,
            Self::Tasks(tasks) => tasks.run(context).await,
            Self::Wait(wait) => wait.run(context).await,
        }
    }
}

impl JobCommand {
    /// Runs what needs neither settings nor a coordinator.
    pub(crate) fn run_alone(&self) -> Option<Result<Exit, Failure>> {
        matches!(self, Self::Schema(_)).then(schema::Schema::run)
    }
}

/// Jobs that are new: their ids as data, and what to do next for people.
fn submitted_together(output: &Output, batch: &Batch) -> Result<Exit, Failure> {
    output.list(&Listing {
        page: batch,
        items: &batch.jobs,
        columns: LINKS,
        row: &|job: &JobLink| {
            let name = job.name.as_deref().unwrap_or_default();
            vec![job.id.to_string().into(), name.into(), job.state.as_str().into()]
        },
        id: &|job: &JobLink| job.id.to_string(),
        if_empty: ("no jobs", "name some in the file"),
    })?;
    if output.is_for_people() {
        let blocked = batch.jobs.iter().filter(|job| job.state == JobState::Blocked).count();
        output.note(&format!("{} jobs, of which {blocked} wait for others", batch.jobs.len()));
        output.hint(&format!("see how they go with `muster job list --batch {}`", batch.batch));
    }
    Ok(Exit::SUCCESS)
}

const LINKS: &[Column] = &[Column::left("JOB"), Column::left("NAME"), Column::left("STATE")];

/// Submits a job. Under a key of somebody's own it may have been there already, and is answered as it is now.
async fn submit_once(
    client: &Client,
    submission: &JobSubmission,
    key: Option<&str>,
) -> Result<(Job, bool), ClientError> {
    let Some(key) = key else { return Ok((client.submit_job(submission, None).await?, false)) };
    match client.submit_job_once(submission, key).await? {
        // What was answered then was the job as it was then.
        (job, true) => Ok((client.get_job(job.id).await?, true)),
        (job, false) => Ok((job, false)),
    }
}

/// A job that is new: its id as data, and what to do next for people.
pub(crate) fn submitted(output: &Output, job: &Job) -> Result<Exit, Failure> {
    told(output, job, None)
}

/// A job that was there already, under the same key.
fn there_already(output: &Output, job: &Job) -> Result<Exit, Failure> {
    told(output, job, Some("it was submitted before under this key"))
}

fn told(output: &Output, job: &Job, before: Option<&str>) -> Result<Exit, Failure> {
    let id = job.id.to_string();
    output.item(job, &id, |_| format!("{id}\n"))?;
    if output.is_for_people() {
        let before = before.map(|text| format!("{text}; ")).unwrap_or_default();
        output.note(&format!("{before}{}", stands(job)));
        if let Some(hint) = next(job) {
            output.hint(&hint);
        }
    }
    Ok(Exit::SUCCESS)
}

/// How a job stands, in a sentence.
fn stands(job: &Job) -> String {
    let state = job.state.as_str().replace('_', " ");
    let why = match (job.state, &job.reason) {
        (_, Some(why)) => crate::output::visible(why),
        (JobState::Queued, None) => "waits for a worker".to_owned(),
        (_, None) => return state,
    };
    if why == state { state } else { format!("{state}: {why}") }
}

/// What can be looked at next. A job that was over before it began has written nothing.
fn next(job: &Job) -> Option<String> {
    let id = job.id;
    match (&job.array, job.state.is_terminal()) {
        (Some(_), _) => Some(format!("see its tasks with `muster job tasks {id}`")),
        (None, false) => Some(format!("see what it writes with `muster job logs -f {id}`")),
        (None, true) => {
            job.started_at.map(|_| format!("see what it wrote with `muster job logs {id}`"))
        }
    }
}
