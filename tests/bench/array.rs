//! An array of short tasks, from its submission to its end.

use crate::{floor, report::Figure, usage};
use anyhow::Result;
use muster_api::job::{JobSubmission, TaskNumbers};
use muster_client::{Client, Follow, Followed};
use muster_core::JobId;
use muster_testkit::{JoinedWorker, Plan, WorkerPlan};
use std::time::{Duration, Instant};

const TASKS: u32 = 10_000;
const MANY_TASKS: u32 = 100_000;
const RUNS: u32 = 3;

/// Tasks that do nothing, with their output captured and every end durable.
fn tasks(count: u32) -> JobSubmission {
    JobSubmission {
        argv: Some(vec!["true".to_owned()]),
        array: Some(TaskNumbers::Count(count)),
        ..JobSubmission::default()
    }
}

#[tokio::main]
pub(crate) async fn run() -> Result<Vec<Figure>> {
    let serve = Plan::default().without_local_worker().start();
    let cores = u32::try_from(std::thread::available_parallelism()?.get())?;
    let _worker = JoinedWorker::join_as(&serve, "bench", &WorkerPlan::default().slots(cores)).await;
    let client = serve.client().await;
    let (mut rates, mut floors, mut costs) = (vec![], vec![], vec![]);
    for _ in 0..RUNS {
        floors.push(tokio::task::spawn_blocking(floor::spawns_per_second).await??);
        let (begun, used) = (Instant::now(), usage::cpu_seconds(serve.pid)?);
        let id = client.submit_job(&tasks(TASKS), None).await?.id;
        until_over(&client, id).await?;
        rates.push(f64::from(TASKS) / begun.elapsed().as_secs_f64());
        costs.push((usage::cpu_seconds(serve.pid)? - used) * 1e6 / f64::from(TASKS));
    }
    let rest = client.submit_job(&tasks(MANY_TASKS - TASKS * RUNS), None).await?.id;
    until_over(&client, rest).await?;
    let memory = usage::resident_mib(serve.pid)?;
    Ok(vec![
        Figure::of("array", "tasks/s", &rates).beside(&floors),
        Figure::of("array-coordinator", "µs/task", &costs),
        Figure::of("array-memory", "MiB", &[memory]),
    ])
}

async fn until_over(client: &Client, id: JobId) -> Result<()> {
    let mut follow = Follow::job(client.clone(), id).without_log();
    while let Some(word) = follow.next().await? {
        if matches!(word, Followed::Ended(_)) {
            break;
        }
    }
    Ok(())
}

/// How long it takes until a large array is accepted.
#[tokio::main]
pub(crate) async fn accept() -> Result<Vec<Figure>> {
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let mut runs = vec![];
    for _ in 0..20 {
        let begun = Instant::now();
        let id = client.submit_job(&tasks(MANY_TASKS), None).await?.id;
        runs.push(begun.elapsed().as_secs_f64() * 1e3);
        client.cancel_job(id, &muster_api::job::CancelRequest::default()).await?;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(vec![Figure::of("accept", "ms", &runs)])
}
