//! The whole system, as its users meet it: real processes, real sockets, real files.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]
#![expect(
    clippy::disallowed_methods,
    reason = "these tests race with the real clock and real tasks"
)]
#![expect(clippy::print_stdout, reason = "tests say what they measured and what they passed over")]

mod adoption;
mod agents;
mod artefacts;
mod audit;
mod backup;
mod bad_input;
#[cfg(target_os = "linux")]
mod canaries;
mod cli;
mod cloud;
mod command_line;
mod deborgen;
mod durable;
mod first_minute;
mod http;
mod impostor;
mod job_files;
mod kill;
mod kill_points;
mod labels;
mod leases;
mod ledger;
mod listening;
mod login;
#[cfg(target_os = "linux")]
mod logind;
mod logs;
mod mcp;
mod namespaces;
mod network;
mod node;
mod owners;
mod partition;
mod postgres;
mod rate_limits;
mod second_worker;
#[cfg(target_os = "linux")]
mod sleep;
mod standstill;
mod start_up;
mod stop;
mod storage;
mod tls;
mod tokens;
#[cfg(target_os = "linux")]
mod updates;
mod usage;
mod versions;
