//! Output: how fast that of several jobs becomes durable while somebody follows.

use crate::{floor, report::Figure};
use anyhow::{Result, ensure};
use muster_client::{Follow, Followed};
use muster_core::JobId;
use muster_testkit::{JoinedWorker, Plan, WorkerPlan, shell};
use std::time::Instant;

const JOBS: u32 = 8;
const MIB_EACH: u32 = 64;
const RUNS: usize = 3;

/// Megabytes a second that eight jobs write, until the last of them is over, with one of them followed.
#[tokio::main]
pub(crate) async fn ingest() -> Result<Vec<Figure>> {
    let serve = Plan::default().without_local_worker().start();
    let _worker = JoinedWorker::join_as(&serve, "bench", &WorkerPlan::default().slots(JOBS)).await;
    let client = serve.client().await;
    let line = format!("yes 'a line of output that is as long as many are' | head -c {MIB_EACH}M");
    let total = f64::from(JOBS * MIB_EACH) * 1.048_576;
    let (mut rates, mut floors) = (vec![], vec![]);
    for _ in 0..RUNS {
        floors.push(total / tokio::task::spawn_blocking(|| floor::written(JOBS, MIB_EACH)).await??);
        let begun = Instant::now();
        let mut ids: Vec<JobId> = vec![];
        for _ in 0..JOBS {
            ids.push(client.submit_job(&shell(&line), None).await?.id);
        }
        let mut seen = 0;
        let mut follow = Follow::job(client.clone(), ids[0]);
        while let Some(word) = follow.next().await? {
            match word {
                Followed::Chunk(chunk) => seen += chunk.length,
                Followed::Ended(_) => break,
                _ => {}
            }
        }
        for id in &ids[1..] {
            let mut follow = Follow::job(client.clone(), *id).without_log();
            while let Some(word) = follow.next().await? {
                if matches!(word, Followed::Ended(_)) {
                    break;
                }
            }
        }
        rates.push(total / begun.elapsed().as_secs_f64());
        ensure!(seen > 0, "nothing was followed");
    }
    Ok(vec![Figure::of("logs", "MB/s", &rates).beside(&floors)])
}
