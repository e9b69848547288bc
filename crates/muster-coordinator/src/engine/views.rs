//! Jobs and workers as the API shows them: the row, with names and reasons put in.

use crate::{
    app::App,
    engine::{
        fleet::{Fleet, Member},
        waited::waited,
    },
};
use muster_api::{
    batch::JobLink,
    job::{ArrayProgress, Attempt, Job, JobExplanation, JobState as Word, WorkerGroup, WorkerName},
    log::{LogChunk, LogGap},
    worker::Worker,
};
use muster_core::{
    Actor, JobId, OrganisationId, Timestamp, WorkerId,
    explain::{self, Class},
    job::{FailureReason, Hold, Holder, JobState, Outcome, Progress},
    log::{Chunk, Gap, GapReason},
    worker::Liveness,
};
use muster_store::{
    Read, StoreError,
    attempt::AttemptRow,
    job::{
        JobRow,
        need::{self, BlockedBy},
    },
    queue, token, worker,
};
use std::{collections::BTreeMap, sync::Arc};

/// What a view may have to know about the fleet.
#[derive(Debug, Clone)]
pub(crate) struct FleetView {
    fleet: Arc<Fleet>,
    organisation: OrganisationId,
    busy: BTreeMap<WorkerId, u32>,
    /// On how many workers tasks of each array are.
    spread: BTreeMap<JobId, u32>,
    now: Timestamp,
    /// Whether jobs with secrets can be given them.
    opens_secrets: bool,
}

/// What keeps jobs waiting, besides themselves.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    classes: Vec<Class>,
    pause: Option<Hold>,
    /// What people call those who hold jobs back.
    holders: BTreeMap<String, String>,
    blocked: BTreeMap<JobId, BlockedBy>,
    spread: BTreeMap<JobId, u32>,
    /// Workers that hold some of them and are not here.
    away: BTreeMap<WorkerId, Liveness>,
    opens_secrets: bool,
}

impl FleetView {
    /// What these jobs wait for.
    pub(crate) fn seen(&self, tx: &mut dyn Read, rows: &[JobRow]) -> Result<Seen, StoreError> {
        let pause = pause(tx, &self.organisation)?;
        let mut holders = BTreeMap::new();
        for hold in rows.iter().filter_map(|row| row.hold.as_ref()) {
            if !holders.contains_key(&hold.by) {
                holders.insert(hold.by.clone(), name_of(tx, &hold.by)?);
            }
        }
        let blocked = rows.iter().filter(|row| row.life.state == JobState::Blocked);
        let blocked = need::blocked_by(tx, &self.organisation, blocked.map(|row| row.id))?;
        let (classes, opens_secrets) = (self.classes(rows), self.opens_secrets);
        let arrays = rows.iter().filter(|row| row.life.state == JobState::UnderWay);
        let spread = |row: &JobRow| Some((row.id, *self.spread.get(&row.id)?));
        let spread = arrays.filter_map(spread).collect();
        let away = self.away(rows);
        Ok(Seen { classes, pause, holders, blocked, spread, away, opens_secrets })
    }

    fn away(&self, rows: &[JobRow]) -> BTreeMap<WorkerId, Liveness> {
        let holders = rows.iter().filter_map(|row| row.life.state.holder());
        let known = holders.filter_map(|Holder { worker, .. }| {
            let liveness = self.fleet.liveness_of(&self.organisation, worker, self.now)?;
            Some((worker.clone(), liveness))
        });
        known.filter(|(_, liveness)| *liveness != Liveness::Online).collect()
    }

    /// The fleet as those of these jobs see it that wait for it: walked once, whatever their number.
    fn classes(&self, rows: &[JobRow]) -> Vec<Class> {
        let waiting = rows.iter().filter(|row| row.is_waiting());
        let mut asks = waiting.map(JobRow::ask).peekable();
        if asks.peek().is_none() {
            return Vec::new();
        }
        self.fleet.classes(&self.organisation, &self.busy, self.now, asks)
    }
}

impl App {
    pub(crate) fn fleet_view(&self, organisation: &OrganisationId) -> FleetView {
        FleetView {
            fleet: self.fleet.clone(),
            organisation: organisation.clone(),
            busy: self.leases.slots_by_worker(),
            spread: self.leases.workers_by_array(organisation),
            now: self.seams.clock.now(),
            opens_secrets: self.sealer.is_ready(),
        }
    }

    pub(crate) fn worker_view(&self, member: &Member, busy: &BTreeMap<WorkerId, u32>) -> Worker {
        let (row, now) = (&member.row, self.seams.clock.now());
        let presence = member.presence(now);
        Worker {
            id: row.id.clone(),
            name: row.name.clone(),
            destination: row.destination,
            link: row.link,
            is_this_machine: row.is_this_machine,
            liveness: presence.liveness(now).into(),
            liveness_since: presence.since(now),
            evidence: self.evidence(member, now),
            last_seen_at: row.last_seen_at,
            joined_at: row.joined_at,
            slots: row.slots,
            busy_slots: member.busy_slots(busy),
            held_jobs: self.leases.count_of(&row.id),
            kept_for: member.kept_for,
            pause: row.pause.clone().map(Into::into),
            owner: row.owner.clone().into(),
            labels: row.labels.all().clone(),
            given_labels: row.labels.given().clone(),
            version: row.version.clone(),
            update: row.update.clone().map(Into::into),
        }
    }
}

impl App {
    /// Whoever is called from here says nothing by itself: then it is why the call failed.
    pub(crate) fn evidence(&self, member: &Member, now: Timestamp) -> String {
        let presence = member.presence(now);
        let known = presence.evidence(now).to_owned();
        let why = self.calls.why_unanswered(&member.row.id);
        let why = why.filter(|_| presence.liveness(now) != Liveness::Online);
        why.map_or(known, |why| format!("it does not answer when it is called: {why}"))
    }
}

/// What people call an actor: whoever holds a token, by the name of the token.
pub(crate) fn name_of(tx: &mut dyn Read, actor: &str) -> Result<String, StoreError> {
    let named = match actor.parse() {
        Ok(Actor::Token(id)) => token::find(tx, &id)?.map(|token| token.name),
        _ => None,
    };
    Ok(named.unwrap_or_else(|| actor.to_owned()))
}

/// Whether the queue is paused, and what people call whoever did.
pub(crate) fn pause(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Option<Hold>, StoreError> {
    let pause = queue::pause(tx, organisation)?;
    pause.map(|pause| Ok(Hold { by: name_of(tx, &pause.by)?, ..pause })).transpose()
}

/// Jobs with the names of their workers.
pub(crate) fn jobs(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    rows: Vec<JobRow>,
    fleet: &FleetView,
) -> Result<Vec<Job>, StoreError> {
    let ids: Vec<WorkerId> = rows.iter().filter_map(|row| row.worker.clone()).collect();
    let (names, seen) = (names(tx, organisation, &ids)?, fleet.seen(tx, &rows)?);
    Ok(rows.into_iter().map(|row| job(row, &names, &seen)).collect())
}

/// One job with the name of its worker.
pub(crate) fn one_job(
    tx: &mut dyn Read,
    row: JobRow,
    fleet: &FleetView,
) -> Result<Job, StoreError> {
    let ids: Vec<WorkerId> = row.worker.iter().cloned().collect();
    let names = names(tx, &row.organisation.clone(), &ids)?;
    let seen = fleet.seen(tx, std::slice::from_ref(&row))?;
    Ok(job(row, &names, &seen))
}

/// A job as another one names it.
pub(crate) fn link(row: &JobRow) -> JobLink {
    JobLink { id: row.id, name: row.specification.name.clone(), state: word(&row.life.state) }
}

/// Why a job waits, in full; what it does, if it does not wait.
pub(crate) fn explanation(
    tx: &mut dyn Read,
    row: &JobRow,
    fleet: &FleetView,
) -> Result<JobExplanation, StoreError> {
    let ids: Vec<WorkerId> = row.worker.iter().cloned().collect();
    let names = names(tx, &row.organisation, &ids)?;
    let seen = fleet.seen(tx, std::slice::from_ref(row))?;
    let groups = match row.life.state {
        JobState::Queued | JobState::UnderWay if row.is_waiting() && seen.pause.is_none() => {
            explain::groups(row.ask(), &seen.classes)
        }
        JobState::Blocked
        | JobState::Queued
        | JobState::UnderWay
        | JobState::RetryWait { .. }
        | JobState::Leased(_)
        | JobState::Running(_)
        | JobState::Ended { .. } => Vec::new(),
    };
    Ok(JobExplanation {
        job: row.id,
        state: word(&row.life.state),
        summary: summary(row, &names, &seen),
        retry_at: retry_at(&row.life.state),
        groups: groups.into_iter().map(worker_group).collect(),
        waited: waited(tx, row, fleet.now)?,
    })
}

fn worker_group(group: explain::Group) -> WorkerGroup {
    let explain::Group { standing, why, count, workers, helps } = group;
    WorkerGroup { verdict: standing.into(), why, count, workers, helps }
}

/// One sentence about where a job is, also if it waits for nothing.
fn summary(row: &JobRow, names: &Names, seen: &Seen) -> String {
    let worker = row.worker.as_ref().map(|id| named(id.clone(), names).name).unwrap_or_default();
    let why = reason(row, seen).unwrap_or_default();
    let but = away(row, seen).map(|away| format!("; {away}")).unwrap_or_default();
    match &row.life.state {
        JobState::Blocked | JobState::Queued => why,
        JobState::RetryWait { .. } => format!("waits before its next attempt: {why}"),
        JobState::UnderWay => under_way(row, seen),
        JobState::Leased(_) | JobState::Running(_) if row.life.is_cancel_requested => {
            format!("is being cancelled: `{worker}` was asked to end it{but}")
        }
        JobState::Leased(_) => format!("`{worker}` was chosen and has not begun yet{but}"),
        JobState::Running(_) => format!("runs on `{worker}`{but}"),
        JobState::Ended { outcome: Outcome::Succeeded, .. } => "has succeeded".to_owned(),
        JobState::Ended { .. } => format!("has ended: {why}"),
    }
}

/// An array of which some tasks have begun: how many wait, and why.
fn under_way(row: &JobRow, seen: &Seen) -> String {
    let Progress { tasks, under_way, .. } = row.progress.unwrap_or_default();
    let waiting = row.progress.map_or(0, |progress| progress.waiting());
    let so_far = format!("{under_way} of {tasks} tasks are under way");
    if waiting == 0 {
        return so_far;
    }
    let why = why_it_waits(row, seen);
    format!("{so_far} and {waiting} wait: {why}")
}

/// Attempts with the names of their workers.
pub(crate) fn attempts(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    rows: Vec<AttemptRow>,
) -> Result<Vec<Attempt>, StoreError> {
    let ids: Vec<WorkerId> = rows.iter().map(|row| row.worker.clone()).collect();
    let names = names(tx, organisation, &ids)?;
    Ok(rows.into_iter().map(|row| attempt(row, &names)).collect())
}

type Names = BTreeMap<WorkerId, String>;

fn names(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    ids: &[WorkerId],
) -> Result<Names, StoreError> {
    let mut ids = ids.to_vec();
    ids.sort();
    ids.dedup();
    if ids.is_empty() {
        Ok(Names::new())
    } else {
        Ok(worker::names(tx, organisation, &ids)?.into_iter().collect())
    }
}

fn named(id: WorkerId, names: &Names) -> WorkerName {
    let name = names.get(&id).cloned().unwrap_or_else(|| id.to_string());
    WorkerName { id, name }
}

fn job(row: JobRow, names: &Names, seen: &Seen) -> Job {
    let said = &row.specification;
    Job {
        id: row.id,
        state: word(&row.life.state),
        reason: reason(&row, seen),
        hold: held(&row, seen).map(Into::into),
        command: said.command.display(),
        name: said.name.clone(),
        priority: said.priority,
        working_dir: said.working_dir.clone(),
        labels: said.labels.clone(),
        secrets: said.secrets.clone(),
        artefacts: said.artefacts.clone(),
        stdin_bytes: said.stdin.as_ref().map(|text| text.len() as u64),
        array: progress(&row, seen),
        task: row.id.as_task().map(|(_, task)| task),
        batch: row.batch,
        if_needs_fail: said.if_needs_fail,
        template: said.template.clone(),
        schedule: said.scheduled.as_ref().map(|run| run.schedule.clone()),
        slot: said.scheduled.as_ref().and_then(|run| run.slot),
        worker: row.worker.map(|id| named(id, names)),
        attempt: row.life.attempts,
        max_attempts: row.life.max_attempts,
        timeout_seconds: said.timeout.as_secs(),
        requirements: said.requirements.clone().into(),
        slots: said.slots,
        isolation: said.isolation,
        on_disconnect: said.on_disconnect,
        lost_after_seconds: said.lost_after.as_secs(),
        created_at: row.created_at,
        created_by: row.created_by,
        request_id: row.request_id,
        started_at: row.started_at,
        finished_at: row.finished_at,
        retry_at: retry_at(&row.life.state),
        exit_code: row.exit_code,
        is_cancel_requested: row.life.is_cancel_requested,
    }
}

fn progress(row: &JobRow, seen: &Seen) -> Option<ArrayProgress> {
    let (said, progress) = (row.specification.array.as_ref()?, row.progress?);
    Some(ArrayProgress {
        numbers: said.tasks.to_string(),
        tasks: progress.tasks,
        waiting: progress.waiting(),
        under_way: progress.under_way,
        workers: seen.spread.get(&row.id).copied().unwrap_or_default(),
        succeeded: progress.ended_as(Outcome::Succeeded),
        failed: progress.ended_as(Outcome::Failed),
        cancelled: progress.ended_as(Outcome::Cancelled),
        timed_out: progress.ended_as(Outcome::TimedOut),
        quarantined: progress.ended_as(Outcome::Quarantined),
    })
}

fn attempt(row: AttemptRow, names: &Names) -> Attempt {
    let end = row.end;
    let may_survive = end.as_ref().is_some_and(|end| end.may_survive);
    let (exit_code, reason, detail, left_out) = end.map_or((None, None, None, vec![]), |end| {
        (end.exit_code, end.reason, end.detail, end.left_out)
    });
    Attempt {
        number: row.number,
        worker: named(row.worker, names),
        fence: row.fence,
        state: row.state,
        leased_at: row.leased_at,
        started_at: row.started_at,
        ended_at: row.ended_at,
        exit_code,
        reason,
        detail,
        may_survive,
        left_out,
    }
}

pub(crate) fn word(state: &JobState) -> Word {
    match state {
        JobState::Blocked => Word::Blocked,
        JobState::Queued => Word::Queued,
        JobState::RetryWait { .. } => Word::RetryWait,
        JobState::Leased(_) => Word::Leased,
        JobState::Running(_) | JobState::UnderWay => Word::Running,
        JobState::Ended { outcome, .. } => match outcome {
            Outcome::Succeeded => Word::Succeeded,
            Outcome::Failed => Word::Failed,
            Outcome::Cancelled => Word::Cancelled,
            Outcome::TimedOut => Word::TimedOut,
            Outcome::Quarantined => Word::Quarantined,
        },
    }
}

fn retry_at(state: &JobState) -> Option<Timestamp> {
    match state {
        JobState::RetryWait { until } => Some(*until),
        JobState::Blocked
        | JobState::Queued
        | JobState::Leased(_)
        | JobState::Running(_)
        | JobState::UnderWay
        | JobState::Ended { .. } => None,
    }
}

/// The hold of a job that is not over.
fn held(row: &JobRow, seen: &Seen) -> Option<Hold> {
    let hold = row.hold.clone().filter(|_| !matches!(row.life.state, JobState::Ended { .. }))?;
    Some(Hold { by: seen.holders.get(&hold.by).cloned().unwrap_or(hold.by), ..hold })
}

/// What keeps a job from being granted, whatever the fleet is: a claim obeys the same.
fn held_back(row: &JobRow, seen: &Seen) -> Option<String> {
    let held = held(row, seen).map(|Hold { by, reason, .. }| format!("held by {by}: {reason}"));
    let pause = seen.pause.as_ref();
    let paused =
        || pause.map(|Hold { by, reason, .. }| format!("the queue is paused by {by}: {reason}"));
    let lacks_key = !seen.opens_secrets && row.specification.has_secrets();
    let sealed =
        || lacks_key.then(|| "its secrets are sealed and their key is out of reach".to_owned());
    held.or_else(paused).or_else(sealed)
}

fn why_it_waits(row: &JobRow, seen: &Seen) -> String {
    let fleet = || explain::sentence(row.ask(), &seen.classes);
    held_back(row, seen).unwrap_or_else(fleet)
}

/// Why a job waits or how it ended, in one line.
pub(crate) fn reason(row: &JobRow, seen: &Seen) -> Option<String> {
    match &row.life.state {
        JobState::Blocked => and_held_back(seen.blocked.get(&row.id).map(waits_for), row, seen),
        JobState::Queued => Some(why_it_waits(row, seen)),
        JobState::RetryWait { .. } => {
            let why = how_it_ended(row).unwrap_or_else(|| "the attempt did not succeed".to_owned());
            let failed = format!("attempt {} failed: {why}", row.life.attempts);
            and_held_back(Some(failed), row, seen)
        }
        JobState::Leased(_) | JobState::Running(_) | JobState::UnderWay
            if row.life.is_cancel_requested =>
        {
            let asked = "is being cancelled".to_owned();
            Some(away(row, seen).map_or(asked.clone(), |away| format!("{asked}; {away}")))
        }
        JobState::Leased(_) => {
            Some(away(row, seen).unwrap_or("a worker was chosen and has not begun yet").to_owned())
        }
        JobState::UnderWay if has_nothing_under_way(row) || held_back(row, seen).is_some() => {
            row.progress.filter(|it| it.waiting() > 0).map(|_| why_it_waits(row, seen))
        }
        JobState::Running(_) => away(row, seen).map(str::to_owned),
        JobState::UnderWay | JobState::Ended { outcome: Outcome::Succeeded, .. } => None,
        JobState::Ended { outcome: Outcome::Quarantined, .. } => {
            Some(format!("quarantined: {} workers were lost while they ran it", row.life.crashes))
        }
        JobState::Ended {
            outcome: Outcome::Cancelled | Outcome::Failed | Outcome::TimedOut,
            ..
        } => {
            let tasks = || row.progress.as_ref().map(how_its_tasks_ended);
            row.detail.clone().or_else(tasks).or_else(|| how_it_ended(row))
        }
    }
}

/// That the worker which holds a job is not here, and how.
fn away(row: &JobRow, seen: &Seen) -> Option<&'static str> {
    match seen.away.get(&row.life.state.holder()?.worker)? {
        Liveness::Online => None,
        Liveness::Asleep => Some("its worker is asleep"),
        Liveness::Disconnected => Some("its worker is disconnected"),
        Liveness::Lost => Some("its worker is lost"),
    }
}

/// What keeps a job waiting for now, and what would afterwards.
fn and_held_back(why: Option<String>, row: &JobRow, seen: &Seen) -> Option<String> {
    why.into_iter().chain(held_back(row, seen)).reduce(|all, more| all + "; " + &more)
}

fn waits_for(BlockedBy { first, needs }: &BlockedBy) -> String {
    match needs.saturating_sub(1) {
        0 => format!("waits for {first}"),
        1 => format!("waits for {first} and 1 other"),
        others => format!("waits for {first} and {others} others"),
    }
}

fn has_nothing_under_way(array: &JobRow) -> bool {
    array.progress.is_some_and(|progress| progress.under_way == 0)
}

fn how_its_tasks_ended(progress: &Progress) -> String {
    let others = Outcome::ALL.into_iter().filter(|outcome| *outcome != Outcome::Succeeded);
    let counted = others.map(|outcome| (progress.ended_as(outcome), outcome));
    let said = counted
        .filter(|(count, _)| *count > 0)
        .map(|(count, outcome)| format!("{count} {}", outcome.as_str().replace('_', " ")));
    format!("of {} tasks {}", progress.tasks, said.collect::<Vec<_>>().join(", "))
}

fn how_it_ended(row: &JobRow) -> Option<String> {
    let sentence = match row.reason? {
        FailureReason::ExitCode => format!("exit code {}", row.exit_code.unwrap_or_default()),
        FailureReason::Signal => "ended by a signal".to_owned(),
        FailureReason::TimeOut => {
            format!("took longer than {} s", row.specification.timeout.as_secs())
        }
        FailureReason::NotStarted => "the command could not be started".to_owned(),
        FailureReason::Cancelled => "cancelled".to_owned(),
        FailureReason::WorkerLost => "the worker was lost".to_owned(),
        FailureReason::LostUnclaimed => "the worker never said that it began".to_owned(),
        FailureReason::WorkerStopped => "the worker stopped".to_owned(),
        FailureReason::GivenBack => "its worker had no slot for it".to_owned(),
        FailureReason::TakenBack => "it was taken back from its worker".to_owned(),
        FailureReason::OomKilled => "ended by the kernel, because memory had run out".to_owned(),
        FailureReason::DiskQuota => "filled more of the disk than it may".to_owned(),
        FailureReason::Reported => "the node reported a failure".to_owned(),
        FailureReason::Other => "a newer worker reported a failure".to_owned(),
    };
    Some(row.detail.clone().unwrap_or(sentence))
}

/// A word at the end of a log about what is missing there; it is no part of the stored log.
pub(crate) fn missing(
    offset: u64,
    at: Timestamp,
    missing_bytes: Option<u64>,
    reason: GapReason,
) -> LogChunk {
    let text = match missing_bytes {
        Some(missing) => Gap { missing, reason }.line(),
        None => format!("muster: bytes may be missing here: {}\n", reason.words()),
    };
    let gap = Some(LogGap { missing_bytes, reason });
    let stream = muster_core::log::Stream::System;
    LogChunk { offset, length: 0, stream, at, text, gap, is_damaged: false }
}

/// Bytes of a log as text.
pub(crate) fn chunk(chunk: &Chunk) -> LogChunk {
    LogChunk {
        offset: chunk.offset,
        length: chunk.bytes.len() as u64,
        stream: chunk.stream,
        at: chunk.at,
        text: String::from_utf8_lossy(&chunk.bytes).into_owned(),
        gap: chunk.gap().map(|gap| LogGap { missing_bytes: Some(gap.missing), reason: gap.reason }),
        is_damaged: chunk.is_damaged,
    }
}
