//! Polar's JSON as its OpenAPI document of 2026-04 has it, as far as we read it.

use crate::{
    account::Change,
    biller::{CheckoutStage, CheckoutState, Snapshot},
    id::{BenefitId, CheckoutId, CustomerId, GrantId, InvoiceId, ProductId, SubscriptionId},
    invoice::{Invoice, InvoiceStatus},
    notice::Party,
    subscription::{Bought, Moments, Period, State, Subscription as Ours, Terms},
    usage::Report,
};
use muster_core::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
pub(super) struct Subscription {
    id: SubscriptionId,
    status: String,
    product_id: ProductId,
    /// Left out where the customer is known from around it.
    customer_id: Option<CustomerId>,
    customer: Option<Customer>,
    amount: Option<i64>,
    currency: Option<String>,
    recurring_interval: Option<String>,
    recurring_interval_count: Option<u32>,
    current_period_start: Option<Timestamp>,
    current_period_end: Option<Timestamp>,
    trial_end: Option<Timestamp>,
    #[serde(default)]
    cancel_at_period_end: bool,
    canceled_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    past_due_at: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
struct Customer {
    id: CustomerId,
    external_id: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct BenefitGrant {
    pub(super) id: GrantId,
    pub(super) benefit_id: BenefitId,
    pub(super) is_granted: bool,
    customer_id: CustomerId,
    customer: Option<Customer>,
}

/// Only what is active or trying is in it: who is past due cannot be seen here.
#[derive(Debug, Deserialize)]
pub(super) struct CustomerState {
    pub(super) id: CustomerId,
    external_id: Option<String>,
    active_subscriptions: Vec<Subscription>,
    granted_benefits: Vec<GrantedBenefit>,
}

#[derive(Debug, Deserialize)]
struct GrantedBenefit {
    id: GrantId,
    benefit_id: BenefitId,
}

impl Customer {
    fn party(&self) -> Party {
        party(self.id.clone(), self.external_id.as_deref())
    }
}

/// A customer whose external id is no organisation of ours was made by something else.
fn party(customer: CustomerId, external_id: Option<&str>) -> Party {
    let organisation = external_id.and_then(|id| id.parse().ok());
    Party { customer: Some(customer), organisation }
}

impl Subscription {
    pub(super) fn party(&self) -> Party {
        let bare = || Party { customer: self.customer_id.clone(), organisation: None };
        self.customer.as_ref().map_or_else(bare, Customer::party)
    }

    /// In our words; `at` is when it was like this.
    pub(super) fn into_ours(self, at: Timestamp) -> Ours {
        let period = self.current_period_start.zip(self.current_period_end);
        let state = State::from_status(
            &self.status,
            &Moments {
                trial_end: self.trial_end.or(self.current_period_end),
                period_end: self.current_period_end,
                unpaid_since: self.past_due_at.or(self.current_period_start).unwrap_or(at),
                ended: self.ended_at.or(self.canceled_at).unwrap_or(at),
            },
        );
        Ours {
            state,
            terms: self.terms(),
            id: self.id,
            bought: Bought::Product(self.product_id),
            period: period.map(|(start, end)| Period { start, end }),
            ends_with_period: self.cancel_at_period_end,
            cancelled_at: self.canceled_at,
        }
    }

    fn terms(&self) -> Option<Terms> {
        Some(Terms {
            amount: self.amount?,
            currency: self.currency.clone()?,
            interval: self.recurring_interval.clone()?,
            interval_count: self.recurring_interval_count.unwrap_or(1),
        })
    }
}

impl BenefitGrant {
    pub(super) fn party(&self) -> Party {
        let bare = || Party { customer: Some(self.customer_id.clone()), organisation: None };
        self.customer.as_ref().map_or_else(bare, Customer::party)
    }
}

impl CustomerState {
    pub(super) fn party(&self) -> Party {
        party(self.id.clone(), self.external_id.as_deref())
    }

    /// All benefits, and those subscriptions that can be seen here.
    pub(super) fn changes(mut self, at: Timestamp) -> Vec<Change> {
        let subscriptions = std::mem::take(&mut self.active_subscriptions).into_iter();
        let subscriptions = subscriptions.map(|it| Change::Subscription(it.into_ours(at)));
        subscriptions.chain([Change::Grants(self.grants())]).collect()
    }

    pub(super) fn grants(self) -> Vec<(GrantId, BenefitId)> {
        self.granted_benefits.into_iter().map(|it| (it.id, it.benefit_id)).collect()
    }
}

/// A customer of whom nobody has heard has nothing.
pub(super) fn nothing() -> Snapshot {
    let changes = vec![Change::Grants(Vec::new()), Change::Subscriptions(Vec::new())];
    Snapshot { customer: None, changes }
}

#[derive(Debug, Deserialize)]
pub(super) struct Checkout {
    pub(super) id: CheckoutId,
    pub(super) url: String,
    status: String,
    customer_id: Option<CustomerId>,
}

impl Checkout {
    pub(super) fn state(self) -> CheckoutState {
        let stage = match self.status.as_str() {
            "succeeded" => CheckoutStage::Paid,
            "expired" | "failed" => CheckoutStage::Over,
            // Also `confirmed`, which is a payment under way.
            _ => CheckoutStage::Open,
        };
        CheckoutState { stage, customer: self.customer_id }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct CustomerSession {
    pub(super) customer_portal_url: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    pub(super) pagination: Pagination,
}

#[derive(Debug, Deserialize)]
pub(super) struct Pagination {
    pub(super) max_page: usize,
}

#[derive(Debug, Deserialize)]
pub(super) struct Product {
    recurring_interval: Option<String>,
    recurring_interval_count: Option<u32>,
    prices: Vec<Price>,
}

/// Others than a fixed one have no amount.
#[derive(Debug, Deserialize)]
struct Price {
    #[serde(rename = "price_amount")]
    amount: Option<i64>,
    #[serde(rename = "price_currency")]
    currency: Option<String>,
    is_archived: bool,
}

impl Product {
    /// What it costs, if that is one fixed amount.
    pub(super) fn terms(&self) -> Option<Terms> {
        let mut fixed = self.prices.iter().filter(|it| !it.is_archived && it.amount.is_some());
        let price = fixed.next()?;
        Some(Terms {
            amount: price.amount?,
            currency: price.currency.clone()?,
            interval: self.recurring_interval.clone()?,
            interval_count: self.recurring_interval_count.unwrap_or(1),
        })
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Order {
    id: InvoiceId,
    created_at: Timestamp,
    status: String,
    total_amount: i64,
    currency: String,
    invoice_number: Option<String>,
}

impl Order {
    pub(super) fn invoice(self) -> Invoice {
        Invoice {
            id: self.id,
            at: self.created_at,
            status: InvoiceStatus::from_word(&self.status),
            total: self.total_amount,
            currency: self.currency,
            number: self.invoice_number,
            page: None,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Endpoint {
    pub(super) url: String,
    pub(super) enabled: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Ingested {
    pub(super) inserted: usize,
    #[serde(default)]
    pub(super) duplicates: usize,
}

pub(super) fn usage_event(report: &Report) -> Value {
    json!({
        "name": report.event(),
        "external_customer_id": report.buyer.organisation.as_str(),
        "external_id": report.id.as_str(),
        "timestamp": report.at,
        "metadata": { "value": report.value },
    })
}

/// What Polar says when it refuses: a sentence, or a list of what is wrong with the request.
#[derive(Debug, Deserialize)]
pub(super) struct Error {
    pub(super) error: Option<String>,
    #[serde(default)]
    detail: Value,
}

impl Error {
    pub(super) fn detail(&self) -> String {
        match &self.detail {
            Value::String(sentence) => sentence.clone(),
            Value::Array(wrongs) => {
                let wrongs = wrongs.iter().map(|it| format!("{}: {}", it["loc"], it["msg"]));
                wrongs.collect::<Vec<_>>().join(", ")
            }
            _ => String::new(),
        }
    }
}
