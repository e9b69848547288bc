//! One data directory in use: its lock, settings, secrets, coordinator and this machine's worker.
//!
//! The CLI, the desktop app and the test kit all start a [`Host`] or attach to one that runs. A
//! *data directory* belongs to one host at a time; the operating system's file lock decides which.
//!
//! Not here: HTTP and the engine (`muster-coordinator`), running commands (`muster-worker`), and
//! talking to a coordinator from outside (`muster-client`).
#![warn(missing_docs)]

pub mod backup;
pub mod config;
mod data_dir;
pub mod doctor;
mod error;
mod failure;
mod filesystem;
mod hardening;
mod host;
pub mod import;
mod instance;
pub mod logging;
pub mod logins;
pub mod owner;
mod private_file;
pub mod secrets;
pub mod worker;

pub use data_dir::DataDir;
pub use error::StartError;
pub use failure::HostFailure;
pub use host::{Host, Lack, NotFilled, NotReread};
pub use instance::{find_running, wait_for_running};
pub use muster_core::Secret;
