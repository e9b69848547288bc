//! The agent against a coordinator that follows a script, with real processes.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper fails like the test that calls it")]

mod environment;
#[cfg(target_os = "linux")]
mod escapes;
mod facts;
#[cfg(target_os = "linux")]
mod isolation;
mod killing;
mod leases;
mod machine;
mod news;
mod output;
mod owner;
mod quotas;
mod reports;
mod sessions;
#[cfg(target_os = "linux")]
mod spawning;
mod stage;
mod updates;
