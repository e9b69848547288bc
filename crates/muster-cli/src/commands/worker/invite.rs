//! `muster worker invite`: the line that joins one new machine.

use crate::{context::Context, exit::Exit, failure::Failure, output::relative, read};
use clap::Args;
use muster_api::worker::{JoinLine, JoinTokenRequest};
use muster_core::requirement::LabelValue;
use qrcode::{QrCode, render::unicode::Dense1x2};

#[derive(Debug, Args)]
pub(crate) struct Invite {
    /// The name that the worker shall have [default: its host name]
    #[arg(long)]
    name: Option<String>,
    /// A label to give it, like `gpu` or `room=attic`
    #[arg(long, value_name = "LABEL", value_parser = read::label)]
    label: Vec<(String, LabelValue)>,
    /// Show the line as a QR code too
    #[arg(long)]
    qr: bool,
}

impl Invite {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let request =
            JoinTokenRequest { name: self.name, labels: self.label.into_iter().collect() };
        let invitation = context.client().await?.create_join_token(&request, None).await?;
        let output = &context.output;
        output.item(&invitation, &invitation.token, |invitation| lines(&invitation.lines))?;
        if let Some(JoinLine { line, .. }) = invitation.lines.first().filter(|_| self.qr) {
            output.note(&code(line)?);
        }
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

/// A text for a camera, two rows of squares in each line.
fn code(text: &str) -> Result<String, Failure> {
    let code = QrCode::new(text).map_err(|error| Failure::usage(format!("no QR code: {error}")))?;
    Ok(code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}

/// Each line once, with the operating systems that it is for; one line for all needs none.
pub(super) fn lines(all: &[JoinLine]) -> String {
    let mut lines: Vec<(&str, Vec<&str>)> = Vec::new();
    for JoinLine { os, line } in all {
        match lines.iter_mut().find(|(known, _)| known == line) {
            Some((_, systems)) => systems.push(os),
            None => lines.push((line, vec![os])),
        }
    }
    if let [(line, _)] = &*lines {
        return format!("{line}\n");
    }
    let told = lines.iter().map(|(line, systems)| format!("# {}\n{line}\n", systems.join(", ")));
    told.collect::<Vec<_>>().concat()
}
