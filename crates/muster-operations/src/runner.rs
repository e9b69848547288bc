//! The runner: what is due is asked, one question at a time, and what is certain then is kept.
//!
//! A question that can change something is written down before it is sent, and its answer in one transaction
//! with what follows from it. So at every moment the store says what may have happened; whoever starts on it
//! anew, after a crash too, looks before it asks again.

use crate::{
    advance::{Moment, Report, begin, decide, hold, settle, take},
    life::{Next, Trouble},
    operations::{Operations, Turn, request_of},
    providers::{ENVIRONMENT_SETTLES_WITHIN, Providers},
    sweep::SWEEP_EVERY,
};
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use muster_core::{
    Name, OperationId, OrganisationId, Timestamp,
    cloud::{Ask, OperationState, ResourceKind},
};
use muster_providers::{Outcome, Refusal};
use muster_seams::BootTime;
use muster_store::{
    StoreError, operation, operation::OperationRow, resource, resource::ResourceRow,
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

impl Operations {
    /// Brings everything about that is wanted, until the program ends. There is one such task.
    pub async fn run(self: Arc<Self>) {
        let mut asked = FuturesUnordered::new();
        let mut swept: Option<BootTime> = None;
        let mut sweeping = false;
        loop {
            for operation in self.due().await.into_iter().take(AT_ONCE.saturating_sub(asked.len()))
            {
                asked.push(self.clone().follow(operation).boxed());
            }
            let now = self.seams.clock.boot();
            if !sweeping && swept.is_none_or(|at| now.since(at) >= SWEEP_EVERY) {
                (swept, sweeping) = (Some(now), true);
                asked.push(self.clone().sweep_once().boxed());
            }
            let until_next = self.until_next().await;
            tokio::select! {
                biased;
                () = self.seams.tasks.stopped() => return,
                Some(was_sweep) = asked.next(), if !asked.is_empty() => sweeping &= !was_sweep,
                () = self.wake.notified() => {}
                () = tokio::time::sleep(until_next) => {}
            }
        }
    }

    fn follow(self: Arc<Self>, due: OperationRow) -> BoxFuture<'static, bool> {
        async move {
            if let Err(error) = self.step(&due.organisation, &due.resource).await {
                tracing::error!(%error, operation = %due.id, "a step could not be kept");
                tokio::time::sleep(AFTER_TROUBLE).await;
            }
            false
        }
        .boxed()
    }

    fn sweep_once(self: Arc<Self>) -> BoxFuture<'static, bool> {
        async move {
            if let Err(error) = self.sweep().await {
                tracing::error!(%error, "the sweep could not be kept");
            }
            true
        }
        .boxed()
    }

    /// Asks once about everything that is due now. Answers how many operations that were.
    pub async fn pass(self: &Arc<Self>) -> Result<usize, StoreError> {
        let due = self.due().await;
        let steps = due.iter().map(|it| self.step(&it.organisation, &it.resource));
        let mut steps: FuturesUnordered<_> = steps.collect();
        while let Some(stepped) = steps.next().await {
            stepped?;
        }
        Ok(due.len())
    }

    /// Open operations that are due and about which nobody is being asked.
    async fn due(&self) -> Vec<OperationRow> {
        let now = self.seams.clock.now();
        let busy = self.busy().len();
        let most = u32::try_from(AT_ONCE + busy).unwrap_or(u32::MAX);
        let due = self.store.read(move |tx| {
            operation::due_in_any_organisation(tx, now, now.after(LONGEST_WAIT), most)
        });
        let rows = due.await.unwrap_or_else(|error| {
            tracing::error!(%error, "what is due cannot be read");
            Vec::new()
        });
        let readable = rows.into_iter().filter_map(|row| {
            row.inspect_err(|error| tracing::error!(%error, "an operation cannot be read")).ok()
        });
        let busy = self.busy();
        let is_free =
            |row: &OperationRow| !busy.contains(&(row.organisation.clone(), row.resource.clone()));
        readable.filter(is_free).collect()
    }

    async fn until_next(&self) -> Duration {
        let next = self.store.read(|tx| operation::next_in_any_organisation(tx)).await;
        let now = self.seams.clock.now();
        let wait = next.ok().flatten().map_or(LOOK_EVERY, |next| next.since(now));
        wait.clamp(SHORTEST_TURN, LOOK_EVERY)
    }

    /// Asks one question about a resource on which an operation is open.
    pub(crate) async fn step(
        &self,
        organisation: &OrganisationId,
        id: &Name,
    ) -> Result<(), StoreError> {
        let Some(turn) = self.turn(organisation, id) else { return Ok(()) };
        let Some((operation, resource)) = self.open(organisation, id).await? else { return Ok(()) };
        let providers = self.providers();
        let moment = self.moment(&providers, &resource);
        let Next::Ask(ask) = decide(&operation, &resource, moment.now) else {
            return self
                .change(&turn, &operation, move |operation, resource| {
                    settle(operation, resource, moment);
                })
                .await;
        };
        if let Some(until) = self.gate.closed_until(&resource.provider, ask, moment.now) {
            return self
                .change(&turn, &operation, move |operation, _| hold(operation, until, moment))
                .await;
        }
        if ask.is_change() && !self.intend(&operation, &resource, ask, moment.now).await? {
            return Ok(());
        }
        self.seams.faults.pass(AFTER_INTENT);
        let report = self.put(&providers, &resource, ask, &operation).await;
        self.seams.faults.pass(AFTER_ANSWER);
        self.heed(&resource.provider, &report);
        let moment = self.moment(&providers, &resource);
        let kept = self.change(&turn, &operation, move |operation, resource| {
            take(operation, resource, &report, moment);
        });
        kept.await?;
        self.seams.faults.pass(AFTER_RECORD);
        Ok(())
    }

    async fn open(
        &self,
        organisation: &OrganisationId,
        id: &Name,
    ) -> Result<Option<(OperationRow, ResourceRow)>, StoreError> {
        let (organisation, id) = (organisation.clone(), id.clone());
        let found = self.store.read(move |tx| {
            let operation = operation::open(tx, &organisation, &id)?;
            Ok::<_, StoreError>(operation.zip(resource::find(tx, &organisation, &id)?))
        });
        found.await
    }

    pub(crate) fn moment(&self, providers: &Providers, resource: &ResourceRow) -> Moment {
        let settles_within = match resource.kind {
            ResourceKind::Worker => {
                let provider = providers.of_worker(&resource.provider);
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
    fn heed(&self, provider: &str, report: &Report) {
        if let Err(Trouble::Provider(Outcome::Refused(Refusal::RateLimited), Some(until))) =
            report.answer
        {
            self.gate.close(provider, report.ask, until);
        }
    }

    /// Changes an operation and its resource as they are now, in one transaction. An operation that has ended
    /// meanwhile stays as it is; what was learnt of its resource counts all the same.
    async fn change(
        &self,
        turn: &Turn<'_>,
        operation: &OperationRow,
        work: impl Fn(&mut OperationRow, &mut ResourceRow) + Send + Sync + 'static,
    ) -> Result<(), StoreError> {
        let (organisation, id) = (operation.organisation.clone(), operation.id.clone());
        let resource = turn.resource().clone();
        let (told, which) = (organisation.clone(), resource.clone());
        let written = self.store.write(move |tx| write(tx, (&organisation, &id, &resource), &work));
        written.await?;
        self.changes.tell(&told, &which);
        Ok(())
    }
}

fn write(
    tx: &mut dyn muster_store::Write,
    (organisation, id, resource): (&OrganisationId, &OperationId, &Name),
    work: &(impl Fn(&mut OperationRow, &mut ResourceRow) + ?Sized),
) -> Result<(), StoreError> {
    let operation = operation::find(tx, organisation, id)?;
    let resource = resource::find(tx, organisation, resource)?;
    let Some((mut operation, mut resource)) = operation.zip(resource) else {
        return Err(StoreError::Conflict);
    };
    let was_open = operation.state == OperationState::Open;
    work(&mut operation, &mut resource);
    if was_open {
        operation::save(tx, &operation)?;
    }
    resource::save(tx, &resource)
}
