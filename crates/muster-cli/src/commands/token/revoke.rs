//! `muster token revoke`

use crate::{context::Context, exit::Exit, failure::Failure, read};
use clap::Args;
use muster_core::TokenId;
use serde_json::json;

#[derive(Debug, Args)]
pub(crate) struct Revoke {
    /// Its id, as `muster token list` shows it
    #[arg(value_parser = id)]
    token: TokenId,
}

/// A token itself is no id, and is not repeated in the message.
fn id(text: &str) -> Result<TokenId, String> {
    read::id(text, "a token", "tok_", "muster token list")
}

impl Revoke {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        context.client().await?.revoke_token(&self.token).await?;
        let id = self.token.to_string();
        let document = json!({ "id": id, "is_revoked": true });
        context.output.item(&document, &id, |_| format!("{id} opens nothing any more\n"))?;
        Ok(Exit::SUCCESS)
    }
}
