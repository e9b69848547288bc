//! Attempts: one try of a job, from the moment it was granted until its end is confirmed.
//!
//! An attempt waits for a slot, runs, and has ended. Its own task moves it along; the conversation
//! with the coordinator looks at where it is, sends what is new of its log, and gives it orders.

mod artefacts;
mod budget;
mod command;
mod confine;
mod folder;
mod lines;
mod output;
mod quota;
mod recover;
mod redact;
mod run;
#[cfg(test)]
mod sample;
mod spares;
mod spool;
mod supervise;

pub(crate) use folder::{Ended, Folder, SPOOL, create_private, write_durably};
pub(crate) use recover::recover;
pub(crate) use run::run;
pub(crate) use spares::Spares;
pub(crate) use spool::blocking;

use crate::{
    lease::{Lease, Moment},
    options::AgentOptions,
    process::Mark,
};
use muster_api::session::{Assignment, Grant, Lost};
use muster_core::{
    WorkerId,
    job::{DEFAULT_LOST_AFTER, OnDisconnect},
    log::GapReason,
};
use std::{
    io,
    path::Path,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::Duration,
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Where an attempt is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Phase {
    /// It waits for a slot.
    Waiting,
    /// Its command runs.
    Running,
    /// It is over.
    Ended(Ended),
}

/// What the agent wants of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an order of its own, and any of them may be given together"
)]
pub(crate) struct Orders {
    /// It must end, as cancelled.
    pub(crate) is_stopped: bool,
    /// It must end, to be given to another worker.
    pub(crate) is_taken_back: bool,
    /// It does not count any more: it must be gone.
    pub(crate) is_let_go: bool,
    /// Nobody could say for too long whether it still counts: it must be gone.
    pub(crate) is_lease_over: bool,
    /// It must stand still until the coordinator has said that it still counts.
    pub(crate) is_frozen: bool,
    /// It must stand still until the machine's owner allows it to go on.
    pub(crate) is_held_back: bool,
    /// It must end, for the sake of the machine's owner.
    pub(crate) gives_way: bool,
}

impl Orders {
    /// Whether another attempt of the same job may have begun by now.
    pub(crate) fn may_run_elsewhere(self) -> bool {
        self.is_let_go || self.is_lease_over || self.is_frozen
    }
    pub(crate) fn stands_still(self) -> bool {
        self.is_frozen || self.is_held_back
    }
}

/// One attempt, as its task and the conversation both see it.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) grant: Grant,
    pub(crate) folder: Folder,
    pub(crate) mark: Mark,
    pub(crate) lease: Lease,
    phase: watch::Sender<Phase>,
    orders: watch::Sender<Orders>,
    /// Whether it has been made to stand still.
    is_still: watch::Sender<bool>,
    /// Its command was started, and no session has told so yet.
    has_untold_start: AtomicBool,
    /// Its own task has left it, so what is on disk of it can be removed.
    is_left: CancellationToken,
    /// Whether it is certain that no process has it any more.
    is_abandoned: AtomicBool,
    /// How much of its log is in the spool.
    spooled: AtomicU64,
    /// How much of its log the coordinator has.
    stored: AtomicU64,
}

impl Attempt {
    /// An attempt whose lease runs from this moment.
    pub(crate) fn new(options: &AgentOptions, assignment: &Assignment, from: Moment) -> Self {
        let lost_after = Duration::from_millis(assignment.lost_after_ms);
        let lease = Lease::new(assignment.on_disconnect, lost_after, from);
        Self::in_dir(&options.state_dir, &options.worker, assignment.grant, lease)
    }

    /// An attempt that is over because nobody here understands what is to be run.
    pub(crate) fn declined(options: &AgentOptions, grant: Grant, from: Moment) -> Self {
        let lease = Lease::new(OnDisconnect::default(), DEFAULT_LOST_AFTER, from);
        let attempt = Self::in_dir(&options.state_dir, &options.worker, grant, lease);
        let why = "the coordinator asks for something that this worker does not know; update it";
        attempt.enter(Phase::Ended(Ended::new(run::not_started(None, why.to_owned()), 0)));
        attempt.leave();
        attempt
    }

    fn in_dir(state_dir: &Path, worker: &WorkerId, grant: Grant, lease: Lease) -> Self {
        Self {
            grant,
            folder: Folder::of(state_dir, &grant),
            mark: mark(worker, &grant),
            lease,
            phase: watch::Sender::new(Phase::Waiting),
            orders: watch::Sender::default(),
            is_still: watch::Sender::default(),
            has_untold_start: AtomicBool::new(false),
            is_left: CancellationToken::new(),
            is_abandoned: AtomicBool::new(false),
            spooled: AtomicU64::new(0),
            stored: AtomicU64::new(0),
        }
    }

    #[cfg(test)]
    pub(crate) fn for_test(state_dir: &Path, grant: Grant) -> Self {
        let lease = Lease::new(OnDisconnect::default(), Duration::ZERO, Moment::default());
        Self::in_dir(state_dir, &WorkerId::from_random([0; 16]), grant, lease)
    }

    pub(crate) fn phase(&self) -> Phase {
        self.phase.borrow().clone()
    }
    pub(crate) fn has_ended(&self) -> bool {
        matches!(*self.phase.borrow(), Phase::Ended(_))
    }
    pub(crate) fn is_running(&self) -> bool {
        *self.phase.borrow() == Phase::Running
    }
    pub(crate) fn has_untold_start(&self) -> bool {
        self.has_untold_start.load(Ordering::Acquire)
    }
    pub(crate) fn start_told(&self) {
        self.has_untold_start.store(false, Ordering::Release);
    }
    pub(crate) fn enter(&self, phase: Phase) {
        self.has_untold_start.fetch_or(phase == Phase::Running, Ordering::AcqRel);
        self.phase.send_replace(phase);
    }
    pub(crate) fn leave(&self) {
        self.is_left.cancel();
    }
    pub(crate) async fn left(&self) {
        self.is_left.cancelled().await;
    }

    pub(crate) fn abandon(&self) {
        self.is_abandoned.store(true, Ordering::Release);
    }
    /// Clears away what is on disk of it.
    pub(crate) fn clear_away(&self, spares: &Spares) -> io::Result<()> {
        let is_abandoned = self.is_abandoned.load(Ordering::Acquire);
        if is_abandoned {
            spares.take_in(self.grant.job, &self.folder)
        } else {
            self.folder.remove()
        }
    }

    pub(crate) fn orders(&self) -> Orders {
        *self.orders.borrow()
    }
    pub(crate) fn order(&self, change: impl FnOnce(&mut Orders)) {
        self.orders.send_modify(change);
    }
    /// It may count or not: it must stand still.
    pub(crate) fn freeze(&self) {
        if !self.orders().is_frozen && !self.has_ended() {
            tracing::info!(job = %self.grant.job, "standing still until it is known to count");
            self.order(|orders| orders.is_frozen = true);
        }
    }
    pub(crate) fn set_still(&self, is_still: bool) {
        self.is_still.send_replace(is_still);
    }
    /// Waits until nothing of it runs.
    pub(crate) async fn stood_still(&self) {
        let (mut is_still, mut phase) = (self.is_still.subscribe(), self.phase.subscribe());
        tokio::select! {
            biased;
            _ = is_still.wait_for(|is_still| *is_still) => {}
            _ = phase.wait_for(|phase| *phase != Phase::Running) => {}
        }
    }
    /// It must end, whether it counts or not.
    pub(crate) fn end_lease(&self) {
        if !self.orders().is_lease_over {
            tracing::info!(job = %self.grant.job, "the lease is over");
            self.order(|orders| orders.is_lease_over = true);
        }
    }
    /// It still counts: it may go on.
    pub(crate) fn thaw(&self) {
        if self.orders().is_frozen {
            self.order(|orders| orders.is_frozen = false);
        }
    }

    /// Its log cannot be read from here on: the end is reported without it.
    pub(crate) fn lose_log(&self, from: u64) {
        self.set_spooled(from);
        self.phase.send_modify(|phase| {
            if let Phase::Ended(ended) = phase {
                ended.lost = Some(Lost { from, reason: GapReason::SpoolLost });
            }
        });
    }

    /// Somebody cancelled it.
    pub(crate) fn stop(&self) {
        self.order(|orders| orders.is_stopped = true);
    }
    /// Another worker is to have it.
    pub(crate) fn take_back(&self) {
        if !self.orders().is_taken_back {
            self.order(|orders| orders.is_taken_back = true);
        }
    }
    /// The machine's owner does not want it to go on now, or does again.
    pub(crate) fn hold_back(&self, is_held_back: bool) {
        if self.orders().is_held_back != is_held_back {
            tracing::info!(job = %self.grant.job, is_held_back, "the owner's limits decide");
            self.order(|orders| orders.is_held_back = is_held_back);
        }
    }
    /// The machine's owner does not want it any more.
    pub(crate) fn give_way(&self) {
        if !self.orders().gives_way {
            self.order(|orders| orders.gives_way = true);
        }
    }
    /// Waits until the orders are such.
    pub(crate) async fn ordered(&self, wanted: impl Fn(&Orders) -> bool) {
        let mut orders = self.orders.subscribe();
        if orders.wait_for(|orders| wanted(orders)).await.is_err() {
            // The sender is a part of this attempt, so it is there as long as anybody waits.
            std::future::pending::<()>().await;
        }
    }

    pub(crate) fn spooled(&self) -> u64 {
        self.spooled.load(Ordering::Acquire)
    }
    pub(crate) fn set_spooled(&self, size: u64) {
        self.spooled.store(size, Ordering::Release);
    }
    pub(crate) fn stored(&self) -> u64 {
        self.stored.load(Ordering::Acquire)
    }
    pub(crate) fn set_stored(&self, next: u64) {
        self.stored.store(next, Ordering::Release);
    }
}

/// What only this attempt's processes have in their environment.
fn mark(worker: &WorkerId, grant: &Grant) -> Mark {
    [
        ("MUSTER_JOB_ID", grant.job.to_string()),
        ("MUSTER_FENCE", grant.fence.to_string()),
        ("MUSTER_WORKER_ID", worker.to_string()),
    ]
}
