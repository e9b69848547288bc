//! `muster invitation revoke`

use crate::{context::Context, exit::Exit, failure::Failure, read};
use clap::Args;
use muster_core::InvitationId;
use serde_json::json;

#[derive(Debug, Args)]
pub(crate) struct Revoke {
    /// Its id, as `muster invitation list` shows it
    #[arg(value_parser = id)]
    invitation: InvitationId,
}

fn id(text: &str) -> Result<InvitationId, String> {
    read::id(text, "an invitation", "inv_", "muster invitation list")
}

impl Revoke {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let id = self.invitation;
        context.client().await?.revoke_invitation(&id).await?;
        let document = json!({ "id": id, "is_revoked": true });
        context
            .output
            .item(&document, id.as_str(), |_| format!("{id} opens nothing any more\n"))?;
        Ok(Exit::SUCCESS)
    }
}
