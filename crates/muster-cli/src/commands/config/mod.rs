//! `muster config`: settings and where they come from.

mod env_example;
mod show;

pub(crate) use env_example::run as print_env_example;
pub(crate) use show::run as show;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Show every setting with its value and who decided it
    Show,
    /// Print an example of a file for `--env-file`
    EnvExample,
}
