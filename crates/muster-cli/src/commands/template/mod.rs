//! `muster template`: one file per command.

mod delete;
mod list;
mod put;
mod show;

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum TemplateCommand {
    /// Keep a template from a file, in the place of one with its name
    Put(put::Put),
    /// List templates
    #[command(visible_alias = "ls")]
    List,
    /// Show one template and its parameters
    Show(show::Show),
    /// Remove a template; jobs that were made from it stay
    #[command(visible_alias = "rm")]
    Delete(delete::Delete),
}

impl TemplateCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Put(put) => put.run(context).await,
            Self::List => list::run(context).await,
            Self::Show(show) => show.run(context).await,
            Self::Delete(delete) => delete.run(context).await,
        }
    }
}
