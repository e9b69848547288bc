//! What has become of a cloud worker once it is as somebody wanted it.

use crate::{commands::operation, context::Context, exit::Exit, failure::Failure, output::visible};
use muster_api::{den::WorkerWithInstance, worker::WorkerLiveness};
use muster_client::Client;
use muster_core::{OperationId, WorkerId};
use serde::Serialize;
use std::time::Duration;

/// A machine that is well is called within seconds, and again after pauses of up to a minute.
const ONLINE_WITHIN: Duration = Duration::from_mins(2);
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What is to become of a worker.
pub(super) struct Wished {
    pub(super) worker: WorkerId,
    /// What its provider has to do for it, if anything.
    pub(super) operation: Option<OperationId>,
    /// It is to answer the coordinator, not only to run.
    pub(super) is_to_answer: bool,
    pub(super) waits: bool,
}

/// Says which worker it is, waits if that is wanted, and shows it as it is then.
pub(super) async fn settle<T: Serialize>(
    context: &Context,
    mut shown: T,
    wished: Wished,
    renew: impl FnOnce(&mut T, WorkerWithInstance),
) -> Result<Exit, Failure> {
    let (output, id) = (&context.output, wished.worker.to_string());
    // An id is told at once; a document says how it stands, which is known after the wait.
    if !wished.waits || !output.writes_documents() {
        output.item(&shown, &id, |_| format!("{id}\n"))?;
    }
    if !wished.waits {
        if let (true, Some(operation)) = (output.is_for_people(), &wished.operation) {
            output.note(&format!("under way: see `muster operation show {operation}`"));
        }
        return Ok(Exit::SUCCESS);
    }
    let outcome = reach(context, &wished).await;
    if output.writes_documents() {
        if let Ok(now) = context.client().await?.get_worker(&wished.worker).await {
            renew(&mut shown, now);
        }
        output.json(&shown)?;
    }
    outcome.map(|()| Exit::SUCCESS)
}

async fn reach(context: &Context, wished: &Wished) -> Result<(), Failure> {
    if let Some(id) = &wished.operation {
        operation::wait(context, id).await?;
    }
    if !wished.is_to_answer {
        return Ok(());
    }
    let client = context.client().await?;
    let online = tokio::time::timeout(ONLINE_WITHIN, online(&client, &wished.worker));
    online.await.unwrap_or_else(|_| {
        let minutes = ONLINE_WITHIN.as_secs() / 60;
        let message = format!(
            "{} runs at its provider, and has not answered the coordinator for {minutes} min",
            wished.worker
        );
        let hint =
            format!("it is called again and again; see `muster worker show {}`", wished.worker);
        Err(Failure::new("worker_not_online", message, Exit::TIMED_OUT).with_hint(hint))
    })
}

/// Its provider says that it runs before the coordinator has called it.
async fn online(client: &Client, id: &WorkerId) -> Result<(), Failure> {
    loop {
        let seen = client.get_worker(id).await?.worker;
        if seen.ours.liveness == WorkerLiveness::Online {
            return Ok(());
        }
        if matches!(seen.status.as_str(), "failed" | "stopped") {
            let message = format!("{} is {} again", visible(&seen.ours.name), seen.status);
            return Err(Failure::new("worker_not_online", message, Exit::FAILURE));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
