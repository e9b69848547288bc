//! `muster backup key`

use super::settings;
use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Args;
use muster_host::{backup::load_or_make_key, secrets::SecretStore};
use serde_json::json;

/// Whoever has it can read every backup; on another machine nobody can without it.
#[derive(Debug, Args)]
pub(crate) struct Key {}

impl Key {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let settings = settings(context)?;
        let secrets = SecretStore::of(&settings);
        let key = load_or_make_key(&settings.data_dir.value, &secrets).await?;
        let text = key.reveal();
        let document = json!({ "id": key.id(), "key": text.reveal() });
        context.output.item(&document, text.reveal(), |_| format!("{}\n", text.reveal()))?;
        if context.output.is_for_people() {
            context.output.hint(
                "keep it in a password manager or on paper, apart from the backups: without it \
                 nobody can restore them on another machine",
            );
        }
        Ok(Exit::SUCCESS)
    }
}
