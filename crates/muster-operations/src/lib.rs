//! Operations: cloud workers and dev environments, made, kept and deleted whatever goes wrong.
//!
//! A wish is kept before anybody is asked, and is done when its provider says so. In between anything may
//! happen: an answer is lost, a provider is out of order, this program dies. The store always says what is
//! certain and what is not, and whoever goes on looks before it asks again.
//!
//! # To whoever wires it
//!
//! - [`Operations::new`] takes the store, the seams, [`Providers`] and three [`Helpers`]: a [`Vault`] that seals
//!   secrets, an [`Entitlement`] that says who may have what ([`Always`] lets everybody), and a [`Probe`] that
//!   asks a worker's `/health`.
//! - Spawn [`Operations::run`] once. It ends when the tasks of the seams are told to stop, at any point of
//!   whatever it does, as a crash would end it. Tests call [`Operations::pass`] and
//!   [`Operations::sweep`] by hand instead.
//! - [`Operations::create_worker`] and [`Operations::create_environment`] check, seal and keep, and answer with the
//!   resource and its operation. To keep more in the same transaction, such as tokens or an idempotency
//!   key: [`Operations::prepare_worker`], then [`Operations::accept`] in it, then [`Operations::announce`].
//! - [`Operations::act`] starts (or wakes), stops and deletes. A repeat of what is under way is that operation.
//! - [`Operations::resource`], [`Operations::resources`], [`Operations::operation`] and
//!   [`Operations::operations`] read; [`Operations::address`] opens and renews an address.
//!   [`Operations::subscribe`] tells what has changed, by name only.
//! - [`Operations::reload`] takes other settings. Whatever is there keeps its provider.
//! - [`Operations::swept`] shows strays, [`Operations::adopt`] takes them in.
//!
//! A resource that failed says why: `reason` is a stable code, `said` the provider's last words without secrets.
//! A worker whose creation failed is `provisioning_failed` to its API, for that reason.
//!
//! The runner passes the named places `operation.after_intent`, `operation.after_answer` and
//! `operation.after_record` of the seams' faults.
//!
//! # Inside
//!
//! `life` decides what is asked next and what an answer makes certain; `advance` does the same to rows; both are
//! pure. `accept` and `act` keep wishes, `runner` asks, `ask` puts a question to an engine, `sweep` compares.
//!
//! Not here: HTTP, what a worker does, when something is idle, and money beyond the ceiling.
#![warn(missing_docs)]

mod accept;
mod act;
mod address;
mod adopt;
mod advance;
mod ask;
mod change;
mod entitlement;
mod error;
mod gate;
mod life;
mod logs;
mod operations;
mod order;
mod pace;
mod probe;
mod providers;
mod runner;
mod shell;
mod specification;
mod sweep;
mod vault;

pub use accept::{Accepted, Prepared};
pub use change::Change;
pub use entitlement::{Always, Denied, Entitlement};
pub use error::NotAccepted;
pub use logs::NoLog;
pub use operations::{Helpers, Operations};
pub use order::{Act, NewEnvironment, NewWorker};
pub use pace::Pace;
pub use probe::Probe;
pub use providers::{EnvironmentProvider, Providers, WorkerProvider};
pub use shell::NoShell;
pub use specification::EnvironmentSpecification;
pub use sweep::{Stray, Swept};
pub use vault::{Label, Locked, Opened, Vault};
