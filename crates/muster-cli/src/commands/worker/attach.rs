//! `muster worker attach`: a machine that listens becomes a worker, which the coordinator calls.

use super::invite::lines;
use crate::{context::Context, exit::Exit, failure::Failure, read};
use clap::{Args, ValueHint};
use muster_api::worker::AttachRequest;
use muster_core::requirement::LabelValue;

#[derive(Debug, Args)]
pub(crate) struct Attach {
    /// Where it will listen, like `https://192.168.1.9:7700`
    // Not `url`: that is the coordinator's, and clap gives both the value of either.
    #[arg(value_name = "URL", value_hint = ValueHint::Url)]
    address: String,
    /// The name that the worker shall have [default: the host of its address]
    #[arg(long)]
    name: Option<String>,
    /// A label to give it, like `gpu` or `room=attic`
    #[arg(long, value_name = "LABEL", value_parser = read::label)]
    label: Vec<(String, LabelValue)>,
    /// Something before it ends TLS, for which an authority vouches, like the edge of a cloud
    #[arg(long)]
    behind_proxy: bool,
}

impl Attach {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let request = AttachRequest {
            url: self.address,
            name: self.name,
            slots: None,
            labels: self.label.into_iter().collect(),
            is_behind_proxy: self.behind_proxy,
        };
        let attached = context.client().await?.attach_worker(&request, None).await?;
        let output = &context.output;
        output.item(&attached, attached.id.as_str(), |attached| lines(&attached.lines))?;
        if output.is_for_people() {
            output.note("start it with this there; whoever has the line is this worker");
        }
        Ok(Exit::SUCCESS)
    }
}
