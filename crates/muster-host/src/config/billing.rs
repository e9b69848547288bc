//! What is sold, by whom, and what is limited: the documented variables of Polar, Stripe and the plans.

use super::{
    environment::Environment,
    own::own,
    resolve::{Resolver, wrong},
    setting::{Origin, Setting},
};
use muster_billing::{
    BillerName,
    settings::{PolarSettings, Problems, Profile, Settings},
};
use std::collections::BTreeMap;
use url::Url;

/// How the names begin that other programs know too, so that only `muster serve` reads them.
const FAMILIES: [&str; 4] = ["POLAR_", "STRIPE_", "SYNTH_STRIPE_", "BILLING_EN"];
/// How those begin that the window reads too.
const GATE_FAMILY: &str = "POLAR_";
/// Ours.
const OWN: [&str; 4] = [
    "MUSTER_FREE_CLOUD_WORKERS",
    "MUSTER_FREE_ENVIRONMENTS",
    "MUSTER_FREE_AGENTS",
    "MUSTER_FREE_API_CALLS",
];

/// Whether a variable is about what is sold.
pub(super) fn is_of_biller(name: &str) -> bool {
    FAMILIES.iter().any(|family| name.starts_with(family))
}

const PROFILE: &str = "MUSTER_PROFILE";
const DEMO: &str = "MUSTER_DEMO_BILLER";

/// Everything about billing.
#[derive(Debug, Clone)]
pub struct BillingSettings {
    /// What is sold and limited.
    pub settings: Settings,
    /// What kind of installation this is.
    pub profile: Profile,
    /// Where the internet reaches the coordinator, which is said elsewhere.
    pub public_url: Option<Url>,
    /// Who is played, if this is a demo.
    pub demo: DemoBiller,
}

impl BillingSettings {
    /// Whether somebody sells here, really or in a demo.
    pub(super) fn sells(&self, biller: BillerName) -> bool {
        match biller {
            BillerName::Polar => self.settings.polar.is_some() || self.demo == DemoBiller::Polar,
            BillerName::Stripe => self.settings.stripe.is_some() || self.demo == DemoBiller::Stripe,
        }
    }
}

/// Who is played in a demo.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DemoBiller {
    /// Nobody: everything is free.
    #[default]
    None,
    /// Polar.
    Polar,
    /// Stripe.
    Stripe,
}

/// A demo asks nobody outside of this machine, whoever is set up.
pub(super) fn resolve(resolver: &mut Resolver<'_>, is_demo: bool) -> BillingSettings {
    let said = said(resolver.environment, resolver.reads_bare_names(), is_demo);
    for name in OWN {
        let setting = resolver.variable(name);
        note(resolver, name, setting);
    }
    let profile = profile(resolver);
    let settings = read(&said, resolver.reads_bare_names(), profile).unwrap_or_else(|problems| {
        for problem in problems.0 {
            let place = resolver.place_of(&problem.variable);
            resolver.blame_path(place, wrong(problem.says, "see docs/billing.md"));
        }
        Settings::default()
    });
    let demo = Some(demo(resolver)).filter(|_| is_demo).unwrap_or_default();
    BillingSettings { settings, profile, public_url: None, demo }
}

/// What is said about billing. The window knows of Polar's gate alone, whose switch no other program has by chance; a key
/// of Stripe's is in the environment of many a developer.
pub(super) fn said(
    environment: &Environment,
    is_serve: bool,
    is_demo: bool,
) -> BTreeMap<String, String> {
    let is_read = |name: &str| match () {
        () if OWN.contains(&name) => true,
        () if is_demo => false,
        () if is_serve => is_of_biller(name),
        () => name.starts_with(GATE_FAMILY),
    };
    environment.all_that(is_read)
}

/// Where Polar is, is not asked for in a window: the token would go there.
pub(super) fn can_be_filled_in(name: &str) -> bool {
    name == PolarSettings::SWITCH || PolarSettings::NEEDED.contains(&name)
}

/// `muster serve` starts with all that it needs or not at all; the window asks for what the gate lacks.
pub(super) fn read(
    said: &BTreeMap<String, String>,
    is_serve: bool,
    profile: Profile,
) -> Result<Settings, Problems> {
    if is_serve { Settings::read(said, profile) } else { Settings::read_with_gaps(said, profile) }
}

fn note(resolver: &mut Resolver<'_>, name: &'static str, setting: Option<Setting<String>>) {
    let standard = own(name).map(|row| row.default.as_value()).unwrap_or_default();
    let setting = setting.unwrap_or_else(|| Setting::by_default(standard.to_owned()));
    resolver.note(name, setting.value, &setting.origin);
}

fn profile(resolver: &mut Resolver<'_>) -> Profile {
    let parsed = resolver.parse(PROFILE, None, |text| match text {
        "development" => Ok(Profile::Development),
        "production" => Ok(Profile::Production),
        _ => Err(wrong(format!("`{text}` is no profile"), "say `development` or `production`")),
    });
    let (profile, origin) = parsed
        .map_or((Profile::Development, Origin::Default), |parsed| (parsed.value, parsed.origin));
    let word = if profile == Profile::Production { "production" } else { "development" };
    resolver.note(PROFILE, word.to_owned(), &origin);
    profile
}

fn demo(resolver: &mut Resolver<'_>) -> DemoBiller {
    let parsed = resolver.parse(DEMO, None, |text| match text {
        "none" => Ok(DemoBiller::None),
        "polar" => Ok(DemoBiller::Polar),
        "stripe" => Ok(DemoBiller::Stripe),
        _ => Err(wrong(format!("`{text}` cannot be played"), "say `none`, `polar` or `stripe`")),
    });
    let (demo, origin) =
        parsed.map_or((DemoBiller::None, Origin::Default), |it| (it.value, it.origin));
    let word = match demo {
        DemoBiller::None => "none",
        DemoBiller::Polar => "polar",
        DemoBiller::Stripe => "stripe",
    };
    resolver.note(DEMO, word.to_owned(), &origin);
    demo
}
