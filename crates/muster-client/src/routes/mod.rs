//! One function per route, grouped by noun.

mod artefacts;
mod backups;
mod cloud;
mod coordinator;
mod jobs;
mod logs;
mod queue;
mod retention;
mod schedules;
mod secrets;
mod templates;
mod tokens;
mod workers;

pub use logs::Download;
