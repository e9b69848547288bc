//! The fleet: every worker that joined, and whether it is here.
//!
//! The store keeps who joined; who is connected, and since when it was silent, is known only here.

use crate::engine::changes::{Change, Changes};
use muster_api::session::FromCoordinator;
use muster_core::{
    OrganisationId, Timestamp, WorkerId,
    explain::Candidate,
    worker::{Link, Liveness, Presence},
};
use muster_store::worker::WorkerRow;
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// A node that polls counts as here for three of its heartbeats of 15 s.
const POLLING_ALLOWANCE: Duration = Duration::from_secs(45);

/// An open session, as the engine uses it.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Tells this session from the one that takes its place.
    pub(crate) number: u64,
    /// Frames that wait to be sent.
    pub(crate) outbox: mpsc::Sender<FromCoordinator>,
    /// Ends the session: another one took its place, or the worker was removed.
    pub(crate) cut: CancellationToken,
}

impl Line {
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
    /// It said that it goes, so it gets nothing new.
    pub(crate) is_leaving: bool,
}

impl Member {
    fn absent(row: WorkerRow) -> Self {
        Self { row, line: None, arrived_at: None, is_leaving: false }
    }

    pub(crate) fn liveness(&self, now: Timestamp) -> Liveness {
        self.presence(now).liveness(now)
    }

    pub(crate) fn presence(&self, now: Timestamp) -> Presence {
        let row = &self.row;
        let is_here = match row.link {
            Link::Session => self.line.is_some(),
            Link::Polling => now.since(row.last_seen_at) < POLLING_ALLOWANCE,
        };
        Presence {
            link: row.link,
            here_since: is_here.then(|| self.arrived_at.unwrap_or(row.last_seen_at)),
            said_asleep: row.said_asleep,
            said_goodbye: self.is_leaving,
            last_seen: row.last_seen_at,
        }
    }

    fn free_slots(&self, busy: &BTreeMap<WorkerId, u32>) -> u32 {
        let taken = busy.get(&self.row.id).copied().unwrap_or_default();
        if self.is_leaving { 0 } else { self.row.slots.saturating_sub(taken) }
    }
}

/// A worker with a free slot and an open session.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    pub(crate) row: WorkerRow,
    pub(crate) free_slots: u32,
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
            Some(member) => member.row = row,
            None => drop(members.insert(row.id.clone(), Member::absent(row))),
        }
        drop(members);
        self.changes.tell(change);
    }

    /// A worker opened a session; an older one of the same worker is cut.
    pub(crate) fn arrive(&self, row: WorkerRow, line: Line, now: Timestamp) {
        let change = Change::Worker(row.organisation.clone(), row.id.clone());
        let member = Member { row, line: Some(line), arrived_at: Some(now), is_leaving: false };
        let before = self.members().insert(member.row.id.clone(), member);
        cut(before);
        self.changes.tell(change);
    }

    /// A session ended, unless another one has taken its place.
    pub(crate) fn depart(&self, id: &WorkerId, number: u64, now: Timestamp) {
        let change = self.change(id, |member| {
            if member.line.as_ref().is_some_and(|line| line.number == number) {
                member.line = None;
                member.row.last_seen_at = now;
            }
        });
        self.tell(change);
    }

    /// A worker was heard.
    pub(crate) fn heard(&self, id: &WorkerId, now: Timestamp) {
        drop(self.change(id, |member| {
            member.row.last_seen_at = now;
            member.row.said_asleep = false;
        }));
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

    /// How many slots a worker has taken changed.
    pub(crate) fn is_busier_or_freer(&self, id: &WorkerId) {
        let change = self.change(id, |_| ());
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

    /// The workers of an organisation, by name.
    pub(crate) fn list(&self, organisation: &OrganisationId) -> Vec<Member> {
        let members = self.members();
        let own = members.values().filter(|member| member.row.organisation == *organisation);
        let mut list: Vec<_> = own.cloned().collect();
        drop(members);
        list.sort_by(|a, b| (&a.row.name, &a.row.id).cmp(&(&b.row.name, &b.row.id)));
        list
    }

    /// Workers that would take a job now.
    pub(crate) fn offers(&self, busy: &BTreeMap<WorkerId, u32>) -> Vec<Offer> {
        let members = self.members();
        let offer = |member: &Member| {
            let free_slots = member.free_slots(busy);
            let is_here = member.line.is_some() && free_slots > 0;
            is_here.then(|| Offer { row: member.row.clone(), free_slots })
        };
        members.values().filter_map(offer).collect()
    }

    /// The fleet as an explanation looks at it.
    pub(crate) fn candidates(
        &self,
        organisation: &OrganisationId,
        busy: &BTreeMap<WorkerId, u32>,
        now: Timestamp,
    ) -> Vec<Candidate> {
        let members = self.members();
        let own = members.values().filter(|member| member.row.organisation == *organisation);
        let candidate = |member: &Member| Candidate {
            labels: member.row.labels.clone(),
            liveness: member.liveness(now),
            free_slots: member.free_slots(busy),
        };
        own.map(candidate).collect()
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
