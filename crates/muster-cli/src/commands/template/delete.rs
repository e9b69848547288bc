//! `muster template delete`

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Args;
use muster_core::Name;
use serde_json::json;

#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// The template's name
    template: Name,
}

impl Delete {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        context.client().await?.delete_template(&self.template).await?;
        let name = self.template.to_string();
        let document = json!({ "name": name, "is_deleted": true });
        context.output.item(&document, &name, |_| format!("{name} is removed\n"))?;
        Ok(Exit::SUCCESS)
    }
}
