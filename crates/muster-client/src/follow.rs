//! Following one job to its end: its states, and its log by offset over as many connections as it
//! takes.
//!
//! Each step either reads the job as it is now or listens for the next change, so a change between
//! two connections is never missed: after every new connection the job is read again. The log goes
//! on at the offset after the last chunk that was handed over; nothing comes twice.
//!
//! A coordinator that restarts has a new key and may have another port, so a job is followed from a
//! [`Wish`] where there is one: after every absence the coordinator is looked for again.
//!
//! Giving up is decided by time waited, not by a clock: nothing here reads one.

use crate::{
    client::Client,
    discovery::{Wish, discover},
    error::ClientError,
    live::{Live, Topic},
    retry::Patience,
};
use muster_api::{
    ProblemKind,
    job::{ArrayProgress, Job, JobState},
    log::LogChunk,
    stream::StreamEvent,
};
use muster_core::JobId;
use std::{collections::VecDeque, time::Duration};

/// A coordinator that has been away for this long will not be back while anybody waits.
const GIVE_UP_AFTER: Duration = Duration::from_mins(2);
/// After so long without a word we ask ourselves; a connection may be dead without saying so.
const ASK_AFTER: Duration = Duration::from_secs(30);
/// A coordinator that stops asks for seconds, never for minutes.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What happens to a job that is followed.
#[derive(Debug)]
pub enum Followed {
    /// It waits; told once per state and reason.
    Waiting(Box<Job>),
    /// An array that has begun gets on; told once per count.
    Progress(Box<Job>),
    /// The log of this attempt begins.
    Attempt(u32),
    /// More of the log.
    Chunk(LogChunk),
    /// The coordinator cannot be reached and is tried again; told once per absence.
    Away(ClientError),
    /// It is over, or the one attempt that was wanted is.
    Ended(Box<Job>),
}

/// A job on its way to its end.
#[derive(Debug)]
pub struct Follow {
    client: Client,
    /// How to find the coordinator again.
    wish: Option<Wish>,
    job: JobId,
    wants_log: bool,
    /// The attempt to stop after, when only one is wanted.
    last: Option<u32>,
    /// Attempts up to this one have been read.
    done: u32,
    /// The attempt whose beginning was told.
    begun: u32,
    /// The offset of the next byte of the attempt that is being read.
    next: u64,
    state: State,
    ready: VecDeque<Followed>,
    told: Option<Told>,
    patience: Patience,
    waited: Duration,
}

/// What was told last of a job that is not over.
#[derive(Debug, PartialEq)]
enum Told {
    Waiting(JobState, Option<String>),
    Progress(ArrayProgress),
}

#[derive(Debug)]
enum State {
    /// Read the job and decide.
    Ask,
    /// Wait before asking.
    Pause(Duration),
    /// Begin to listen to changes of jobs.
    Listen,
    /// Listen to changes of jobs.
    Heed(Live),
    /// Begin to read the log of the attempt after those that are done.
    Open,
    /// Read that log.
    Read(Live),
    /// Nothing more will come.
    Over,
}

impl Follow {
    /// Follows a job through all its attempts.
    pub fn job(client: Client, job: JobId) -> Self {
        Self {
            client,
            wish: None,
            job,
            wants_log: true,
            last: None,
            done: 0,
            begun: 0,
            next: 0,
            state: State::Ask,
            ready: VecDeque::new(),
            told: None,
            patience: Patience::default(),
            waited: Duration::ZERO,
        }
    }

    /// The same, looking for the coordinator again after an absence.
    pub fn rediscovering(self, wish: Wish) -> Self {
        Self { wish: Some(wish), ..self }
    }

    /// The way to the coordinator as it is now.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The same without the logs.
    pub fn without_log(self) -> Self {
        Self { wants_log: false, ..self }
    }

    /// The same, beginning with this attempt at this offset.
    pub fn starting_at(self, attempt: u32, from: u64) -> Self {
        let done = attempt.saturating_sub(1);
        Self { done, begun: done, next: from, ..self }
    }

    /// The same, ending with this attempt.
    pub fn ending_with(self, attempt: u32) -> Self {
        Self { last: Some(attempt), ..self }
    }

    /// What happens next; nothing after the end. May be dropped and called again at any time.
    pub async fn next(&mut self) -> Result<Option<Followed>, ClientError> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Ok(Some(ready));
            }
            if matches!(self.state, State::Over) {
                return Ok(None);
            }
            match self.step().await {
                Ok(()) => {}
                Err(error) if error.is_transient() || self.is_new_start(&error) => {
                    self.lose(error)?;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// One step. Nothing is changed before the last await of it, so it may be dropped half way.
    async fn step(&mut self) -> Result<(), ClientError> {
        match &mut self.state {
            State::Ask => {
                let job = self.client.get_job(self.job).await?;
                self.decide(job);
            }
            State::Pause(wait) => {
                tokio::time::sleep(*wait).await;
                if let Some(wish) = &self.wish {
                    self.client = discover(wish.clone()).await?;
                }
                self.state = State::Ask;
            }
            State::Listen => self.listen().await?,
            State::Open => {
                let (job, attempt, from) = (self.job, self.done + 1, self.next);
                let live = self.client.stream(&[Topic::Log { job, attempt, from }]).await?;
                self.state = State::Read(live);
            }
            State::Heed(live) | State::Read(live) => {
                let event = tokio::time::timeout(ASK_AFTER, live.next()).await;
                match event.unwrap_or(Ok(Some(StreamEvent::Resync)))? {
                    Some(event) => self.hear(event),
                    None => return Err(self.client.unreachable("the stream has ended".into())),
                }
            }
            State::Over => {}
        }
        Ok(())
    }

    /// Opens the stream first and reads the job after it: whatever changes in between is told.
    async fn listen(&mut self) -> Result<(), ClientError> {
        let mut live = self.client.stream(&[Topic::Jobs]).await?;
        loop {
            match live.next().await? {
                Some(StreamEvent::Ready) => break,
                Some(_) => {}
                None => return Err(self.client.unreachable("the stream has ended".into())),
            }
        }
        let job = self.client.get_job(self.job).await?;
        self.reached();
        self.state = State::Heed(live);
        self.decide(job);
        Ok(())
    }

    fn hear(&mut self, event: StreamEvent) {
        self.reached();
        match event {
            StreamEvent::Jobs { items } => {
                // The last word about our job is the one that counts.
                if let Some(job) = items.into_iter().rfind(|job| job.id == self.job) {
                    self.decide(job);
                }
            }
            StreamEvent::Log { job, attempt, chunks, next, is_complete }
                if job == self.job && attempt == self.done + 1 =>
            {
                self.take(chunks, next);
                if is_complete {
                    (self.done, self.next, self.state) = (attempt, 0, State::Ask);
                }
            }
            StreamEvent::Resync => self.state = State::Ask,
            StreamEvent::Bye { retry_ms } => {
                let pause = Duration::from_millis(retry_ms).min(LONGEST_PAUSE);
                self.state = State::Pause(pause);
            }
            StreamEvent::Ready
            | StreamEvent::Workers { .. }
            | StreamEvent::WorkerGone { .. }
            | StreamEvent::Log { .. } => {}
        }
    }

    fn take(&mut self, chunks: Vec<LogChunk>, next: u64) {
        for chunk in chunks {
            let end = chunk.offset + chunk.length;
            // What was handed over before the connection broke is not handed over again.
            // A word about what is missing at the end has no length of its own.
            if end > self.next || (chunk.length == 0 && end == self.next) {
                self.next = end;
                self.ready.push_back(Followed::Chunk(chunk));
            }
        }
        self.next = self.next.max(next);
    }

    /// What to do about the job as it is now.
    fn decide(&mut self, job: Job) {
        let wanted = self.done + 1;
        if self.last.is_some_and(|last| self.done >= last) {
            self.end(job);
        } else if self.wants_log && job.attempt >= wanted {
            if self.begun < wanted {
                self.begun = wanted;
                self.ready.push_back(Followed::Attempt(wanted));
            }
            self.state = State::Open;
        } else if job.state.is_terminal() {
            self.end(job);
        } else {
            self.wait(job);
        }
    }

    fn wait(&mut self, job: Job) {
        // Between two of its tasks it may wait for a moment, of which nobody wants to hear.
        let begun = job.array.clone().filter(|array| array.waiting < array.tasks);
        let (now, followed): (_, fn(Box<Job>) -> Followed) = match begun {
            Some(progress) => (Told::Progress(progress), Followed::Progress),
            None => (Told::Waiting(job.state, job.reason.clone()), Followed::Waiting),
        };
        if self.told.as_ref() != Some(&now) {
            self.told = Some(now);
            self.ready.push_back(followed(Box::new(job)));
        }
        if !matches!(self.state, State::Heed(_)) {
            self.state = State::Listen;
        }
    }

    fn end(&mut self, job: Job) {
        self.state = State::Over;
        self.ready.push_back(Followed::Ended(Box::new(job)));
    }

    /// Only an event of a stream counts: one that opens and breaks at once must not be tried for ever.
    fn reached(&mut self) {
        (self.patience, self.waited) = (Patience::default(), Duration::ZERO);
    }

    /// Whether the coordinator may have started anew, with a key that we do not know yet.
    fn is_new_start(&self, error: &ClientError) -> bool {
        let uses_key = |wish: &Wish| wish.url.is_none() && wish.token.is_none();
        error.is(ProblemKind::Unauthorized) && self.wish.as_ref().is_some_and(uses_key)
    }

    fn lose(&mut self, error: ClientError) -> Result<(), ClientError> {
        if self.waited >= GIVE_UP_AFTER {
            return Err(error);
        }
        let wait = self.patience.next_wait_of_many();
        if self.waited.is_zero() {
            self.ready.push_back(Followed::Away(error));
        }
        self.waited += wait;
        self.state = State::Pause(wait);
        Ok(())
    }
}
