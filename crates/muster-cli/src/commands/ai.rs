//! `muster ai`: whether a model may be shown the ends of failed jobs' logs.

use crate::{confirm, context::Context, exit::Exit, failure::Failure, output::visible};
use clap::{Args, Subcommand};
use muster_api::ai::{AiConsent, AiStanding};

#[derive(Debug, Subcommand)]
pub(crate) enum AiCommand {
    /// Show which model is set up, and whether it may be asked
    Show,
    /// Agree that the ends of failed jobs' logs are sent to the provider that is set up
    Allow(Allow),
    /// Take that back
    Forbid,
}

#[derive(Debug, Args)]
pub(crate) struct Allow {
    /// Agree without being asked
    #[arg(short, long)]
    yes: bool,
}

impl AiCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let standing = match self {
            Self::Show => client.ai().await?,
            Self::Forbid => client.set_ai(&AiConsent { is_allowed: false, provider: None }).await?,
            Self::Allow(Allow { yes }) => {
                let standing = client.ai().await?;
                let Some(provider) = standing.provider.clone().filter(|_| !standing.is_allowed)
                else {
                    // Says why it cannot be, or that it is so already.
                    let consent = AiConsent { is_allowed: true, provider: None };
                    return shown(context, &client.set_ai(&consent).await?);
                };
                let host = visible(standing.host.as_deref().unwrap_or_default());
                let what = format!(
                    "let members ask {} about failed jobs, by sending it commands and the ends of their logs ({host})",
                    visible(&provider)
                );
                if !yes && !confirm::is_confirmed(&context.output, &what)? {
                    context.output.note("nothing is sent anywhere");
                    return Ok(Exit::SUCCESS);
                }
                client.set_ai(&AiConsent { is_allowed: true, provider: Some(provider) }).await?
            }
        };
        shown(context, &standing)
    }
}

fn shown(context: &Context, standing: &AiStanding) -> Result<Exit, Failure> {
    let word = if standing.is_allowed { "allowed" } else { "forbidden" };
    context.output.item(standing, word, sentence)?;
    Ok(Exit::SUCCESS)
}

fn sentence(standing: &AiStanding) -> String {
    let AiStanding { provider, model, host, is_allowed, allowed_by, .. } = standing;
    let Some(provider) = provider else {
        return "no model is set up: see `MUSTER_AI_PROVIDER` in docs/configuration.md\n"
            .to_owned();
    };
    let shown = |text: &Option<String>| visible(text.as_deref().unwrap_or_default());
    let what = format!("{} ({}) at {}", visible(provider), shown(model), shown(host));
    if *is_allowed {
        format!("{what} may be asked why a job failed; allowed by {}\n", shown(allowed_by))
    } else {
        format!(
            "{what} is set up and may not be asked; an owner allows it with `muster ai allow`\n"
        )
    }
}
