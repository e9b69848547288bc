//! `muster job cancel`

use crate::{
    confirm,
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Output, visible},
    read,
    selector::JobSelector,
};
use clap::Args;
use muster_api::{
    job::{CancelManyRequest, CancelRequest, CancelledJobs, Job, JobPage, JobQuery, JobState},
    query::JobTerms,
};
use muster_client::Client;

/// So many are named when somebody is asked.
const SHOWN: u32 = 5;

#[derive(Debug, Args)]
pub(crate) struct Cancel {
    /// `job_12`, `12`, or `last`; several are cancelled one by one
    #[arg(value_name = "JOB", required_unless_present_any = ["query", "state", "label", "search", "batch"])]
    jobs: Vec<JobSelector>,
    /// All jobs that match, as for `muster job list`, like `state:queued older:1d`
    #[arg(long, value_name = "QUERY", conflicts_with_all = ["jobs", "state", "label", "search", "batch"])]
    query: Option<String>,
    /// All jobs in this state, like `queued`; may be repeated
    #[arg(long, value_name = "STATE", value_parser = super::list::state, value_delimiter = ',', conflicts_with = "jobs")]
    state: Vec<JobState>,
    /// All jobs whose command, name or id contains this text
    #[arg(long, value_name = "TEXT", conflicts_with = "jobs")]
    search: Option<String>,
    /// All jobs that were submitted together, by the id of the first
    #[arg(long, value_name = "JOB", conflicts_with = "jobs")]
    batch: Option<JobSelector>,
    /// All jobs that have this label; may be repeated, and all must match
    #[arg(short, long, value_name = "NAME=VALUE", value_parser = read::pair, conflicts_with = "jobs")]
    label: Vec<(String, String)>,
    /// Cancel all that match without asking
    #[arg(short, long, conflicts_with = "jobs")]
    yes: bool,
    /// Why, for the audit log
    #[arg(long)]
    reason: Option<String>,
}

impl Cancel {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        if self.jobs.is_empty() {
            self.matching(context, &client).await
        } else {
            self.named(context, &client).await
        }
    }

    async fn named(self, context: &Context, client: &Client) -> Result<Exit, Failure> {
        let request = CancelRequest { reason: self.reason };
        // `last` is one job, whatever is submitted meanwhile.
        let mut ids = Vec::new();
        for job in self.jobs {
            ids.push(job.find(client).await?);
        }
        let mut exit = Exit::SUCCESS;
        for id in ids {
            match client.cancel_job(id, &request).await {
                Ok(job) => context.output.item(&job, &id.to_string(), told)?,
                // One that cannot be cancelled must not save the others.
                Err(error) => {
                    let failure = Failure::from(error);
                    context.output.failure(&failure);
                    exit = failure.exit;
                }
            }
        }
        Ok(exit)
    }

    async fn matching(self, context: &Context, client: &Client) -> Result<Exit, Failure> {
        let batch = match &self.batch {
            Some(first) => Some(first.find(client).await?.to_string()),
            None => None,
        };
        let request = CancelManyRequest {
            jobs: None,
            query: self.query,
            state: super::list::states(&self.state),
            search: self.search,
            batch,
            label: super::list::labels(&self.label),
            reason: self.reason,
        };
        if !self.yes {
            let jobs = matched(client, &request).await?;
            // Nobody is asked about nothing.
            if jobs.total > 0 && !is_confirmed(&context.output, &jobs)? {
                context.output.note("nothing was cancelled");
                return Ok(Exit::SUCCESS);
            }
            if jobs.total == 0 {
                return nothing(context);
            }
        }
        let done = client.cancel_jobs(&request).await?;
        if (done.cancelled, done.already_over) == (0, 0) {
            return nothing(context);
        }
        let count = done.cancelled.to_string();
        context.output.item(&done, &count, |done| {
            format!("{} cancelled, {} had ended before\n", done.cancelled, done.already_over)
        })?;
        Ok(Exit::SUCCESS)
    }
}

/// Nothing to do is no failure.
fn nothing(context: &Context) -> Result<Exit, Failure> {
    let done = CancelledJobs { cancelled: 0, already_over: 0 };
    context.output.item(&done, "0", |_| "no job matches: 0 cancelled\n".to_owned())?;
    Ok(Exit::SUCCESS)
}

/// Asks with the number of jobs that would be cancelled, and the first few of them.
fn is_confirmed(output: &Output, jobs: &JobPage) -> Result<bool, Failure> {
    let shown = jobs.items.iter().take(SHOWN as usize);
    for job in shown.clone() {
        let state = job.state.as_str().replace('_', " ");
        output.note(&format!("  {} ({state}): {}", job.id, visible(&job.command)));
    }
    let more = jobs.total.saturating_sub(shown.len() as u64);
    if more > 0 {
        output.note(&format!("  and {more} more"));
    }
    confirm::is_confirmed(output, &format!("cancel {}", confirm::jobs(jobs.total)))
}

/// How many jobs would be cancelled, with the first few of them.
async fn matched(client: &Client, request: &CancelManyRequest) -> Result<JobPage, Failure> {
    let asked = request.query.as_deref().unwrap_or_default().parse::<JobTerms>();
    let says_states = asked.is_ok_and(|terms| !terms.states.is_empty());
    let query = JobQuery {
        query: request.query.clone(),
        state: request.state.clone().or_else(|| all_open().filter(|_| !says_states)),
        search: request.search.clone(),
        batch: request.batch.clone(),
        label: request.label.clone(),
        limit: Some(SHOWN),
        ..JobQuery::default()
    };
    Ok(client.list_jobs(&query).await?)
}

/// What has ended is not cancelled, so it is not counted either.
fn all_open() -> Option<String> {
    let open: Vec<_> = JobState::ALL.into_iter().filter(|state| !state.is_terminal()).collect();
    super::list::states(&open)
}

fn told(job: &Job) -> String {
    if job.state.is_terminal() {
        format!("{} is {}\n", job.id, job.state.as_str())
    } else {
        format!("{} is being stopped by its worker\n", job.id)
    }
}
