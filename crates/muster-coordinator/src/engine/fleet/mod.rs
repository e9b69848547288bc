//! The fleet: every worker that joined, and whether it is here.
//!
//! The store keeps who joined; who is connected, and since when it was silent, is known only here.

pub(crate) mod look;
#[cfg(test)]
pub(crate) mod tests;

use crate::engine::{
    changes::{Change, Changes},
    pace::{Ahead, Pace},
};
use muster_api::session::FromCoordinator;
use muster_core::{
    JobId, OrganisationId, Timestamp, WorkerId,
    explain::{Ask, Candidate, Class, Host, Room, Standing, classes, takes},
    update::Update,
    worker::{Link, Liveness, POLLING_ALLOWANCE, Presence},
};
use muster_seams::BootTime;
use muster_store::{job::JobRow, worker::WorkerRow};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// An open session, as the engine uses it.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Tells this session from the one that takes its place.
    pub(crate) number: u64,
    /// Frames that wait to be sent.
    pub(crate) outbox: mpsc::Sender<FromCoordinator>,
    /// Ends the session: another one took its place, or the worker was removed.
    pub(crate) cut: CancellationToken,
    /// Its worker gives back what it holds ahead and cannot begin.
    pub(crate) gives_back: bool,
    /// Its worker keeps heads of the audit log.
    pub(crate) keeps_heads: bool,
    /// What both sides speak.
    pub(crate) protocol: u32,
    /// Why its worker cannot be updated from here, if so.
    pub(crate) cannot_update: Option<String>,
    /// The update that its worker was told of last.
    pub(crate) ordered: Arc<Mutex<Option<Timestamp>>>,
}

impl Line {
    /// Whether its worker may be given what it has no slot for yet. One that does not read is not.
    fn takes_ahead(&self) -> bool {
        self.gives_back && self.outbox.capacity() * 2 > self.outbox.max_capacity()
    }

    /// Whether its worker is told of this update for the first time.
    pub(crate) fn is_first_order(&self, asked_at: Timestamp) -> bool {
        let mut ordered = self.ordered.lock().unwrap_or_else(PoisonError::into_inner);
        ordered.replace(asked_at) != Some(asked_at)
    }

    /// Sends a frame without which the session must not go on.
    pub(crate) fn send_or_cut(&self, frame: FromCoordinator) {
        if self.outbox.try_send(frame).is_err() {
            self.cut.cancel();
        }
    }
}

/// One worker: what is kept of it, and what is known now.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) row: WorkerRow,
    pub(crate) line: Option<Line>,
    /// When the session was opened that it has or had last.
    arrived_at: Option<Timestamp>,
    /// A node that runs a job is expected to say nothing until then.
    silent_until: Option<Timestamp>,
    /// It said that it goes, so it gets nothing new.
    pub(crate) is_leaving: bool,
    /// Its machine is being stopped, so it gets nothing new.
    is_stopping: bool,
    /// When it was last given or had ended a job, as far as this coordinator has seen.
    used_at: Option<BootTime>,
    /// What is free of it is kept for this job, which needs more.
    pub(crate) kept_for: Option<JobId>,
    pace: Pace,
}

impl Member {
    pub(crate) fn absent(row: WorkerRow) -> Self {
        let pace = Pace::default();
        Self {
            row,
            line: None,
            arrived_at: None,
            silent_until: None,
            is_leaving: false,
            is_stopping: false,
            used_at: None,
            kept_for: None,
            pace,
        }
    }

    pub(crate) fn liveness(&self, now: Timestamp) -> Liveness {
        self.presence(now).liveness(now)
    }

    pub(crate) fn presence(&self, now: Timestamp) -> Presence {
        let row = &self.row;
        let is_here = match row.link {
            Link::Session => self.line.is_some(),
            Link::Polling => {
                let is_at_work = self.silent_until.is_some_and(|until| now < until);
                is_at_work || now.since(row.last_seen_at) < POLLING_ALLOWANCE
            }
        };
        Presence {
            link: row.link,
            here_since: is_here.then(|| self.arrived_at.unwrap_or(row.last_seen_at)),
            said_asleep: row.said_asleep,
            said_goodbye: self.is_leaving,
            // Whoever joins is heard at that very moment.
            has_come: self.arrived_at.is_some() || row.last_seen_at > row.joined_at,
            last_seen: row.last_seen_at,
        }
    }

    /// How many of its slots are taken. What it holds ahead has none yet.
    pub(crate) fn busy_slots(&self, busy: &BTreeMap<WorkerId, u32>) -> u32 {
        self.held(busy).min(self.row.slots)
    }

    fn held(&self, busy: &BTreeMap<WorkerId, u32>) -> u32 {
        busy.get(&self.row.id).copied().unwrap_or_default()
    }

    fn free_slots(&self, busy: &BTreeMap<WorkerId, u32>) -> u32 {
        self.row.slots - self.busy_slots(busy)
    }

    /// What it would take now, if it takes anything.
    fn offer(&self, busy: &BTreeMap<WorkerId, u32>, now: Now) -> Option<Offer> {
        let free_slots = self.free_slots(busy);
        let line = self.line.as_ref().filter(|_| self.is_open(now.wall))?;
        let ahead = self.pace.ahead(self.held(busy), self.row.slots, now.boot);
        let ahead = ahead.filter(|_| line.takes_ahead());
        let takes_any = free_slots > 0 || ahead.is_some();
        takes_any.then(|| Offer { row: self.row.clone(), free_slots, ahead })
    }

    /// Whether nobody has said that it gets nothing new: neither itself, nor somebody here, nor its owner.
    pub(crate) fn is_open(&self, now: Timestamp) -> bool {
        self.not_open(now).is_none()
    }

    /// Why it gets nothing new although it is there.
    fn kept_from_new_jobs(&self, now: Timestamp) -> Option<Standing> {
        self.not_open(now).or_else(|| self.kept_for.map(|_| Standing::Kept))
    }

    fn not_open(&self, now: Timestamp) -> Option<Standing> {
        let is_updating = |update: &Update| update.stage.keeps_from_new_jobs();
        if self.is_leaving || self.is_stopping {
            Some(Standing::Stopping)
        } else if self.is_paused(now) {
            Some(Standing::Paused)
        } else if self.row.update.as_ref().is_some_and(is_updating) {
            Some(Standing::Updating)
        } else {
            self.row.owner.closed.map(Standing::Closed)
        }
    }

    fn is_paused(&self, now: Timestamp) -> bool {
        self.row.pause.as_ref().is_some_and(|pause| !pause.is_over(now))
    }

    /// The worker as an explanation looks at it.
    fn candidate(&self, busy: &BTreeMap<WorkerId, u32>, now: Timestamp) -> Candidate<'_> {
        let standing = Standing::of(self.liveness(now), self.kept_from_new_jobs(now));
        let room = Room { slots: self.row.slots, free: self.free_slots(busy) };
        Candidate { name: &self.row.name, host: host(&self.row, standing, room) }
    }
}

/// One moment, on both clocks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Now {
    pub(crate) boot: BootTime,
    pub(crate) wall: Timestamp,
}

/// A worker with an open session and a free slot, or one that will soon have some.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    pub(crate) row: WorkerRow,
    pub(crate) free_slots: u32,
    pub(crate) ahead: Option<Ahead>,
}

impl Offer {
    /// Whether a claim takes this job for the worker: the same rule by which a waiting job is explained.
    pub(crate) fn takes(&self, organisation: &OrganisationId, ask: Ask<'_>) -> bool {
        self.would_take(organisation, ask, self.free_slots)
    }

    /// Whether it would if nothing ran on it.
    pub(crate) fn could_take(&self, organisation: &OrganisationId, ask: Ask<'_>) -> bool {
        self.would_take(organisation, ask, self.row.slots)
    }

    fn would_take(&self, organisation: &OrganisationId, ask: Ask<'_>, free: u32) -> bool {
        let room = Room { slots: self.row.slots, free };
        let is_own = self.row.organisation == *organisation;
        is_own && takes(ask, host(&self.row, Standing::Ready, room))
    }
}

fn host(row: &WorkerRow, standing: Standing, room: Room) -> Host<'_> {
    Host { labels: row.labels.all(), only: &row.owner.limits.only, standing, room }
}

#[derive(Debug, Default)]
pub(crate) struct Fleet {
    members: Mutex<BTreeMap<WorkerId, Member>>,
    changes: Changes,
}

impl Fleet {
    /// The fleet as the store knows it: everybody has joined, nobody is here yet.
    pub(crate) fn from_rows(rows: Vec<WorkerRow>, changes: Changes) -> Self {
        let member = |row: WorkerRow| (row.id.clone(), Member::absent(row));
        Self { members: Mutex::new(rows.into_iter().map(member).collect()), changes }
    }

    fn members(&self) -> MutexGuard<'_, BTreeMap<WorkerId, Member>> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A worker joined, or what is kept of it changed. Answers whether it was new here.
    pub(crate) fn put(&self, row: WorkerRow) {
        let change = Change::Worker(row.organisation.clone(), row.id.clone());
        let mut members = self.members();
        match members.get_mut(&row.id) {
            // A row that was read before somebody paused it or gave it a label must not undo that.
            Some(member) => {
                let WorkerRow { pause, update, owner, labels, .. } = member.row.clone();
                let labels = row.labels.with_given(labels.given().clone());
                member.row = WorkerRow { pause, update, owner, labels, ..row };
                // A node that speaks is not at work, or not silent meanwhile.
                member.silent_until = None;
            }
            None => drop(members.insert(row.id.clone(), Member::absent(row))),
        }
        drop(members);
        self.changes.tell(change);
    }

    /// A worker opened a session; an older one of the same worker is cut.
    pub(crate) fn arrive(&self, row: WorkerRow, line: Line, now: Timestamp) {
        let change = Change::Worker(row.organisation.clone(), row.id.clone());
        let mut member = Member { line: Some(line), arrived_at: Some(now), ..Member::absent(row) };
        let mut members = self.members();
        let before = members.remove(&member.row.id);
        if let Some(known) = &before {
            // What the row says of this may be older than what was said since it was read.
            member.row.steer(&known.row);
            (member.is_stopping, member.used_at) = (known.is_stopping, known.used_at);
        }
        members.insert(member.row.id.clone(), member);
        drop(members);
        cut(before);
        self.changes.tell(change);
    }

    /// A session ended, unless another one has taken its place. Answers whether it was its last one: no other has come meanwhile.
    pub(crate) fn depart(&self, id: &WorkerId, number: u64, now: Timestamp) -> bool {
        let mut was_last = true;
        let change = self.change(id, |member| {
            was_last = member.line.as_ref().is_none_or(|line| line.number == number);
            if was_last && member.line.is_some() {
                member.line = None;
                member.row.last_seen_at = now;
            }
        });
        self.tell(change);
        was_last
    }

    /// Whether a worker has a session.
    pub(crate) fn is_connected(&self, id: &WorkerId) -> bool {
        self.members().get(id).is_some_and(|member| member.line.is_some())
    }

    /// A worker was heard.
    pub(crate) fn heard(&self, id: &WorkerId, now: Timestamp) {
        drop(self.change(id, |member| {
            member.row.last_seen_at = now;
            member.row.said_asleep = false;
        }));
    }

    /// A node was given a job that it runs without a word, for so long at most.
    pub(crate) fn bear_silence(&self, id: &WorkerId, until: Timestamp) {
        drop(self.change(id, |member| member.silent_until = Some(until)));
    }

    /// Somebody renamed a worker, gave it labels, paused it or let it go on.
    pub(crate) fn steered(&self, row: &WorkerRow) {
        let change = self.change(&row.id, |member| member.row.steer(row));
        self.tell(change);
    }

    /// A worker has or allows something else than before.
    pub(crate) fn changed(&self, row: &WorkerRow) {
        let change = self.change(&row.id, |member| {
            let found = row.labels.found().clone();
            member.row.labels = member.row.labels.with_found(found);
            member.row.owner.clone_from(&row.owner);
        });
        self.tell(change);
    }

    /// Workers that listen, of whatever organisation.
    pub(crate) fn listening(&self) -> Vec<WorkerRow> {
        let members = self.members();
        let listening = members.values().filter(|member| member.row.url.is_some());
        listening.map(|member| member.row.clone()).collect()
    }

    /// Organisations with workers that are being updated, or wait for it.
    pub(crate) fn updating(&self) -> BTreeSet<OrganisationId> {
        let members = self.members();
        let is_updating = |member: &&Member| {
            member.row.update.as_ref().is_some_and(|update| !update.stage.is_over())
        };
        members.values().filter(is_updating).map(|member| member.row.organisation.clone()).collect()
    }

    /// Workers that somebody paused, of whatever organisation.
    pub(crate) fn paused(&self) -> Vec<WorkerRow> {
        let members = self.members();
        let paused = members.values().filter(|member| member.row.pause.is_some());
        paused.map(|member| member.row.clone()).collect()
    }

    /// A worker says that it goes.
    pub(crate) fn leaves(&self, id: &WorkerId, to_sleep: bool) {
        let change = self.change(id, |member| {
            member.is_leaving = true;
            member.row.said_asleep = to_sleep;
        });
        self.tell(change);
    }

    /// A worker was removed: its session is cut.
    pub(crate) fn remove(&self, id: &WorkerId) {
        let removed = self.members().remove(id);
        cut(removed.clone());
        if let Some(member) = removed {
            self.changes.tell(Change::WorkerGone(member.row.organisation, member.row.id));
        }
    }

    /// What is free of these workers is kept for jobs that need more, and of no others.
    pub(crate) fn keep(&self, kept: &BTreeMap<WorkerId, JobId>) {
        let mut members = self.members();
        let changed = members.values_mut().filter_map(|member| {
            let kept_for = kept.get(&member.row.id).copied();
            let before = std::mem::replace(&mut member.kept_for, kept_for);
            let change = || Change::Worker(member.row.organisation.clone(), member.row.id.clone());
            (before != kept_for).then(change)
        });
        let changed: Vec<_> = changed.collect();
        drop(members);
        for change in changed {
            self.changes.tell(change);
        }
    }

    /// The machine of a worker is being stopped, or is not after all.
    pub(crate) fn stops(&self, id: &WorkerId, is_stopping: bool) {
        let change = self.change(id, |member| member.is_stopping = is_stopping);
        self.tell(change);
    }

    /// Since when a worker has been given nothing and has ended nothing; since now, if nobody has looked before.
    pub(crate) fn unused_since(&self, id: &WorkerId, now: BootTime) -> BootTime {
        let mut members = self.members();
        members.get_mut(id).map_or(now, |member| *member.used_at.get_or_insert(now))
    }

    /// A worker was given a job.
    pub(crate) fn was_given(&self, id: &WorkerId, now: BootTime) {
        let change = self.change(id, |member| member.used_at = Some(now));
        self.tell(change);
    }

    /// A worker has ended an attempt of this job.
    pub(crate) fn ended(&self, id: &WorkerId, job: &JobRow, now: BootTime) {
        let change = self.change(id, |member| {
            member.pace.ended(job, now);
            member.used_at = Some(now);
            member.silent_until = None;
        });
        self.tell(change);
    }

    fn change(&self, id: &WorkerId, how: impl FnOnce(&mut Member)) -> Option<Change> {
        let mut members = self.members();
        let member = members.get_mut(id)?;
        how(member);
        Some(Change::Worker(member.row.organisation.clone(), member.row.id.clone()))
    }

    fn tell(&self, change: Option<Change>) {
        if let Some(change) = change {
            self.changes.tell(change);
        }
    }

    /// One worker of an organisation.
    pub(crate) fn find(&self, organisation: &OrganisationId, id: &WorkerId) -> Option<Member> {
        self.members().get(id).filter(|member| member.row.organisation == *organisation).cloned()
    }

    /// How it is now; nothing of one that has not joined.
    pub(crate) fn liveness_of(
        &self,
        organisation: &OrganisationId,
        id: &WorkerId,
        now: Timestamp,
    ) -> Option<Liveness> {
        let members = self.members();
        let member = members.get(id).filter(|member| member.row.organisation == *organisation);
        member.map(|member| member.liveness(now))
    }

    /// The workers of an organisation, by name.
    pub(crate) fn list(&self, organisation: &OrganisationId) -> Vec<Member> {
        let members = self.members();
        let own = members.values().filter(|member| member.row.organisation == *organisation);
        let mut list: Vec<_> = own.cloned().collect();
        drop(members);
        list.sort_by(|a, b| (&a.row.name, &a.row.id).cmp(&(&b.row.name, &b.row.id)));
        list
    }

    /// Every worker, of whatever organisation.
    pub(crate) fn all(&self) -> Vec<Member> {
        self.members().values().cloned().collect()
    }

    /// Workers that would take a job now.
    pub(crate) fn offers(&self, busy: &BTreeMap<WorkerId, u32>, now: Now) -> Vec<Offer> {
        self.members().values().filter_map(|member| member.offer(busy, now)).collect()
    }

    /// The workers of an organisation, as jobs with these requirements see them.
    pub(crate) fn classes<'a>(
        &self,
        organisation: &OrganisationId,
        busy: &BTreeMap<WorkerId, u32>,
        now: Timestamp,
        asks: impl IntoIterator<Item = Ask<'a>>,
    ) -> Vec<Class> {
        let members = self.members();
        let own = members.values().filter(|member| member.row.organisation == *organisation);
        classes(asks, own.map(|member| member.candidate(busy, now)))
    }

    /// Sends a frame to a worker that is here. A worker that is not, or does not read, is not waited
    /// for: its lease tells what becomes of it.
    pub(crate) fn send(&self, id: &WorkerId, frame: FromCoordinator) {
        let line = self.members().get(id).and_then(|member| member.line.clone());
        if line.is_some_and(|line| line.outbox.try_send(frame).is_err()) {
            tracing::warn!(worker = %id, "worker {id} does not read its frames");
        }
    }

    /// Sends a frame that nobody may miss to every worker that is here. One that does not read is cut
    /// off, and hears of it when it comes back.
    pub(crate) fn send_all(&self, frame: &FromCoordinator) {
        let members = self.members();
        for line in members.values().filter_map(|member| member.line.as_ref()) {
            line.send_or_cut(frame.clone());
        }
    }

    /// Has the workers of an organisation keep the newest head of its log. Who misses it is told the next one.
    pub(crate) fn tell_head(&self, organisation: &OrganisationId, head: &str) {
        let members = self.members();
        let own = members.values().filter(|member| member.row.organisation == *organisation);
        for line in own.filter_map(|member| member.line.as_ref()).filter(|line| line.keeps_heads) {
            let frame = FromCoordinator::AuditHead { head: head.to_owned() };
            if line.outbox.try_send(frame).is_err() {
                tracing::debug!("a worker missed a head of the audit log");
            }
        }
    }

    /// When everybody was last heard, for the store.
    pub(crate) fn last_seen(&self) -> Vec<(WorkerId, Timestamp, bool)> {
        let members = self.members();
        members
            .values()
            .map(|member| (member.row.id.clone(), member.row.last_seen_at, member.row.said_asleep))
            .collect()
    }
}

/// Ends the session of a worker that is not in the fleet any more.
fn cut(member: Option<Member>) {
    if let Some(line) = member.and_then(|member| member.line) {
        line.cut.cancel();
    }
}
