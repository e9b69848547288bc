//! `muster billing checkout`, `portal`, `cancel` and `resume`

use crate::{context::Context, exit::Exit, failure::Failure, output::exact, read};
use clap::Args;
use muster_api::billing::{CheckoutRequest, DenSubscriptionRequest, PortalRequest};
use muster_client::Client;
use std::time::Duration;

/// Whoever pays takes minutes; the biller is asked through the coordinator, which asks it no more often.
const LOOK_EVERY: Duration = Duration::from_secs(3);

#[derive(Debug, Args)]
pub(crate) struct Checkout {
    /// Which plan: `basic`, `pro` or `family`; the smallest, if it is not said
    #[arg(long, value_name = "PLAN")]
    tier: Option<String>,
    /// Wait until it is paid, for as many minutes at most; 30 if no number is said
    #[arg(long, value_name = "MINUTES", num_args = 0..=1, default_missing_value = "30", value_parser = read::count)]
    wait: Option<u32>,
}

impl Checkout {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let request = CheckoutRequest { tier: self.tier, ..CheckoutRequest::default() };
        let before = client.get_billing_status().await?.plan;
        let page = client.open_checkout(&request).await?;
        context.output.item(&page, &page.url, |page| format!("{}\n", page.url))?;
        if context.output.is_for_people() {
            context.output.note("open it in a browser; nothing is bought before you confirm there");
        }
        match self.wait {
            Some(minutes) => wait(context, &client, &before, minutes).await,
            None => Ok(Exit::SUCCESS),
        }
    }
}

/// Until the plan is another one, or somebody may have one more.
async fn wait(
    context: &Context,
    client: &Client,
    before: &str,
    minutes: u32,
) -> Result<Exit, Failure> {
    let looks = minutes.saturating_mul(60) / 3;
    for _ in 0..looks {
        tokio::time::sleep(LOOK_EVERY).await;
        client.sync_billing().await?;
        let status = client.get_billing_status().await?;
        if status.plan != before || status.entitled {
            context.output.note(&format!("it is paid: the plan is `{}`", status.plan));
            return Ok(Exit::SUCCESS);
        }
    }
    context.output.warn("it was not paid in time");
    Ok(Exit::TIMED_OUT)
}

pub(super) async fn portal(context: &Context) -> Result<Exit, Failure> {
    let page = context.client().await?.open_portal(&PortalRequest::default()).await?;
    context.output.item(&page, &page.url, |page| format!("{}\n", page.url))?;
    if context.output.is_for_people() {
        context.output.note("whoever has this address is in; it is for one visit");
    }
    Ok(Exit::SUCCESS)
}

pub(super) async fn end(context: &Context, ends: bool) -> Result<Exit, Failure> {
    let request = DenSubscriptionRequest { cancel_at_period_end: ends };
    let answer = context.client().await?.end_subscription(&request).await?;
    let id = answer.subscription.as_ref().map(|it| it.id.clone()).unwrap_or_default();
    context.output.item(&answer, &id, |answer| match &answer.subscription {
        None => "there is no subscription\n".to_owned(),
        Some(it) => {
            let verb = if it.cancel_at_period_end { "ends" } else { "renews" };
            let when = it.current_period_end.map(exact).unwrap_or_default();
            format!("the subscription {verb} {when}\n")
        }
    })?;
    Ok(Exit::SUCCESS)
}
