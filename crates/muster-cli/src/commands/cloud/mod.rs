//! `muster cloud`: what everything at providers costs and may cost, and how all of it is stopped.

mod rules;
mod spend;
mod stop_all;

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum CloudCommand {
    /// Show what costs money at providers now
    Spend,
    /// Show or set what everything may cost, and when it stops by itself
    Rules(rules::Rules),
    /// Stop every cloud worker and every environment, and say what each provider confirmed
    StopAll(stop_all::StopAll),
}

impl CloudCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Spend => spend::run(context).await,
            Self::Rules(rules) => rules.run(context).await,
            Self::StopAll(stop_all) => stop_all.run(context).await,
        }
    }
}

/// An amount as people read it.
pub(crate) fn dollars(micro: u64) -> String {
    format!("${}.{:02}", micro / 1_000_000, micro % 1_000_000 / 10_000)
}
