//! `muster token create`

use crate::{
    context::Context, exit::Exit, failure::Failure, output::relative, read, wording::with_options,
};
use clap::{Args, ValueEnum};
use muster_api::token::TokenRequest;
use muster_core::token::TokenKind;
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// What it is for
    name: String,
    /// What it allows
    #[arg(long, value_enum, default_value_t = Kind::Operator)]
    kind: Kind,
    /// How long it works, like `12h` or `90d` [default: 90d]
    #[arg(long, value_name = "SPAN", value_parser = read::span)]
    expires: Option<Duration>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// Everything an operator may do
    Operator,
    /// Looking, never changing
    Readonly,
}

impl Create {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let request = TokenRequest {
            name: self.name,
            kind: match self.kind {
                Kind::Operator => TokenKind::Operator,
                Kind::Readonly => TokenKind::Readonly,
            },
            expires_in_seconds: self.expires.map(|span| span.as_secs()),
        };
        let created = context.client().await?.create_token(&request, None).await;
        let options = &[("name", "NAME"), ("expires_in_seconds", "--expires")];
        let created = created.map_err(|error| with_options(error, options))?;
        let output = &context.output;
        output.item(&created, &created.token, |created| format!("{}\n", created.token))?;
        if output.is_for_people() {
            let ends = relative(created.stored.expires_at, output.now);
            output.note(&format!("it is not shown again and stops working {ends}"));
            let id = &created.stored.id;
            output.hint(&format!(
                "use it as `MUSTER_TOKEN`; make it worthless with `muster token revoke {id}`"
            ));
        }
        Ok(Exit::SUCCESS)
    }
}
