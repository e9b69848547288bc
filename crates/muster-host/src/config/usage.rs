//! How usage is counted and limited.

use super::{
    resolve::{Resolver, Wrong, wrong},
    setting::Setting,
};
use muster_billing::entitlement::gate::{Enforce, Gate};
use muster_coordinator::{Enforcement, UsageOptions};
use std::time::Duration;

pub(super) fn resolve(resolver: &mut Resolver<'_>, gate: &Gate) -> UsageOptions {
    let seconds = resolver.parse("MUSTER_USAGE_FLUSH_SECONDS", None, seconds);
    let seconds = seconds.unwrap_or_else(|| Setting::by_default(60));
    resolver.note("MUSTER_USAGE_FLUSH_SECONDS", seconds.value.to_string(), &seconds.origin);
    UsageOptions {
        flush_every: Duration::from_secs(seconds.value),
        enforcement: enforcement(gate),
        plans: gate.plans.clone(),
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

fn enforcement(gate: &Gate) -> Enforcement {
    match (gate.is_billing_enabled, gate.enforce) {
        (false, _) => Enforcement::Off,
        (true, Enforce::Observe) => Enforcement::Observe,
        (true, _) => Enforcement::On,
    }
}
