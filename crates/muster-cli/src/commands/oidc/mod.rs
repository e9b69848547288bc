//! `muster oidc`: runs of GitHub's workflows that get in without a stored secret.

mod policy;
mod test;

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum OidcCommand {
    /// Say which runs are taken, and what they get
    #[command(subcommand)]
    Policy(policy::PolicyCommand),
    /// Say which policy takes the run of a token, and why others do not; nothing is spent
    Test(test::Test),
}

impl OidcCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Policy(policy) => policy.run(context).await,
            Self::Test(test) => test.run(context).await,
        }
    }
}
