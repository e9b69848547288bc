//! Leases: when each promise to a worker ends, on this coordinator's boot clock.
//!
//! A lease is live until its deadline; heartbeats move the deadline, never backwards. Deadlines are
//! kept in memory only: after a restart everyone gets a full extra lease, and after our own sleep
//! too, so a live worker is never robbed because *we* were away.

use crate::{
    app::App,
    engine::life::{grant_of, log_of},
};
use muster_api::session::Grant;
use muster_core::{JobId, OrganisationId, WorkerId, job::OnDisconnect, worker::Link};
use muster_seams::BootTime;
use muster_store::job::JobRow;
use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How long a worker may be silent before its jobs are taken away.
pub(crate) const LEASE: Duration = Duration::from_mins(1);
/// How often a worker says that it is alive: five chances within a lease.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(10);
/// A worker is told that it has so much less than it has: it asks a command to end, waits for its
/// grace of ten seconds, and is done when the job goes to somebody else.
pub(crate) const HANDOVER: Duration = Duration::from_secs(15);

/// A node that polls sends no heartbeat while a job runs: its lease lasts as long as the job may take,
/// and this much more to say how it went.
const AFTER_TIMEOUT: Duration = Duration::from_mins(1);

/// One promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lease {
    pub(crate) organisation: OrganisationId,
    pub(crate) worker: WorkerId,
    pub(crate) grant: Grant,
    /// How many slots it takes.
    pub(crate) slots: u32,
    pub(crate) deadline: BootTime,
    /// How long it lasts from a renewal.
    pub(crate) span: Duration,
    /// It was found to be over: from then on nothing renews it.
    pub(crate) is_over: bool,
}

impl Lease {
    fn extend(&mut self, until: BootTime) {
        if !self.is_over {
            self.deadline = self.deadline.max(until);
        }
    }
}

type Key = (OrganisationId, JobId);

/// Every live promise.
#[derive(Debug, Default)]
pub(crate) struct Leases(Mutex<Promises>);

#[derive(Debug, Default)]
struct Promises {
    by_job: BTreeMap<Key, Lease>,
    /// What each worker was given.
    held: BTreeMap<WorkerId, Held>,
    /// How many tasks of each array each worker was given.
    arrays: BTreeMap<Key, BTreeMap<WorkerId, u32>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Held {
    jobs: u32,
    slots: u32,
}

impl Promises {
    fn insert(&mut self, key: Key, lease: Lease) {
        self.remove(&key);
        let held = self.held.entry(lease.worker.clone()).or_default();
        held.jobs += 1;
        held.slots += lease.slots;
        if let Some(array) = array_of(&key) {
            *self.arrays.entry(array).or_default().entry(lease.worker.clone()).or_default() += 1;
        }
        self.by_job.insert(key, lease);
    }

    fn remove(&mut self, key: &Key) {
        let Some(Lease { worker, slots, .. }) = self.by_job.remove(key) else { return };
        self.remove_from_array(key, &worker);
        if let Entry::Occupied(mut held) = self.held.entry(worker) {
            held.get_mut().jobs -= 1;
            held.get_mut().slots -= slots;
            if held.get().jobs == 0 {
                held.remove();
            }
        }
    }
}

impl Promises {
    fn remove_from_array(&mut self, key: &Key, worker: &WorkerId) {
        let Some(Entry::Occupied(mut spread)) = array_of(key).map(|it| self.arrays.entry(it))
        else {
            return;
        };
        if let Some(tasks) = spread.get_mut().get_mut(worker) {
            *tasks -= 1;
        }
        spread.get_mut().retain(|_, tasks| *tasks > 0);
        if spread.get().is_empty() {
            spread.remove();
        }
    }
}

/// The array of a task.
fn array_of((organisation, job): &Key) -> Option<Key> {
    job.as_task().map(|(array, _)| (organisation.clone(), array))
}

impl Leases {
    fn all(&self) -> MutexGuard<'_, Promises> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers a promise; a later grant of the same job takes the place of an earlier one.
    pub(crate) fn begin(&self, lease: Lease) {
        let mut all = self.all();
        let key = (lease.organisation.clone(), lease.grant.job);
        let is_newer = all.by_job.get(&key).is_none_or(|old| old.grant.fence <= lease.grant.fence);
        if is_newer {
            all.insert(key, lease);
        }
    }

    /// Moves the deadlines of the worker's grants, and answers which of them still stand.
    pub(crate) fn renew(
        &self,
        worker: &WorkerId,
        organisation: &OrganisationId,
        grants: &[Grant],
        now: BootTime,
    ) -> Vec<Grant> {
        let mut all = self.all();
        let mut stands = |grant: &&Grant| {
            let lease = all.by_job.get_mut(&(organisation.clone(), grant.job));
            let own = lease.filter(|lease| lease.grant == **grant && lease.worker == *worker);
            own.filter(|lease| !lease.is_over).is_some_and(|lease| {
                lease.extend(now.after(lease.span));
                true
            })
        };
        grants.iter().filter(|grant| stands(grant)).copied().collect()
    }

    /// Forgets a promise that was kept or broken.
    pub(crate) fn end(&self, organisation: &OrganisationId, grant: Grant) {
        let mut all = self.all();
        let key = (organisation.clone(), grant.job);
        if all.by_job.get(&key).is_some_and(|lease| lease.grant == grant) {
            all.remove(&key);
        }
    }

    /// Whether this promise to this worker still stands.
    pub(crate) fn holds(
        &self,
        worker: &WorkerId,
        organisation: &OrganisationId,
        grant: Grant,
    ) -> bool {
        let all = self.all();
        let lease = all.by_job.get(&(organisation.clone(), grant.job));
        lease.is_some_and(|lease| lease.grant == grant && lease.worker == *worker)
    }

    /// Whether there is a promise for this very grant, to whomever.
    pub(crate) fn knows(&self, organisation: &OrganisationId, grant: Grant) -> bool {
        let all = self.all();
        let lease = all.by_job.get(&(organisation.clone(), grant.job));
        lease.is_some_and(|lease| lease.grant == grant)
    }

    /// What a worker holds.
    pub(crate) fn of_worker(&self, worker: &WorkerId) -> Vec<Lease> {
        self.all().by_job.values().filter(|lease| lease.worker == *worker).cloned().collect()
    }

    /// How many slots the jobs of each worker take.
    pub(crate) fn slots_by_worker(&self) -> BTreeMap<WorkerId, u32> {
        let all = self.all();
        all.held.iter().map(|(worker, held)| (worker.clone(), held.slots)).collect()
    }

    /// On how many workers tasks of each array of an organisation are.
    pub(crate) fn workers_by_array(&self, organisation: &OrganisationId) -> BTreeMap<JobId, u32> {
        let all = self.all();
        let own = all.arrays.iter().filter(|((whose, _), _)| whose == organisation);
        own.map(|((_, array), spread)| (*array, u32::try_from(spread.len()).unwrap_or(u32::MAX)))
            .collect()
    }

    /// How many jobs this worker holds.
    pub(crate) fn count_of(&self, worker: &WorkerId) -> u32 {
        self.all().held.get(worker).map_or(0, |held| held.jobs)
    }

    /// Promises whose time is over. That is decided here, once: a heartbeat that comes later does not
    /// bring them back, even if the store has not heard of it yet.
    pub(crate) fn end_expired(&self, now: BootTime) -> Vec<Lease> {
        let mut all = self.all();
        let mut over: Vec<Lease> = Vec::new();
        for lease in all.by_job.values_mut().filter(|lease| lease.deadline <= now) {
            lease.is_over = true;
            over.push(lease.clone());
        }
        drop(all);
        over.sort_by_key(|lease| (lease.deadline, lease.grant));
        over
    }

    /// Gives everyone until this time at least: we were away, they were not.
    pub(crate) fn extend_all(&self, until: BootTime) {
        self.all().by_job.values_mut().for_each(|lease| lease.extend(until));
    }
}

impl App {
    /// Begins the lease of a job that its holder has just been granted.
    pub(crate) fn begin_lease(&self, job: &JobRow, link: Link) {
        if let Some(holder) = job.life.state.holder() {
            self.logs.make_room(&log_of(job, holder));
        }
        self.promise(job, link, Duration::ZERO);
    }

    /// Takes up a job that somebody holds and we have no lease for: after a restart, or after a commit
    /// whose outcome we did not learn. The holder gets one full extra lease to speak up.
    pub(crate) fn adopt(&self, job: &JobRow, link: Link) {
        self.promise(job, link, LEASE);
        if let Some(holder) = job.life.state.holder() {
            // Followers can wait for a log that is open; if it cannot be opened, its first chunk says so.
            drop(self.logs.begin(&log_of(job, holder)));
        }
    }

    fn promise(&self, job: &JobRow, link: Link, extra: Duration) {
        let Some(holder) = job.life.state.holder() else { return };
        let span = span(job, link);
        if link == Link::Polling {
            let until = self.seams.clock.now().after(span).after(extra);
            self.fleet.bear_silence(&holder.worker, until);
        }
        self.leases.begin(Lease {
            organisation: job.organisation.clone(),
            worker: holder.worker.clone(),
            grant: grant_of(job.id, holder),
            slots: job.specification.slots,
            deadline: self.seams.clock.boot().after(span).after(extra),
            span,
            is_over: false,
        });
    }
}

/// How long a worker's silence is borne, by what its job says about it.
fn span(job: &JobRow, link: Link) -> Duration {
    let said = &job.specification;
    match (link, said.on_disconnect) {
        (Link::Polling, _) => said.timeout + AFTER_TIMEOUT,
        (Link::Session, OnDisconnect::Keep) => LEASE.max(said.lost_after + HANDOVER),
        (Link::Session, OnDisconnect::Replace | OnDisconnect::Stop) => LEASE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_core::Fence;

    fn grant(counter: u32) -> Grant {
        Grant { job: JobId::from_number(1), attempt: counter, fence: Fence { epoch: 1, counter } }
    }

    fn seconds(count: u64) -> BootTime {
        BootTime(Duration::from_secs(count))
    }

    fn lease(counter: u32, deadline: u64) -> Lease {
        Lease {
            organisation: OrganisationId::from_random([0; 16]),
            worker: WorkerId::from_random([1; 16]),
            grant: grant(counter),
            slots: 3,
            deadline: seconds(deadline),
            span: Duration::from_secs(20),
            is_over: false,
        }
    }

    fn renewed(leases: &Leases, held: &Lease, at: u64) -> Vec<Grant> {
        leases.renew(&held.worker, &held.organisation, &[held.grant], seconds(at))
    }

    #[test]
    fn a_late_heartbeat_never_shortens_a_lease() {
        let leases = Leases::default();
        let held = lease(1, 100);
        leases.begin(held.clone());
        assert_eq!(renewed(&leases, &held, 50), [grant(1)]);
        assert_eq!(leases.end_expired(seconds(99)), []);
        assert_eq!(renewed(&leases, &held, 90), [grant(1)]);
        assert_eq!(leases.end_expired(seconds(109)), [], "and an early one lengthens it");
        assert_eq!(leases.end_expired(seconds(110)).len(), 1);
    }

    #[test]
    fn a_lease_that_was_found_to_be_over_is_not_brought_back() {
        let leases = Leases::default();
        let held = lease(1, 100);
        leases.begin(held.clone());
        assert_eq!(leases.end_expired(seconds(100)).len(), 1);
        assert_eq!(renewed(&leases, &held, 100), [], "its worker is told at once");
        leases.extend_all(seconds(900));
        assert_eq!(leases.end_expired(seconds(101)).len(), 1, "until the store has heard of it");
        leases.end(&held.organisation, held.grant);
        assert_eq!(leases.end_expired(seconds(900)), []);
    }

    #[test]
    fn a_grant_from_the_past_neither_renews_nor_replaces_nor_ends_the_present_one() {
        let leases = Leases::default();
        let now = lease(2, 100);
        leases.begin(now.clone());
        leases.begin(lease(1, 900));
        leases.end(&now.organisation, grant(1));
        assert_eq!(renewed(&leases, &lease(1, 0), 500), []);
        assert_eq!(leases.of_worker(&now.worker), std::slice::from_ref(&now));
        assert_eq!(leases.count_of(&now.worker), 1);
        assert_eq!(leases.slots_by_worker(), [(now.worker.clone(), 3)].into());
        leases.begin(lease(3, 900));
        leases.end(&now.organisation, grant(3));
        assert_eq!(leases.slots_by_worker(), BTreeMap::new(), "each was counted once");
    }
}
