//! The conversation with the coordinator, over one session.
//!
//! It listens and speaks at the same time, and neither waits for the other: what is heard changes the
//! roster, and what is said follows from it.

use crate::{
    agent::Agent,
    attempt::{Attempt, Ended, SPOOL, blocking},
    connect::Connect,
    cursors::{Cursors, Due, SMALL},
    heed::unanswered,
    lease::Moment,
};
use muster_api::session::{
    ByeReason, FailedUpdate, Finished, FromCoordinator, FromWorker, Grant, KeptGrant, LogHead,
    LogPart, Order,
};
use muster_core::{
    job::{AttemptEnd, Isolation},
    log::Chunk,
    owner::Owner,
    requirement::Labels,
};
use muster_log::LogReader;
use muster_seams::Tasks;
use muster_session::{
    Garbled, Introduction, SESSION_PATH, SessionError, WorkerReceiver, WorkerSender, dial_over,
    pings, prove_worker,
};
use muster_tls::is_wrong_key;
use std::{
    collections::{BTreeMap, VecDeque},
    io,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::watch,
    time::{Instant, Interval, MissedTickBehavior, interval_at},
};

/// A coordinator that asks for more beats than this is not believed.
const SHORTEST_BEAT: Duration = Duration::from_millis(10);
/// Pieces of a log within a report; each has a head of its own, so many small ones are too long.
const MOST_PARTS: usize = 64;

/// Frames that are sent at one stroke, before anything else is looked at.
const MOST_AT_ONCE: usize = 64;
/// Slow lines must get that much through within the time that there is for it.
const MOST_BYTES_AT_ONCE: usize = 32 * 1024;

/// Why there is no conversation.
#[derive(Debug)]
pub(crate) enum OpenError {
    /// Nobody answers.
    Connect(io::Error),
    /// The session failed or was refused.
    Session(SessionError),
    /// The coordinator is about to stop.
    Sent { retry_ms: u64 },
}

impl From<SessionError> for OpenError {
    fn from(error: SessionError) -> Self {
        Self::Session(error)
    }
}

/// How a conversation ends without a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parting {
    /// The agent goes.
    Farewell,
    /// Its machine goes to sleep.
    Sleep,
    /// Its network has changed, and nothing was heard since.
    Moved,
    /// The coordinator goes.
    Bye { retry_ms: u64 },
}

/// A session that is open and welcome.
#[derive(Debug)]
pub(crate) struct Conversation {
    speaker: Speaker,
    listener: Listener,
}

/// One request to renew leases that has no answer yet.
#[derive(Debug)]
struct Asked {
    grants: Vec<Grant>,
    awakenings: u64,
    sent: Moment,
}

/// Requests in order; the answers come in the same.
type Questions = Arc<Mutex<VecDeque<Asked>>>;

/// Reaches the coordinator, has both sides prove themselves, and waits to be welcome.
pub(crate) async fn open(
    agent: &Arc<Agent>,
    connect: &dyn Connect,
) -> Result<Conversation, OpenError> {
    let mut facts = agent.facts.subscribe();
    agent.facts.first().await;
    facts.mark_unchanged();
    let moves = agent.moves.subscribe();
    let (mut owner, levels) = (agent.owner.subscribe(), agent.levels.subscribe());
    let mut failed_update = agent.updates.failed();
    let (io, host) = connect.connect().await.map_err(not_reached)?;
    // It may have been called long after it began to wait.
    let (asked, awakenings) = (agent.now(), *agent.awakenings.borrow());
    let wire = dial_over(io, &host, SESSION_PATH).await?;
    let (options, cannot_update) = (&agent.options, agent.cannot_update().await);
    let introduction = Introduction {
        worker: options.worker.clone(),
        version: options.version.clone(),
        slots: options.slots,
        labels: agent.labels(),
        owner: owner.borrow_and_update().clone(),
        grants: agent.roster.grants(),
        bookmark: agent.bookmark(),
        audit_head: agent.audit_head(),
        cannot_update,
        failed_update: failed_update.borrow_and_update().clone(),
    };
    let (key, coordinator) = (&options.key, &options.coordinator_key);
    let mut opened = prove_worker(wire, introduction, key, coordinator, &*agent.seams.rng).await?;
    let (beat, kept) = welcome(agent, &mut opened.receiver).await?;
    let is_known = awakenings == *agent.awakenings.borrow();
    for attempt in kept.iter().filter_map(|kept| agent.roster.find(&kept.grant)) {
        agent.renew(&attempt, asked, is_known);
    }
    let questions = Questions::default();
    Ok(Conversation {
        speaker: Speaker {
            agent: agent.clone(),
            sender: opened.sender,
            cursors: Cursors::new(&kept),
            beat,
            protocol: opened.protocol,
            awakenings,
            moves: moves.clone(),
            owner,
            facts,
            levels,
            failed_update,
            questions: questions.clone(),
        },
        listener: Listener {
            agent: agent.clone(),
            receiver: opened.receiver,
            questions,
            moves,
            confirmed: asked,
        },
    })
}

/// Somebody else at the coordinator's address is no coordinator that cannot be reached.
fn not_reached(error: io::Error) -> OpenError {
    if is_wrong_key(&error) {
        SessionError::WrongKey { who: "the coordinator" }.into()
    } else {
        OpenError::Connect(error)
    }
}

/// Waits to be welcome; lets go of what does not count any more.
async fn welcome(
    agent: &Agent,
    receiver: &mut WorkerReceiver,
) -> Result<(Duration, Vec<KeptGrant>), OpenError> {
    let frame = receiver.recv().await?;
    agent.has_heard();
    agent.look_at_clock();
    match frame {
        FromCoordinator::Welcome { heartbeat_ms, lease_ms, kept, dropped, urls } => {
            agent.set_lease(lease_ms);
            agent.connect.learn(&urls);
            for grant in &dropped {
                agent.let_go(grant);
            }
            for one in &kept {
                if let Some(attempt) = agent.roster.find(&one.grant) {
                    attempt.set_stored(one.log_next);
                }
            }
            Ok((Duration::from_millis(heartbeat_ms).max(SHORTEST_BEAT), kept))
        }
        FromCoordinator::Refused { error, detail } => {
            Err(SessionError::Refused { error, detail }.into())
        }
        FromCoordinator::Bye { retry_ms } => Err(OpenError::Sent { retry_ms }),
        _ => Err(SessionError::from(Garbled::OutOfOrder { expected: "a welcome" }).into()),
    }
}

impl Conversation {
    /// Talks until one side goes.
    pub(crate) async fn hold(self) -> Result<Parting, SessionError> {
        tokio::select! {
            biased;
            parting = self.listener.listen() => parting,
            parting = self.speaker.speak() => parting,
        }
    }
}

#[derive(Debug)]
struct Listener {
    agent: Arc<Agent>,
    receiver: WorkerReceiver,
    questions: Questions,
    /// Changes of the network since it began to connect.
    moves: watch::Receiver<()>,
    /// When the last word was said that is known to have been heard.
    confirmed: Moment,
}

impl Listener {
    async fn listen(mut self) -> Result<Parting, SessionError> {
        loop {
            let frame = tokio::select! {
                biased;
                frame = self.receiver.recv() => frame?,
                () = unanswered(&mut self.moves) => return Ok(Parting::Moved),
            };
            self.agent.has_heard();
            self.agent.look_at_clock();
            match frame {
                // It was granted after that word was heard, so its lease cannot be older.
                FromCoordinator::Run(Order::Known(assignment)) => {
                    self.agent.begin(*assignment, self.confirmed);
                }
                FromCoordinator::Run(Order::Unknown { grant }) => {
                    self.agent.decline(grant, self.confirmed);
                }
                FromCoordinator::Bookmark { bookmark } => self.agent.keep_bookmark(bookmark).await,
                FromCoordinator::AuditHead { head } => self.agent.keep_audit_head(head).await,
                FromCoordinator::Stop { grant } => self.with(&grant, Attempt::stop),
                FromCoordinator::TakeBack { grant } => self.with(&grant, Attempt::take_back),
                FromCoordinator::Update(order) => self.agent.update(order),
                FromCoordinator::Renewed { grants } => self.renewed(&grants),
                FromCoordinator::LogStored { grant, next } => {
                    self.with(&grant, |attempt| attempt.set_stored(next));
                    self.agent.roster.touch();
                }
                FromCoordinator::FinishStored { grant } => self.agent.let_go(&grant),
                FromCoordinator::Refused { error, detail } => {
                    return Err(SessionError::Refused { error, detail });
                }
                FromCoordinator::Bye { retry_ms } => return Ok(Parting::Bye { retry_ms }),
                FromCoordinator::Challenge { .. } | FromCoordinator::Welcome { .. } => {
                    return Err(Garbled::OutOfOrder { expected: "anything but a welcome" }.into());
                }
                FromCoordinator::Unknown => tracing::debug!("passed over an unknown frame"),
            }
        }
    }

    fn with(&self, grant: &Grant, act: impl FnOnce(&Attempt)) {
        if let Some(attempt) = self.agent.roster.find(grant) {
            act(&attempt);
        }
    }

    /// What was asked for and is not renewed has ended; the rest may go on.
    fn renewed(&mut self, renewed: &[Grant]) {
        let asked = self.questions.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some(asked) = asked else { return };
        let (still_count, gone): (Vec<_>, Vec<_>) =
            asked.grants.into_iter().partition(|grant| renewed.contains(grant));
        for grant in &gone {
            self.agent.let_go(grant);
        }
        let is_known = asked.awakenings == *self.agent.awakenings.borrow();
        for grant in &still_count {
            self.with(grant, |attempt| self.agent.renew(attempt, asked.sent, is_known));
        }
        self.confirmed = asked.sent;
    }
}

/// Frames that are sent together.
#[derive(Debug, Default)]
struct Short {
    frames: Vec<FromWorker>,
    /// Of these it is said that they have begun.
    started: Vec<Arc<Attempt>>,
    /// How much of logs is in them.
    bytes: usize,
}

impl Short {
    fn has_room(&self) -> bool {
        self.frames.len() < MOST_AT_ONCE && self.bytes < MOST_BYTES_AT_ONCE
    }

    /// Adds that an attempt is over, with the end of its log.
    fn add_end(&mut self, grant: Grant, ended: Ended, tail: Vec<Chunk>, protocol: u32) {
        let reason = ended.end.reason.map(|reason| reason.said_in(protocol));
        let end = AttemptEnd { reason, ..ended.end };
        let mut report = Finished::new(grant, end, ended.log_size);
        report.lost = ended.lost;
        self.bytes += tail.iter().map(|chunk| chunk.bytes.len()).sum::<usize>();
        report.tail = tail.into_iter().map(part).collect();
        self.frames.push(FromWorker::Finished(report));
    }
}

#[derive(Debug)]
struct Speaker {
    agent: Arc<Agent>,
    sender: WorkerSender,
    cursors: Cursors,
    beat: Duration,
    /// What both sides speak.
    protocol: u32,
    /// How often the machine had slept when it said hello.
    awakenings: u64,
    moves: watch::Receiver<()>,
    owner: watch::Receiver<Owner>,
    facts: watch::Receiver<Option<Labels>>,
    levels: watch::Receiver<BTreeMap<Isolation, String>>,
    failed_update: watch::Receiver<Option<FailedUpdate>>,
    questions: Questions,
}

impl Speaker {
    async fn speak(mut self) -> Result<Parting, SessionError> {
        let agent = self.agent.clone();
        let mut changes = agent.roster.changes();
        let mut awakened = agent.awakenings.subscribe();
        if *awakened.borrow() != self.awakenings {
            awakened.mark_changed();
        }
        let (mut beats, mut pings) = (beats(self.beat), pings());
        let (mut farewell, mut rest) = (pin!(agent.farewell()), pin!(agent.rest_is_near()));
        loop {
            agent.look_at_clock();
            let attempts = agent.roster.all();
            agent.announce(&attempts);
            let due = self.cursors.next(&attempts);
            tokio::select! {
                biased;
                () = &mut farewell => {
                    self.leave(ByeReason::Stop).await?;
                    return Ok(Parting::Farewell);
                }
                () = &mut rest => {
                    self.leave(ByeReason::Sleep).await?;
                    return Ok(Parting::Sleep);
                }
                Ok(()) = self.owner.changed() => self.say_changed().await?,
                Ok(()) = self.facts.changed() => self.say_changed().await?,
                Ok(()) = self.levels.changed() => self.say_changed().await?,
                Ok(()) = self.failed_update.changed() => self.say_changed().await?,
                _ = beats.tick() => self.ask(&attempts).await?,
                Ok(()) = awakened.changed() => self.ask(&attempts).await?,
                Ok(()) = self.moves.changed() => self.ask(&attempts).await?,
                _ = pings.tick() => self.sender.ping().await?,
                () = std::future::ready(()), if due.is_some() => self.say(due, &attempts).await?,
                Ok(()) = changes.changed() => {}
            }
        }
    }

    async fn leave(&mut self, reason: ByeReason) -> Result<(), SessionError> {
        self.sender.send(&FromWorker::Bye { reason }).await?;
        self.sender.close().await
    }

    /// Before anything is given back because of it.
    async fn say_changed(&mut self) -> Result<(), SessionError> {
        self.facts.mark_unchanged();
        self.levels.mark_unchanged();
        let labels = self.agent.labels();
        let owner = self.owner.borrow_and_update().clone();
        let failed_update = self.failed_update.borrow_and_update().clone();
        self.sender.send(&FromWorker::Changed { labels, owner, failed_update }).await
    }

    /// Says that it is alive, and asks for the leases of all that it has.
    async fn ask(&mut self, attempts: &[Arc<Attempt>]) -> Result<(), SessionError> {
        self.cursors.beat(attempts);
        let grants: Vec<_> = attempts.iter().map(|attempt| attempt.grant).collect();
        let (awakenings, sent) = (*self.agent.awakenings.borrow(), self.agent.now());
        let asked = Asked { grants: grants.clone(), awakenings, sent };
        self.questions.lock().unwrap_or_else(PoisonError::into_inner).push_back(asked);
        self.sender.send(&FromWorker::Heartbeat { grants }).await
    }

    /// Says what is due; what is short of it at one stroke.
    async fn say(
        &mut self,
        mut due: Option<Due>,
        attempts: &[Arc<Attempt>],
    ) -> Result<(), SessionError> {
        let mut short = Short::default();
        while let Some(next) = due.take() {
            if let Some(Due::Log { attempt, from, limit }) = self.add(next, &mut short).await {
                self.send_short(short).await?;
                return self.say_log(&attempt, from, limit).await;
            }
            if short.has_room() {
                due = self.cursors.next(attempts);
            }
        }
        self.send_short(short).await
    }

    async fn send_short(&mut self, short: Short) -> Result<(), SessionError> {
        self.sender.send_all(&short.frames).await?;
        short.started.iter().for_each(|attempt| attempt.start_told());
        Ok(())
    }

    async fn say_log(
        &mut self,
        attempt: &Attempt,
        from: u64,
        limit: usize,
    ) -> Result<(), SessionError> {
        let chunks = read_spool(&self.agent.seams.tasks, attempt, from, limit).await;
        if chunks.is_empty() {
            // What the spool has lost can never be sent; the report of the end still can.
            self.cursors.sent(&attempt.grant, attempt.spooled());
            attempt.lose_log(from);
        }
        self.send_log(attempt, chunks).await
    }

    /// Adds what is due to what is sent together. Answers a log that has to go by itself.
    async fn add(&mut self, due: Due, short: &mut Short) -> Option<Due> {
        match due {
            Due::Started(attempt) => {
                self.cursors.start_said(&attempt.grant);
                short.frames.push(FromWorker::Started { grant: attempt.grant });
                short.started.push(attempt);
                None
            }
            Due::Finished { attempt, ended, tail: None } => {
                short.add_end(attempt.grant, ended, vec![], self.protocol);
                self.cursors.end_said(&attempt.grant);
                None
            }
            Due::Finished { attempt, ended, tail: Some(from) } => {
                self.add_with_tail(attempt, ended, from, short).await
            }
            Due::Log { .. } => Some(due),
        }
    }

    async fn add_with_tail(
        &mut self,
        attempt: Arc<Attempt>,
        ended: Ended,
        from: u64,
        short: &mut Short,
    ) -> Option<Due> {
        let (grant, end) = (attempt.grant, attempt.spooled());
        let limit = usize::try_from(SMALL).unwrap_or(usize::MAX);
        let tail = read_spool(&self.agent.seams.tasks, &attempt, from, limit).await;
        let is_whole = tail.last().is_some_and(|last| last.end() == end);
        if !is_whole || tail.len() > MOST_PARTS {
            // It goes the long way, on which what is lost is noticed too.
            return Some(Due::Log { attempt, from, limit });
        }
        short.add_end(grant, ended, tail, self.protocol);
        self.cursors.end_said(&grant);
        self.cursors.tail_said(&grant, end);
        None
    }

    async fn send_log(
        &mut self,
        attempt: &Attempt,
        chunks: Vec<Chunk>,
    ) -> Result<(), SessionError> {
        for chunk in chunks {
            let Chunk { offset, stream, at, is_gap, .. } = chunk;
            let head = LogHead { grant: attempt.grant, offset, stream, at, is_gap };
            self.sender.send_log(&head, &chunk.bytes).await?;
            self.cursors.sent(&attempt.grant, chunk.end());
        }
        Ok(())
    }
}

fn part(chunk: Chunk) -> LogPart {
    let Chunk { offset, stream, at, is_gap, bytes, .. } = chunk;
    LogPart { offset, stream, at, is_gap, bytes }
}

/// Chunks from an offset on; none where the spool is lost or damaged.
async fn read_spool(tasks: &Tasks, attempt: &Attempt, from: u64, limit: usize) -> Vec<Chunk> {
    let dir = attempt.folder.path().to_owned();
    let read = blocking(tasks, move || LogReader::open(&dir, SPOOL)?.read(from, limit)).await;
    let whole =
        |chunks: Vec<Chunk>| chunks.into_iter().take_while(|chunk| !chunk.is_damaged).collect();
    let lost = |error: io::Error| {
        tracing::error!(job = %attempt.grant.job, %error, "cannot read a log back from the spool");
        vec![]
    };
    read.map_or_else(lost, whole)
}

fn beats(every: Duration) -> Interval {
    let mut beats = interval_at(Instant::now() + every, every);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    beats
}
