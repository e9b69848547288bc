//! Subscriptions: what somebody bought for as long as it is paid, and the states it goes through.
//!
//! A [`Subscription`] is what the biller said of it last, in our words. Its [`State`] carries what
//! belongs to it; a payment that is told apart from the subscription moves it by [`State::apply`],
//! which is the only way a state changes.
//!
//! Not here: what a state is worth. Grace is a policy, see [`crate::entitlement`].

mod state;

pub use state::{Pause, Payment, State};

pub(crate) use state::Moments;

use crate::id::{PriceId, ProductId, SubscriptionId};
use muster_core::Timestamp;
use serde::{Deserialize, Serialize};

/// One subscription, as its biller described it at some moment.
///
/// Ordered, so that of two descriptions of the same moment one is always the later: the state decides
/// first, and a state further on in life is greater.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Subscription {
    /// Where it is.
    pub state: State,
    /// Its biller's id.
    pub id: SubscriptionId,
    /// What was bought.
    pub bought: Bought,
    /// What it costs, if that was told.
    pub terms: Option<Terms>,
    /// The period that is paid, or being paid.
    pub period: Option<Period>,
    /// It is not renewed at the end of its period.
    pub ends_with_period: bool,
    /// When somebody asked for its end.
    pub cancelled_at: Option<Timestamp>,
}

/// What was bought: Stripe sells prices, Polar sells products.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bought {
    /// Not told: a payment was heard of before its subscription.
    Unknown,
    /// A price of Stripe's.
    Price(PriceId),
    /// A product of Polar's.
    Product(ProductId),
}

/// From when to when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    /// Its beginning.
    pub start: Timestamp,
    /// Its end, which is the next one's beginning.
    pub end: Timestamp,
}

/// What it costs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Terms {
    /// In the currency's smallest unit.
    pub amount: i64,
    /// As billers write it: `usd`, `eur`.
    pub currency: String,
    /// `day`, `week`, `month` or `year`.
    pub interval: String,
    /// Once in so many of them.
    pub interval_count: u32,
}

impl Subscription {
    /// A subscription of which nothing is known but a payment.
    pub(crate) fn known_by_payment(id: SubscriptionId) -> Self {
        Self {
            state: State::Paused { cause: Pause::FirstPaymentOpen },
            id,
            bought: Bought::Unknown,
            terms: None,
            period: None,
            ends_with_period: false,
            cancelled_at: None,
        }
    }

    /// The same subscription after a payment that is at least as late.
    pub(crate) fn after_payment(mut self, payment: &Payment, bought: &Bought) -> Self {
        self.state = self.state.apply(payment);
        if self.bought == Bought::Unknown {
            self.bought = bought.clone();
        }
        self
    }
}
