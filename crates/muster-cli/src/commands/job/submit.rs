//! `muster job submit`

use super::{submit_once, submitted, there_already};
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    job_file::{JobFile, Jobs},
    output::Output,
    read,
    selector::JobSelector,
    submission::{Submission, refused},
};
use clap::Args;
use muster_api::job::{Job, JobSubmission, TaskNumbers};
use muster_client::Client;
use muster_core::job::IfNeedsFail;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Submit {
    /// Submit the job or the jobs of this file, in TOML or JSON; `-` is the standard input
    #[arg(short, long, group = "what", value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    file: Option<PathBuf>,
    #[command(flatten)]
    submission: Submission,
    /// Make it an array of so many tasks, or of these, like `1-100,105`; each finds its own in MUSTER_TASK
    #[arg(long, value_name = "NUMBERS")]
    array: Option<String>,
    /// Hold it back until it is released, and say why
    #[arg(long, value_name = "REASON")]
    hold: Option<String>,
    /// Make it an array of all combinations of the values of these variables
    #[arg(long, value_name = "NAME=VALUE,…", value_parser = read::pair)]
    matrix: Vec<(String, String)>,
    /// Another job that must be over before it is queued; may be repeated
    #[arg(long, value_name = "JOB")]
    needs: Vec<JobSelector>,
    /// What becomes of it when one of those does not succeed: cancel or run [default: cancel]
    #[arg(long, value_name = "POLICY", value_parser = read::if_needs_fail)]
    if_needs_fail: Option<IfNeedsFail>,
}

impl Submit {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        if let Some(path) = &self.file {
            self.refuse_more_than_a_file()?;
            return self.submit_file(JobFile::read(path)?, context).await;
        }
        let client = context.client().await?;
        let key = self.submission.idempotency_key.as_deref();
        let mut submission = self.to_api();
        for job in &self.needs {
            submission.needs.push(job.find(&client).await?.to_string());
        }
        let made = submit_once(&client, &submission, key).await.map_err(refused)?;
        told(&context.output, &made)
    }

    fn to_api(&self) -> JobSubmission {
        JobSubmission {
            array: self.array.as_deref().map(numbers),
            matrix: self
                .matrix
                .iter()
                .map(|(name, values)| (name.clone(), words(values)))
                .collect(),
            hold: self.hold.clone(),
            if_needs_fail: self.if_needs_fail,
            ..self.submission.to_api()
        }
    }

    /// What is said beside a file would have to be in it.
    fn refuse_more_than_a_file(&self) -> Result<(), Failure> {
        let beside = JobSubmission { argv: None, ..self.to_api() };
        if beside == JobSubmission::default() && self.needs.is_empty() {
            return Ok(());
        }
        Err(Failure::usage("a job file says everything about its jobs: write it there"))
    }

    async fn submit_file(&self, file: JobFile, context: &Context) -> Result<Exit, Failure> {
        let client: Client = context.client().await?;
        let key = self.submission.idempotency_key.as_deref();
        match &file.jobs {
            Jobs::One(job) => {
                let made = submit_once(&client, job, key).await;
                told(&context.output, &made.map_err(|error| file.place(error))?)
            }
            Jobs::Several(jobs) => {
                let batch =
                    client.submit_batch(jobs, key).await.map_err(|error| file.place(error))?;
                super::submitted_together(&context.output, &batch)
            }
        }
    }
}

fn told(output: &Output, made: &(Job, bool)) -> Result<Exit, Failure> {
    match made {
        (job, true) => there_already(output, job),
        (job, false) => submitted(output, job),
    }
}

fn numbers(text: &str) -> TaskNumbers {
    text.parse().map_or_else(|_| TaskNumbers::Ranges(text.to_owned()), TaskNumbers::Count)
}

fn words(text: &str) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}
