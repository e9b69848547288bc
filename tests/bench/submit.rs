//! Jobs that are submitted: how many at once are accepted, and how long one alone takes.

use crate::{
    floor,
    report::{Figure, quantile},
};
use anyhow::Result;
use muster_api::job::{JobState, JobSubmission};
use muster_client::{Client, Follow, Followed};
use muster_testkit::{Plan, Serve};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

pub(crate) const CLIENTS: usize = 32;
const SPAN: Duration = Duration::from_secs(3);
const RUNS: usize = 3;
const ALONE: usize = 200;

/// A command that does nothing.
fn nothing() -> JobSubmission {
    JobSubmission { argv: Some(vec!["true".to_owned()]), ..JobSubmission::default() }
}

/// Jobs a second that 32 clients get accepted, each durable before its answer.
#[tokio::main]
pub(crate) async fn many() -> Result<Vec<Figure>> {
    let (mut rates, mut floors) = (vec![], vec![]);
    for _ in 0..RUNS {
        floors.push(floor::submits_per_second(CLIENTS, SPAN).await?);
        // Nobody runs them, so that only their acceptance is measured.
        let serve = Plan::default().without_local_worker().start();
        rates.push(rate(&serve).await?);
    }
    Ok(vec![Figure::of("submit", "jobs/s", &rates).beside(&floors)])
}

async fn rate(serve: &Serve) -> Result<f64> {
    let (accepted, begun) = (Arc::new(AtomicU32::new(0)), Instant::now());
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..CLIENTS {
        let (client, accepted) = (serve.client().await, accepted.clone());
        clients.spawn(async move {
            while begun.elapsed() < SPAN {
                client.submit_job(&nothing(), None).await?;
                accepted.fetch_add(1, Relaxed);
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = clients.join_next().await {
        done??;
    }
    Ok(f64::from(accepted.load(Relaxed)) / begun.elapsed().as_secs_f64())
}

/// From the submission of one job to its result, as somebody sees it who follows it.
#[tokio::main]
pub(crate) async fn one_by_one() -> Result<Vec<Figure>> {
    let serve = Serve::start();
    let client = serve.client().await;
    let mut runs = vec![];
    for _ in 0..ALONE {
        let begun = Instant::now();
        result(&client).await?;
        runs.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok(vec![
        Figure::of("latency", "ms", &runs),
        Figure { value: quantile(&runs, 0.99), ..Figure::of("latency-p99", "ms", &runs) },
    ])
}

async fn result(client: &Client) -> Result<()> {
    let id = client.submit_job(&nothing(), None).await?.id;
    let mut follow = Follow::job(client.clone(), id);
    while let Some(word) = follow.next().await? {
        if let Followed::Ended(job) = word {
            assert_eq!(job.state, JobState::Succeeded, "{job:?}");
            break;
        }
    }
    Ok(())
}
