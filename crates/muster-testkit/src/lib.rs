//! What tests need to use Muster as its users do: real processes, real databases, typed calls.
//!
//! Helpers go through public interfaces; none reaches into the store.

#[cfg(feature = "programs")]
mod bus;
#[cfg(feature = "programs")]
mod jobs;
mod postgres;
#[cfg(feature = "programs")]
pub mod program;
mod redis;
#[cfg(feature = "programs")]
pub mod serve;
#[cfg(feature = "programs")]
mod worker;

pub use postgres::{PrivatePostgres, connect};
pub use redis::PrivateRedis;

#[cfg(feature = "programs")]
pub use bus::Bus;
#[cfg(feature = "programs")]
pub use jobs::{client, ended, first_line, problem_code, processes_of_group, shell, whole_log};
#[cfg(feature = "programs")]
pub use serve::{PATIENCE, Plan, Serve, TOKEN, own_port};
#[cfg(feature = "programs")]
pub use worker::{
    JoinedWorker, WorkerPlan, attach_request, join_request, until, until_within, until_workers,
};
