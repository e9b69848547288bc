//! Stripe's JSON of 2026-10-28, as far as we read it.
//!
//! Two things have moved in Stripe's API: a subscription's period stands with its items, and a bill's
//! subscription stands below `parent`. What an endpoint is sent follows the version that the endpoint was
//! made with, so the old places are looked at where the new ones are empty.

use crate::{
    account::PaymentNews,
    biller::{CheckoutStage, CheckoutState},
    id::{CheckoutId, CustomerId, InvoiceId, PriceId, SubscriptionId},
    invoice::{Invoice as Shown, InvoiceStatus},
    notice::Party,
    outbound::Hosts,
    stripe::ORGANISATION,
    subscription::{Bought, Moments, Payment, Period, State, Subscription as Ours, Terms},
};
use muster_core::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Stripe tells time in whole seconds since 1970.
pub(super) fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds.saturating_mul(1_000))
}

type Metadata = Option<BTreeMap<String, String>>;

fn party(customer: Option<Reference<CustomerId>>, organisation: Option<&String>) -> Party {
    let organisation = organisation.and_then(|text| text.parse().ok());
    Party { customer: customer.map(Reference::into_id), organisation }
}

fn organisation(metadata: &Metadata) -> Option<&String> {
    metadata.as_ref().and_then(|metadata| metadata.get(ORGANISATION))
}

/// An id, or the whole thing where somebody asked for it to be expanded.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Reference<Id> {
    Id(Id),
    Expanded { id: Id },
}

impl<Id> Reference<Id> {
    fn into_id(self) -> Id {
        match self {
            Self::Id(id) | Self::Expanded { id } => id,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct List<T> {
    pub(super) data: Vec<T>,
    #[serde(default)]
    pub(super) has_more: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Subscription {
    pub(super) id: SubscriptionId,
    status: String,
    customer: Option<Reference<CustomerId>>,
    items: List<Item>,
    trial_end: Option<i64>,
    current_period_start: Option<i64>,
    current_period_end: Option<i64>,
    #[serde(default)]
    cancel_at_period_end: bool,
    cancel_at: Option<i64>,
    canceled_at: Option<i64>,
    ended_at: Option<i64>,
    metadata: Metadata,
}

#[derive(Debug, Deserialize)]
struct Item {
    price: Price,
    current_period_start: Option<i64>,
    current_period_end: Option<i64>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Price {
    id: PriceId,
    unit_amount: Option<i64>,
    currency: Option<String>,
    recurring: Option<Recurring>,
}

#[derive(Debug, Clone, Deserialize)]
struct Recurring {
    interval: String,
    interval_count: u32,
}

impl Subscription {
    pub(super) fn party(&self) -> Party {
        party(self.customer.clone(), organisation(&self.metadata))
    }

    /// In our words; `at` is when it was like this.
    pub(super) fn into_ours(self, at: Timestamp) -> Ours {
        let period = self.period();
        let period_end = period.map(|it| it.end);
        let state = State::from_status(
            &self.status,
            &Moments {
                trial_end: self.trial_end.map(moment).or(period_end),
                period_end,
                unpaid_since: period.map_or(at, |it| it.start),
                ended: self.ended_at.or(self.canceled_at).map_or(at, moment),
            },
        );
        // Newer accounts end a period by its date instead of by the flag.
        let ends_then =
            self.cancel_at.map(moment).zip(period_end).is_some_and(|(at, end)| at <= end);
        let price = self.items.data.into_iter().next().map(|item| item.price);
        Ours {
            state,
            id: self.id,
            terms: price.as_ref().and_then(Price::terms),
            bought: price.map_or(Bought::Unknown, |price| Bought::Price(price.id)),
            period,
            ends_with_period: self.cancel_at_period_end || ends_then,
            cancelled_at: self.canceled_at.map(moment),
        }
    }

    fn period(&self) -> Option<Period> {
        let item = self.items.data.first();
        let of_item = item.and_then(|it| it.current_period_start.zip(it.current_period_end));
        let (start, end) =
            of_item.or_else(|| self.current_period_start.zip(self.current_period_end))?;
        Some(Period { start: moment(start), end: moment(end) })
    }
}

impl Price {
    pub(super) fn terms(&self) -> Option<Terms> {
        let recurring = self.recurring.as_ref()?;
        Some(Terms {
            amount: self.unit_amount?,
            currency: self.currency.clone()?,
            interval: recurring.interval.clone(),
            interval_count: recurring.interval_count,
        })
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct CheckoutSession {
    pub(super) id: CheckoutId,
    /// Gone once the checkout is over.
    pub(super) url: Option<String>,
    status: Option<String>,
    customer: Option<Reference<CustomerId>>,
    client_reference_id: Option<String>,
}

impl CheckoutSession {
    pub(super) fn state(self) -> CheckoutState {
        let stage = match self.status.as_deref() {
            Some("complete") => CheckoutStage::Paid,
            Some("expired") => CheckoutStage::Over,
            _ => CheckoutStage::Open,
        };
        CheckoutState { stage, customer: self.customer.map(Reference::into_id) }
    }

    pub(super) fn party(&self) -> Party {
        party(self.customer.clone(), self.client_reference_id.as_ref())
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Invoice {
    customer: Option<Reference<CustomerId>>,
    parent: Option<Parent>,
    subscription: Option<Reference<SubscriptionId>>,
    lines: List<Line>,
}

#[derive(Debug, Deserialize)]
struct Parent {
    subscription_details: Option<SubscriptionDetails>,
}

#[derive(Debug, Deserialize)]
struct SubscriptionDetails {
    subscription: Reference<SubscriptionId>,
    metadata: Metadata,
}

#[derive(Debug, Deserialize)]
struct Line {
    period: LinePeriod,
    pricing: Option<Pricing>,
    price: Option<Price>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct LinePeriod {
    start: i64,
    end: i64,
}

#[derive(Debug, Deserialize)]
struct Pricing {
    price_details: Option<PriceDetails>,
}

#[derive(Debug, Deserialize)]
struct PriceDetails {
    price: Reference<PriceId>,
}

impl Line {
    fn price(&self) -> Option<PriceId> {
        let details = self.pricing.as_ref().and_then(|pricing| pricing.price_details.as_ref());
        let new = details.map(|details| details.price.clone().into_id());
        new.or_else(|| self.price.as_ref().map(|price| price.id.clone()))
    }
}

impl Invoice {
    fn details(&self) -> Option<&SubscriptionDetails> {
        self.parent.as_ref().and_then(|parent| parent.subscription_details.as_ref())
    }

    pub(super) fn party(&self) -> Party {
        let organisation = self.details().and_then(|details| organisation(&details.metadata));
        party(self.customer.clone(), organisation)
    }

    /// What this bill says about a payment, if it is for a subscription.
    pub(super) fn payment(&self, is_paid: bool, at: Timestamp) -> Option<PaymentNews> {
        let subscription = self.details().map(|details| details.subscription.clone());
        let subscription = subscription.or_else(|| self.subscription.clone())?.into_id();
        // Usage of the last period stands beside the next one.
        let line = self.lines.data.iter().max_by_key(|line| line.period.end);
        let payment = if is_paid {
            Payment::Paid { until: line.map(|line| moment(line.period.end)) }
        } else {
            Payment::Failed { since: line.map_or(at, |line| moment(line.period.start)) }
        };
        let bought = line.and_then(Line::price).map_or(Bought::Unknown, Bought::Price);
        Some(PaymentNews { payment, subscription, bought })
    }
}

/// Nothing of it is read, but whatever else answers with 200 does not have it.
#[derive(Debug, Deserialize)]
pub(super) struct MeterEvent {
    #[serde(rename = "identifier")]
    _identifier: String,
}

/// An invoice as it is shown; what a webhook says of one is [`Invoice`].
#[derive(Debug, Deserialize)]
pub(super) struct Bill {
    id: InvoiceId,
    created: i64,
    status: Option<String>,
    total: i64,
    currency: String,
    number: Option<String>,
    hosted_invoice_url: Option<String>,
}

impl Bill {
    pub(super) fn invoice(self, pages: &Hosts) -> Shown {
        Shown {
            id: self.id,
            at: moment(self.created),
            status: InvoiceStatus::from_word(self.status.as_deref().unwrap_or("draft")),
            total: self.total,
            currency: self.currency,
            number: self.number,
            // An invoice whose page is none of theirs is shown without it.
            page: self.hosted_invoice_url.and_then(|address| pages.check(&address).ok()),
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct PortalSession {
    pub(super) url: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Endpoint {
    pub(super) url: String,
    pub(super) status: String,
}

/// What Stripe says when it refuses.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Error {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
}

/// The error in an answer, if it is one of Stripe's.
pub(super) fn error(body: &[u8]) -> Option<Error> {
    #[derive(Deserialize)]
    struct Refusal {
        error: Error,
    }
    let refusal: Refusal = serde_json::from_slice(body).ok()?;
    Some(refusal.error)
}

impl Error {
    /// Whether an event with this id was taken in before. Stripe gives this refusal no code.
    pub(super) fn is_duplicate(&self) -> bool {
        let says = self.message.as_deref().unwrap_or_default();
        says.starts_with("An event already exists with identifier")
    }
}
