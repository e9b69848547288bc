//! The one value that every part of the coordinator shares.
//!
//! It holds the seams, the store, and what lives in memory only: who is connected, whose lease ends
//! when, and who wants to hear of changes. Nothing in here is the truth about a job; that is the
//! store alone.

use crate::{
    billing::Billing,
    cloud::{HostSettings, OwnAccounts, Questions},
    crypto::LinkKey,
    engine::{
        absence::Absence, ai::Ai, audit::AuditLog, blobs::Blobs, calls::Calls, changes::Changes,
        counts::Counts, epoch::Epoch, fleet::Fleet, keys::Keys, leases::Leases, logs::Logs,
        passed_over::PassedOver, people::People, programs::Programs, queue::Turns,
        schedule::HeldUp, secrets::Sealer, terminals::Terminals, usage::Usage, waits::Waits,
        watch::Watch,
    },
    http::{
        guard::{hosts::Hosts, presets::Presets},
        oidc::Workflows,
        outside::Outside,
    },
    metrics::Metrics,
    reconcile::Reports,
};
use muster_api::{
    backup::{BackupFailure, BackupList, BackupRun},
    instance::{Check, FixKind},
};
use muster_core::{Actor, OrganisationId, RequestId, Scope};
use muster_limits::{Limits, Permits};
use muster_operations::Operations;
use muster_seams::Seams;
use muster_session::KeyPair;
use muster_store::Store;
use std::{path::PathBuf, sync::Arc};
use tokio::sync::{Mutex, Notify};
use tokio_util::sync::CancellationToken;

/// What the host adds to `doctor`: it has the keychain, the data directory, the listeners and the log.
pub trait HostDoctor: Send + Sync {
    /// Looks at everything, or at what has this name.
    fn checks(&self, only: Option<String>) -> futures_util::future::BoxFuture<'static, Vec<Check>>;
    /// Mends something. Answers what was done in a sentence, or why it could not be.
    fn mend(&self, fix: FixKind) -> Result<String, String>;
    /// The end of what this process has said about itself.
    fn log(&self) -> String;
    /// Secrets that it was given, so that they can be looked for.
    fn secrets(&self) -> Vec<String>;
}

/// Backups, which the host makes: it has the keys and the files.
pub trait HostBackups: Send + Sync {
    /// Every backup, newest first.
    fn list(&self) -> futures_util::future::BoxFuture<'static, Result<BackupList, BackupFailure>>;
    /// Begins to make one, or answers with the one that is being made.
    fn begin(&self) -> BackupRun;
    /// Why the last one could not be made, if it could not.
    fn failure(&self) -> Option<BackupFailure>;
}

/// What the coordinator is made of.
pub(crate) struct App {
    pub(crate) seams: Seams,
    pub(crate) store: Store,
    /// The organisation of this machine's operator.
    pub(crate) organisation: OrganisationId,
    pub(crate) epoch: Epoch,
    pub(crate) key: KeyPair,
    /// What links to downloads are signed with.
    pub(crate) link_key: LinkKey,
    pub(crate) machine: String,
    pub(crate) version: String,
    pub(crate) data_dir: PathBuf,
    pub(crate) urls: std::sync::RwLock<Vec<String>>,
    pub(crate) presets: Presets,
    pub(crate) hosts: Hosts,
    /// How others see us.
    pub(crate) outside: Outside,
    pub(crate) links: crate::http::console::links::Links,
    pub(crate) fleet: Arc<Fleet>,
    pub(crate) leases: Leases,
    /// Workers that are called from here.
    pub(crate) calls: Calls,
    pub(crate) logs: Logs,
    pub(crate) blobs: Blobs,
    /// What workers can be brought to.
    pub(crate) programs: Programs,
    pub(crate) sealer: Arc<Sealer>,
    pub(crate) audit: AuditLog,
    /// What was bought, and what may be created because of it.
    pub(crate) billing: Arc<Billing>,
    /// What is wanted of providers.
    pub(crate) operations: Arc<Operations>,
    /// What organisations have entered of their own at providers.
    pub(crate) own_accounts: OwnAccounts,
    /// Who asks environments how they are used.
    pub(crate) workspaces: Questions,
    /// Who reads the settings of the environment again.
    pub(crate) host_settings: Option<Arc<dyn HostSettings>>,
    pub(crate) counts: Counts,
    /// Jobs that cannot be read.
    pub(crate) passed_over: PassedOver,
    /// Slots of schedules that have come and cannot run yet.
    pub(crate) held_up: HeldUp,
    /// The time zone of this machine, for schedules that name none.
    pub(crate) time_zone: String,
    pub(crate) changes: Changes,
    pub(crate) metrics: Metrics,
    /// How many requests of other machines are taken.
    pub(crate) limits: Limits,
    /// How many of them one caller has running at once.
    pub(crate) permits: Permits,
    /// What is used, and how much may be.
    pub(crate) usage: Usage,
    /// Who signs up and in.
    pub(crate) people: People,
    /// Who people and agents are, and what they prove it with.
    pub(crate) identity: muster_identity::settings::Settings,
    /// What tokens of agents are signed with.
    pub(crate) keys: Keys,
    /// Who may be asked about failures.
    pub(crate) ai: Ai,
    /// Who signs for workflows.
    pub(crate) workflows: Workflows,
    pub(crate) reports: Reports,
    /// Shells that are open in environments.
    pub(crate) terminals: Terminals,
    pub(crate) host_doctor: Option<Arc<dyn HostDoctor>>,
    pub(crate) host_backups: Option<Arc<dyn HostBackups>>,
    /// Wakes the dispatcher: a job was queued or a slot came free.
    pub(crate) work: Notify,
    /// Wakes the pass of the retention: its rules were changed.
    pub(crate) rules_changed: Notify,
    /// No job is granted any more: we are about to stop.
    pub(crate) draining: CancellationToken,
    /// Whether we were away without having stopped.
    pub(crate) absence: Absence,
    /// How workers were, as far as it was written down.
    pub(crate) watch: Watch,
    /// What jobs wait for, as far as it was written down.
    pub(crate) waits: Waits,
    /// Held from a commit until its frames are sent, so that a worker never sees `stop` before `run`,
    /// nor a grant before the bookmark of its epoch.
    pub(crate) order: Mutex<()>,
    /// Whose jobs are granted next.
    pub(crate) turns: Mutex<Turns>,
}

impl App {
    /// The scope of what the coordinator does by itself.
    pub(crate) fn own_scope(&self, organisation: &OrganisationId) -> Scope {
        Scope {
            organisation: organisation.clone(),
            actor: Actor::Coordinator,
            request_id: self.new_request_id(),
            idempotency_key: None,
        }
    }

    /// A fresh id for a request that brought none.
    pub(crate) fn new_request_id(&self) -> RequestId {
        let text = format!("req_{}", muster_core::id::encode(self.seams.rng.bytes()));
        text.parse().expect("base 32 is plain text")
    }

    /// Addresses at which others reach us, the best first.
    pub(crate) fn urls(&self) -> Vec<String> {
        self.urls.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    pub(crate) fn set_urls(&self, urls: Vec<String>) {
        *self.urls.write().unwrap_or_else(std::sync::PoisonError::into_inner) = urls;
    }

    /// Whether nothing may be granted any more.
    pub(crate) fn is_draining(&self) -> bool {
        self.draining.is_cancelled() || self.seams.tasks.is_stopping()
    }

    /// Something may be able to start now.
    pub(crate) fn wake_dispatch(&self) {
        self.work.notify_one();
    }
}
