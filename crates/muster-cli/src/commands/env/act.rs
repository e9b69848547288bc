//! `muster env start`, `stop`, `delete` and `extend`

use super::accepted;
use crate::{context::Context, exit::Exit, failure::Failure, output::exact, read};
use clap::Args;
use muster_api::cloud::{ExtendRequest, ForceQuery};
use muster_core::Name;
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct Start {
    /// The environment's id
    environment: Name,
    /// Wait until it runs
    #[arg(long)]
    wait: bool,
}

impl Start {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let started = context.client().await?.start_environment(&self.environment).await?;
        accepted(context, &started, self.wait).await
    }
}

#[derive(Debug, Args)]
pub(crate) struct Stop {
    /// The environment's id
    environment: Name,
    /// Wait until it is stopped
    #[arg(long)]
    wait: bool,
}

impl Stop {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let stopped = context.client().await?.stop_environment(&self.environment).await?;
        accepted(context, &stopped, self.wait).await
    }
}

#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// The environment's id
    environment: Name,
    /// Also if it runs
    #[arg(long)]
    force: bool,
    /// Wait until nothing of it is left
    #[arg(long)]
    wait: bool,
}

impl Delete {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let (client, query) = (context.client().await?, ForceQuery { force: self.force });
        let deleted = client.delete_environment(&self.environment, &query).await?;
        accepted(context, &deleted, self.wait).await
    }
}

#[derive(Debug, Args)]
pub(crate) struct Extend {
    /// The environment's id
    environment: Name,
    /// From now on, like `2h`
    #[arg(value_name = "SPAN", value_parser = read::span, default_value = "1h")]
    span: Duration,
}

impl Extend {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let minutes = u32::try_from(self.span.as_secs().div_ceil(60)).unwrap_or(u32::MAX);
        let request = ExtendRequest { minutes: Some(minutes) };
        let kept = context.client().await?.extend_environment(&self.environment, &request).await?;
        let until = kept.stops.as_ref().and_then(|stops| stops.not_before);
        context.output.item(&kept, self.environment.as_str(), |_| match until {
            Some(until) => format!("it does not stop by itself before {}\n", exact(until)),
            None => "it does not stop by itself\n".to_owned(),
        })?;
        Ok(Exit::SUCCESS)
    }
}
