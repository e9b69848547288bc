//! `muster member remove`

use super::find;
use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// Their address, or their id as `muster member list` shows it
    member: String,
}

impl Remove {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let id = find(&client, &self.member).await?;
        client.remove_member(&id).await?;
        let document = json!({ "id": id, "is_removed": true });
        let told = format!("{} sees nothing here any more\n", self.member);
        context.output.item(&document, id.as_str(), |_| told.clone())?;
        Ok(Exit::SUCCESS)
    }
}
