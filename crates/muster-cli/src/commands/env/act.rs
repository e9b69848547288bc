//! `muster env start`, `stop`, `delete` and `extend`

use super::{accepted, find::find};
use crate::{context::Context, exit::Exit, failure::Failure, output::exact, read};
use clap::Args;
use muster_api::cloud::{ExtendRequest, ForceQuery};
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct Start {
    /// Its name or id
    environment: String,
    /// Wait until it runs
    #[arg(long)]
    wait: bool,
}

impl Start {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let id = find(&client, &self.environment).await?;
        let started = client.start_environment(&id).await?;
        accepted(context, &started, self.wait).await
    }
}

#[derive(Debug, Args)]
pub(crate) struct Stop {
    /// Its name or id
    environment: String,
    /// Wait until it is stopped
    #[arg(long)]
    wait: bool,
}

impl Stop {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let id = find(&client, &self.environment).await?;
        let stopped = client.stop_environment(&id).await?;
        accepted(context, &stopped, self.wait).await
    }
}

#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// Its name or id
    environment: String,
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
        let id = find(&client, &self.environment).await?;
        let deleted = client.delete_environment(&id, &query).await?;
        accepted(context, &deleted, self.wait).await
    }
}

#[derive(Debug, Args)]
pub(crate) struct Extend {
    /// Its name or id
    environment: String,
    /// From now on, like `2h`
    #[arg(value_name = "SPAN", value_parser = read::span, default_value = "1h")]
    span: Duration,
}

impl Extend {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let minutes = u32::try_from(self.span.as_secs().div_ceil(60)).unwrap_or(u32::MAX);
        let request = ExtendRequest { minutes: Some(minutes) };
        let client = context.client().await?;
        let id = find(&client, &self.environment).await?;
        let kept = client.extend_environment(&id, &request).await?;
        let until = kept.stops.as_ref().and_then(|stops| stops.not_before);
        context.output.item(&kept, id.as_str(), |_| match until {
            Some(until) => format!("it does not stop by itself before {}\n", exact(until)),
            None => "it does not stop by itself\n".to_owned(),
        })?;
        Ok(Exit::SUCCESS)
    }
}
