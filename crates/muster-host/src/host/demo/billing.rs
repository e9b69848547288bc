//! A biller that is played, so that buying can be tried: its pages are on this machine, and nothing is paid.

use crate::{
    StartError,
    config::{BillingSettings, DemoBiller, ServeSettings},
};
use muster_billing::{
    Secret, Tier,
    entitlement::gate::Gate,
    fake::{FakePolar, FakeStripe, Lenient, World},
    outbound::BoxError,
    settings::{Settings, WebhookSecrets},
};
use muster_seams::Seams;
use std::{io, sync::Arc};

/// Prices that only this program knows.
const PRICES: [(Tier, &str); 3] = [
    (Tier::Basic, "price_demo_basic"),
    (Tier::Pro, "price_demo_pro"),
    (Tier::Family, "price_demo_family"),
];

/// The settings, with the way to a biller that is played, if one is wanted. It sends its messages to this address.
pub(in crate::host) async fn played(
    settings: &ServeSettings,
    seams: &Seams,
    url: &str,
) -> Result<Settings, StartError> {
    let said = &settings.billing;
    let settings = match said.demo {
        DemoBiller::None => return Ok(said.settings.clone()),
        DemoBiller::Polar => polar(said, seams, url, settings.is_headless).await,
        DemoBiller::Stripe => stripe(said, seams, url).await,
    };
    settings.map_err(|error| StartError::Provider(io::Error::other(error)))
}

/// Leads whoever has paid back into the window.
const WINDOW: &str = "muster://checkout-return";

fn world(seams: &Seams) -> World {
    World { clock: seams.clock.clone(), tasks: seams.tasks.clone(), judge: Arc::new(Lenient) }
}

fn secret(seams: &Seams) -> Secret {
    Secret::new(format!("whsec_{}", muster_core::id::encode(seams.rng.bytes())))
}

async fn polar(
    said: &BillingSettings,
    seams: &Seams,
    url: &str,
    is_headless: bool,
) -> Result<Settings, BoxError> {
    let (fake, secret) = (FakePolar::start(world(seams)).await?, secret(seams));
    fake.listen(&format!("{url}/billing/webhook/polar").parse()?, secret.clone());
    let mut polar = fake.settings()?;
    let (success, back) = if is_headless {
        (format!("{url}/console/billing?returned=1"), format!("{url}/console/billing"))
    } else {
        (WINDOW.to_owned(), WINDOW.to_owned())
    };
    (polar.success, polar.back) = (success.parse()?, back.parse()?);
    Ok(Settings {
        gate: Gate { polar: Some(fake.gate()?), ..said.settings.gate.clone() },
        polar: Some(polar),
        webhook_secrets: WebhookSecrets { polar: vec![secret], stripe: vec![] },
        ..said.settings.clone()
    })
}

async fn stripe(said: &BillingSettings, seams: &Seams, url: &str) -> Result<Settings, BoxError> {
    let (fake, secret) = (FakeStripe::start(world(seams)).await?, secret(seams));
    fake.listen(&format!("{url}/billing/webhook").parse()?, secret.clone());
    let mut plans = said.settings.gate.plans.clone();
    for (tier, price) in PRICES {
        plans = plans.with_price(tier, price.parse()?);
    }
    let gate =
        Gate { has_stripe: true, is_billing_enabled: true, plans, ..said.settings.gate.clone() };
    Ok(Settings {
        gate,
        stripe: Some(fake.settings()?),
        webhook_secrets: WebhookSecrets { polar: vec![], stripe: vec![secret] },
        ..said.settings.clone()
    })
}
