//! Providers: machines of others, asked for and watched over their HTTP APIs.
//!
//! Two kinds of things can be had. A [`WorkerEngine`] runs cloud workers (Render, Daytona, Kubernetes), an
//! [`EnvironmentEngine`] runs dev environments (Azure Container Instances, Kubernetes, Docker). Whoever is new here reads
//! [`error`] first: everything else follows from the four ways in which a call can fail.
//!
//! - **Ask once.** No function repeats a request. The caller is a reconciler: it has stored what it
//!   wants, asks, stores what is certain, and looks again later.
//! - **Names, not luck.** What we make has a name that follows from our own id ([`name`]), so after a
//!   lost answer it is found, and a repeat cannot make a second one.
//! - **Unknown is an answer.** A time-out, a 5xx, a gateway's page, a broken connection: the thing may
//!   have been done. Only the provider's own "not found" means absent.
//! - **Nothing secret comes out.** Tokens and values are [`Secret`]; errors carry the provider's words
//!   with secrets cut out, and never a body.
//!
//! Each provider has a folder: `wire.rs` is the foreign JSON, `dialect.rs` how it says no, `settings.rs`
//! what must be known, `mod.rs` the engine. [`fake`] has a provider of each kind to run against; the
//! conformance suite in `tests/` runs every engine through every fault and compares what it believes
//! with what the fake has. A new provider is done when it passes.
//!
//! Not here: what is wanted, deadlines, retries, money spent. They are the coordinator's.
#![warn(missing_docs)]

pub mod azure;
pub mod check;
pub mod daytona;
#[cfg(feature = "docker")]
pub mod docker;
pub mod environment;
pub mod error;
pub mod fake;
pub mod http;
#[cfg(feature = "kubernetes")]
pub mod kubernetes;
mod marks;
pub mod name;
pub mod price;
pub mod render;
pub mod secret;
pub mod settings;
pub mod shell;
pub mod worker;

pub use environment::{EnvironmentEngine, EnvironmentOrder};
pub use error::{Conflict, Doubt, Operation, Outcome, ProviderError, ProviderKind, Refusal};
pub use muster_core::Secret;
pub use name::{EnvironmentKey, Mark, Prefix, WorkerName};
pub use settings::ProviderSettings;
pub use worker::{WorkerEngine, WorkerOrder};
