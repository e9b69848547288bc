//! Plans and payment: what an organisation may have, what that costs, and where it is bought.
//!
//! Routes that other systems name carry those systems' fields beside ours; `docs/billing.md` has the table.

use muster_core::{OrganisationId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What something costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    /// In the currency's smallest unit.
    #[schema(example = 2000)]
    pub amount: i64,
    /// As billers write it.
    #[schema(example = "usd")]
    pub currency: String,
    /// `day`, `week`, `month` or `year`.
    #[schema(example = "month")]
    pub recurring_interval: String,
    /// Once in so many of them.
    pub recurring_interval_count: u32,
}

/// What is refused for want of a plan, and what would help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Upgrade {
    /// Who sells it: `polar` or `stripe`.
    #[schema(example = "polar")]
    pub biller: String,
    /// What was wanted: `cloud_worker`, `environment`, `agent` or `api_call`.
    #[schema(example = "cloud_worker")]
    pub thing: String,
    /// How many there may be.
    pub limit: u32,
    /// How many there are.
    pub held: u32,
    /// The plan that the organisation has.
    #[schema(example = "free")]
    pub tier: String,
    /// Why it has no better one.
    pub because: String,
    /// The plan that would help, if one can be bought.
    #[schema(example = "basic")]
    pub plan: Option<String>,
    /// What that costs, as far as it is known.
    pub price: Option<Price>,
    /// How many of the thing there may be then; nothing if there is no limit.
    pub unlocks: Option<u32>,
    /// Where it can be bought, if the biller could be asked for a page.
    pub checkout_url: Option<String>,
    /// What to ask for such a page.
    #[schema(example = "/billing/checkout")]
    pub checkout: String,
    /// What tells how things stand.
    #[schema(example = "/billing/status")]
    pub status_url: String,
}

/// The same as OpenWork Den says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolarOffer {
    /// Where it can be bought, if Polar could be asked for a page.
    pub checkout_url: Option<String>,
    /// What is bought.
    pub product_id: String,
    /// What that gives.
    pub benefit_id: String,
}

/// What somebody wants to buy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct CheckoutRequest {
    /// `basic`, `pro` or `family`, or one of the older words for them; the smallest that can be bought, if it is not said.
    #[schema(example = "basic")]
    pub tier: Option<String>,
    /// Where a buyer lands who has paid; the console's page, if it is not said.
    pub success_url: Option<String>,
    /// Where a buyer lands who goes back.
    pub cancel_url: Option<String>,
}

/// The same in the address.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CheckoutQuery {
    /// As Defrag has it: `insight`, `integration` or `constellation`, or our words for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_tier: Option<String>,
}

/// A page on which something can be bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckoutPage {
    /// The page.
    pub url: String,
    /// The same, in the words of other systems.
    #[serde(rename = "checkoutUrl")]
    pub checkout_url: String,
    /// The biller's id of it.
    pub id: String,
    /// Whose page it is.
    #[schema(example = "stripe")]
    pub biller: String,
}

/// Where somebody wants to go back to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct PortalRequest {
    /// The console's page, if it is not said.
    pub return_url: Option<String>,
}

/// The customer's own pages at the biller. Whoever has the address is in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PortalPage {
    /// The page.
    pub url: String,
    /// The same, in the words of other systems.
    #[serde(rename = "portalUrl")]
    pub portal_url: String,
}

impl std::fmt::Debug for PortalPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PortalPage(***)")
    }
}

/// What a biller is told of: nothing more than that somebody looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SyncAccepted {
    /// Whether any biller is asked. Nobody waits for it: look at the status again.
    pub is_asked: bool,
}

/// A message of a biller was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WebhookTaken {
    /// Always true.
    pub received: bool,
    /// `already_processed`, if it had come before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// Something that was bought for as long as it is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BillingSubscription {
    /// The biller's id.
    pub id: String,
    /// Who bills it.
    #[schema(example = "stripe")]
    pub biller: String,
    /// `trialing`, `active`, `past_due`, `paused` or `cancelled`.
    #[schema(example = "active")]
    pub status: String,
    /// What was bought: a price of Stripe's or a product of Polar's.
    pub bought: Option<String>,
    /// What it costs.
    #[serde(flatten)]
    pub price: SubscriptionPrice,
    /// When the period began that is paid, or being paid.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub current_period_start: Option<Timestamp>,
    /// When it ends.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub current_period_end: Option<Timestamp>,
    /// Whether it is not renewed then.
    pub cancel_at_period_end: bool,
    /// When somebody asked for its end.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub canceled_at: Option<Timestamp>,
    /// When it was over.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Timestamp>,
}

/// What a subscription costs, as far as that was told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionPrice {
    /// In the currency's smallest unit.
    pub amount: Option<i64>,
    /// As billers write it.
    pub currency: Option<String>,
    /// `day`, `week`, `month` or `year`.
    pub recurring_interval: Option<String>,
    /// Once in so many of them.
    pub recurring_interval_count: Option<u32>,
}

/// What was asked to be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BillingInvoice {
    /// The biller's id.
    pub id: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// `draft`, `open`, `paid`, `refunded`, `void`, `uncollectible` or `unknown`.
    #[schema(example = "paid")]
    pub status: String,
    /// In the currency's smallest unit.
    pub total_amount: i64,
    /// As billers write it.
    pub currency: String,
    /// What stands on it.
    pub invoice_number: Option<String>,
    /// Where it can be read.
    pub invoice_url: Option<String>,
}

/// How many there may be of something whose number a plan limits, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LimitStanding {
    /// `cloud_worker`, `environment`, `agent` or `api_call`.
    #[schema(example = "cloud_worker")]
    pub thing: String,
    /// Who decides about it: `polar`, `stripe`, or nobody, where it is free.
    pub decided_by: Option<String>,
    /// How many there may be; nothing if there is no limit.
    pub limit: Option<u32>,
    /// How many there are, where that is counted here.
    pub held: Option<u32>,
}

/// A plan that can be bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Offer {
    /// Who sells it.
    #[schema(example = "stripe")]
    pub biller: String,
    /// Its name.
    #[schema(example = "basic")]
    pub plan: String,
    /// What it costs, as far as it is known.
    pub price: Option<Price>,
    /// What it allows.
    pub limits: TierLimits,
}

/// How a biller is heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BillerStanding {
    /// `polar` or `stripe`.
    #[schema(example = "stripe")]
    pub biller: String,
    /// When everything was last read there.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub synced_at: Option<Timestamp>,
    /// When a message last came from there by itself.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub heard_at: Option<Timestamp>,
    /// Why it could not be read the last time, if it could not.
    pub failed_with: Option<String>,
    /// Before this it is not asked again.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub retry_at: Option<Timestamp>,
    /// Whether it still sends messages here: `enabled`, `disabled` or `absent`; nothing, if it was not asked.
    pub endpoint: Option<String>,
    /// How far its clock is ahead of ours, where that is more than a minute: then ours is wrong.
    pub clock_offset_ms: Option<i64>,
}

/// How an organisation stands with its billers. Nobody is asked for this: it is what is known.
#[expect(clippy::struct_excessive_bools, reason = "what others read, field by field")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BillingStatus {
    /// Whose.
    #[serde(rename = "tenantId")]
    #[schema(value_type = String)]
    pub tenant_id: OrganisationId,
    /// `free`, `basic`, `pro` or `family`.
    #[schema(example = "free")]
    pub plan: String,
    /// The same, in the words of other systems.
    #[schema(example = "free")]
    pub tier: String,
    /// `none`, `trialing`, `active`, `past_due`, `paused` or `cancelled`.
    #[schema(example = "active")]
    pub status: String,
    /// Whether cloud workers may be created beyond those that are free.
    pub entitled: bool,
    /// Why it is this plan.
    pub because: String,
    /// Whether anything is limited by a plan at all.
    pub is_enforced: bool,
    /// Whether refusals are only shown and not meant.
    pub is_observed: bool,
    /// Until when this counts without news.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub valid_until: Option<Timestamp>,
    /// When a biller last confirmed it.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_synced_at: Option<Timestamp>,
    /// `ok`, or why what is kept is not believed: `edited`, `rolled_back`, `no_mark`, `expired`, `clock_put_back`.
    #[schema(example = "ok")]
    pub trust: String,
    /// When the period ends that is paid.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub current_period_end: Option<Timestamp>,
    /// Whether it is not renewed then.
    pub cancel_at_period_end: bool,
    /// Everything that was bought, the best first.
    pub subscriptions: Vec<BillingSubscription>,
    /// What is limited.
    pub limits: Vec<LimitStanding>,
    /// What can be bought.
    pub offers: Vec<Offer>,
    /// How each biller is heard.
    pub billers: Vec<BillerStanding>,
    /// The latest invoices.
    pub invoices: Vec<BillingInvoice>,
    /// Whether a checkout is open that may still be paid.
    pub is_checkout_open: bool,
    /// How often something would have been refused since the start, if refusals were meant.
    pub would_be_refusals: u64,
    /// What Polar's gate is to be on for and lacks, in sentences. As long as it lacks anything nothing is made that needs
    /// a plan. Only the desktop app begins like this; it asks for what is missing.
    #[serde(default)]
    pub lacks: Vec<String>,
}

/// What a tier allows. Nothing means no limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TierLimits {
    /// Active agents at a time.
    pub max_agents: Option<u32>,
    /// API calls on a UTC day.
    pub max_calls_per_day: Option<u32>,
    /// Tokens on a UTC day: they are counted and not limited.
    pub max_tokens_per_day: Option<u32>,
    /// Cloud workers at a time.
    pub max_cloud_workers: Option<u32>,
    /// Environments at a time.
    pub max_environments: Option<u32>,
}

/// A tier of the table of plans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TierView {
    /// `free`, `basic`, `pro` or `family`.
    #[schema(example = "basic")]
    pub tier: String,
    /// What it allows.
    pub limits: TierLimits,
    /// Whether it can be bought here.
    pub can_be_bought: bool,
    /// What it costs, as far as it is known.
    pub price: Option<Price>,
}

/// Every tier, from the smallest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TierList {
    /// Them.
    pub tiers: Vec<TierView>,
}

/// What is used of a tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TierUsage {
    /// Active agents now.
    pub agent_count: u32,
    /// API calls on this UTC day.
    pub calls_today: Option<u64>,
    /// Tokens that were issued on this UTC day.
    pub tokens_today: Option<u64>,
    /// Cloud workers now.
    pub cloud_workers: u32,
    /// Environments now.
    pub environments: u32,
}

/// The tier of an organisation, and what is used of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TierStatus {
    /// `free`, `basic`, `pro` or `family`.
    #[schema(example = "free")]
    pub tier: String,
    /// What it allows.
    pub limits: TierLimits,
    /// What is used.
    pub usage: TierUsage,
}

/// What OpenWork Den is asked about billing.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", default)]
pub struct DenBillingQuery {
    /// `1`, `true` or `yes`: open a checkout, if one is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_checkout: Option<String>,
    /// `1`, `true` or `yes`: ask for no address of the portal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude_portal: Option<String>,
    /// `1`, `true` or `yes`: show no invoices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude_invoices: Option<String>,
}

/// Billing as OpenWork Den shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DenBilling {
    /// Whether Polar's gate is on.
    pub feature_gate_enabled: bool,
    /// Whether cloud workers may be created.
    pub has_active_plan: bool,
    /// Whether somebody has to buy first.
    pub checkout_required: bool,
    /// Where, if that was asked for.
    pub checkout_url: Option<String>,
    /// The customer's own pages at Polar.
    pub portal_url: Option<String>,
    /// What it costs, as far as it is known.
    pub price: Option<Price>,
    /// What was bought.
    pub subscription: Option<BillingSubscription>,
    /// The latest invoices.
    pub invoices: Vec<BillingInvoice>,
    /// What is sold.
    pub product_id: Option<String>,
    /// What that gives.
    pub benefit_id: Option<String>,
}

/// The same in its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DenBillingAnswer {
    /// It.
    pub billing: DenBilling,
}

/// How a subscription is to end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct DenSubscriptionRequest {
    /// With the period that is paid, or not any more.
    pub cancel_at_period_end: bool,
}

impl Default for DenSubscriptionRequest {
    fn default() -> Self {
        Self { cancel_at_period_end: true }
    }
}

/// What became of that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DenSubscriptionAnswer {
    /// The subscription as it is now; nothing, if there is none.
    pub subscription: Option<BillingSubscription>,
    /// Everything else.
    pub billing: DenBilling,
}
