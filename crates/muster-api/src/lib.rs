//! The wire of Muster: what requests, answers, events and worker frames look like.
//!
//! Nothing here decides anything. Types are named after the noun they carry and converted to and
//! from the pure nouns of `muster-core` at the edge; unknown fields are ignored on reading, so that
//! an older reader survives a newer writer.
#![warn(missing_docs)]

pub mod admin;
pub mod agent;
pub mod ai;
pub mod artefact;
pub mod audit;
pub mod backup;
pub mod batch;
pub mod billing;
pub mod cloud;
pub mod compat;
pub mod console;
pub mod den;
pub mod dev8;
pub mod download;
pub mod explanation;
pub mod export;
pub mod instance;
pub mod job;
mod job_state;
mod lenient;
pub mod log;
pub mod oidc;
pub mod overview;
pub mod person;
pub mod problem;
pub mod program;
pub mod protocol;
pub mod provider;
pub mod query;
pub mod queue;
pub mod retention;
pub mod schedule;
pub mod secret;
pub mod session;
pub mod spend;
pub mod stream;
pub mod template;
pub mod terminal;
pub mod token;
pub mod tool;
pub mod update;
pub mod usage;
#[cfg(test)]
mod words;
pub mod worker;
pub mod worker_history;

pub use problem::{Problem, ProblemKind};
