//! How an event changes a job: the pure life of core, and the rows that follow from its effects.

use crate::{
    app::App,
    engine::{changes::Change, logs::LogKey, needs, usage::Used},
    error::AppError,
};
use muster_api::session::{FromCoordinator, Grant};
use muster_core::{
    JobId, OrganisationId, Scope, Timestamp, UsageEventId,
    job::{AttemptState, Effect, Event, Holder, JobState, Outcome, Progress, Refused},
};
use muster_store::{
    Read, Rider, StoreError, Write, attempt, attempt::AttemptRow, audit_event,
    audit_event::AuditEntry, job, job::JobRow, usage_event, usage_event::UsageEvent,
};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
};
use tokio::sync::oneshot;

/// A job that must be there.
pub(crate) fn found(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    id: JobId,
) -> Result<JobRow, AppError> {
    job::find(tx, organisation, id)?.ok_or_else(|| AppError::no_job(id))
}

/// A job before and after an event, and what must be done about it outside of the store.
#[derive(Debug, Clone)]
pub(crate) struct Applied {
    pub(crate) before: JobRow,
    pub(crate) after: JobRow,
    pub(crate) effects: Vec<Effect>,
    /// Jobs that need it and have heard of its end.
    pub(crate) told: Vec<JobId>,
}

/// What a transaction needs besides the event: who, when, and fresh ids.
#[derive(Debug, Clone)]
pub(crate) struct Moment {
    pub(crate) scope: Scope,
    pub(crate) now: Timestamp,
    /// Drawn once, so that a closure that runs again comes to the same.
    pub(crate) chance: u16,
    pub(crate) usage_id: UsageEventId,
    /// The hash of the lease token, for nodes that poll.
    pub(crate) lease_hash: Option<Vec<u8>>,
    /// How long the attempt's log is, when it ends.
    pub(crate) log_size: Option<u64>,
    /// What the audit log must say about it, in the same transaction.
    pub(crate) audit: Option<AuditEntry>,
}

impl Moment {
    pub(crate) fn new(app: &App, scope: Scope) -> Self {
        let usage_id = UsageEventId::from_random(app.seams.rng.bytes());
        Self {
            scope,
            now: app.seams.clock.now(),
            chance: u16::from_le_bytes(app.seams.rng.bytes()),
            usage_id,
            lease_hash: None,
            log_size: None,
            audit: None,
        }
    }
}

pub(crate) fn grant_of(job: JobId, holder: &Holder) -> Grant {
    Grant { job, attempt: holder.attempt, fence: holder.fence }
}

/// The log of a holder's attempt.
pub(crate) fn log_of(job: &JobRow, holder: &Holder) -> LogKey {
    LogKey { organisation: job.organisation.clone(), job: job.id, attempt: holder.attempt }
}

/// Why an event did not change the job.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotApplied {
    #[error("there is no such job")]
    NoJob,
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl NotApplied {
    pub(crate) fn into_error(self, id: JobId) -> AppError {
        match self {
            Self::NoJob => AppError::no_job(id),
            Self::Refused(refused) => AppError::refused(id, refused),
            Self::Store(error) => error.into(),
        }
    }
}

/// Applies an event to a job, inside a transaction: the job, its attempt and its usage in one.
pub(crate) fn apply(
    tx: &mut dyn Write,
    id: JobId,
    event: Event,
    moment: &Moment,
) -> Result<Applied, NotApplied> {
    let before = job::find(tx, &moment.scope.organisation, id)?.ok_or(NotApplied::NoJob)?;
    apply_to(tx, before, event, moment)
}

/// The same for a job that was just read in this transaction.
pub(crate) fn apply_to(
    tx: &mut dyn Write,
    before: JobRow,
    event: Event,
    moment: &Moment,
) -> Result<Applied, NotApplied> {
    let mut applied = apply_alone(tx, before, event, moment)?;
    let mut used = Used::default();
    keep(tx, &applied, moment, &mut used)?;
    used.save(tx, moment.chance)?;
    applied.told = conclude(tx, [&applied], moment)?;
    if let Some(entry) = &moment.audit {
        audit_event::append(tx, &moment.scope, entry, moment.now)?;
    }
    Ok(applied)
}

/// Something that a worker has said of a job.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    pub(crate) job: JobId,
    pub(crate) event: Event,
    pub(crate) moment: Moment,
}

impl Report {
    /// Whether it says that an attempt is over.
    pub(crate) fn is_end(&self) -> bool {
        matches!(self.event, Event::Finished(..))
    }
}

/// Applies reports one after the other; an array counts all of its tasks that ended at one stroke. Only an
/// error of the store ends it.
pub(crate) fn apply_all(
    tx: &mut dyn Write,
    reports: &[Report],
) -> Result<Vec<Result<Applied, NotApplied>>, NotApplied> {
    let (mut results, mut rows) = (Vec::with_capacity(reports.len()), Rows::default());
    for Report { job, event, moment } in reports {
        match rows.apply(tx, *job, event.clone(), moment) {
            Err(NotApplied::Store(error)) => return Err(error.into()),
            result => results.push(result),
        }
    }
    rows.save(tx)?;
    if let Some(last) = reports.last() {
        rows.used.save(tx, last.moment.chance)?;
        let told = conclude(tx, results.iter().flatten(), &last.moment)?;
        if let Some(applied) = results.iter_mut().flatten().last() {
            applied.told = told;
        }
    }
    Ok(results)
}

/// Rows of jobs that change, before the first change of each and after the last, and what was used by that.
#[derive(Default)]
struct Rows {
    jobs: BTreeMap<(OrganisationId, JobId), (JobRow, JobRow)>,
    used: Used,
}

impl Rows {
    /// Changes a job whose row is saved later; its attempt and its usage are kept at once.
    fn apply(
        &mut self,
        tx: &mut dyn Write,
        job: JobId,
        event: Event,
        moment: &Moment,
    ) -> Result<Applied, NotApplied> {
        let organisation = &moment.scope.organisation;
        let rows = match self.jobs.entry((organisation.clone(), job)) {
            Entry::Occupied(rows) => rows.into_mut(),
            Entry::Vacant(free) => {
                let row = job::find(tx, organisation, job)?.ok_or(NotApplied::NoJob)?;
                free.insert((row.clone(), row))
            }
        };
        let applied = changed(rows.1.clone(), event, moment)?;
        keep(tx, &applied, moment, &mut self.used)?;
        rows.1 = applied.after.clone();
        Ok(applied)
    }

    fn save(&self, tx: &mut dyn Write) -> Result<(), StoreError> {
        let changed = self.jobs.values().filter(|(before, after)| before != after);
        changed.into_iter().try_for_each(|(before, after)| job::save(tx, before, after))
    }
}

/// Changes the row of a job and nothing else.
pub(crate) fn apply_alone(
    tx: &mut dyn Write,
    before: JobRow,
    event: Event,
    moment: &Moment,
) -> Result<Applied, NotApplied> {
    let applied = changed(before, event, moment)?;
    job::save(tx, &applied.before, &applied.after)?;
    Ok(applied)
}

/// Grants the next task of an array. The array's own row is left to the caller to save, so that many
/// grants are one change of it.
pub(crate) fn begin_task(
    tx: &mut dyn Write,
    array: &mut JobRow,
    claim: Event,
    moment: &Moment,
) -> Result<Applied, NotApplied> {
    let task = job::next_task(array).ok_or(Refused::NotNow)?;
    let applied = changed(task, claim, moment)?;
    job::insert_task(tx, &moment.scope, &applied.after)?;
    keep(tx, &applied, moment, &mut Used::default())?;
    *array = changed(array.clone(), Event::TaskBegan, moment)?.after;
    Ok(applied)
}

/// The row of a job after an event.
fn changed(before: JobRow, event: Event, moment: &Moment) -> Result<Applied, NotApplied> {
    if before.hold.is_some() && matches!(event, Event::Claim { .. }) {
        return Err(Refused::NotNow.into());
    }
    let counted = before.progress.map(|progress| match event {
        Event::TaskBegan => progress.after_begin(),
        Event::CancelRequested | Event::NeedFailed(..) => progress.after_cancel(),
        _ => progress,
    });
    let for_another = match event {
        Event::NeedFailed(needed, outcome) => Some(needs::why(needed, outcome)),
        _ => None,
    };
    // An array begins with its first task.
    let begins = matches!(event, Event::TaskBegan).then_some(moment.now);
    let started_at = before.started_at.or(begins);
    let (life, effects) = before.life.clone().apply(event, moment.now, moment.chance)?;
    let detail = for_another.or_else(|| before.detail.clone());
    let mut after = JobRow { life, progress: counted, detail, started_at, ..before.clone() };
    end_with_its_tasks(&mut after, moment)?;
    for effect in &effects {
        note(&mut after, effect, moment);
    }
    if let JobState::Ended { at, .. } = after.life.state {
        after.finished_at = Some(at);
    }
    Ok(Applied { before, after, effects, told: Vec::new() })
}

/// An array is over when its last task is.
fn end_with_its_tasks(array: &mut JobRow, moment: &Moment) -> Result<(), NotApplied> {
    let outcome = array.progress.and_then(|progress| progress.outcome());
    let is_open = !matches!(array.life.state, JobState::Ended { .. });
    if let Some(outcome) = outcome.filter(|_| is_open) {
        let over = Event::TasksEnded(outcome);
        array.life = array.life.clone().apply(over, moment.now, moment.chance)?.0;
    }
    Ok(())
}

fn note(job: &mut JobRow, effect: &Effect, moment: &Moment) {
    match effect {
        Effect::AttemptOpened(holder) => job.worker = Some(holder.worker.clone()),
        Effect::AttemptStarted(_) => job.started_at = Some(moment.now),
        Effect::AttemptEnded(_, end) => {
            (job.exit_code, job.reason, job.detail) =
                (end.exit_code, end.reason, end.detail.clone());
        }
        Effect::StopHolder(_) => {}
    }
}

/// Keeps what follows from a change besides the row of the job itself.
fn keep(
    tx: &mut dyn Write,
    applied: &Applied,
    moment: &Moment,
    used: &mut Used,
) -> Result<(), NotApplied> {
    for effect in &applied.effects {
        follow(tx, applied, effect, moment)?;
        if let Effect::AttemptEnded(holder, _) = effect {
            if matches!(applied.before.life.state, JobState::Running(_)) {
                count_usage(tx, &applied.after, holder, moment, used)?;
            }
            used.log(&applied.after, holder, moment);
        }
    }
    Ok(())
}

/// What the ends among these changes are to others: an array counts its tasks, and those who need a job
/// hear that it is over. Answers who has heard.
fn conclude<'a>(
    tx: &mut dyn Write,
    changes: impl IntoIterator<Item = &'a Applied>,
    moment: &Moment,
) -> Result<Vec<JobId>, NotApplied> {
    let (mut over, mut tasks) = (Vec::new(), BTreeMap::<_, Vec<_>>::new());
    for Applied { after, .. } in changes {
        match (after.id.as_task(), &after.life.state) {
            (Some((array, _)), JobState::Ended { outcome, .. }) => {
                tasks.entry((after.organisation.clone(), array)).or_default().push(*outcome);
            }
            (None, JobState::Ended { .. }) => over.push(after.clone()),
            _ => {}
        }
    }
    for ((organisation, array), outcomes) in tasks {
        let array = count_in_array(tx, &organisation, array, &outcomes, moment)?;
        over.extend(Some(array).filter(|row| matches!(row.life.state, JobState::Ended { .. })));
    }
    needs::tell(tx, over, moment)
}

fn count_in_array(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    array: JobId,
    outcomes: &[Outcome],
    moment: &Moment,
) -> Result<JobRow, NotApplied> {
    let before = job::find(tx, organisation, array)?.ok_or(NotApplied::NoJob)?;
    let count = |progress: Progress| outcomes.iter().copied().fold(progress, Progress::after_end);
    let mut after = JobRow { progress: before.progress.map(count), ..before.clone() };
    end_with_its_tasks(&mut after, moment)?;
    job::save(tx, &before, &after)?;
    Ok(after)
}

fn follow(
    tx: &mut dyn Write,
    applied: &Applied,
    effect: &Effect,
    moment: &Moment,
) -> Result<(), StoreError> {
    let job = &applied.after;
    match effect {
        Effect::AttemptOpened(holder) => attempt::open(tx, &opened(job, holder, moment)),
        Effect::AttemptStarted(holder) => {
            attempt::start(tx, &job.organisation, job.id, holder.attempt, moment.now)
        }
        Effect::AttemptEnded(holder, end) => attempt::end(
            tx,
            &job.organisation,
            job.id,
            holder.attempt,
            end,
            moment.log_size,
            moment.now,
        ),
        Effect::StopHolder(_) => Ok(()),
    }
}

fn opened(job: &JobRow, holder: &Holder, moment: &Moment) -> AttemptRow {
    AttemptRow {
        organisation: job.organisation.clone(),
        job: job.id,
        number: holder.attempt,
        worker: holder.worker.clone(),
        fence: holder.fence,
        state: AttemptState::Leased,
        leased_at: moment.now,
        started_at: None,
        ended_at: None,
        end: None,
        lease_hash: moment.lease_hash.clone(),
        log_size: None,
    }
}

/// One usage event per attempt that ran, in the transaction of the fact that it counts.
fn count_usage(
    tx: &mut dyn Write,
    job: &JobRow,
    holder: &Holder,
    moment: &Moment,
    used: &mut Used,
) -> Result<(), StoreError> {
    let Some(started_at) = job.started_at else { return Ok(()) };
    let quantity = u64::try_from(moment.now.since(started_at).as_millis()).unwrap_or(u64::MAX);
    let event = UsageEvent {
        id: moment.usage_id.clone(),
        meter: Used::RUN_MILLISECONDS.to_owned(),
        quantity,
        job: job.id,
        attempt: holder.attempt,
        sequence: 1,
        worker: holder.worker.clone(),
        at: moment.now,
    };
    if usage_event::insert(tx, &moment.scope, &event)? {
        used.run(job, holder, moment, quantity);
    }
    Ok(())
}

/// Where a test may cut the program short around the commit of an event.
fn places(event: &Event) -> [&'static str; 2] {
    match event {
        Event::Claim { .. } => ["claim.before_commit", "claim.after_commit"],
        Event::Started(_) => ["started.before_commit", "started.after_commit"],
        Event::Finished(..) => ["finish.before_commit", "finish.after_commit"],
        Event::LeaseEnded(_) => ["reap.before_commit", "reap.after_commit"],
        Event::CancelRequested => ["cancel.before_commit", "cancel.after_commit"],
        Event::WaitElapsed => ["retry.before_commit", "retry.after_commit"],
        Event::TaskBegan | Event::TasksEnded(_) => ["array.before_commit", "array.after_commit"],
        Event::NeedsOver | Event::NeedFailed(..) => ["needs.before_commit", "needs.after_commit"],
    }
}

impl App {
    /// Applies an event and does what follows from it outside of the store.
    pub(crate) async fn apply(
        self: &Arc<Self>,
        scope: Scope,
        id: JobId,
        event: Event,
    ) -> Result<Applied, NotApplied> {
        self.apply_at(Moment::new(self, scope), id, event).await
    }

    /// The same at a moment of which more is known.
    pub(crate) async fn apply_at(
        self: &Arc<Self>,
        moment: Moment,
        id: JobId,
        event: Event,
    ) -> Result<Applied, NotApplied> {
        let app = self.clone();
        let applied = self.to_its_end(async move {
            // Only a cancel sends a frame that could overtake a grant's; reports may commit side by side.
            let _order = match event {
                Event::CancelRequested => Some(app.order.lock().await),
                _ => None,
            };
            let ([before_commit, after_commit], faults) =
                (places(&event), app.seams.faults.clone());
            let applied = app.store.write(move |tx| {
                let applied = apply(tx, id, event.clone(), &moment)?;
                faults.pass(before_commit);
                Ok::<_, NotApplied>(applied)
            });
            let applied = applied.await?;
            app.seams.faults.pass(after_commit);
            app.after_commit(&applied);
            Ok(applied)
        });
        applied.await.unwrap_or(Err(NotApplied::Store(StoreError::Closed)))
    }

    /// Applies what a worker has said at one stroke. If that fails, one after the other: what cannot be
    /// applied holds up nothing else.
    pub(crate) async fn apply_reports(
        self: &Arc<Self>,
        reports: Vec<Report>,
    ) -> Vec<Result<Applied, NotApplied>> {
        let reports = Arc::new(reports);
        let (app, all) = (self.clone(), reports.clone());
        let together = self.to_its_end(async move {
            let (faults, said) = (app.seams.faults.clone(), all.clone());
            let applied = app.store.write(move |tx| {
                let results = apply_all(tx, &said)?;
                said.iter().for_each(|report| faults.pass(places(&report.event)[0]));
                Ok::<_, NotApplied>(results)
            });
            let results = applied.await?;
            all.iter().for_each(|report| app.seams.faults.pass(places(&report.event)[1]));
            results.iter().flatten().for_each(|applied| app.after_commit(applied));
            Ok::<_, NotApplied>(results)
        });
        if let Some(Ok(results)) = together.await {
            return results;
        }
        let mut results = Vec::with_capacity(reports.len());
        for Report { job, event, moment } in reports.iter().cloned() {
            results.push(self.apply_at(moment, job, event).await);
        }
        results
    }

    /// Does work to its end, also if whoever waits for it goes away: a client that hangs up between a
    /// commit and what follows from it must not leave the two apart. Nothing, if the work panicked.
    pub(crate) async fn to_its_end<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let (tell, told) = oneshot::channel();
        let rider = Rider::of_this_task();
        self.seams.tasks.spawn("change", async move {
            let done = match rider {
                Some(rider) => rider.with(work).await,
                None => work.await,
            };
            // Nobody waits any more: what had to be done is done.
            drop(tell.send(done));
        });
        told.await.ok()
    }

    /// What follows from a committed change: leases, frames, wakes and the word to listeners.
    pub(crate) fn after_commit(&self, applied: &Applied) {
        let Applied { before, after, effects, told } = applied;
        self.metrics.job_changed(before, after);
        for effect in effects {
            match effect {
                Effect::AttemptEnded(holder, _) => {
                    self.leases.end(&after.organisation, grant_of(after.id, holder));
                    self.logs.close(&log_of(after, holder));
                    let now = self.seams.clock.boot();
                    self.fleet.ended(&holder.worker, after, now);
                    self.wake_dispatch();
                }
                Effect::StopHolder(holder) => {
                    let grant = grant_of(after.id, holder);
                    self.fleet.send(&holder.worker, FromCoordinator::Stop { grant });
                }
                Effect::AttemptOpened(holder) => {
                    self.fleet.was_given(&holder.worker, self.seams.clock.boot());
                }
                Effect::AttemptStarted(_) => {}
            }
        }
        let is_queued_now =
            after.life.state == JobState::Queued && before.life.state != JobState::Queued;
        // What nobody waits for any more may have been what slots were kept for.
        let is_granted = after.life.state.holder().is_some();
        let has_gone = before.is_waiting() && !after.is_waiting() && !is_granted;
        if is_queued_now || has_gone {
            self.wake_dispatch();
        }
        self.tell_jobs(&after.organisation, told);
        self.tell_job(&after.organisation, after.id);
        if let Some((array, _)) = after.id.as_task() {
            self.tell_job(&after.organisation, array);
        }
    }

    pub(crate) fn tell_job(&self, organisation: &OrganisationId, id: JobId) {
        self.changes.tell(Change::Job(organisation.clone(), id));
    }
}
