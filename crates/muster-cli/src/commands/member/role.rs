//! `muster member role`

use super::find;
use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Args;
use muster_api::person::MemberChange;
use serde_json::json;

#[derive(Debug, Args)]
pub(crate) struct Role {
    /// Their address, or their id as `muster member list` shows it
    member: String,
    /// What they may do from now on: `owner`, `operator` or `viewer`
    role: muster_core::Role,
}

impl Role {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let (id, role) = (find(&client, &self.member).await?, self.role);
        client.change_member(&id, &MemberChange { role }).await?;
        let document = json!({ "id": id, "role": role });
        let told = format!("{} is {role} now\n", self.member);
        context.output.item(&document, id.as_str(), |_| told.clone())?;
        Ok(Exit::SUCCESS)
    }
}
