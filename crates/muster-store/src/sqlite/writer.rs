//! The one thread that writes.
//!
//! Whatever has arrived while the last group was committed forms the next group, so the busier it
//! gets, the more writes share one sync of the disk. See [`group`](super::group) for how a group is
//! committed.

use super::{
    copy::{self, Copy},
    group,
    log::Log,
    reserve::Reserve,
    tx::SqliteTx,
};
use crate::{
    Room, StoreError, Write,
    condition::Health,
    transaction::{honest, run_caught},
};
use rusqlite::Connection;
use std::{cell::RefCell, fmt, time::Duration};
use tokio::{
    runtime::Runtime,
    sync::{mpsc, oneshot},
    time::{Instant, timeout},
};

/// So many writes share one commit at most: it keeps the wait of the first one short.
const LARGEST_GROUP: usize = 256;
/// Whoever made room sees that it was noticed.
const LOOK_FOR_ROOM: Duration = Duration::from_secs(1);
/// Nobody notices what happens after so long.
const IDLE: Duration = Duration::from_secs(5);

/// What the writer is asked to do, in order.
#[derive(Debug)]
pub(super) enum Message {
    Work(Box<dyn Job>),
    /// Refuse to write once another holder has taken the file.
    Guard(String),
    /// Copy the file while writing goes on.
    Copy(Copy),
    Close(oneshot::Sender<()>),
}

/// What a write is for, which decides whether a full disk refuses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It brings something to do that was not there before.
    NewWork,
    /// It keeps what has become of something that is there.
    Report,
}

/// One caller's closure, its value, and whom to tell. It may run again.
pub(super) trait Job: Send + fmt::Debug {
    fn purpose(&self) -> Purpose;
    /// Answers whether what it wrote may be kept.
    fn run(&mut self, tx: &mut SqliteTx<'_>) -> bool;
    /// Tells the caller, once it is known whether the group was committed.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

/// A closure that waits for its turn.
pub(super) struct Pending<F, T, E> {
    purpose: Purpose,
    work: F,
    value: Option<Result<T, E>>,
    tell: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Pending<F, T, E> {
    pub(super) fn new(purpose: Purpose, work: F, tell: oneshot::Sender<Result<T, E>>) -> Self {
        Self { purpose, work, value: None, tell }
    }
}

impl<F, T, E> fmt::Debug for Pending<F, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending")
    }
}

impl<F, T, E> Job for Pending<F, T, E>
where
    F: Fn(&mut dyn Write) -> Result<T, E> + Send,
    E: From<StoreError> + Send,
    T: Send,
{
    fn purpose(&self) -> Purpose {
        self.purpose
    }

    fn run(&mut self, tx: &mut SqliteTx<'_>) -> bool {
        let answer = run_caught(|| (self.work)(tx));
        let answer = honest(answer, &tx.failed);
        let is_kept = answer.is_ok();
        self.value = Some(answer);
        is_kept
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (self.value, committed) {
            (Some(Err(own)), _) => Err(own),
            (Some(Ok(_)) | None, Err(lost)) => Err(lost.into()),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => unreachable!("a group is committed after each of it has run"),
        };
        if self.tell.send(answer).is_err() {
            tracing::trace!("a write was answered to a caller who had gone");
        }
    }
}

/// The writer's state. A copy borrows the connection while groups are committed beside it.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) connection: Connection,
    /// Who we are, once we have taken the file.
    pub(super) holder: RefCell<Option<String>>,
    pub(super) health: Health,
    pub(super) reserve: Option<Reserve>,
    pub(super) log: Log,
}

/// What wakes the writer.
enum Wake {
    Message(Message),
    /// Nobody asked anything, and there is something to look after.
    Idle,
    /// Nobody can ask anything any more.
    Gone,
}

impl Writer {
    pub(super) fn new(
        mut connection: Connection,
        health: Health,
        reserve: Option<Reserve>,
    ) -> rusqlite::Result<Self> {
        let log = Log::of(&mut connection)?;
        Ok(Self { connection, holder: RefCell::default(), health, reserve, log })
    }

    /// Works until everybody who could ask has gone, or until it is told to close.
    pub(super) fn run(self, mut queue: mpsc::Receiver<Message>, timer: &Runtime) {
        let mut looked_at = Instant::now();
        let mut left = None;
        loop {
            let wake = match left.take() {
                Some(message) => Wake::Message(message),
                None => timer.block_on(self.wake(&mut queue)),
            };
            let first = match wake {
                Wake::Message(first) => first,
                Wake::Idle => {
                    self.look_after();
                    continue;
                }
                Wake::Gone => return,
            };
            let last = self.serve(first, &mut queue);
            // Callers that never pause must not keep it from noticing.
            if self.health.room() == Room::Full && looked_at.elapsed() > LOOK_FOR_ROOM {
                self.look_after();
                looked_at = Instant::now();
            }
            match last {
                None | Some(Message::Work(_) | Message::Guard(_)) => {}
                Some(Message::Copy(asked)) => left = copy::run(&self, asked, &mut queue),
                Some(Message::Close(done)) => return self.close(done),
            }
        }
    }

    /// Commits the writes that have arrived. What else was found after them is answered with.
    pub(super) fn serve(
        &self,
        first: Message,
        queue: &mut mpsc::Receiver<Message>,
    ) -> Option<Message> {
        let (group, last) = gather(first, queue);
        group::commit(self, group);
        match last {
            Some(Message::Guard(holder)) => {
                self.holder.replace(Some(holder));
                None
            }
            other => other,
        }
    }

    async fn wake(&self, queue: &mut mpsc::Receiver<Message>) -> Wake {
        if self.health.end().is_some() {
            return queue.recv().await.map_or(Wake::Gone, Wake::Message);
        }
        let is_full = self.health.room() == Room::Full;
        let message = match (is_full, self.log.is_worth_emptying()) {
            (false, false) => Ok(queue.recv().await),
            (true, _) => timeout(LOOK_FOR_ROOM, queue.recv()).await,
            (false, true) => timeout(IDLE, queue.recv()).await,
        };
        match message {
            Ok(Some(message)) => Wake::Message(message),
            Ok(None) => Wake::Gone,
            Err(_) => Wake::Idle,
        }
    }

    fn look_after(&self) {
        if self.health.end().is_some() {
            return;
        }
        // First: a log that has grown long may be what fills the disk.
        if let Err(error) = self.log.empty(&self.connection) {
            return self.health.note(&error);
        }
        if let Some(reserve) = self.reserve.as_ref().filter(|_| self.health.room() == Room::Full) {
            reserve.restore();
        }
    }

    fn close(self, done: oneshot::Sender<()>) {
        // What a failing disk holds must not be touched again: the next start decides.
        let is_left = self.health.end().is_some();
        let left = self
            .connection
            .set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, is_left);
        if let Err(error) = left {
            tracing::warn!(%error, "the store is closed as usual");
        }
        if let Err((_, error)) = self.connection.close() {
            tracing::warn!(%error, "the store did not close cleanly");
        }
        if done.send(()).is_err() {
            tracing::trace!("nobody waits for the store to close");
        }
    }
}

/// The writes that have arrived, up to the first message that is not one.
fn gather(
    first: Message,
    queue: &mut mpsc::Receiver<Message>,
) -> (Vec<Box<dyn Job>>, Option<Message>) {
    let mut group = Vec::new();
    let mut next = Some(first);
    while let Some(message) = next {
        match message {
            Message::Work(job) => group.push(job),
            Message::Guard(_) | Message::Copy(_) | Message::Close(_) => {
                return (group, Some(message));
            }
        }
        next = if group.len() < LARGEST_GROUP { queue.try_recv().ok() } else { None };
    }
    (group, None)
}
