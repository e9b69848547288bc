//! Settings: what flags, environment and defaults come to, and who decided each.
//!
//! A flag counts more than a variable, and a variable more than a default. Everything that is wrong
//! is told at once, each problem with the flag, variable or line of a file that caused it. This
//! module is the only one that reads the environment; `clippy.toml` bans it everywhere else.

mod ai;
mod artefacts;
mod backups;
mod billing;
mod choices;
mod client;
mod database;
mod env_file;
mod environment;
mod identity;
mod limits;
mod listen;
mod outside;
mod own;
mod place;
mod providers;
pub mod reference;
mod resolve;
mod serve;
mod setting;
mod token;
mod usage;
pub mod variables;

pub use billing::{BillingSettings, DemoBiller};
pub use choices::{LogFormat, LogSettings, OutputFormat, SecretsPlace};
pub use client::{ClientFlags, ClientSettings, DesktopFlags, DesktopSettings};
pub use database::Database;
pub use env_file::{EnvFileError, LineError};
pub use environment::{Environment, Place};
pub use listen::{BadListenAddress, DEFAULT_PORT, ListenAddress, Reach, reach};
pub use own::{Alias, OWN_VARIABLES, OwnVariable, Standard, own};
pub use reference::env_example;
pub use serve::{RereadError, ServeFlags, ServeSettings};
pub use setting::{ConfigError, ConfigProblem, Effective, Origin, Setting};
