//! `muster secret delete`

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Args;
use muster_core::Name;
use serde_json::json;

#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// The secret's name
    secret: Name,
}

impl Delete {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        context.client().await?.delete_secret(&self.secret).await?;
        let name = self.secret.to_string();
        let document = json!({ "name": name, "is_deleted": true });
        context.output.item(&document, &name, |_| format!("{name} is removed\n"))?;
        Ok(Exit::SUCCESS)
    }
}
