//! One function per route, grouped by noun.

mod agents;
mod ai;
mod artefacts;
mod audit;
mod backups;
mod billing;
mod cloud;
mod coordinator;
mod downloads;
mod jobs;
mod logs;
mod oidc;
mod people;
mod providers;
mod queue;
mod retention;
mod schedules;
mod secrets;
mod templates;
mod tokens;
mod tools;
mod usage;
mod workers;

pub use logs::Download;
