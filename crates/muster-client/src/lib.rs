//! The client: every route of the coordinator as a typed function.
//!
//! A [`Client`] talks over HTTP, or straight into a router of the same process. [`discover`] finds
//! the coordinator to talk to and makes sure of it before anything secret is sent. A creation is
//! sent with an idempotency key and repeated under the same key when the connection breaks, so it
//! happens once; [`Follow`] reads a job's log to its end over as many connections as it takes.
//!
//! Not here: the environment and its variables. Callers pass the address and the token in.
#![warn(missing_docs)]

mod answer;
mod call;
mod client;
mod credential;
mod discovery;
mod error;
mod follow;
mod forward;
mod instance;
mod live;
mod outbound;
mod proof;
mod random;
mod retry;
mod routes;
mod sse;
mod target;
mod terminal;
mod transport;

pub use client::Client;
pub use credential::{BadCredential, Credential};
pub use discovery::{Wish, discover};
pub use error::ClientError;
pub use follow::{Follow, Followed};
pub use forward::Arriving;
pub use instance::{InstanceError, read_instance_file};
pub use live::{Live, Topic};
pub use routes::Download;
pub use target::{Target, TargetError};
pub use terminal::{Keys, Piece, Shown};
