//! The one thread that writes.
//!
//! Whatever has arrived while the last group was committed forms the next group, so the busier it
//! gets, the more writes share one sync of the disk. See [`group`](super::group) for how a group is
//! committed.

use super::{group, tx::SqliteTx};
use crate::{
    StoreError, Write,
    transaction::{honest, run_caught},
};
use rusqlite::Connection;
use std::fmt;
use tokio::sync::{mpsc, oneshot};

/// So many writes share one commit at most: it keeps the wait of the first one short.
const LARGEST_GROUP: usize = 256;

/// What the writer is asked to do, in order.
#[derive(Debug)]
pub(super) enum Message {
    Work(Box<dyn Job>),
    /// Refuse to write once a coordinator of a later epoch has taken the file.
    Guard(u32),
    Close(oneshot::Sender<()>),
}

/// One caller's closure, its value, and whom to tell. It may run again.
pub(super) trait Job: Send + fmt::Debug {
    /// Answers whether what it wrote may be kept.
    fn run(&mut self, tx: &mut SqliteTx<'_>) -> bool;
    /// Tells the caller, once it is known whether the group was committed.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

/// A closure that waits for its turn.
pub(super) struct Pending<F, T, E> {
    work: F,
    value: Option<Result<T, E>>,
    tell: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Pending<F, T, E> {
    pub(super) fn new(work: F, tell: oneshot::Sender<Result<T, E>>) -> Self {
        Self { work, value: None, tell }
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

/// The writer's state.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) connection: Connection,
    pub(super) epoch: Option<u32>,
    /// Once the disk failed to keep what it had taken, nothing it says can be believed.
    pub(super) broken: Option<StoreError>,
}

impl Writer {
    pub(super) fn new(connection: Connection) -> Self {
        Self { connection, epoch: None, broken: None }
    }

    /// Works until everybody who could ask has gone, or until it is told to close.
    pub(super) fn run(mut self, mut queue: mpsc::Receiver<Message>) {
        while let Some(first) = queue.blocking_recv() {
            let (group, last) = gather(first, &mut queue);
            group::commit(&mut self, group);
            match last {
                None | Some(Message::Work(_)) => {}
                Some(Message::Guard(epoch)) => self.epoch = Some(epoch),
                Some(Message::Close(done)) => return self.close(done),
            }
        }
    }

    fn close(self, done: oneshot::Sender<()>) {
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
            Message::Guard(_) | Message::Close(_) => return (group, Some(message)),
        }
        next = if group.len() < LARGEST_GROUP { queue.try_recv().ok() } else { None };
    }
    (group, None)
}
