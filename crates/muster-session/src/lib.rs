//! The worker session: one WebSocket protocol between a coordinator and a worker.
//!
//! A session is *dialled* by the worker, over a connection that either side has opened: a coordinator
//! that can reach a worker [calls](call) it, and the worker dials through that line. The worker speaks
//! first, both sides prove who they are, and then each sends its own frames in any order. [`accept`] and
//! [`dial_over`] turn a connection into a [`Wire`]; [`prove_worker`] and [`receive_hello`] turn a wire
//! into typed halves for sending and receiving.
//!
//! The proof says who the two ends are when the session begins. It does not encrypt: on a network
//! that others can touch, the connection underneath must (TLS, a tailnet).
//!
//! Not here: what frames mean. The engine and the agent decide that.
#![warn(missing_docs)]

mod bookmark;
mod ends;
mod error;
mod frames;
mod handshake;
mod key;
mod line;
mod pace;
mod program;
mod proof;
mod ticket;
mod wire;

pub use bookmark::Bookmark;
pub use ends::{
    CoordinatorReceiver, CoordinatorSender, Receiver, Sender, WorkerFrame, WorkerReceiver,
    WorkerSender,
};
pub use error::{Garbled, SessionError};
pub use handshake::{Greeting, Introduction, Opened, Proved, prove_worker, receive_hello};
pub use key::{BadKey, KeyPair, PublicKey};
pub use line::{LINE_PATH, answer, call};
pub use pace::{LONGEST_SEND, LONGEST_SILENCE, PING_EVERY, pings};
pub use program::{ProgramTicket, is_signed, sign_order};
pub use ticket::{ReadingTicket, Ticket};
pub use wire::{LARGEST_MESSAGE, Refusal, SESSION_PATH, Upgrade, Wire, accept, dial_over};
