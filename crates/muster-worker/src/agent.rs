//! The agent itself: it takes up what was left, stays connected, and goes in good order.

use crate::{
    attempt::{self, Attempt, Spares},
    backoff::{Backoff, asked_for},
    bookmark::{AUDIT_HEAD, BOOKMARK, Bookmark},
    connect::Connect,
    conversation::{self, OpenError, Parting},
    facts::Facts,
    heed::{Rest, unanswered},
    lease::{Moment, Standing, USUAL_LENGTH},
    levels::LostLevels,
    machine::Surroundings,
    options::{AgentError, AgentOptions, AgentStatus, Told},
    owner::OwnersWord,
    process::{Processes, Runner},
    roster::Roster,
    update::Updates,
};
use muster_api::{
    ProblemKind,
    session::{Assignment, Grant},
};
use muster_seams::Seams;
use muster_session::SessionError;
use std::{
    fs::{File, TryLockError},
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Semaphore, watch},
    time::{sleep, timeout},
};

/// How long the last reports may take when the agent goes.
const LAST_REPORTS: Duration = Duration::from_secs(1);
/// How often at least it is looked whether the machine slept or a lease has ended.
const LOOK_AT_CLOCK: Duration = Duration::from_secs(1);
/// The same as long as it has nothing to do: what does nothing must not keep a laptop awake.
const LOOK_AT_CLOCK_IDLE: Duration = Duration::from_secs(5);
/// What is shorter is no sleep.
const SHORTEST_SLEEP: Duration = Duration::from_secs(1);
/// A short lease is looked at this often while it lasts.
const LOOKS_PER_LEASE: u64 = 50;
/// After a session that held for this long, a failure is the first one again.
const GOOD_SESSION: Duration = Duration::from_secs(10);

/// Ends are confirmed together, so there are more of them at a time than slots.
const SPARES_PER_SLOT: usize = 16;

/// Everything that the parts of one agent share.
#[derive(Debug)]
pub(crate) struct Agent {
    pub(crate) options: AgentOptions,
    pub(crate) seams: Seams,
    pub(crate) runner: Arc<dyn Runner>,
    pub(crate) connect: Arc<dyn Connect>,
    pub(crate) roster: Arc<Roster>,
    pub(crate) slots: Semaphore,
    pub(crate) spares: Arc<Spares>,
    bookmark: Arc<Bookmark>,
    audit_head: Arc<Bookmark>,
    /// How often the machine has slept.
    pub(crate) awakenings: watch::Sender<u64>,
    pub(crate) rest: watch::Sender<Rest>,
    pub(crate) owner: OwnersWord,
    pub(crate) facts: Facts,
    pub(crate) levels: LostLevels,
    pub(crate) updates: Updates,
    /// Word of everything after which a connection may be none any more.
    pub(crate) moves: watch::Sender<()>,
    /// How long the machine had slept when that was looked at last.
    slept: Mutex<Duration>,
    /// How long a lease lasts.
    lease_ms: AtomicU64,
    told: Told,
}

/// What an agent knows when it begins.
struct Known {
    owner: OwnersWord,
    facts: Facts,
    bookmark: Bookmark,
    audit_head: Bookmark,
}

/// Runs an agent until its tasks are told to stop.
///
/// A coordinator that cannot be reached or refuses the worker is no error: the agent says so in its
/// status and keeps trying.
pub async fn run(
    options: AgentOptions,
    connect: Arc<dyn Connect>,
    seams: Seams,
    told: Told,
) -> Result<(), AgentError> {
    let surroundings = Surroundings::of_this_machine(&seams.tasks);
    run_with(Arc::new(Processes::new()), surroundings, options, connect, seams, told).await
}

/// The same with another runner than this system's processes, and another machine than this one.
pub async fn run_with(
    runner: Arc<dyn Runner>,
    Surroundings { news, probe }: Surroundings,
    options: AgentOptions,
    connect: Arc<dyn Connect>,
    seams: Seams,
    told: Told,
) -> Result<(), AgentError> {
    let (clock, ends) = (seams.clock.clone(), runner.clone());
    let taken = seams.tasks.blocking(move || {
        let lock = lock(&options.state_dir)?;
        let left = attempt::recover(&options, &*ends, &*clock)?;
        let kept = |file| kept(&options.state_dir, file);
        let kept = (kept(BOOKMARK)?, kept(AUDIT_HEAD)?);
        Ok::<_, AgentError>((lock, options, left, kept))
    });
    let (_lock, options, left, (bookmark, audit_head)) = match taken.await {
        Ok(taken) => taken?,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    };
    let facts = Facts::new(options.labels.clone(), probe.clone());
    let owner = OwnersWord::new(options.limits_file.clone(), probe);
    // What it says first must be true.
    owner.look(&seams).await;
    let known = Known { owner, facts, bookmark, audit_head };
    let agent = Arc::new(Agent::new(runner, connect, options, known, seams, told));
    for attempt in left {
        agent.roster.add(attempt);
    }
    tokio::select! {
        biased;
        () = agent.watch_clock() => {}
        () = agent.heed(news) => {}
        () = agent.obey_owner() => {}
        () = agent.look_at_machine() => {}
        () = agent.regain_levels() => {}
        () = agent.stay_connected() => {}
    }
    Ok(())
}

impl Agent {
    /// How many slots an assignment takes here: what takes more than there are runs alone.
    pub(crate) fn slots_for(&self, assignment: &Assignment) -> u32 {
        assignment.slots.min(self.options.slots)
    }

    fn new(
        runner: Arc<dyn Runner>,
        connect: Arc<dyn Connect>,
        options: AgentOptions,
        Known { owner, facts, bookmark, audit_head }: Known,
        seams: Seams,
        told: Told,
    ) -> Self {
        let slots = usize::try_from(options.slots).unwrap_or(Semaphore::MAX_PERMITS);
        let updates = Updates::new(options.updater.clone());
        let slept = Mutex::new(Moment::now(&*seams.clock).slept());
        let spares =
            Arc::new(Spares::new(&options.state_dir, slots.saturating_mul(SPARES_PER_SLOT)));
        Self {
            options,
            seams,
            runner,
            connect,
            roster: Arc::default(),
            slots: Semaphore::new(slots.min(Semaphore::MAX_PERMITS)),
            spares,
            bookmark: Arc::new(bookmark),
            audit_head: Arc::new(audit_head),
            awakenings: watch::Sender::new(0),
            rest: watch::Sender::default(),
            owner,
            facts,
            levels: LostLevels::default(),
            updates,
            moves: watch::Sender::default(),
            slept,
            lease_ms: AtomicU64::new(millis(USUAL_LENGTH)),
            told,
        }
    }

    /// Begins an attempt whose lease runs from this moment, once: a repeated assignment changes
    /// nothing.
    pub(crate) fn begin(self: &Arc<Self>, assignment: Assignment, from: Moment) {
        let attempt = Attempt::new(&self.options, &assignment, from);
        let Some(attempt) = self.roster.add(attempt) else { return };
        let (job, request_id) = (assignment.grant.job, &assignment.request_id);
        tracing::info!(%job, %request_id, fence = %assignment.grant.fence, "got a job");
        // It may have waited for longer than its lease, on the way or while this machine slept.
        self.look_at_clock();
        self.seams.tasks.spawn("attempt", attempt::run(self.clone(), attempt, assignment));
    }

    /// Ends what nobody here understands before it begins, once.
    pub(crate) fn decline(&self, grant: Grant, from: Moment) {
        if self.roster.add(Attempt::declined(&self.options, grant, from)).is_some() {
            let job = grant.job;
            tracing::warn!(%job, "got a job in words that are unknown here; not beginning it");
        }
    }

    /// Lets go of an attempt whose end is confirmed or does not count any more.
    pub(crate) fn let_go(&self, grant: &Grant) {
        let Some(attempt) = self.roster.remove(grant) else { return };
        attempt.order(|orders| orders.is_let_go = true);
        let (tasks, spares) = (self.seams.tasks.clone(), self.spares.clone());
        self.seams.tasks.spawn("clear away", async move {
            // One that still runs is removed when its processes are gone.
            attempt.left().await;
            let cleared = attempt::blocking(&tasks, move || attempt.clear_away(&spares));
            if let Err(error) = cleared.await {
                // It is tried again when the agent starts next.
                tracing::warn!(%error, "cannot remove an attempt's directory");
            }
        });
    }

    pub(crate) fn bookmark(&self) -> Option<String> {
        self.bookmark.text()
    }

    pub(crate) fn audit_head(&self) -> Option<String> {
        self.audit_head.text()
    }

    /// Keeps a head of the audit log; the next one is as good.
    pub(crate) async fn keep_audit_head(&self, text: String) {
        let head = self.audit_head.clone();
        let kept = attempt::blocking(&self.seams.tasks, move || head.keep(text)).await;
        if let Err(error) = kept {
            tracing::warn!(%error, "cannot keep the head of the coordinator's audit log");
        }
    }

    /// Keeps a bookmark for good before anything else that the coordinator says is heard.
    pub(crate) async fn keep_bookmark(&self, text: String) {
        let bookmark = self.bookmark.clone();
        let kept = attempt::blocking(&self.seams.tasks, move || bookmark.keep(text)).await;
        if let Err(error) = kept {
            // This run knows it all the same; and a disk that does not take it takes no job either.
            tracing::error!(%error, "cannot keep the coordinator's bookmark");
        }
    }

    /// Waits until it is time to go: told to stop, every command ended, every end confirmed, or as
    /// many as could be within the time there is.
    pub(crate) async fn farewell(&self) {
        self.seams.tasks.stopped().await;
        self.roster.become_such(|all| all.iter().all(|attempt| attempt.has_ended())).await;
        let confirmed = timeout(LAST_REPORTS, self.roster.become_such(<[_]>::is_empty)).await;
        if confirmed.is_err() {
            tracing::info!("going with reports unconfirmed; they are kept for the next start");
        }
    }

    /// Tells what a connected worker does.
    pub(crate) fn announce(&self, attempts: &[Arc<Attempt>]) {
        let running = attempts.iter().filter(|attempt| attempt.is_running());
        let jobs: Vec<_> = running.map(|attempt| attempt.grant.job.to_string()).collect();
        if let Some(closed) = self.owner.closed().filter(|_| jobs.is_empty()) {
            let text = format!("connected; takes no jobs: {}", closed.as_str());
            self.tell(AgentStatus::Closed(closed), &text);
        } else if jobs.is_empty() {
            self.tell(AgentStatus::Idle, "connected, idle");
        } else {
            let text = format!("running {}", jobs.join(", "));
            self.tell(AgentStatus::Running(jobs.len()), &text);
        }
    }

    pub(crate) fn tell(&self, status: AgentStatus, text: &str) {
        let worker = &self.options.name;
        let tell = |old: &mut AgentStatus| {
            let is_new = *old != status;
            let goes_on = is_talking(old) && is_talking(&status);
            if is_new && goes_on {
                // Each job is told by itself.
                tracing::debug!(%worker, "{text}");
            } else if is_new {
                tracing::info!(%worker, "{text}");
            }
            *old = status;
            is_new
        };
        self.told.status.send_if_modified(tell);
    }

    /// The coordinator has said something.
    pub(crate) fn has_heard(&self) {
        self.told.heard.send_replace(Some(self.seams.clock.now()));
    }

    async fn stay_connected(self: &Arc<Self>) {
        let mut backoff = Backoff::default();
        let mut moves = self.moves.subscribe();
        while let Some(wait) = self.talk(&mut backoff).await {
            moves.mark_unchanged();
            tokio::select! {
                biased;
                () = self.farewell() => return,
                () = self.rested() => backoff.reset(),
                Ok(()) = moves.changed() => backoff.reset(),
                () = sleep(wait) => {}
            }
        }
    }

    /// Talks to the coordinator once; answers how long to wait before the next time, if there is one.
    async fn talk(self: &Arc<Self>, backoff: &mut Backoff) -> Option<Duration> {
        let mut moves = self.moves.subscribe();
        let opened = tokio::select! {
            biased;
            () = self.farewell() => return None,
            () = self.rest_is_near() => return Some(Duration::ZERO),
            () = unanswered(&mut moves) => return Some(self.comes_from_elsewhere(backoff)),
            opened = conversation::open(self, &*self.connect) => opened,
        };
        let conversation = match opened {
            Ok(conversation) => conversation,
            Err(OpenError::Sent { retry_ms }) => return Some(self.was_sent_away(retry_ms)),
            Err(OpenError::Session(error)) => return Some(self.has_lost(&error, backoff)),
            Err(OpenError::Connect(error)) => {
                tracing::debug!(%error, "cannot reach the coordinator");
                self.tell(AgentStatus::Connecting, "looking for the coordinator");
                return Some(backoff.next(&*self.seams.rng));
            }
        };
        let begun = self.seams.clock.boot();
        let parting = conversation.hold().await;
        if self.seams.clock.boot().since(begun) >= GOOD_SESSION {
            backoff.reset();
        }
        match parting {
            Ok(Parting::Farewell) => None,
            Ok(Parting::Sleep) => Some(Duration::ZERO),
            Ok(Parting::Moved) => Some(self.comes_from_elsewhere(backoff)),
            Ok(Parting::Bye { retry_ms }) => Some(self.was_sent_away(retry_ms)),
            Err(error) => Some(self.has_lost(&error, backoff)),
        }
    }

    fn was_sent_away(&self, retry_ms: u64) -> Duration {
        self.tell(AgentStatus::Connecting, "the coordinator stops; coming back");
        asked_for(retry_ms, &*self.seams.rng)
    }

    fn comes_from_elsewhere(&self, backoff: &mut Backoff) -> Duration {
        let text = "no answer since the network has changed; connecting anew";
        self.tell(AgentStatus::Connecting, text);
        backoff.reset();
        Duration::ZERO
    }

    fn has_lost(&self, error: &SessionError, backoff: &mut Backoff) -> Duration {
        let code = error.code();
        if let Some(code) = code {
            let detail = match error {
                SessionError::Refused { detail, .. } => detail.clone(),
                ours => format!("failed to {ours}"),
            };
            let text = format!("refused: {detail}");
            self.tell(AgentStatus::Refused { error: code.to_owned(), detail }, &text);
        } else {
            let text = format!("the session has ended (failed to {error}); coming back");
            self.tell(AgentStatus::Connecting, &text);
        }
        if code.is_some_and(is_of_another_age) {
            Backoff::rarely(&*self.seams.rng)
        } else {
            backoff.next(&*self.seams.rng)
        }
    }

    pub(crate) fn now(&self) -> Moment {
        Moment::now(&*self.seams.clock)
    }

    pub(crate) fn set_lease(&self, length_ms: u64) {
        self.lease_ms.store(length_ms, Ordering::Relaxed);
    }

    /// The coordinator has confirmed a word of this moment that named the attempt.
    pub(crate) fn renew(&self, attempt: &Attempt, sent: Moment, is_known: bool) {
        attempt.lease.renew(sent);
        let length = Duration::from_millis(self.lease_ms.load(Ordering::Relaxed));
        // A word from before the last sleep says nothing about now.
        if is_known && attempt.lease.standing(self.now(), length) == Standing::Good {
            attempt.thaw();
        }
    }

    async fn watch_clock(&self) {
        let mut changes = self.roster.changes();
        loop {
            changes.mark_unchanged();
            if self.roster.all().is_empty() {
                tokio::select! {
                    biased;
                    Ok(()) = changes.changed() => continue,
                    () = sleep(LOOK_AT_CLOCK_IDLE) => {}
                }
            } else {
                let lease_ms = self.lease_ms.load(Ordering::Relaxed);
                let pause = Duration::from_millis((lease_ms / LOOKS_PER_LEASE).max(1));
                sleep(pause.min(LOOK_AT_CLOCK)).await;
            }
            self.look_at_clock();
        }
    }

    /// What does not stand in good order any more stands still or ends, before anything else.
    ///
    /// This process may have been stopped for any time between two of its steps, so it is asked
    /// before every word that is heard or said, too.
    pub(crate) fn look_at_clock(&self) {
        let now = self.now();
        if self.has_slept(now) {
            self.doubt_all();
        }
        let length = Duration::from_millis(self.lease_ms.load(Ordering::Relaxed));
        for attempt in self.roster.all().iter().filter(|attempt| !attempt.has_ended()) {
            match attempt.lease.standing(now, length) {
                Standing::Good => {}
                Standing::Unproven => attempt.freeze(),
                Standing::Over => attempt.end_lease(),
            }
        }
    }

    /// Everything stands still, and it is asked what still counts.
    pub(crate) fn doubt_all(&self) {
        self.roster.all().iter().for_each(|attempt| attempt.freeze());
        self.awakenings.send_modify(|count| *count += 1);
        // A connection may have come to its end meanwhile without a word.
        self.moves.send_replace(());
    }

    /// After its machine slept, nobody knows whether an attempt still counts.
    fn has_slept(&self, now: Moment) -> bool {
        let mut before = self.slept.lock().unwrap_or_else(PoisonError::into_inner);
        let slept = now.slept().saturating_sub(*before);
        if slept < SHORTEST_SLEEP {
            return false;
        }
        tracing::info!(?slept, "the machine slept; asking what still counts");
        *before = now.slept();
        true
    }
}

/// Whether the coordinator refuses this version: that ends when somebody updates one of the two.
fn is_of_another_age(code: &str) -> bool {
    // The last one is what coordinators of protocol 1 say.
    use ProblemKind::{UpgradeRequired, VersionTooNew, VersionTooOld};
    [VersionTooOld, VersionTooNew, UpgradeRequired].iter().any(|one| one.as_str() == code)
}

/// Whether it is connected.
fn is_talking(status: &AgentStatus) -> bool {
    matches!(status, AgentStatus::Idle | AgentStatus::Closed(_) | AgentStatus::Running(_))
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

fn kept(state_dir: &Path, file: &'static str) -> Result<Bookmark, AgentError> {
    let failed =
        |source| AgentError::StateDir { operation: "read", path: state_dir.into(), source };
    Bookmark::kept_in(state_dir, file).map_err(failed)
}

/// One agent at a time: two would end each other's processes.
fn lock(state_dir: &Path) -> Result<File, AgentError> {
    let path = state_dir.to_owned();
    let failed = |operation, source| AgentError::StateDir { operation, path: path.clone(), source };
    attempt::create_private(state_dir).map_err(|error| failed("create", error))?;
    let file = File::create(state_dir.join("lock")).map_err(|error| failed("write to", error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(AgentError::InUse { path }),
        Err(TryLockError::Error(error)) => Err(failed("lock", error)),
    }
}
