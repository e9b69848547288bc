//! The runner: what is due is asked, one question at a time, and what is certain then is kept.
//!
//! A question that can change something is written down before it is sent, and its answer in one transaction
//! with what follows from it. So at every moment the store says what may have happened; whoever starts on it
//! anew, after a crash too, looks before it asks again.

use crate::{
    advance::{Moment, Report, begin, decide, forgive, hold, settle, take},
    life::{Next, Trouble},
    operations::{Operations, Turn, request_of},
    providers::{ENVIRONMENT_SETTLES_WITHIN, Providers},
    sweep::SWEEP_EVERY,
};
use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};
use muster_core::{
    Timestamp,
    cloud::{Ask, OperationState, ResourceKind},
};
use muster_providers::{Outcome, Refusal};
use muster_seams::BootTime;
use muster_store::{
    StoreError, Write, operation, operation::OperationRow, resource, resource::ResourceRow,
};
use std::{sync::Arc, time::Duration};

/// Places at which a test cuts the runner short.
const AFTER_INTENT: &str = "operation.after_intent";
const AFTER_ANSWER: &str = "operation.after_answer";
const AFTER_RECORD: &str = "operation.after_record";

/// So many resources are asked about at once. A provider that does not answer takes some of them for a minute.
const AT_ONCE: usize = 16;
// Providers ask for two hours at most; what waits longer was written by a clock that was ahead.
const LONGEST_WAIT: Duration = Duration::from_hours(3);
/// A runner that hears of nothing looks this often.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// It never turns faster than this, whatever the clock says.
const SHORTEST_TURN: Duration = Duration::from_millis(200);
/// After the store has failed, nothing is tried at once.
const AFTER_TROUBLE: Duration = Duration::from_secs(1);

/// What has come to its end.
#[derive(Debug, PartialEq, Eq)]
enum Done {
    Step,
    Sweep,
}

impl Operations {
    /// Brings everything about that is wanted, until the program ends. There is one such task.
    pub async fn run(self: Arc<Self>) {
        let mut asked = FuturesUnordered::new();
        let (mut swept, mut is_sweeping) = (None::<BootTime>, false);
        loop {
            for turn in self.due(AT_ONCE.saturating_sub(asked.len())).await {
                asked.push(self.clone().follow(turn).boxed());
            }
            let now = self.seams.clock.boot();
            if !is_sweeping && swept.is_none_or(|at| now.since(at) >= SWEEP_EVERY) {
                (swept, is_sweeping) = (Some(now), true);
                asked.push(self.clone().sweep_once().boxed());
            }
            let until_next = self.until_next().await;
            tokio::select! {
                biased;
                () = self.seams.tasks.stopped() => return,
                Some(done) = asked.next(), if !asked.is_empty() => is_sweeping &= done == Done::Step,
                () = self.wake.notified() => {}
                () = tokio::time::sleep(until_next) => {}
            }
        }
    }

    async fn follow(self: Arc<Self>, turn: Turn) -> Done {
        if let Err(error) = self.step(&turn).await {
            let (_, resource) = turn.which();
            tracing::error!(%error, %resource, "a step could not be kept");
            tokio::time::sleep(AFTER_TROUBLE).await;
        }
        Done::Step
    }

    async fn sweep_once(self: Arc<Self>) -> Done {
        if let Err(error) = self.sweep().await {
            tracing::error!(%error, "what a sweep found could not be kept");
        }
        Done::Sweep
    }

    /// Asks once about everything that is due now. Answers about how many resources.
    pub async fn pass(self: &Arc<Self>) -> Result<usize, StoreError> {
        let due = self.due(usize::MAX).await;
        let mut steps: FuturesUnordered<_> = due.iter().map(|turn| self.step(turn)).collect();
        while let Some(stepped) = steps.next().await {
            stepped?;
        }
        Ok(due.len())
    }

    /// The turns for what is due and about which nobody is being asked.
    async fn due(self: &Arc<Self>, most: usize) -> Vec<Turn> {
        let now = self.seams.clock.now();
        // Of those that are found, so many may be under way already.
        let limit = u32::try_from(most.saturating_add(self.busy().len())).unwrap_or(u32::MAX);
        let due = self.store.read(move |tx| {
            operation::due_in_any_organisation(tx, now, now.after(LONGEST_WAIT), limit)
        });
        let rows = due.await.unwrap_or_else(|error| {
            tracing::error!(%error, "what is due cannot be read");
            Vec::new()
        });
        let readable = rows.into_iter().filter_map(|row| {
            row.inspect_err(|error| tracing::error!(%error, "an operation cannot be read")).ok()
        });
        readable.filter_map(|row| self.turn(&row.organisation, &row.resource)).take(most).collect()
    }

    async fn until_next(&self) -> Duration {
        // What is due already is being asked about, or cannot be read.
        let now = self.seams.clock.now();
        let next = self.store.read(move |tx| operation::next_in_any_organisation(tx, now)).await;
        let wait = next.ok().flatten().map_or(LOOK_EVERY, |next| next.since(now));
        wait.clamp(SHORTEST_TURN, LOOK_EVERY)
    }

    /// Asks one question about a resource on which an operation is open.
    async fn step(&self, turn: &Turn) -> Result<(), StoreError> {
        let Some((mut operation, resource)) = self.open(turn).await? else { return Ok(()) };
        let providers = self.providers_of(&resource.organisation);
        let moment = self.moment(&providers, &resource);
        forgive(&mut operation, moment.now);
        let Next::Ask(ask) = decide(&operation, &resource, moment.now) else {
            return self
                .change(&operation, move |operation, resource| settle(operation, resource, moment))
                .await;
        };
        if let Some(until) = self.gate.closed_until(&resource, ask, moment.now) {
            return self
                .change(&operation, move |operation, _| hold(operation, until, moment))
                .await;
        }
        if ask.is_change() && !self.intend(&operation, &resource, ask, moment.now).await? {
            return Ok(());
        }
        self.seams.faults.pass(AFTER_INTENT);
        let report = self.put(&providers, &resource, ask, &operation).await;
        self.seams.faults.pass(AFTER_ANSWER);
        self.heed(&resource, &report);
        let moment = self.moment(&providers, &resource);
        let kept = self.change(&operation, move |operation, resource| {
            take(operation, resource, &report, moment);
        });
        kept.await?;
        self.seams.faults.pass(AFTER_RECORD);
        Ok(())
    }

    async fn open(&self, turn: &Turn) -> Result<Option<(OperationRow, ResourceRow)>, StoreError> {
        let (organisation, id) = turn.which();
        let found = self.store.read(move |tx| {
            let operation = operation::open(tx, &organisation, &id)?;
            Ok::<_, StoreError>(operation.zip(resource::find(tx, &organisation, &id)?))
        });
        found.await
    }

    pub(crate) fn moment(&self, providers: &Providers, resource: &ResourceRow) -> Moment {
        let settles_within = match resource.kind {
            ResourceKind::Worker => {
                let provider = providers.of_worker(resource);
                provider.map_or(ENVIRONMENT_SETTLES_WITHIN, |it| it.engine.settles_within())
            }
            ResourceKind::Environment => ENVIRONMENT_SETTLES_WITHIN,
        };
        Moment { now: self.seams.clock.now(), settles_within, pace: self.pace(resource) }
    }

    /// Writes down what is about to be asked. False if either row has changed since it was read.
    async fn intend(
        &self,
        operation: &OperationRow,
        resource: &ResourceRow,
        ask: Ask,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (mut operation, mut resource) = (operation.clone(), resource.clone());
        begin(&mut operation, &mut resource, ask, now);
        let (organisation, id) = (resource.organisation.clone(), resource.id.clone());
        let written = self.store.write(move |tx| {
            operation::save(tx, &operation)?;
            resource::save(tx, &resource)
        });
        match written.await {
            Ok(()) => {
                self.changes.tell(&organisation, &id);
                Ok(true)
            }
            Err(StoreError::Conflict) => Ok(false),
            Err(other) => Err(other),
        }
    }

    async fn put(
        &self,
        providers: &Providers,
        resource: &ResourceRow,
        ask: Ask,
        operation: &OperationRow,
    ) -> Report {
        let is_forced = operation.is_forced || operation.failure.is_some();
        let request = request_of(&operation.request_id);
        self.question(providers, resource, is_forced, &request).ask(ask).await
    }

    /// What a provider has no room for is not asked of it again before its time.
    fn heed(&self, resource: &ResourceRow, report: &Report) {
        if let Err(Trouble::Provider(Outcome::Refused(Refusal::RateLimited), Some(until))) =
            report.answer
        {
            self.gate.close(resource, report.ask, until);
        }
    }

    /// Changes an operation and its resource as they are now, in one transaction. An operation that has ended
    /// meanwhile stays as it is; what was learnt of its resource counts all the same.
    async fn change(
        &self,
        operation: &OperationRow,
        work: impl Fn(&mut OperationRow, &mut ResourceRow) + Send + Sync + 'static,
    ) -> Result<(), StoreError> {
        let of = operation.clone();
        self.store.write(move |tx| write(tx, &of, &work)).await?;
        self.changes.tell(&operation.organisation, &operation.resource);
        Ok(())
    }
}

fn write(
    tx: &mut dyn Write,
    of: &OperationRow,
    work: &impl Fn(&mut OperationRow, &mut ResourceRow),
) -> Result<(), StoreError> {
    let operation = operation::find(tx, &of.organisation, &of.id)?;
    let resource = resource::find(tx, &of.organisation, &of.resource)?;
    // A resource is never removed, and an operation only long after its end.
    let (mut operation, mut resource) = operation.zip(resource).ok_or(StoreError::Conflict)?;
    let was_open = operation.state == OperationState::Open;
    work(&mut operation, &mut resource);
    if was_open {
        operation::save(tx, &operation)?;
    }
    resource::save(tx, &resource)
}
