//! `muster audit`: who did what, and whether that is still all of it.

mod export;
mod list;
mod verify;

use crate::{context::Context, exit::Exit, failure::Failure, output::Output};
use clap::Subcommand;
use muster_api::audit::AuditKeyRotation;

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// List who did what, newest first
    List(list::List),
    /// Verify the log of the coordinator, or a file that was exported
    Verify(verify::Verify),
    /// Write the log to a file that can be verified anywhere
    Export(export::Export),
    /// Have a new key seal the log; what the old one has sealed stays verified
    RotateKey,
}

async fn rotate(context: &Context) -> Result<Exit, Failure> {
    let rotated = context.client().await?.rotate_audit_key().await?;
    let text = |it: &AuditKeyRotation| {
        format!(
            "key {} seals from now on; the one before it made its last seal at place {}\n",
            it.key, it.last_place
        )
    };
    context.output.item(&rotated, &rotated.key.to_string(), text)?;
    Ok(Exit::SUCCESS)
}

impl AuditCommand {
    /// A file is verified without settings and without a coordinator.
    pub(crate) fn run_alone(&self, output: &Output) -> Option<Result<Exit, Failure>> {
        match self {
            Self::Verify(verify) => verify.run_alone(output),
            Self::List(_) | Self::Export(_) | Self::RotateKey => None,
        }
    }

    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::List(list) => list.run(context).await,
            Self::Verify(verify) => verify.run(context).await,
            Self::Export(export) => export.run(context).await,
            Self::RotateKey => rotate(context).await,
        }
    }
}
