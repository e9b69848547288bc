//! Leases: when each promise to a worker ends, on this coordinator's boot clock.
//!
//! A lease is live until its deadline; heartbeats move the deadline, never backwards. Deadlines are
//! kept in memory only: after a restart everyone gets a full extra lease, and after our own sleep
//! too, so a live worker is never robbed because *we* were away.

use crate::{
    app::App,
    engine::{life::grant_of, logs::LogKey},
};
use muster_api::session::Grant;
use muster_core::{JobId, OrganisationId, WorkerId, worker::Link};
use muster_seams::BootTime;
use muster_store::job::JobRow;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How long a worker may be silent before its jobs are taken away.
pub(crate) const LEASE: Duration = Duration::from_mins(1);
/// How often a worker says that it is alive: five chances within a lease.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(10);

/// A node that polls sends no heartbeat while a job runs: its lease lasts as long as the job may take,
/// and this much more to say how it went.
const AFTER_TIMEOUT: Duration = Duration::from_mins(1);

/// One promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lease {
    pub(crate) organisation: OrganisationId,
    pub(crate) worker: WorkerId,
    pub(crate) grant: Grant,
    pub(crate) deadline: BootTime,
}

type Key = (OrganisationId, JobId);

/// Every live promise, by job.
#[derive(Debug, Default)]
pub(crate) struct Leases(Mutex<HashMap<Key, Lease>>);

impl Leases {
    fn all(&self) -> MutexGuard<'_, HashMap<Key, Lease>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers a promise; a later grant of the same job takes the place of an earlier one.
    pub(crate) fn begin(&self, lease: Lease) {
        let mut all = self.all();
        let key = (lease.organisation.clone(), lease.grant.job);
        let is_newer = all.get(&key).is_none_or(|old| old.grant.fence <= lease.grant.fence);
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
        until: BootTime,
    ) -> Vec<Grant> {
        let mut all = self.all();
        let mut stands = |grant: &&Grant| {
            let lease = all.get_mut(&(organisation.clone(), grant.job));
            let own = lease.filter(|lease| lease.grant == **grant && lease.worker == *worker);
            own.is_some_and(|lease| {
                lease.deadline = lease.deadline.max(until);
                true
            })
        };
        grants.iter().filter(|grant| stands(grant)).copied().collect()
    }

    /// Forgets a promise that was kept or broken.
    pub(crate) fn end(&self, organisation: &OrganisationId, grant: Grant) {
        let mut all = self.all();
        let key = (organisation.clone(), grant.job);
        if all.get(&key).is_some_and(|lease| lease.grant == grant) {
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
        let lease = all.get(&(organisation.clone(), grant.job));
        lease.is_some_and(|lease| lease.grant == grant && lease.worker == *worker)
    }

    /// Whether there is a promise for this very grant, to whomever.
    pub(crate) fn knows(&self, organisation: &OrganisationId, grant: Grant) -> bool {
        self.all().get(&(organisation.clone(), grant.job)).is_some_and(|lease| lease.grant == grant)
    }

    /// What a worker holds.
    pub(crate) fn of_worker(&self, worker: &WorkerId) -> Vec<Lease> {
        self.all().values().filter(|lease| lease.worker == *worker).cloned().collect()
    }

    /// How many jobs each worker holds.
    pub(crate) fn count_by_worker(&self) -> HashMap<WorkerId, u32> {
        let mut counts = HashMap::new();
        for lease in self.all().values() {
            *counts.entry(lease.worker.clone()).or_default() += 1;
        }
        counts
    }

    /// Promises whose time is over.
    pub(crate) fn expired(&self, now: BootTime) -> Vec<Lease> {
        self.all().values().filter(|lease| lease.deadline <= now).cloned().collect()
    }

    /// Gives everyone until this time at least: we slept, they did not.
    pub(crate) fn extend_all(&self, until: BootTime) {
        for lease in self.all().values_mut() {
            lease.deadline = lease.deadline.max(until);
        }
    }
}

impl App {
    /// Begins the lease of a job that its holder has just been granted.
    pub(crate) fn begin_lease(&self, job: &JobRow, link: Link) {
        self.promise(job, lease_of(job, link));
    }

    /// Takes up a job that somebody holds and we have no lease for: after a restart, or after a commit
    /// whose outcome we did not learn. The holder gets one full extra lease to speak up.
    pub(crate) fn adopt(&self, job: &JobRow, link: Link) {
        self.promise(job, lease_of(job, link) + LEASE);
        if let Some(holder) = job.life.state.holder() {
            let (organisation, attempt) = (job.organisation.clone(), holder.attempt);
            // Followers can wait for a log that is open; if it cannot be opened, its first chunk says so.
            drop(self.logs.begin(&LogKey { organisation, job: job.id, attempt }));
        }
    }

    fn promise(&self, job: &JobRow, lasting: Duration) {
        let Some(holder) = job.life.state.holder() else { return };
        self.leases.begin(Lease {
            organisation: job.organisation.clone(),
            worker: holder.worker.clone(),
            grant: grant_of(job.id, holder),
            deadline: self.seams.clock.boot().after(lasting),
        });
    }
}

fn lease_of(job: &JobRow, link: Link) -> Duration {
    match link {
        Link::Session => LEASE,
        Link::Polling => job.specification.timeout + AFTER_TIMEOUT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_core::Fence;

    fn grant(counter: u32) -> Grant {
        Grant { job: JobId::from_number(1), attempt: counter, fence: Fence { epoch: 1, counter } }
    }

    fn lease(counter: u32, deadline: u64) -> Lease {
        Lease {
            organisation: OrganisationId::from_random([0; 16]),
            worker: WorkerId::from_random([1; 16]),
            grant: grant(counter),
            deadline: BootTime(Duration::from_secs(deadline)),
        }
    }

    #[test]
    fn a_late_heartbeat_never_shortens_a_lease() {
        let leases = Leases::default();
        let held = lease(1, 100);
        leases.begin(held.clone());
        let early = BootTime(Duration::from_secs(50));
        let renewed = leases.renew(&held.worker, &held.organisation, &[grant(1)], early);
        assert_eq!(renewed, [grant(1)]);
        assert_eq!(leases.expired(BootTime(Duration::from_secs(99))), []);
        assert_eq!(leases.expired(BootTime(Duration::from_secs(100))), [held]);
    }

    #[test]
    fn a_grant_from_the_past_neither_renews_nor_replaces_nor_ends_the_present_one() {
        let leases = Leases::default();
        let now = lease(2, 100);
        leases.begin(now.clone());
        leases.begin(lease(1, 900));
        leases.end(&now.organisation, grant(1));
        let until = BootTime(Duration::from_secs(500));
        assert_eq!(leases.renew(&now.worker, &now.organisation, &[grant(1)], until), []);
        assert_eq!(leases.of_worker(&now.worker), [now]);
    }
}
