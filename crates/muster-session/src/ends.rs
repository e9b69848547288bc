//! The two ends of an open session: a worker's and a coordinator's, each a sender and a receiver
//! that can be used from different tasks.
//!
//! Use them from different tasks: an end that does not read while it sends can wait forever for
//! another end that does the same.

use crate::{
    SessionError,
    frames::{Incoming, Outgoing, Received, decode, decode_log},
};
use bytes::Bytes;
use muster_api::session::{FromCoordinator, FromWorker, LogHead};
use serde::Serialize;
use std::marker::PhantomData;

/// What a coordinator hears.
#[derive(Debug, Clone, PartialEq)]
pub enum WorkerFrame {
    /// A control frame.
    Control(FromWorker),
    /// Bytes of a log.
    Log(LogHead, Bytes),
}

/// Sends frames of one kind.
#[derive(Debug)]
pub struct Sender<F> {
    outgoing: Outgoing,
    says: PhantomData<fn(F)>,
}

/// Receives frames of one kind.
#[derive(Debug)]
pub struct Receiver<F> {
    incoming: Incoming,
    hears: PhantomData<fn() -> F>,
}

/// Says what a worker says.
pub type WorkerSender = Sender<FromWorker>;
/// Hears what a coordinator says.
pub type WorkerReceiver = Receiver<FromCoordinator>;
/// Says what a coordinator says.
pub type CoordinatorSender = Sender<FromCoordinator>;
/// Hears what a worker says.
pub type CoordinatorReceiver = Receiver<WorkerFrame>;

impl<F: Serialize> Sender<F> {
    pub(crate) fn new(outgoing: Outgoing) -> Self {
        Self { outgoing, says: PhantomData }
    }
    /// Sends a control frame.
    pub async fn send(&mut self, frame: &F) -> Result<(), SessionError> {
        self.outgoing.control(frame).await
    }
    /// Sends several control frames at one stroke.
    pub async fn send_all(&mut self, frames: &[F]) -> Result<(), SessionError> {
        self.outgoing.controls(frames).await
    }
    /// Asks for a sign of life; the receiver takes the answer for a word.
    pub async fn ping(&mut self) -> Result<(), SessionError> {
        self.outgoing.ping().await
    }
    /// Ends the session in good order.
    pub async fn close(&mut self) -> Result<(), SessionError> {
        self.outgoing.close().await
    }
}

impl WorkerSender {
    /// Sends bytes of a log.
    pub async fn send_log(&mut self, head: &LogHead, bytes: &[u8]) -> Result<(), SessionError> {
        self.outgoing.log(head, bytes).await
    }
}

impl<F> Receiver<F> {
    pub(crate) fn new(incoming: Incoming) -> Self {
        Self { incoming, hears: PhantomData }
    }
}

impl WorkerReceiver {
    /// The next frame. An error ends the session. A call that is dropped loses nothing.
    pub async fn recv(&mut self) -> Result<FromCoordinator, SessionError> {
        self.incoming.control().await
    }
}

impl CoordinatorReceiver {
    /// The next frame. An error ends the session. A call that is dropped loses nothing.
    pub async fn recv(&mut self) -> Result<WorkerFrame, SessionError> {
        match self.incoming.message().await? {
            Received::Control(text) => Ok(WorkerFrame::Control(decode(&text)?)),
            Received::Log(message) => {
                let (head, bytes) = decode_log(&message)?;
                Ok(WorkerFrame::Log(head, bytes))
            }
        }
    }
}
