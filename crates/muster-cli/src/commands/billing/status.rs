//! `muster billing status` and `muster billing sync`

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Output, exact, relative, visible},
};
use muster_api::billing::{BillerStanding, BillingStatus, LimitStanding};
use std::fmt::Write;

pub(super) async fn run(context: &Context) -> Result<Exit, Failure> {
    let status = context.client().await?.get_billing_status().await?;
    context.output.item(&status, &status.plan, |status| told(status, &context.output))?;
    Ok(Exit::SUCCESS)
}

pub(super) async fn sync(context: &Context) -> Result<Exit, Failure> {
    let accepted = context.client().await?.sync_billing().await?;
    context.output.item(&accepted, "", |accepted| {
        if accepted.is_asked {
            "the biller is asked; `muster billing status` says what it answered\n".to_owned()
        } else {
            "nothing is sold here, so nobody is asked\n".to_owned()
        }
    })?;
    Ok(Exit::SUCCESS)
}

fn told(status: &BillingStatus, output: &Output) -> String {
    if status.billers.is_empty() && !status.is_enforced {
        return "nothing is sold or limited here\n".to_owned();
    }
    let mut text = String::new();
    let mut line = |name: &str, says: String| {
        // Writing into a `String` cannot fail.
        let _infallible = writeln!(text, "{name:<12}  {says}");
    };
    line("plan", format!("{} ({})", status.plan, visible(&status.because)));
    line("subscription", subscription(status));
    if let Some(until) = status.valid_until {
        line("valid until", exact(until));
    }
    if status.trust != "ok" {
        line("not believed", status.trust.replace('_', " "));
    }
    for lack in &status.lacks {
        line("not set up", visible(lack));
    }
    for limit in status.limits.iter().filter(|limit| limit.decided_by.is_some()) {
        line(&limit.thing.replace('_', " "), limited(limit));
    }
    for biller in &status.billers {
        line(&biller.biller, heard(biller, output));
    }
    text
}

fn subscription(status: &BillingStatus) -> String {
    let ends = if status.cancel_at_period_end { "ends" } else { "renews" };
    match status.current_period_end {
        Some(end) => format!("{}, {ends} {}", status.status, exact(end)),
        None => status.status.clone(),
    }
}

fn limited(limit: &LimitStanding) -> String {
    let held = limit.held.map_or("?".to_owned(), |held| held.to_string());
    match limit.limit {
        Some(limit) => format!("{held} of {limit}"),
        None => format!("{held}, without a limit"),
    }
}

fn heard(biller: &BillerStanding, output: &Output) -> String {
    let synced = match biller.synced_at {
        Some(at) => format!("last synced {}", relative(at, output.now)),
        None => "never synced".to_owned(),
    };
    let failed = biller.failed_with.as_ref();
    let failed = failed.map(|says| format!("; {}", visible(says))).unwrap_or_default();
    let endpoint = match biller.endpoint.as_deref() {
        Some("disabled") => "; it sends no messages any more",
        Some("absent") => "; it was never told to send messages",
        _ => "",
    };
    format!("{synced}{failed}{endpoint}")
}
