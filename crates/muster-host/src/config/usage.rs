//! How usage is counted and limited.

use super::{
    billing::BillingSettings,
    resolve::{Resolver, Wrong, wrong},
    setting::Setting,
};
use muster_billing::{
    BillerName,
    entitlement::gate::{Enforce, Gate},
};
use muster_coordinator::{Enforcement, UsageOptions};
use std::time::Duration;

const TOLD: &str = "MUSTER_TELL_USAGE";

pub(super) fn resolve(resolver: &mut Resolver<'_>, billing: &BillingSettings) -> UsageOptions {
    let gate = &billing.settings.gate;
    let seconds = resolver.parse("MUSTER_USAGE_FLUSH_SECONDS", None, seconds);
    let seconds = seconds.unwrap_or_else(|| Setting::by_default(60));
    resolver.note("MUSTER_USAGE_FLUSH_SECONDS", seconds.value.to_string(), &seconds.origin);
    UsageOptions {
        flush_every: Duration::from_secs(seconds.value),
        enforcement: enforcement(gate),
        plans: gate.plans.clone(),
        told: told(resolver, billing),
        ..UsageOptions::default()
    }
}

/// What is in memory is never older than a minute.
fn seconds(text: &str) -> Result<u64, Wrong> {
    match text.parse() {
        Ok(seconds @ 1..=60) => Ok(seconds),
        Ok(_) | Err(_) => {
            Err(wrong(format!("`{text}` is not a number of seconds"), "say it from 1 to 60"))
        }
    }
}

/// Who is told what was used. It has to be somebody who sells here.
fn told(resolver: &mut Resolver<'_>, billing: &BillingSettings) -> Option<BillerName> {
    let said = resolver.parse(TOLD, None, |text| match text {
        "none" => Ok(None),
        "polar" => Ok(Some(BillerName::Polar)),
        "stripe" => Ok(Some(BillerName::Stripe)),
        _ => Err(wrong(format!("`{text}` is no biller"), "say `none`, `polar` or `stripe`")),
    });
    let said = said.unwrap_or_else(|| Setting::by_default(None));
    resolver.note(TOLD, said.value.map_or("none", BillerName::as_str).to_owned(), &said.origin);
    let biller = said.value?;
    if !billing.sells(biller) {
        let found = format!("{biller} is not set up, so nobody can be told");
        resolver.blame(&said.origin, wrong(found, "docs/billing.md names its variables"));
    }
    Some(biller)
}

fn enforcement(gate: &Gate) -> Enforcement {
    match (gate.is_billing_enabled, gate.enforce) {
        (false, _) => Enforcement::Off,
        (true, Enforce::Observe) => Enforcement::Observe,
        (true, _) => Enforcement::On,
    }
}
