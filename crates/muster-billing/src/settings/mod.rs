//! Settings: what the documented variables mean.
//!
//! They come as a map, because only the host reads the environment. Everything that is wrong is reported
//! at once and by name, and no value is ever repeated.
//!
//! | variable | default | means |
//! |---|---|---|
//! | `POLAR_FEATURE_GATE_ENABLED` | `false` | cloud workers need a benefit of Polar's |
//! | `POLAR_ACCESS_TOKEN`, `POLAR_PRODUCT_ID`, `POLAR_BENEFIT_ID`, `POLAR_SUCCESS_URL`, `POLAR_RETURN_URL` | | needed where the gate is on |
//! | `POLAR_API_BASE` | `https://api.polar.sh` | where Polar is |
//! | `POLAR_WEBHOOK_SECRET`, `POLAR_WEBHOOK_SECRET_PREVIOUS` | | what Polar signs with; the second during a rotation |
//! | `SYNTH_STRIPE_SECRET_KEY` | | the key to Stripe; without it Stripe is not set up |
//! | `SYNTH_STRIPE_WEBHOOK_SECRET`, `SYNTH_STRIPE_WEBHOOK_SECRET_PREVIOUS` | | what Stripe signs with; the second during a rotation |
//! | `SYNTH_STRIPE_PRICE_BASIC`, `SYNTH_STRIPE_PRICE_PRO`, `SYNTH_STRIPE_PRICE_FAMILY` | | which price buys which tier |
//! | `SYNTH_STRIPE_API_BASE` | `https://api.stripe.com` | where Stripe is |
//! | `BILLING_ENABLED` | `false` | limits of plans are enforced; metering goes on either way |
//! | `BILLING_ENFORCE` | `refuse` | `observe` shows what would be refused, and refuses nothing |
//! | `MUSTER_FREE_CLOUD_WORKERS`, `MUSTER_FREE_ENVIRONMENTS` | `0` | how many are free |
//! | `MUSTER_FREE_AGENTS`, `MUSTER_FREE_API_CALLS` | `10`, `1000` | how many are free, calls on a UTC day |
//!
//! Each `SYNTH_STRIPE_…` may be set without `SYNTH_` instead.

mod polar;
mod stripe;
mod variables;

pub use polar::PolarSettings;
pub use stripe::StripeSettings;
pub use variables::{Problem, Problems};

use crate::{
    Secret, Tier,
    entitlement::{
        Policy,
        gate::{Enforce, Gate, PolarGate},
    },
    plan::{Allowance, Limits, Plans},
};
use std::{collections::BTreeMap, str::FromStr};
use url::Url;
use variables::Variables;

/// What kind of installation this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Real customers and real money.
    Production,
    /// Everything else: no live key is taken.
    Development,
}

/// Everything that is set about billing.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who decides about what.
    pub gate: Gate,
    /// How long something counts that is not confirmed.
    pub policy: Policy,
    /// How Polar is reached, where its gate is on.
    pub polar: Option<PolarSettings>,
    /// How Stripe is reached, where it has a key.
    pub stripe: Option<StripeSettings>,
    /// What webhooks are signed with.
    pub webhook_secrets: WebhookSecrets,
    /// What Polar's gate is to be on for and lacks. As long as it lacks anything nothing is sold, and what needs a plan is
    /// not made. Empty wherever settings with problems are not taken at all.
    pub lacks: Vec<Problem>,
}

/// What webhooks are signed with: the present secret of each, and during a rotation the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebhookSecrets {
    /// Polar's.
    pub polar: Vec<Secret>,
    /// Stripe's.
    pub stripe: Vec<Secret>,
}

impl Default for Settings {
    /// Nothing is sold, and nothing is limited.
    fn default() -> Self {
        Self {
            gate: Gate::default(),
            policy: Policy::default(),
            polar: None,
            stripe: None,
            webhook_secrets: WebhookSecrets::default(),
            lacks: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads the map, or says everything that is wrong with it.
    pub fn read(variables: &BTreeMap<String, String>, profile: Profile) -> Result<Self, Problems> {
        let mut variables = Variables::new(variables);
        let polar = polar::read(&mut variables);
        let prices = stripe::prices(&mut variables);
        let stripe = stripe::read(&mut variables, profile);
        let webhook_secrets = WebhookSecrets {
            polar: polar::secrets(&variables),
            stripe: stripe::secrets(&mut variables),
        };
        let gate = Gate {
            polar: polar.as_ref().map(PolarSettings::gate),
            has_stripe: stripe.is_some(),
            is_billing_enabled: variables.flag("BILLING_ENABLED").unwrap_or(false),
            enforce: enforce(&mut variables),
            plans: prices
                .into_iter()
                .fold(plans(&mut variables), |plans, (tier, price)| plans.with_price(tier, price)),
        };
        let (policy, lacks) = (Policy::default(), Vec::new());
        variables.finish(Self { gate, policy, polar, stripe, webhook_secrets, lacks })
    }

    /// The same, for a program that can ask for what the gate lacks: it begins with the gate closed. What else is wrong
    /// is wrong here, too.
    pub fn read_with_gaps(
        variables: &BTreeMap<String, String>,
        profile: Profile,
    ) -> Result<Self, Problems> {
        let problems = match Self::read(variables, profile) {
            Ok(settings) => return Ok(settings),
            Err(problems) => problems,
        };
        let mut without = variables.clone();
        without.remove(polar::GATE);
        let settings = Self::read(&without, profile).map_err(|_| problems.clone())?;
        Ok(Self { lacks: problems.0, ..settings })
    }
}

impl PolarSettings {
    fn gate(&self) -> PolarGate {
        PolarGate { product: self.product.clone(), benefit: self.benefit.clone() }
    }
}

fn enforce(variables: &mut Variables<'_>) -> Enforce {
    match variables.text("BILLING_ENFORCE") {
        None | Some("refuse" | "on") => Enforce::Refuse,
        Some("observe") => Enforce::Observe,
        Some(_) => {
            variables.complain("BILLING_ENFORCE", "must be `refuse` or `observe`");
            Enforce::Refuse
        }
    }
}

fn plans(variables: &mut Variables<'_>) -> Plans {
    let plans = Plans::default();
    let usual = plans.limits(Tier::Free);
    let mut free = |name, usual| {
        let what = "must be a number";
        variables.parsed(name, what).map_or(usual, Allowance::UpTo)
    };
    let limits = Limits {
        cloud_workers: free("MUSTER_FREE_CLOUD_WORKERS", usual.cloud_workers),
        environments: free("MUSTER_FREE_ENVIRONMENTS", usual.environments),
        agents: free("MUSTER_FREE_AGENTS", usual.agents),
        api_calls_a_day: free("MUSTER_FREE_API_CALLS", usual.api_calls_a_day),
    };
    plans.with_limits(Tier::Free, limits)
}

/// A page on which a buyer lands. It is passed on as it was written, because billers put ids into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LandingPage(String);

/// An address on which nobody can land.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an address that begins with `https://`, `http://` or `muster://`")]
pub struct NotAPage;

impl LandingPage {
    /// The address as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LandingPage {
    type Err = NotAPage;
    fn from_str(text: &str) -> Result<Self, NotAPage> {
        let url = Url::parse(text).map_err(|_| NotAPage)?;
        let is_page = ["https", "http", "muster"].contains(&url.scheme());
        if is_page { Ok(Self(text.to_owned())) } else { Err(NotAPage) }
    }
}

#[cfg(test)]
mod tests;
