//! What is set about Stripe. Each variable has a name with `SYNTH_` before it and one without.

use super::{Profile, Variables, polar::base};
use crate::{Secret, Tier, id::PriceId, outbound::ApiBase};

const PREFIX: &str = "SYNTH_";
const KEY: &str = "STRIPE_SECRET_KEY";
const BASE: &str = "STRIPE_API_BASE";
const USUAL_BASE: &str = "https://api.stripe.com";

/// How Stripe is reached.
#[derive(Debug, Clone)]
pub struct StripeSettings {
    /// Where it is.
    pub base: ApiBase,
    /// What we prove ourselves with.
    pub key: Secret,
}

/// A variable under either name, and the name that it was found under.
fn either<'a>(variables: &mut Variables<'a>, name: &str) -> Option<(String, &'a str)> {
    let prefixed = format!("{PREFIX}{name}");
    match (variables.text(&prefixed), variables.text(name)) {
        (Some(one), Some(other)) if one != other => {
            variables.complain(&prefixed, &format!("and {name} are both set, and differ"));
            None
        }
        (Some(value), _) => Some((prefixed, value)),
        (None, Some(value)) => Some((name.to_owned(), value)),
        (None, None) => None,
    }
}

/// Which price buys which tier.
pub(super) fn prices(variables: &mut Variables<'_>) -> Vec<(Tier, PriceId)> {
    let mut prices: Vec<(Tier, PriceId)> = Vec::new();
    for tier in Tier::PAID {
        let name = format!("STRIPE_PRICE_{}", tier.as_str().to_ascii_uppercase());
        let Some((name, value)) = either(variables, &name) else { continue };
        let Some(price) = variables.read(&name, value, "must be the id of a price") else {
            continue;
        };
        match prices.iter().find(|(_, known)| *known == price) {
            Some((other, _)) => {
                variables.complain(&name, &format!("is the price of {other}, too"));
            }
            None => prices.push((tier, price)),
        }
    }
    prices
}

/// Everything about Stripe, if there is a key that may be used.
pub(super) fn read(variables: &mut Variables<'_>, profile: Profile) -> Option<StripeSettings> {
    let key = either(variables, KEY);
    let base = match either(variables, BASE) {
        Some((name, value)) => {
            variables.read(&name, value, "must begin with `https://`, or name this machine")
        }
        None => base(variables, BASE, USUAL_BASE),
    };
    let (name, key) = key?;
    if is_live(key) && profile != Profile::Production {
        variables.complain(&name, "is a live key, which only a production profile may use");
    }
    Some(StripeSettings { base: base?, key: Secret::new(key) })
}

fn is_live(key: &str) -> bool {
    ["sk_live_", "rk_live_"].iter().any(|live| key.starts_with(live))
}

/// What its webhooks are signed with. Messages can be taken where nothing can be asked.
pub(super) fn secrets(variables: &mut Variables<'_>) -> Vec<Secret> {
    let names = ["STRIPE_WEBHOOK_SECRET", "STRIPE_WEBHOOK_SECRET_PREVIOUS"];
    let found = names.into_iter().filter_map(|name| either(variables, name));
    found.map(|(_, value)| Secret::new(value)).collect()
}
