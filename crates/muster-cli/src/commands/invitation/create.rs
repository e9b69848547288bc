//! `muster invitation create`

use crate::{context::Context, exit::Exit, failure::Failure, output::relative, read};
use clap::Args;
use muster_api::person::InvitationRequest;
use muster_core::Role;
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// What they may do: `owner`, `operator` or `viewer`
    #[arg(long, default_value_t = Role::Viewer)]
    role: Role,
    /// Whose address it is for [default: whoever has the link]
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// How long it can be used, like `12h` or `7d` [default: 7d]
    #[arg(long, value_name = "SPAN", value_parser = read::span)]
    expires: Option<Duration>,
}

impl Create {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let request = InvitationRequest {
            role: self.role,
            email: self.email,
            expires_in_seconds: self.expires.map(|span| span.as_secs()),
        };
        let created = context.client().await?.create_invitation(&request, None).await?;
        let output = &context.output;
        output
            .item(&created, created.stored.id.as_str(), |created| format!("{}\n", created.url))?;
        if output.is_for_people() {
            let ends = relative(created.stored.expires_at, output.now);
            output.note(&format!("it works once, is not shown again and ends {ends}"));
            output.hint(&format!(
                "take it back with `muster invitation revoke {}`",
                created.stored.id
            ));
        }
        Ok(Exit::SUCCESS)
    }
}
