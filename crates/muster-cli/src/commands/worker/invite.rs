//! `muster worker invite`: the line that joins one new machine.

use crate::{context::Context, exit::Exit, failure::Failure, output::relative, read};
use clap::Args;
use muster_api::worker::{JoinToken, JoinTokenRequest};
use muster_core::requirement::LabelValue;

#[derive(Debug, Args)]
pub(crate) struct Invite {
    /// The name that the worker shall have [default: its host name]
    #[arg(long)]
    name: Option<String>,
    /// A label to give it, like `gpu` or `room=attic`
    #[arg(long, value_name = "LABEL", value_parser = read::label)]
    label: Vec<(String, LabelValue)>,
}

impl Invite {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let request =
            JoinTokenRequest { name: self.name, labels: self.label.into_iter().collect() };
        let invitation = context.client().await?.create_join_token(&request, None).await?;
        let output = &context.output;
        output.item(&invitation, &invitation.token, lines)?;
        if output.is_for_people() {
            if let Some(warning) = &invitation.warning {
                output.warn(warning);
            }
            let ends = relative(invitation.expires_at, output.now);
            output.note(&format!("paste it on the new machine; it works once and stops {ends}"));
        }
        Ok(Exit::SUCCESS)
    }
}

/// One line, if it is the same everywhere; else one per operating system.
fn lines(invitation: &JoinToken) -> String {
    let mut lines = invitation.lines.iter();
    let first = lines.next().map(|line| &line.line);
    match first {
        Some(first) if lines.all(|line| line.line == *first) => format!("{first}\n"),
        Some(_) | None => {
            invitation.lines.iter().flat_map(|line| [&*line.os, ": ", &line.line, "\n"]).collect()
        }
    }
}
