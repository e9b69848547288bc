//! `muster provider`: accounts of one's own at providers, one file per command.

mod list;
mod set;

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::{Args, Subcommand};
use serde_json::json;

/// Why some that make machines are not among those at which an account can be entered.
const NOT_HERE: &str = "a Kubernetes cluster and a Docker engine have no account: they are set in the coordinator's \
                        environment, see docs/cloud.md";

#[derive(Debug, Subcommand)]
pub(crate) enum ProviderCommand {
    /// List providers, and whose credentials each is asked with
    #[command(visible_alias = "ls")]
    List,
    /// Enter an account of your own, or change what is entered
    Set(set::Set),
    /// Ask a provider whether it takes the credentials that are used now
    Check(Which),
    /// Forget an account of your own, with its credentials
    #[command(visible_alias = "rm")]
    Remove(Which),
    /// Read the settings of the coordinator's environment again
    Reload,
}

#[derive(Debug, Args)]
pub(crate) struct Which {
    /// `render`, `daytona` or `azure`
    provider: String,
}

impl ProviderCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::List => list::run(context).await,
            Self::Set(set) => set.run(context).await,
            Self::Check(which) => which.check(context).await,
            Self::Remove(which) => which.remove(context).await,
            Self::Reload => reload(context).await,
        }
    }
}

impl Which {
    async fn check(self, context: &Context) -> Result<Exit, Failure> {
        let checked = context.client().await?.check_provider(&self.provider).await;
        let checked = checked.map_err(|error| self.with_why(error.into()))?;
        let (output, account) = (&context.output, checked.account.clone());
        output.item(&checked, &account, |_| {
            format!("{} takes the credentials of {account}\n", self.provider)
        })?;
        warn_of_what_lacks(context, &checked.lacks);
        Ok(Exit::SUCCESS)
    }

    /// Says of what makes machines all the same why it is not known here.
    fn with_why(&self, failure: Failure) -> Failure {
        match self.provider.as_str() {
            "kubernetes" | "docker" => failure.with_hint(NOT_HERE),
            _ => failure,
        }
    }

    async fn remove(self, context: &Context) -> Result<Exit, Failure> {
        let removed = context.client().await?.remove_provider(&self.provider).await;
        removed.map_err(|error| self.with_why(error.into()))?;
        let document = json!({ "provider": self.provider, "is_removed": true });
        let says = format!("the account at {} is forgotten\n", self.provider);
        context.output.item(&document, &self.provider, |_| says)?;
        Ok(Exit::SUCCESS)
    }
}

fn warn_of_what_lacks(context: &Context, lacks: &[String]) {
    if !lacks.is_empty() {
        context.output.warn(&format!("these credentials lack {}", lacks.join(", ")));
    }
}

async fn reload(context: &Context) -> Result<Exit, Failure> {
    let reread = context.client().await?.reload_settings().await?;
    let changed = reread.changed.join("\n");
    context.output.item(&reread, &changed, |reread| {
        let mut text = match reread.changed.as_slice() {
            [] => "nothing is otherwise\n".to_owned(),
            changed => format!("taken: {}\n", changed.join(", ")),
        };
        if !reread.needs_restart.is_empty() {
            text.extend(["only after a restart: ", &reread.needs_restart.join(", "), "\n"]);
        }
        text
    })?;
    Ok(Exit::SUCCESS)
}
