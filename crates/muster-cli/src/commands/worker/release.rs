//! `muster worker release-jobs`

use super::{
    find::find,
    steer::{drained, typed},
};
use crate::{
    confirm::{is_confirmed, jobs},
    context::Context,
    exit::Exit,
    failure::Failure,
    output::visible,
};
use clap::Args;
use muster_api::{
    worker::{Worker, WorkerLiveness},
    worker_history::{ReleaseJobsRequest, ReleasedJobs},
};
use muster_core::worker::Link;

#[derive(Debug, Args)]
pub(crate) struct ReleaseJobs {
    /// Its name or id
    worker: String,
    /// Why, for everybody who wonders
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    /// Do not wait until nothing runs on it
    #[arg(long)]
    no_wait: bool,
}

impl ReleaseJobs {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let worker = find(&client, &self.worker).await?;
        if !self.yes && !is_confirmed(&context.output, &asked(&worker))? {
            context.output.note("nothing was taken from it");
            return Ok(Exit::SUCCESS);
        }
        let request = ReleaseJobsRequest { reason: self.reason, may_lose: !can_be_asked(&worker) };
        let mut released = client.release_jobs(&worker.id, &request).await?;
        if released.asked > 0 && !self.no_wait {
            released.worker = drained(&client, released.worker, &context.output).await?;
        }
        context
            .output
            .item(&released, worker.id.as_str(), |released| told(released, &self.worker))?;
        Ok(Exit::SUCCESS)
    }
}

fn can_be_asked(worker: &Worker) -> bool {
    worker.liveness == WorkerLiveness::Online && worker.link == Link::Session
}

fn asked(worker: &Worker) -> String {
    let name = visible(&worker.name);
    if worker.held_jobs == 0 {
        return format!("pause {name}, which has no jobs");
    }
    let held = jobs(u64::from(worker.held_jobs));
    let how = if can_be_asked(worker) {
        "it ends them first, and they have not failed"
    } else {
        "it cannot be asked, so they count as lost, and may run twice until it hears of it"
    };
    format!("pause {name} and have its {held} go to others ({how})")
}

fn told(released: &ReleasedJobs, named: &str) -> String {
    let ReleasedJobs { worker, asked, lost } = released;
    let what = match (asked, lost) {
        (0, 0) => "it had no jobs".to_owned(),
        (0, lost) => format!("{} count as lost and go to others", jobs(u64::from(*lost))),
        (asked, _) if worker.busy_slots == 0 => {
            format!("{} went back to the queue", jobs(u64::from(*asked)))
        }
        (asked, _) => format!("it was asked to give back {}", jobs(u64::from(*asked))),
    };
    let name = visible(&worker.name);
    match worker.pause.as_ref().map(|pause| pause.until) {
        Some(None) => {
            format!("{name} is paused until `muster worker resume {}`; {what}\n", typed(named))
        }
        Some(Some(until)) => format!("{name} is paused until {until}; {what}\n"),
        None => format!("{name} was resumed meanwhile; {what}\n"),
    }
}
