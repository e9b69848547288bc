//! The gate: what an organisation has, as its lease says it, and whether it may have one more.

use super::Billing;
use crate::{app::App, error::AppError};
use muster_api::{
    Problem, ProblemKind,
    billing::{PolarOffer, Upgrade},
};
use muster_billing::{
    Entitlement,
    entitlement::{
        Because,
        gate::{Decision, Enforce, Purchase, Refusal},
    },
    lease::{Distrust, Lease, Standing},
    plan::{Limited, Limits},
    subscription::Bought,
};
use muster_core::{OrganisationId, Scope, Timestamp, cloud::ResourceKind};
use muster_operations::{Denied, Entitlement as Allows, NotAccepted, Prepared};
use muster_seams::Clock;
use muster_store::{Read, StoreError, billing::lease, resource};
use std::{
    fmt,
    sync::{Arc, atomic::Ordering},
};

/// What runs on somebody's own machines is never limited.
const OWN: [&str; 2] = ["docker", "kubernetes"];
/// What to do where the gate lacks something.
pub(super) const FILL_IN: &str = "fill it in on the page with which the window opens, or set it";

/// What an organisation has.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) entitlement: Entitlement,
    /// What its tier allows, whether or not that is enforced.
    pub(crate) limits: Limits,
    /// What it follows from; nothing, if no biller ever said anything.
    pub(crate) lease: Option<Lease>,
    /// How far that can be believed.
    pub(crate) trust: Trust,
}

/// How far a lease can be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trust {
    /// There is none, or it counts.
    Good,
    /// It does not count any more, or the clock is behind.
    Standing(Standing),
    /// It is none of ours.
    Distrusted(Distrust),
}

impl Trust {
    /// The word in the API.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Good | Self::Standing(Standing::Valid) => "ok",
            Self::Standing(Standing::Expired) => "expired",
            Self::Standing(Standing::ClockPutBack { .. }) => "clock_put_back",
            Self::Distrusted(distrust) => distrust.as_str(),
        }
    }
}

impl Billing {
    /// What an organisation has now, read in the caller's transaction.
    pub(crate) fn plan_in(
        &self,
        tx: &mut dyn Read,
        organisation: &OrganisationId,
        now: Timestamp,
    ) -> Result<Plan, StoreError> {
        let kept = lease::find(tx, organisation)?;
        let (entitlement, lease, trust) = match kept {
            None => (Entitlement::default(), None, Trust::Good),
            Some(sealed) => self.believed(&sealed, organisation, now),
        };
        let limits = self.settings.gate.plans.limits(entitlement.tier);
        Ok(Plan { entitlement, limits, lease, trust })
    }

    fn believed(
        &self,
        sealed: &str,
        organisation: &OrganisationId,
        now: Timestamp,
    ) -> (Entitlement, Option<Lease>, Trust) {
        let floor = self.marks.floor();
        match (Lease::open(sealed, &self.key, organisation, floor.as_ref()), floor) {
            (Ok(lease), Some(mark)) => {
                let trust = Trust::Standing(lease.standing(&mark, now));
                (lease.entitlement(&mark, now), Some(lease), trust)
            }
            (Err(distrust), _) => (nothing(), None, Trust::Distrusted(distrust)),
            (Ok(_), None) => (nothing(), None, Trust::Distrusted(Distrust::NoMark)),
        }
    }

    /// Whether an organisation may have one more of a thing beside those that it holds: to be asked in the transaction
    /// that makes it, so that two at once cannot both be the last.
    pub(crate) fn decide(
        &self,
        tx: &mut dyn Read,
        organisation: &OrganisationId,
        (thing, held): (Limited, u32),
        now: Timestamp,
    ) -> Result<Decision, StoreError> {
        let gate = &self.settings.gate;
        if gate.decider(thing).is_none() {
            return Ok(Decision::Allowed);
        }
        let plan = self.plan_in(tx, organisation, now)?;
        Ok(gate.decide(&plan.entitlement, thing, held))
    }

    fn decide_resource(
        &self,
        tx: &mut dyn Read,
        organisation: &OrganisationId,
        (kind, provider): (ResourceKind, &str),
        now: Timestamp,
    ) -> Result<Decision, StoreError> {
        if OWN.contains(&provider) {
            return Ok(Decision::Allowed);
        }
        let held = held(tx, organisation, kind)?;
        self.decide(tx, organisation, (limited(kind), held), now)
    }
}

fn nothing() -> Entitlement {
    Entitlement { because: Because::Distrusted, ..Entitlement::default() }
}

/// What a plan calls a kind of resource.
pub(crate) fn limited(kind: ResourceKind) -> Limited {
    match kind {
        ResourceKind::Worker => Limited::CloudWorker,
        ResourceKind::Environment => Limited::Environment,
    }
}

/// How many of a kind an organisation has that a plan limits.
pub(crate) fn held(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    kind: ResourceKind,
) -> Result<u32, StoreError> {
    let all = resource::count_by_provider(tx, organisation, kind)?;
    let limited = all.iter().filter(|(provider, _)| !OWN.contains(&provider.as_str()));
    Ok(limited.map(|(_, count)| count).sum())
}

/// Answers operations whether an organisation may have one more resource.
pub(crate) struct Gatekeeper {
    pub(crate) billing: Arc<Billing>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl fmt::Debug for Gatekeeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gatekeeper").finish_non_exhaustive()
    }
}

impl Allows for Gatekeeper {
    fn denial(
        &self,
        tx: &mut dyn Read,
        organisation: &OrganisationId,
        kind: ResourceKind,
        provider: &str,
    ) -> Result<Option<Denied>, StoreError> {
        let now = self.clock.now();
        let decided = self.billing.decide_resource(tx, organisation, (kind, provider), now)?;
        Ok(match decided {
            Decision::Allowed | Decision::Observed(_) => None,
            Decision::Refused(refusal) => Some(denied(&refusal)),
        })
    }
}

fn denied(refusal: &Refusal) -> Denied {
    Denied {
        code: ProblemKind::PaymentRequired.as_str(),
        says: refusal.to_string(),
        more: serde_json::to_value(refusal).ok(),
    }
}

impl App {
    /// What an organisation has now.
    pub(crate) async fn plan_of(&self, organisation: &OrganisationId) -> Result<Plan, StoreError> {
        let (billing, organisation) = (self.billing.clone(), organisation.clone());
        let (now, own) = (self.seams.clock.now(), organisation.clone());
        let plan = self.store.read(move |tx| billing.plan_in(tx, &own, now)).await?;
        if !self.billing.billers().is_empty() {
            self.usage.learn(&organisation, plan.entitlement.tier);
        }
        Ok(plan)
    }

    /// What was prepared. Who may not have one learns that before there is no provider; where there is one, the
    /// transaction that makes it asks, after it has looked whether it was made before.
    pub(crate) async fn gated(
        &self,
        scope: &Scope,
        wanted: (ResourceKind, &'static str),
        prepared: Result<Prepared, NotAccepted>,
    ) -> Result<Prepared, AppError> {
        self.billing.check_set_up(wanted.1)?;
        let is_observed = self.billing.settings.gate.enforce == Enforce::Observe;
        if is_observed || matches!(prepared, Err(NotAccepted::NoProvider)) {
            self.check_entitled(&scope.organisation, wanted).await?;
        }
        Ok(prepared?)
    }

    async fn check_entitled(
        &self,
        organisation: &OrganisationId,
        (kind, provider): (ResourceKind, &'static str),
    ) -> Result<(), AppError> {
        let (billing, organisation) = (self.billing.clone(), organisation.clone());
        let now = self.seams.clock.now();
        let decided = self
            .store
            .read(move |tx| billing.decide_resource(tx, &organisation, (kind, provider), now));
        match decided.await? {
            Decision::Allowed => Ok(()),
            Decision::Observed(refusal) => {
                self.billing.would_be_refusals.fetch_add(1, Ordering::Relaxed);
                tracing::info!(%refusal, "would be refused, if refusals were meant");
                Ok(())
            }
            Decision::Refused(refusal) => Err(self.billing.refusal(&refusal).into()),
        }
    }
}

impl Billing {
    /// Whether the gate has what it needs: before that nobody can have bought anything, and nothing is made of what it
    /// is for.
    fn check_set_up(&self, provider: &str) -> Result<(), AppError> {
        let lacks = &self.settings.lacks;
        if lacks.is_empty() || OWN.contains(&provider) {
            return Ok(());
        }
        let lacks: Vec<_> = lacks.iter().map(ToString::to_string).collect();
        let says = format!("plans are not set up to the end: {}", lacks.join("; "));
        let problem = Problem::new(ProblemKind::BillingNotConfigured, says);
        Err(problem.with_hint(FILL_IN).into())
    }

    /// What a denial says, as a problem; without a page on which to buy, for which a biller has to be asked.
    pub(crate) fn problem_of(&self, denied: Denied) -> Problem {
        let refusal: Option<Refusal> =
            denied.more.and_then(|more| serde_json::from_value(more).ok());
        match refusal {
            Some(refusal) => self.refusal(&refusal),
            None => Problem::new(ProblemKind::PaymentRequired, denied.says),
        }
    }

    fn refusal(&self, refusal: &Refusal) -> Problem {
        let told = Problem::new(ProblemKind::PaymentRequired, refusal.to_string())
            .with_hint("look at `/billing/status`, and buy a plan with `/billing/checkout`");
        match &refusal.remedy {
            None => told,
            Some(Purchase::Polar(gate)) => {
                let polar = PolarOffer {
                    checkout_url: None,
                    product_id: gate.product.to_string(),
                    benefit_id: gate.benefit.to_string(),
                };
                let bought = Bought::Product(gate.product.clone());
                let upgrade = self.upgrade(refusal, "polar", "polar", (&bought, None));
                Problem { polar: Some(Box::new(polar)), upgrade: Some(Box::new(upgrade)), ..told }
            }
            Some(Purchase::Stripe { tier, price }) => {
                let unlocks = self.settings.gate.plans.limits(*tier).of(refusal.thing).into();
                let bought = Bought::Price(price.clone());
                let upgrade = self.upgrade(refusal, "stripe", tier.as_str(), (&bought, unlocks));
                let title = "Upgrade Required".to_owned();
                Problem { title, upgrade: Some(Box::new(upgrade)), ..told }
            }
        }
    }

    fn upgrade(
        &self,
        refusal: &Refusal,
        biller: &str,
        plan: &str,
        (bought, unlocks): (&Bought, Option<u32>),
    ) -> Upgrade {
        Upgrade {
            biller: biller.to_owned(),
            thing: super::standing::word_of_thing(refusal.thing).to_owned(),
            limit: refusal.limit,
            held: refusal.held,
            tier: refusal.tier.to_string(),
            because: refusal.because.to_string(),
            plan: Some(plan.to_owned()),
            price: self.terms(bought).map(|terms| super::standing::price(&terms)),
            unlocks,
            checkout_url: None,
            checkout: "/billing/checkout".to_owned(),
            status_url: "/billing/status".to_owned(),
        }
    }
}
