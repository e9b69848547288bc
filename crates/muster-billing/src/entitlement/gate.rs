//! The gate: whether one more of a thing may be created.
//!
//! Who decides depends on what is set up: where Polar's gate is on, its benefit decides about cloud
//! workers; else, where billing is enabled and Stripe is set up, the tier does. Agents and API calls are
//! limited by the tier wherever billing is enabled. What nobody decides about is free, and nothing that is
//! local ever comes here.
//!
//! Not here: counting. The caller counts in the transaction that creates, so that two cannot both be the last.

use super::{Because, Entitlement};
use crate::{
    BillerName, Tier,
    id::{BenefitId, PriceId, ProductId},
    plan::{Allowance, Limited, Plans},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What to do with a refusal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Enforce {
    /// Refuse.
    #[default]
    Refuse,
    /// Count and show it, and let it pass.
    Observe,
}

/// The benefit that Polar's gate asks for, and the product that gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolarGate {
    /// What can be bought.
    pub product: ProductId,
    /// What has to be given.
    pub benefit: BenefitId,
}

/// Who decides about what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gate {
    /// Polar's gate, where it is on.
    pub polar: Option<PolarGate>,
    /// Stripe is set up.
    pub has_stripe: bool,
    /// Limits of plans are enforced.
    pub is_billing_enabled: bool,
    /// Whether refusals are meant.
    pub enforce: Enforce,
    /// What the tiers allow.
    pub plans: Plans,
}

/// Whether it may be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It may.
    Allowed,
    /// It may, and would not if refusals were meant.
    Observed(Refusal),
    /// It may not.
    Refused(Refusal),
}

/// Why something may not be created, and what would help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What was wanted.
    pub thing: Limited,
    /// How many there may be.
    pub limit: u32,
    /// How many there are.
    pub held: u32,
    /// The tier that this follows from.
    pub tier: Tier,
    /// Why it is no better one.
    #[serde(flatten)]
    pub because: Because,
    /// What could be bought, if anything.
    pub remedy: Option<Purchase>,
}

/// What could be bought to have room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Purchase {
    /// A product of Polar's.
    Polar(PolarGate),
    /// The smallest tier that has room.
    Stripe {
        /// The tier.
        tier: Tier,
        /// Its price.
        price: PriceId,
    },
}

impl Gate {
    /// Whether there may be one more of a thing beside those that there are.
    pub fn decide(&self, entitlement: &Entitlement, thing: Limited, held: u32) -> Decision {
        let allowance = self.allowance(entitlement, thing);
        let limit = match allowance {
            Allowance::UpTo(limit) if !allowance.has_room(held) => limit,
            Allowance::UpTo(_) | Allowance::Unlimited => return Decision::Allowed,
        };
        let refusal = self.refusal(entitlement, thing, limit, held);
        match self.enforce {
            Enforce::Refuse => Decision::Refused(refusal),
            Enforce::Observe => Decision::Observed(refusal),
        }
    }

    /// How many there may be.
    pub fn allowance(&self, entitlement: &Entitlement, thing: Limited) -> Allowance {
        match (self.decider(thing), &self.polar) {
            (Some(BillerName::Polar), Some(gate)) => {
                let is_entitled = entitlement.benefits.contains(&gate.benefit);
                if is_entitled { Allowance::Unlimited } else { self.free(thing) }
            }
            (Some(_), _) => self.plans.limits(entitlement.tier).of(thing),
            (None, _) => Allowance::Unlimited,
        }
    }

    /// Who decides about a thing; nobody, where it is free.
    pub fn decider(&self, thing: Limited) -> Option<BillerName> {
        let polar = self.polar.is_some().then_some(BillerName::Polar);
        let stripe = (self.has_stripe && self.is_billing_enabled).then_some(BillerName::Stripe);
        match thing {
            Limited::CloudWorker => polar.or(stripe),
            // Polar's contract knows no environments, so its benefit counts where nobody else knows better.
            Limited::Environment => stripe.or(polar),
            // The free tier has limits even where nothing can be bought.
            Limited::Agent | Limited::ApiCall => {
                self.is_billing_enabled.then_some(BillerName::Stripe)
            }
        }
    }

    fn free(&self, thing: Limited) -> Allowance {
        self.plans.limits(Tier::Free).of(thing)
    }

    fn refusal(&self, found: &Entitlement, thing: Limited, limit: u32, held: u32) -> Refusal {
        let because = match (self.decider(thing), &found.because) {
            (
                Some(BillerName::Polar),
                Because::Paid | Because::Trialing | Because::InGrace { .. },
            ) => Because::BenefitNotGiven,
            (_, because) => because.clone(),
        };
        let (tier, remedy) = (found.tier, self.purchase(thing, held));
        Refusal { thing, limit, held, tier, because, remedy }
    }

    fn purchase(&self, thing: Limited, held: u32) -> Option<Purchase> {
        if self.decider(thing) == Some(BillerName::Polar) {
            return self.polar.clone().map(Purchase::Polar);
        }
        let has_room = |tier: &Tier| self.plans.limits(*tier).of(thing).has_room(held);
        Tier::PAID.into_iter().filter(has_room).find_map(|tier| {
            let price = self.plans.price(tier)?.clone();
            Some(Purchase::Stripe { tier, price })
        })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { thing, limit, held, tier, because, .. } = self;
        let (what, frees) = (thing.as_str(), thing.frees());
        write!(f, "{what}: {held} of {limit} in use on the {tier} plan ({because})")?;
        if *limit > 0 { write!(f, "; {frees}, or upgrade") } else { f.write_str("; upgrade") }
    }
}
