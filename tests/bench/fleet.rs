//! Workers that have nothing to do.

use crate::{report::Figure, usage};
use anyhow::Result;
use muster_testkit::{JoinedWorker, Plan};
use std::time::Duration;

/// Long enough for a heartbeat or two.
const IDLE: Duration = Duration::from_secs(20);

/// What a worker's agent uses while it waits for work.
#[tokio::main]
pub(crate) async fn idle_worker() -> Result<Vec<Figure>> {
    let serve = Plan::default().without_local_worker().start();
    let worker = JoinedWorker::join(&serve, "idle").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = usage::switches(worker.pid())?;
    tokio::time::sleep(IDLE).await;
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let wakes = (usage::switches(worker.pid())? - before) as f64;
    let memory = usage::resident_mib(worker.pid())?;
    Ok(vec![
        Figure::of("idle-worker", "MiB", &[memory]),
        Figure::of("idle-wakes", "per s", &[wakes / IDLE.as_secs_f64()]),
    ])
}
