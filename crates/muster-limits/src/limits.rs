//! Limits: the windows of this process, and above them those of all, if they are shared.

use crate::{
    admission::Admission,
    group::{Group, Quotas},
    key::Key,
    memory::{MOST_WINDOWS, Memory},
    settings::Settings,
    shared::Shared,
    standing::Standing,
};
use muster_seams::{Clock, Seams};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// Who may make how many requests.
///
/// What this process admits is counted in it even while windows are shared. So it alone never admits more than the
/// quota, whatever Redis does meanwhile, and a caller who is refused here costs no round trip.
#[derive(Debug)]
pub struct Limits {
    clock: Arc<dyn Clock>,
    memory: Memory,
    shared: Option<Arc<Shared>>,
    standing: watch::Receiver<Standing>,
}

impl Limits {
    /// Limits that are counted in this process.
    pub fn in_memory(quotas: Quotas, seams: &Seams) -> Self {
        let memory = Memory::new(quotas, MOST_WINDOWS, &*seams.rng);
        let (_, standing) = watch::channel(Standing::Memory);
        Self { clock: Arc::clone(&seams.clock), memory, shared: None, standing }
    }

    /// Limits as they are set. Where they are shared this waits for the first connection, for two seconds at most.
    pub async fn start(settings: &Settings, seams: &Seams) -> Self {
        let limits = Self::in_memory(settings.quotas.clone(), seams);
        let Some(address) = &settings.redis else { return limits };
        let clock = Arc::clone(&seams.clock);
        let shared = Arc::new(Shared::new(address, settings, clock));
        shared.keep(seams).await;
        Self { standing: shared.standing(), shared: Some(shared), ..limits }
    }

    /// Counts a request, if the quota allows one more.
    pub async fn check(&self, key: Key, group: Group) -> Admission {
        let (here, counted) = self.memory.admit(group, key, self.clock.boot());
        let Some(shared) = self.shared.as_ref().filter(|_| here.is_allowed) else { return here };
        match shared.admit(group, key).await {
            Some(everywhere) if everywhere.is_allowed => everywhere,
            Some(refused) => {
                self.memory.take_back(counted);
                refused
            }
            None => here,
        }
    }

    /// Adds to a number of this name that all coordinators share, and answers their sum; it is forgotten when nobody
    /// has added to it for so long. Nothing, if no Redis is set or it is out of reach.
    pub async fn add_up(&self, name: &str, count: u64, keep: Duration) -> Option<u64> {
        self.shared.as_ref()?.add_up(name, count, keep).await
    }

    /// Where windows are counted just now.
    pub fn standing(&self) -> Standing {
        *self.standing.borrow()
    }

    /// The same, for whoever waits for it to change.
    pub fn watch(&self) -> watch::Receiver<Standing> {
        self.standing.clone()
    }
}
