//! The coordinator's side of a worker session.
//!
//! The worker proves who it is and we prove who we are; then its reports come in and our orders go
//! out until one side leaves. A report is confirmed only after it is stored; a report that does not
//! count any more is confirmed too, so that the worker forgets it.

use crate::{
    app::App,
    engine::{
        calls::Called,
        facts::{self, one_line},
        fleet::Line,
        leases::{HANDOVER, HEARTBEAT, LEASE},
        life::{Applied, Moment, NotApplied, Report},
        log_end::{Kept, keep_log},
        logs::LogKey,
        updates,
    },
    error::Chain,
};
use muster_api::ProblemKind;
use muster_api::session::{
    ByeReason, FailedUpdate, Finished, FromCoordinator, FromWorker, Grant, Hello, KeptGrant,
    LogHead, LogPart,
};
use muster_core::{
    Actor, Scope, WorkerId,
    job::{AttemptEnd, Event, FailureReason, Refused},
    log::Chunk,
};
use muster_session::{
    CoordinatorReceiver, CoordinatorSender, Proved, PublicKey, SessionError, Wire, WorkerFrame,
};
use muster_store::{
    StoreError, job,
    worker::{self, WorkerRow},
};
use std::{
    collections::{BTreeSet, HashSet},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

/// Frames that may wait for a worker; more means that it does not read.
const OUTBOX: usize = 256;
/// A worker names fewer artefacts that it left out, and then counts them.
const MOST_LEFT_OUT: usize = 100;
/// Reports in one transaction.
const MOST_REPORTS: usize = 64;
/// What a worker says while it has more at hand is stored together with what it says within this time.
const TOGETHER: Duration = Duration::from_millis(5);
/// Log bytes are made durable and confirmed this often.
const CONFIRM_LOGS_EVERY: Duration = Duration::from_millis(250);

/// Whoever has not proven itself within this time holds a descriptor for nothing.
const LONGEST_HANDSHAKE: Duration = Duration::from_secs(10);
/// A worker that we leave comes back after this long.
const RETRY_MS: u64 = 1000;
/// How long we wait for our last frame to go out.
const LONGEST_GOODBYE: Duration = Duration::from_secs(1);

static NEXT_SESSION: AtomicU64 = AtomicU64::new(1);

/// Serves one session from its first frame to its end. Who was called for it, if we have called, is its worker.
pub(crate) async fn serve(app: Arc<App>, wire: Wire, called: Option<Called>) {
    let worker = called.as_ref().map(|called| &called.worker);
    let opening = tokio::time::timeout(LONGEST_HANDSHAKE, open(&app, wire, worker));
    let opened = tokio::select! {
        biased;
        () = app.seams.tasks.stopped() => return,
        opened = opening => opened,
    };
    match opened {
        Ok(Ok((hello, proved))) => welcome(app, hello, proved).await,
        Ok(Err(error)) => tracing::info!(error = %Chain(&error), "refused a worker's session"),
        Err(_) => tracing::info!("a worker did not prove itself in time"),
    }
}

async fn open(
    app: &App,
    wire: Wire,
    called: Option<&WorkerId>,
) -> Result<(Hello, Proved), SessionError> {
    let greeting = muster_session::receive_hello(wire).await?;
    let hello = greeting.hello.clone();
    let (kind, detail) = match public_key(app, hello.worker.clone(), called).await {
        Ok(Some(key)) => {
            let proved = greeting.prove_coordinator(&app.key, &key, app.seams.rng.as_ref()).await?;
            return Ok((hello, proved));
        }
        Ok(None) => (ProblemKind::WorkerNotFound, "no such worker has joined, or it was removed"),
        Err(error) => {
            tracing::error!(error = %Chain(&error), "cannot look a worker up");
            (ProblemKind::Overloaded, "the coordinator cannot look you up right now; try again")
        }
    };
    Err(greeting.refuse(kind, detail).await)
}

async fn public_key(
    app: &App,
    id: WorkerId,
    called: Option<&WorkerId>,
) -> Result<Option<PublicKey>, StoreError> {
    let row = app.store.read(move |tx| worker::identify(tx, &id)).await?;
    // Whoever has the text with which a worker listens is no worker anywhere else.
    let is_where_it_belongs = |row: &WorkerRow| match called {
        Some(called) => *called == row.id,
        None => row.url.is_none(),
    };
    let key = row.filter(is_where_it_belongs).and_then(|row| row.public_key);
    Ok(key.and_then(|bytes| PublicKey::from_bytes(&bytes).ok()))
}

/// One open session.
struct Session {
    app: Arc<App>,
    row: WorkerRow,
    outbox: mpsc::Sender<FromCoordinator>,
    /// Logs with bytes that are not confirmed yet.
    unconfirmed: BTreeSet<Grant>,
    /// What the worker brought from an earlier session.
    brought: Vec<Grant>,
    /// What of that still counts.
    kept: Vec<Grant>,
    /// What the worker has said and is not stored yet.
    reports: Vec<(Grant, Report)>,
    /// When the first of it was said.
    noted_at: Instant,
}

async fn welcome(app: Arc<App>, hello: Hello, Proved { sender, receiver, protocol }: Proved) {
    let known = match app.catch_up(hello.bookmark.as_deref()).await {
        Ok(()) => facts::remember(&app, &hello).await,
        Err(error) => Err(error.into()),
    };
    let row = match known {
        Ok(row) => row,
        Err(error) => {
            return tracing::error!(error = %Chain(&error), "cannot open a worker's session");
        }
    };
    if let Some(head) = &hello.audit_head {
        app.audit.witnesses.take(&row.organisation, &row.id, head);
    }
    let (outbox, frames) = mpsc::channel(OUTBOX);
    let line = Line {
        number: NEXT_SESSION.fetch_add(1, Ordering::Relaxed),
        outbox: outbox.clone(),
        cut: CancellationToken::new(),
        gives_back: hello.gives_back,
        keeps_heads: hello.keeps_heads,
        protocol,
        cannot_update: hello.cannot_update.as_deref().map(one_line),
        ordered: Arc::default(),
    };
    let mut session = Session {
        app: app.clone(),
        row: row.clone(),
        outbox,
        unconfirmed: BTreeSet::new(),
        brought: hello.grants.clone(),
        kept: Vec::new(),
        reports: Vec::new(),
        noted_at: Instant::now(),
    };
    session.reconcile(&hello.grants).await;
    // Before anybody could take it for one that has not been told yet.
    session.has_failed(hello.failed_update).await;
    arrive(&app, row.clone(), &line).await;
    app.wake_dispatch();
    tracing::info!(worker = %row.id, "worker {} is online", row.name);
    // What it says is heard at once, also if it says only that it goes.
    let said = converse(&app, session, &line, write(sender, frames), receiver);
    futures_util::future::join(said, facts::is_here(&app, &row)).await;
    if app.fleet.depart(&row.id, line.number, app.seams.clock.now()) {
        facts::is_gone(&app, &row).await;
    }
    tracing::info!(worker = %row.id, "worker {} is disconnected", row.name);
}

/// From here on it may be granted something, so it is told the epoch first.
async fn arrive(app: &App, row: WorkerRow, line: &Line) {
    let _order = app.order.lock().await;
    line.send_or_cut(app.bookmark());
    let head = app.audit.witnesses.newest(&row.organisation).filter(|_| line.keeps_heads);
    if let Some(head) = head {
        line.send_or_cut(FromCoordinator::AuditHead { head });
    }
    app.fleet.arrive(row, line.clone(), app.seams.clock.now());
}

/// Reads and writes until one side leaves, the line is cut, or the coordinator stops.
async fn converse(
    app: &App,
    session: Session,
    line: &Line,
    writing: impl Future<Output = ()>,
    receiver: CoordinatorReceiver,
) {
    let mut writing = std::pin::pin!(writing);
    tokio::select! {
        biased;
        () = &mut writing => {}
        () = session.read(receiver) => {}
        () = line.cut.cancelled() => {}
        () = app.seams.tasks.stopped() => {
            // A full outbox belongs to a worker that does not read; it will notice by itself.
            drop(line.outbox.try_send(FromCoordinator::Bye { retry_ms: RETRY_MS }));
            drop(tokio::time::timeout(LONGEST_GOODBYE, writing).await);
        }
    }
}

/// Sends what waits in the outbox until everybody who could put something in is gone.
async fn write(mut sender: CoordinatorSender, mut frames: mpsc::Receiver<FromCoordinator>) {
    let mut waiting = Vec::new();
    while frames.recv_many(&mut waiting, OUTBOX).await > 0 {
        let last = waiting.iter().position(is_goodbye);
        waiting.truncate(last.map_or(OUTBOX, |last| last + 1));
        if sender.send_all(&waiting).await.is_err() || last.is_some() {
            return;
        }
        waiting.clear();
    }
}

fn is_goodbye(frame: &FromCoordinator) -> bool {
    matches!(frame, FromCoordinator::Bye { .. } | FromCoordinator::Refused { .. })
}

impl Session {
    fn scope(&self) -> Scope {
        let actor = Actor::Worker(self.row.id.clone());
        Scope { actor, ..self.app.own_scope(&self.row.organisation) }
    }

    fn log_key(&self, grant: Grant) -> LogKey {
        LogKey {
            organisation: self.row.organisation.clone(),
            job: grant.job,
            attempt: grant.attempt,
        }
    }

    async fn send(&self, frame: FromCoordinator) {
        // A closed outbox means that the session ends anyway.
        drop(self.outbox.send(frame).await);
    }

    /// Brings what the worker holds and what we believe it holds to one mind.
    async fn reconcile(&mut self, held: &[Grant]) {
        let now = self.app.seams.clock.boot();
        let standing: HashSet<Grant> = self
            .app
            .leases
            .renew(&self.row.id, &self.row.organisation, held, now)
            .into_iter()
            .collect();
        let (kept, dropped): (Vec<Grant>, Vec<Grant>) =
            held.iter().partition(|grant| standing.contains(grant));
        for lease in self.app.leases.of_worker(&self.row.id) {
            if !standing.contains(&lease.grant) {
                tracing::info!(job = %lease.grant.job, "{} does not know of {} any more", self.row.name, lease.grant.job);
                self.end_lease(lease.grant).await;
            }
        }
        let with_log = |grant: Grant| KeptGrant {
            grant,
            log_next: self.app.logs.begin(&self.log_key(grant)).unwrap_or(0),
        };
        self.send(FromCoordinator::Welcome {
            heartbeat_ms: u64::try_from(HEARTBEAT.as_millis()).unwrap_or(u64::MAX),
            lease_ms: u64::try_from(LEASE.saturating_sub(HANDOVER).as_millis()).unwrap_or(u64::MAX),
            kept: kept.iter().copied().map(with_log).collect(),
            dropped,
            urls: self.app.urls(),
        })
        .await;
        self.kept = kept;
    }

    /// Says again to stop what somebody cancelled while the worker was away. It has arrived: whoever
    /// cancels from now on says it himself.
    async fn stop_cancelled(&mut self) {
        let kept = std::mem::take(&mut self.kept);
        if kept.is_empty() {
            return;
        }
        let (organisation, ids) =
            (self.row.organisation.clone(), kept.iter().map(|grant| grant.job).collect::<Vec<_>>());
        match self.app.store.read(move |tx| job::many(tx, &organisation, &ids)).await {
            Ok(rows) => {
                let cancelled = |grant: &Grant| {
                    rows.iter().any(|row| row.id == grant.job && row.life.is_cancel_requested)
                };
                for grant in kept.into_iter().filter(cancelled) {
                    self.send(FromCoordinator::Stop { grant }).await;
                }
            }
            Err(error) => {
                tracing::error!(error = %Chain(&error), "cannot see which jobs were cancelled")
            }
        }
    }

    async fn end_lease(&self, grant: Grant) {
        if let Err(error) =
            self.app.apply(self.scope(), grant.job, Event::LeaseEnded(grant.fence)).await
        {
            tracing::warn!(error = %Chain(&error), job = %grant.job, "cannot end the lease of {}", grant.job);
        }
    }

    async fn read(mut self, mut receiver: CoordinatorReceiver) {
        self.stop_cancelled().await;
        let mut confirm = tokio::time::interval(CONFIRM_LOGS_EVERY);
        confirm.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                frame = receiver.recv() => {
                    let goes_on = self.hear(frame).await;
                    if !goes_on || self.reports.len() >= MOST_REPORTS {
                        self.settle().await;
                    }
                    if !goes_on {
                        return;
                    }
                }
                // Nothing more was said: what arrived together is stored together.
                () = self.time_to_settle(), if !self.reports.is_empty() => self.settle().await,
                _ = confirm.tick(), if !self.unconfirmed.is_empty() => self.confirm_logs().await,
            }
        }
    }

    /// Takes in one frame. Answers whether the session goes on.
    async fn hear(&mut self, frame: Result<WorkerFrame, SessionError>) -> bool {
        let frame = match frame {
            Ok(frame) => frame,
            Err(SessionError::Closed) => return false,
            Err(error) => {
                tracing::info!(error = %Chain(&error), worker = %self.row.id, "the session of {} broke", self.row.name);
                return false;
            }
        };
        self.app.fleet.heard(&self.row.id, self.app.seams.clock.now());
        match frame {
            WorkerFrame::Log(head, bytes) => {
                let LogHead { grant, offset, stream, at, is_gap } = head;
                let chunk = Chunk::new(offset, stream, at, bytes.to_vec());
                self.store_log(grant, &Chunk { is_gap, ..chunk });
            }
            WorkerFrame::Control(FromWorker::Heartbeat { grants }) => self.renew(&grants).await,
            WorkerFrame::Control(FromWorker::Started { grant }) => self.started(grant).await,
            WorkerFrame::Control(FromWorker::Finished(report)) => self.finished(report).await,
            WorkerFrame::Control(FromWorker::Changed { labels, owner, failed_update }) => {
                self.row = facts::change(&self.app, &self.row, labels, owner).await;
                self.has_failed(failed_update).await;
            }
            WorkerFrame::Control(FromWorker::Bye { reason }) => {
                self.app.fleet.leaves(&self.row.id, reason == ByeReason::Sleep);
            }
            WorkerFrame::Control(
                FromWorker::Hello(_) | FromWorker::Proof { .. } | FromWorker::Unknown,
            ) => {}
        }
        true
    }

    async fn renew(&self, grants: &[Grant]) {
        let now = self.app.seams.clock.boot();
        let grants = self.app.leases.renew(&self.row.id, &self.row.organisation, grants, now);
        self.send(FromCoordinator::Renewed { grants }).await;
    }

    /// Its last update did not come to its end.
    async fn has_failed(&self, update: Option<FailedUpdate>) {
        let Some(FailedUpdate { asked_at, why }) = update else { return };
        let WorkerRow { organisation, id, name, .. } = &self.row;
        let why = one_line(&why);
        let noted = updates::failed_at(&self.app, organisation, id, asked_at, &why).await;
        if let Err(error) = noted {
            tracing::error!(error = %Chain(&error), worker = %id, "cannot keep why {name} was not updated");
        }
    }

    fn is_own(&self, grant: Grant) -> bool {
        self.app.leases.holds(&self.row.id, &self.row.organisation, grant)
    }

    fn store_log(&mut self, grant: Grant, chunk: &Chunk) {
        if !self.is_own(grant) {
            return;
        }
        match self.app.logs.append(&self.log_key(grant), chunk) {
            Ok(_) => {
                self.app.seams.faults.pass("log.after_append");
                self.app.metrics.log_bytes.inc_by(chunk.bytes.len() as u64);
                self.unconfirmed.insert(grant);
            }
            // The worker keeps the bytes and offers them again; the job itself is not hurt.
            Err(error) => {
                tracing::warn!(error = %Chain(&error), job = %grant.job, "cannot store the log of {}", grant.job)
            }
        }
    }

    async fn confirm_logs(&mut self) {
        for grant in std::mem::take(&mut self.unconfirmed) {
            match self.app.logs.sync(&self.log_key(grant)).await {
                Ok(next) => {
                    self.app.seams.faults.pass("log.after_sync");
                    self.send(FromCoordinator::LogStored { grant, next }).await;
                }
                Err(error) => {
                    tracing::warn!(error = %Chain(&error), job = %grant.job, "cannot sync the log of {}", grant.job)
                }
            }
        }
    }

    async fn started(&mut self, grant: Grant) {
        if !self.is_own(grant) {
            return self.send(FromCoordinator::Stop { grant }).await;
        }
        if let Err(error) = self.app.logs.begin(&self.log_key(grant)) {
            tracing::warn!(error = %Chain(&error), job = %grant.job, "cannot open the log of {}", grant.job);
        }
        self.note(grant, Event::Started(grant.fence), None);
    }

    /// A worker that waits for the next grant is answered at once.
    fn time_to_settle(&self) -> impl Future<Output = ()> + use<> {
        let ends = self.reports.iter().filter(|(_, report)| report.is_end()).count();
        let held = usize::try_from(self.app.leases.count_of(&self.row.id)).unwrap_or(usize::MAX);
        let is_waiting = held.saturating_sub(ends) <= self.row.slots as usize;
        let until = (!is_waiting).then_some(self.noted_at + TOGETHER);
        async move {
            if let Some(until) = until {
                sleep_until(until).await;
            }
        }
    }

    fn note(&mut self, grant: Grant, event: Event, log_size: Option<u64>) {
        if self.reports.is_empty() {
            self.noted_at = Instant::now();
        }
        let moment = Moment { log_size, ..Moment::new(&self.app, self.scope()) };
        self.reports.push((grant, Report { job: grant.job, event, moment }));
    }

    /// Stores what was said, and answers it.
    async fn settle(&mut self) {
        if self.reports.is_empty() {
            return;
        }
        let (grants, reports): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.reports).into_iter().unzip();
        let ends: Vec<bool> = reports.iter().map(Report::is_end).collect();
        let results = self.app.apply_reports(reports).await;
        for ((grant, is_end), result) in grants.into_iter().zip(ends).zip(results) {
            match answer(grant, is_end, result) {
                Ok(Some(frame)) => self.send(frame).await,
                Ok(None) => {}
                Err(error) => {
                    tracing::error!(error = %Chain(&error), job = %grant.job, "cannot store what became of {}", grant.job);
                }
            }
        }
    }

    /// Takes the report of an end once its log is stored.
    async fn finished(&mut self, report: Finished) {
        let grant = report.grant;
        if !self.is_own(grant) {
            return self.send(FromCoordinator::FinishStored { grant }).await;
        }
        if report.end.reason == Some(FailureReason::WorkerStopped) && !self.brought.contains(&grant)
        {
            // It goes: what it hands back must not be granted to it again. An end of an earlier
            // session says nothing about this one.
            self.app.fleet.leaves(&self.row.id, false);
        }
        for part in &report.tail {
            let LogPart { offset, stream, at, is_gap, ref bytes } = *part;
            self.store_log(
                grant,
                &Chunk { is_gap, ..Chunk::new(offset, stream, at, bytes.clone()) },
            );
        }
        let log_size = match keep_log(&self.app, &self.log_key(grant), &report).await {
            Kept::UpTo(size) => size,
            Kept::NotYet(next) => {
                return self.send(FromCoordinator::LogStored { grant, next }).await;
            }
            Kept::Nothing => return,
        };
        self.unconfirmed.remove(&grant);
        self.note(grant, Event::Finished(grant.fence, plain(report.end)), Some(log_size));
    }
}

/// What the worker is told of a report, once it is stored or does not count any more.
fn answer(
    grant: Grant,
    is_end: bool,
    result: Result<Applied, NotApplied>,
) -> Result<Option<FromCoordinator>, NotApplied> {
    match result {
        Ok(_) if !is_end => Ok(None),
        Err(NotApplied::Refused(_) | NotApplied::NoJob) if !is_end => {
            Ok(Some(FromCoordinator::Stop { grant }))
        }
        Ok(_)
        | Err(
            NotApplied::Refused(Refused::FenceStale | Refused::AlreadyEnded) | NotApplied::NoJob,
        ) => Ok(Some(FromCoordinator::FinishStored { grant })),
        Err(error) => Err(error),
    }
}

fn plain(mut end: AttemptEnd) -> AttemptEnd {
    end.detail = end.detail.map(|detail| one_line(&detail));
    end.left_out = end.left_out.iter().take(MOST_LEFT_OUT).map(|line| one_line(line)).collect();
    end
}
