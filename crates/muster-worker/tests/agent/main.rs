//! The agent against a coordinator that follows a script, with real processes.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper fails like the test that calls it")]

mod environment;
mod killing;
mod output;
mod reports;
mod sessions;
mod stage;
