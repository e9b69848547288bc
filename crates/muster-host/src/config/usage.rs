//! How usage is counted and limited.

use super::{
    resolve::{Resolver, Wrong, wrong},
    setting::Setting,
};
use muster_coordinator::{Enforcement, UsageOptions};
use std::time::Duration;

pub(super) fn resolve(resolver: &mut Resolver<'_>) -> UsageOptions {
    let seconds = resolver.parse("MUSTER_USAGE_FLUSH_SECONDS", None, seconds);
    let seconds = seconds.unwrap_or_else(|| Setting::by_default(60));
    resolver.note("MUSTER_USAGE_FLUSH_SECONDS", seconds.value.to_string(), &seconds.origin);
    let is_on = resolver.parse("MUSTER_BILLING_ENABLED", None, truth);
    let is_on = is_on.unwrap_or_else(|| Setting::by_default(false));
    resolver.note("MUSTER_BILLING_ENABLED", is_on.value.to_string(), &is_on.origin);
    let mode = resolver.parse("MUSTER_BILLING_ENFORCE", None, mode);
    let mode = mode.unwrap_or_else(|| Setting::by_default(Enforcement::On));
    let word = if mode.value == Enforcement::Observe { "observe" } else { "on" };
    resolver.note("MUSTER_BILLING_ENFORCE", word.to_owned(), &mode.origin);
    UsageOptions {
        flush_every: Duration::from_secs(seconds.value),
        enforcement: if is_on.value { mode.value } else { Enforcement::Off },
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

fn truth(text: &str) -> Result<bool, Wrong> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        other => Err(wrong(format!("`{other}` is neither true nor false"), "say true or false")),
    }
}

fn mode(text: &str) -> Result<Enforcement, Wrong> {
    match text.to_ascii_lowercase().as_str() {
        "on" | "true" => Ok(Enforcement::On),
        "observe" => Ok(Enforcement::Observe),
        other => {
            Err(wrong(format!("`{other}` is neither on nor observe"), "say `on` or `observe`"))
        }
    }
}
