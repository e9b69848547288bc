//! One function per route, grouped by noun.

mod agents;
mod ai;
mod artefacts;
mod audit;
mod backups;
mod cloud;
mod coordinator;
mod downloads;
mod jobs;
mod logs;
mod oidc;
mod people;
mod queue;
mod retention;
mod schedules;
mod secrets;
mod templates;
mod tokens;
mod tools;
mod workers;

pub use logs::Download;
