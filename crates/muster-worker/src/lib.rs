//! The agent: what makes a machine a worker.
//!
//! It keeps one session with its coordinator, runs the jobs that it is given, each in a process group
//! and a directory of its own, and writes their output to a spool on disk before it sends it on.
//! A job outlives its session: while there is none it runs on, and the spool and the report of its
//! end wait on disk until a later session has them confirmed, even if the agent is killed meanwhile.
//!
//! Not here: where the identity and the addresses come from, and the environment of the machine.
//! Whoever embeds the agent gives it both.
#![warn(missing_docs)]

mod agent;
mod attempt;
mod backoff;
mod bookmark;
mod connect;
mod conversation;
mod cursors;
mod facts;
mod heed;
mod labels;
mod lease;
mod levels;
mod machine;
mod options;
mod owner;
mod process;
mod requests;
mod roster;
mod update;

pub use agent::{run, run_with};
pub use connect::{Address, Connect, TcpConnect};
pub use labels::found_labels;
pub use machine::{Hold, News, Probe, Surroundings, SystemProbe, look};
pub use options::{AgentError, AgentOptions, AgentStatus, Told};
pub use owner::{UnreadableLimits, read_limits, written_limits};
pub use process::{
    Confinement, Exit, Identity, Launch, Levels, Mark, Pipe, Place, Processes, Reaped, Remains,
    Runner, Running, Started,
};
pub use update::{Updater, WithItsHost};
