//! Standing: how an organisation stands with its billers, as it is known. Nobody is asked.

use super::{Billing, Plan, gate::held, word_of};
use crate::app::App;
use muster_api::{
    billing::{
        BillerStanding, BillingInvoice, BillingStatus, BillingSubscription, DenBilling,
        LimitStanding, Offer, Price, SubscriptionPrice, TierLimits, TierList, TierStatus,
        TierUsage, TierView,
    },
    usage::UsageMeter,
};
use muster_billing::{
    BillerName, Subscription, Tier,
    entitlement::gate::Enforce,
    invoice::Invoice,
    plan::{Allowance, Limited, Limits},
    subscription::{Bought, State, Terms},
};
use muster_core::{Day, OrganisationId, Timestamp, cloud::ResourceKind};
use muster_store::{
    Read, StoreError,
    agent::{self, AgentFilter},
    billing::{
        account::{self, AccountRow},
        checkout,
    },
    usage_count,
};
use serde::{Deserialize, Serialize};
use std::sync::atomic::Ordering;

/// Where subscriptions stand that are over.
const OVER: u8 = 4;
/// A clock that is off by less is nobody's business.
const CLOCK_OFF_MS: i64 = 60_000;

/// What is kept of a biller's answers only to be shown.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    pub(super) invoices: Vec<BillingInvoice>,
    pub(super) read_at: Option<Timestamp>,
    pub(super) clock_offset_ms: i64,
}

impl Shown {
    pub(super) fn of(kept: &serde_json::Value) -> Self {
        serde_json::from_value(kept.clone()).unwrap_or_default()
    }

    pub(super) fn json(self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// Everything that is read to say how somebody stands.
struct Found {
    plan: Plan,
    accounts: Vec<AccountRow>,
    is_checkout_open: bool,
    cloud_workers: u32,
    environments: u32,
    agents: u32,
    calls_today: u64,
    tokens_today: u64,
}

impl App {
    async fn found(&self, organisation: &OrganisationId) -> Result<Found, StoreError> {
        let (billing, own) = (self.billing.clone(), organisation.clone());
        let now = self.seams.clock.now();
        let today = Day::of(now);
        let calls_today = self.usage.calls_on(organisation, today);
        let found = self.store.read(move |tx| {
            Ok::<_, StoreError>(Found {
                plan: billing.plan_in(tx, &own, now)?,
                accounts: account::list(tx, &own)?,
                is_checkout_open: !checkout::open(tx, &own, 1)?.is_empty(),
                cloud_workers: held(tx, &own, ResourceKind::Worker)?,
                environments: held(tx, &own, ResourceKind::Environment)?,
                agents: agents(tx, &own)?,
                calls_today,
                tokens_today: usage_count::of_day(
                    tx,
                    &own,
                    today,
                    UsageMeter::TokenIssuances.as_str(),
                )?,
            })
        });
        found.await
    }

    /// How an organisation stands with its billers.
    pub(crate) async fn billing_status(
        &self,
        organisation: &OrganisationId,
    ) -> Result<BillingStatus, StoreError> {
        let found = self.found(organisation).await?;
        Ok(self.billing.status(organisation, &found))
    }

    /// The tier of an organisation, and what is used of it.
    pub(crate) async fn tier_status(
        &self,
        organisation: &OrganisationId,
    ) -> Result<TierStatus, StoreError> {
        let (plan, found) = (self.plan_of(organisation).await?, self.found(organisation).await?);
        Ok(TierStatus {
            tier: plan.entitlement.tier.to_string(),
            limits: limits_view(&plan.limits),
            usage: TierUsage {
                agent_count: found.agents,
                calls_today: Some(found.calls_today),
                tokens_today: Some(found.tokens_today),
                cloud_workers: found.cloud_workers,
                environments: found.environments,
            },
        })
    }

    /// What the plan costs, as far as that is known, and how much is used of what it includes.
    pub(crate) async fn plan_use(
        &self,
        organisation: &OrganisationId,
    ) -> Result<(Option<Price>, Vec<LimitStanding>), StoreError> {
        let found = self.found(organisation).await?;
        let subscriptions = self.billing.subscriptions(&found.accounts);
        let paid = subscriptions.first().filter(|(_, it)| order(&it.state) < OVER);
        let terms = paid.and_then(|(_, it)| it.terms.as_ref());
        Ok((terms.map(price), self.billing.limits(&found)))
    }

    /// The same as OpenWork Den shows it, without the pages that only a biller can open.
    pub(crate) async fn den_billing(
        &self,
        organisation: &OrganisationId,
    ) -> Result<DenBilling, StoreError> {
        let found = self.found(organisation).await?;
        Ok(self.billing.den(&found))
    }
}

fn agents(tx: &mut dyn Read, organisation: &OrganisationId) -> Result<u32, StoreError> {
    let active = AgentFilter { state: Some("active".to_owned()), ..AgentFilter::default() };
    let total = agent::page(tx, organisation, &active, 0, 0)?.total;
    Ok(u32::try_from(total).unwrap_or(u32::MAX))
}

impl Billing {
    /// The table of plans, with prices as far as they are known.
    pub(crate) fn tiers(&self) -> TierList {
        let (plans, sold) = (&self.settings.gate.plans, self.sold());
        let view = |tier: Tier| {
            let bought = sold.iter().find(|(_, sold, _)| *sold == Some(tier));
            TierView {
                tier: tier.to_string(),
                limits: limits_view(&plans.limits(tier)),
                can_be_bought: bought.is_some(),
                price: bought.and_then(|(_, _, bought)| self.terms(bought)).map(|it| price(&it)),
            }
        };
        TierList { tiers: Tier::ALL.into_iter().map(view).collect() }
    }

    /// Whether anything is refused for want of a plan.
    pub(crate) fn limits_something(&self) -> bool {
        let gate = &self.settings.gate;
        let is_decided = Limited::ALL.into_iter().any(|thing| gate.decider(thing).is_some());
        is_decided && gate.enforce == Enforce::Refuse
    }

    fn status(&self, organisation: &OrganisationId, found: &Found) -> BillingStatus {
        let (plan, gate) = (&found.plan, &self.settings.gate);
        let subscriptions = self.subscriptions(&found.accounts);
        let best = subscriptions.first();
        let tier = plan.entitlement.tier.to_string();
        let lacks: Vec<_> = self.settings.lacks.iter().map(ToString::to_string).collect();
        let is_decided = Limited::ALL.into_iter().any(|thing| gate.decider(thing).is_some());
        BillingStatus {
            tenant_id: organisation.clone(),
            plan: tier.clone(),
            tier,
            status: best.map_or("none", |(_, it)| it.state.as_str()).to_owned(),
            entitled: self.is_entitled(found),
            because: plan.entitlement.because.to_string(),
            is_enforced: is_decided || !lacks.is_empty(),
            is_observed: gate.enforce == Enforce::Observe,
            valid_until: plan.lease.as_ref().map(|lease| lease.valid_until),
            last_synced_at: found.accounts.iter().filter_map(|row| row.synced_at).max(),
            trust: plan.trust.as_str().to_owned(),
            current_period_end: best.and_then(|(_, it)| it.period).map(|period| period.end),
            cancel_at_period_end: best.is_some_and(|(_, it)| it.ends_with_period),
            subscriptions: subscriptions
                .iter()
                .map(|(biller, it)| subscription_view(biller, it))
                .collect(),
            limits: self.limits(found),
            offers: self.offers(),
            billers: self.heard(found),
            invoices: invoices(&found.accounts),
            is_checkout_open: found.is_checkout_open,
            would_be_refusals: self.would_be_refusals.load(Ordering::Relaxed),
            lacks,
        }
    }

    /// Everything that was bought, the best first, and where.
    fn subscriptions(&self, rows: &[AccountRow]) -> Vec<(String, Subscription)> {
        let of_row = |row: &AccountRow| {
            let all = self.opened(row).map(|account| account.subscriptions()).unwrap_or_default();
            all.into_iter().map(|it| (row.biller.clone(), it)).collect::<Vec<_>>()
        };
        let mut all: Vec<_> = rows.iter().flat_map(of_row).collect();
        all.sort_by_key(|(_, it)| (order(&it.state), it.id.clone()));
        all
    }

    fn is_entitled(&self, found: &Found) -> bool {
        if !self.settings.lacks.is_empty() {
            return false;
        }
        let allowance = self.allowance(Limited::CloudWorker, found);
        let free = self.settings.gate.plans.limits(Tier::Free).cloud_workers;
        match (self.settings.gate.decider(Limited::CloudWorker), allowance) {
            (None, _) | (Some(_), Allowance::Unlimited) => true,
            (Some(_), allowance) => allowance > free,
        }
    }

    fn allowance(&self, thing: Limited, found: &Found) -> Allowance {
        self.settings.gate.allowance(&found.plan.entitlement, thing)
    }

    fn limits(&self, found: &Found) -> Vec<LimitStanding> {
        Limited::ALL.into_iter().map(|thing| self.limit(thing, found)).collect()
    }

    fn limit(&self, thing: Limited, found: &Found) -> LimitStanding {
        let decider = self.settings.gate.decider(thing);
        LimitStanding {
            thing: word_of_thing(thing).to_owned(),
            decided_by: decider.map(|biller| biller.as_str().to_owned()),
            limit: self.allowance(thing, found).into(),
            held: match thing {
                Limited::CloudWorker => Some(found.cloud_workers),
                Limited::Environment => Some(found.environments),
                Limited::Agent => Some(found.agents),
                Limited::ApiCall => u32::try_from(found.calls_today).ok(),
            },
        }
    }

    fn offers(&self) -> Vec<Offer> {
        let plans = &self.settings.gate.plans;
        let offer = |(biller, tier, bought): (BillerName, Option<Tier>, Bought)| {
            let polar = Limits {
                cloud_workers: Allowance::Unlimited,
                environments: Allowance::Unlimited,
                ..plans.limits(Tier::Free)
            };
            Offer {
                biller: biller.as_str().to_owned(),
                plan: tier.map_or("polar", Tier::as_str).to_owned(),
                price: self.terms(&bought).map(|terms| price(&terms)),
                limits: limits_view(&tier.map_or(polar, |tier| plans.limits(tier))),
            }
        };
        self.sold().into_iter().map(offer).collect()
    }

    fn heard(&self, found: &Found) -> Vec<BillerStanding> {
        let standing = |biller: BillerName| {
            let row = found.accounts.iter().find(|row| row.biller == biller.as_str());
            let shown = row.map(|row| Shown::of(&row.shown)).unwrap_or_default();
            let offset = shown.clock_offset_ms;
            BillerStanding {
                biller: biller.as_str().to_owned(),
                synced_at: row.and_then(|row| row.synced_at),
                heard_at: row.and_then(|row| row.heard_at),
                failed_with: row.and_then(|row| row.failed_with.clone()),
                retry_at: row.and_then(|row| row.retry_at),
                endpoint: row.and_then(|row| row.endpoint.clone()),
                clock_offset_ms: (offset.abs() > CLOCK_OFF_MS).then_some(offset),
            }
        };
        self.billers().iter().map(|biller| standing(biller.name())).collect()
    }

    fn den(&self, found: &Found) -> DenBilling {
        let Some(polar) = &self.settings.gate.polar else {
            return DenBilling {
                feature_gate_enabled: false,
                has_active_plan: true,
                checkout_required: false,
                checkout_url: None,
                portal_url: None,
                price: None,
                subscription: None,
                invoices: Vec::new(),
                product_id: None,
                benefit_id: None,
            };
        };
        let rows: Vec<_> =
            found.accounts.iter().filter(|row| row.biller == "polar").cloned().collect();
        let has_active_plan = found.plan.entitlement.benefits.contains(&polar.benefit);
        let bought = Bought::Product(polar.product.clone());
        let subscription = self.subscriptions(&rows).into_iter().next();
        DenBilling {
            feature_gate_enabled: true,
            has_active_plan,
            checkout_required: !has_active_plan,
            checkout_url: None,
            portal_url: None,
            price: self.terms(&bought).map(|terms| price(&terms)),
            subscription: subscription.map(|(biller, it)| subscription_view(&biller, &it)),
            invoices: invoices(&rows),
            product_id: Some(polar.product.to_string()),
            benefit_id: Some(polar.benefit.to_string()),
        }
    }
}

/// What counts comes first, and what is over last.
fn order(state: &State) -> u8 {
    match state {
        State::Active { .. } => 0,
        State::Trialing { .. } => 1,
        State::PastDue { .. } => 2,
        State::Paused { .. } => 3,
        State::Cancelled { .. } => OVER,
    }
}

fn invoices(rows: &[AccountRow]) -> Vec<BillingInvoice> {
    rows.iter().flat_map(|row| Shown::of(&row.shown).invoices).collect()
}

pub(super) fn price(terms: &Terms) -> Price {
    Price {
        amount: terms.amount,
        currency: terms.currency.clone(),
        recurring_interval: terms.interval.clone(),
        recurring_interval_count: terms.interval_count,
    }
}

pub(super) fn word_of_thing(thing: Limited) -> &'static str {
    match thing {
        Limited::CloudWorker => "cloud_worker",
        Limited::Environment => "environment",
        Limited::Agent => "agent",
        Limited::ApiCall => "api_call",
    }
}

fn limits_view(limits: &Limits) -> TierLimits {
    TierLimits {
        max_agents: limits.agents.into(),
        max_calls_per_day: limits.api_calls_a_day.into(),
        max_tokens_per_day: None,
        max_cloud_workers: limits.cloud_workers.into(),
        max_environments: limits.environments.into(),
    }
}

/// A subscription as the API shows it.
pub(crate) fn subscription_view(biller: &str, it: &Subscription) -> BillingSubscription {
    let terms = it.terms.as_ref();
    BillingSubscription {
        id: it.id.to_string(),
        biller: biller.to_owned(),
        status: it.state.as_str().to_owned(),
        bought: word_of(&it.bought),
        price: SubscriptionPrice {
            amount: terms.map(|terms| terms.amount),
            currency: terms.map(|terms| terms.currency.clone()),
            recurring_interval: terms.map(|terms| terms.interval.clone()),
            recurring_interval_count: terms.map(|terms| terms.interval_count),
        },
        current_period_start: it.period.map(|period| period.start),
        current_period_end: it.period.map(|period| period.end),
        cancel_at_period_end: it.ends_with_period,
        canceled_at: it.cancelled_at,
        ended_at: match it.state {
            State::Cancelled { at } => Some(at),
            State::Active { .. }
            | State::Trialing { .. }
            | State::PastDue { .. }
            | State::Paused { .. } => None,
        },
    }
}

pub(super) fn invoice_view(invoice: &Invoice) -> BillingInvoice {
    BillingInvoice {
        id: invoice.id.to_string(),
        created_at: invoice.at,
        status: invoice.status.as_str().to_owned(),
        total_amount: invoice.total,
        currency: invoice.currency.clone(),
        invoice_number: invoice.number.clone(),
        invoice_url: invoice.page.as_ref().map(|page| page.reveal().to_owned()),
    }
}
