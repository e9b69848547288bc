//! The engine: grants jobs to workers, hears their reports, and keeps their logs.
//!
//! A job changes in one place only, [`life::apply`], inside a store transaction. What is kept in
//! memory (sessions, lease deadlines, open logs) can be lost at any time without losing a job.

pub(crate) mod absence;
pub(crate) mod ai;
pub(crate) mod array;
pub(crate) mod artefacts;
pub(crate) mod audit;
pub(crate) mod blobs;
pub(crate) mod calls;
pub(crate) mod cancel_many;
pub(crate) mod changes;
pub(crate) mod counts;
pub(crate) mod dispatch;
pub(crate) mod epoch;
pub(crate) mod facts;
pub(crate) mod fleet;
pub(crate) mod keys;
pub(crate) mod leases;
pub(crate) mod life;
pub(crate) mod log_end;
pub(crate) mod logs;
#[cfg(test)]
mod model;
pub(crate) mod needs;
#[cfg(test)]
mod needs_model;
pub(crate) mod pace;
pub(crate) mod passed_over;
pub(crate) mod people;
pub(crate) mod programs;
pub(crate) mod queue;
pub(crate) mod redact;
pub(crate) mod release_jobs;
pub(crate) mod remove_worker;
pub(crate) mod retention;
pub(crate) mod schedule;
pub(crate) mod secrets;
pub(crate) mod session;
pub(crate) mod steer;
pub(crate) mod steer_worker;
pub(crate) mod submission;
pub(crate) mod terminals;
pub(crate) mod updates;
pub(crate) mod usage;
pub(crate) mod views;
pub(crate) mod waited;
pub(crate) mod waits;
pub(crate) mod watch;
