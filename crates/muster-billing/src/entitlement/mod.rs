//! Entitlements: what an account is worth at a moment.
//!
//! An [`Entitlement`] is a tier (from Stripe's prices), the benefits that are given (from Polar), and the
//! reason, because whoever is refused wants to know why. *Grace* is how long something goes on counting
//! although it is not confirmed; it is a [`Policy`] and not a state of the subscription.
//!
//! [`gate`] answers whether one more thing may be created.

pub mod gate;

use crate::{
    Account, Subscription, Tier,
    id::BenefitId,
    plan::Plans,
    subscription::{Bought, Pause, State},
};
use muster_core::Timestamp;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt, time::Duration};

/// How long something counts that is not confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// After a payment failed.
    pub past_due: Duration,
    /// After a paid period or a trial ended and no news of the next one came.
    pub renewal: Duration,
    /// After the biller was last heard, see [`crate::lease`].
    pub unreachable: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            // Both billers try a card again within a week before they give up the first time.
            past_due: Duration::from_hours(7 * 24),
            // A bill is drafted at the end of the period and collected about an hour later; a weekend
            // without anybody's webhook is longer than that.
            renewal: Duration::from_hours(3 * 24),
            // A laptop that was taken on a long weekend.
            unreachable: Duration::from_hours(3 * 24),
        }
    }
}

/// Why an account is worth what it is. Ordered: of several reasons to refuse, the greatest is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Because {
    /// Nothing was ever bought.
    NothingBought,
    /// It is over.
    Cancelled {
        /// When it ended.
        at: Timestamp,
    },
    /// It gives nothing at present.
    Paused {
        /// Why.
        cause: Pause,
    },
    /// The biller was out of reach for too long, see [`crate::lease`].
    Unconfirmed {
        /// Until when the last answer counted.
        until: Timestamp,
    },
    /// What is kept of it was not written by this coordinator, see [`crate::lease`].
    Distrusted,
    /// The paid period is over, and so is the time that was left to hear of the next one.
    NotRenewed {
        /// Until when it counted.
        until: Timestamp,
    },
    /// The payment failed, and the grace is over.
    PastDueTooLong {
        /// Since when it is unpaid.
        since: Timestamp,
    },
    /// What was bought is in no plan of this coordinator.
    InNoPlan,
    /// What was bought does not give the benefit that is asked for, or does not give it yet.
    BenefitNotGiven,
    /// The payment failed, and the grace still runs.
    InGrace {
        /// Since when it is unpaid.
        since: Timestamp,
    },
    /// A trial runs.
    Trialing,
    /// It is paid.
    Paid,
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingBought => f.write_str("nothing was bought"),
            Self::Cancelled { at } => write!(f, "the subscription ended at {at}"),
            Self::Paused { cause } => f.write_str(match cause {
                Pause::UnknownStatus => "the subscription is in a state that is not known here",
                Pause::FirstPaymentOpen => "the first payment has not come yet",
                Pause::ByRequest => "the subscription is paused",
                Pause::PaymentsFailed => "payments failed and are not tried again",
            }),
            Self::Unconfirmed { until } => {
                write!(f, "the biller cannot be reached, and its last answer counted until {until}")
            }
            Self::Distrusted => f.write_str(
                "what is kept about the subscription was changed by somebody else; the biller is asked again",
            ),
            Self::NotRenewed { until } => {
                write!(f, "the paid period is over, and no renewal was heard of until {until}")
            }
            Self::PastDueTooLong { since } => {
                write!(f, "the payment that was due at {since} failed, and the grace is over")
            }
            Self::InNoPlan => f.write_str("what was bought is in no plan of this coordinator"),
            Self::BenefitNotGiven => f.write_str("what was bought does not give this, or not yet"),
            Self::InGrace { since } => write!(f, "the payment that was due at {since} failed"),
            Self::Trialing => f.write_str("a trial runs"),
            Self::Paid => f.write_str("it is paid"),
        }
    }
}

/// What an account is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entitlement {
    /// What its subscriptions buy.
    pub tier: Tier,
    /// What is given besides.
    pub benefits: BTreeSet<BenefitId>,
    /// Why it is this tier.
    #[serde(flatten)]
    pub because: Because,
    /// Without news the tier ends then.
    pub until: Option<Timestamp>,
}

impl Default for Entitlement {
    fn default() -> Self {
        Self {
            tier: Tier::Free,
            benefits: BTreeSet::new(),
            because: Because::NothingBought,
            until: None,
        }
    }
}

impl Entitlement {
    /// What an organisation's accounts are worth now: it has one at each biller. The best of all its
    /// subscriptions counts.
    pub fn of(accounts: &[&Account], plans: &Plans, policy: Policy, now: Timestamp) -> Self {
        let bought = accounts.iter().flat_map(|account| account.subscriptions());
        let worths = bought.map(|it| Worth::of(&it, plans, policy, now));
        let best = worths.max().unwrap_or_default();
        let benefits = accounts.iter().flat_map(|account| account.benefits()).collect();
        Self { tier: best.tier, benefits, because: best.because, until: best.until }
    }

    /// What is left of it later, without any news.
    pub fn later(self, now: Timestamp) -> Self {
        match self.until {
            Some(until) if until <= now => {
                let (tier, because) = (Tier::Free, self.because.when_over(until));
                Self { tier, because, until: None, benefits: self.benefits }
            }
            Some(_) | None => self,
        }
    }
}

impl Because {
    /// The reason once the time is over for which this one counted.
    fn when_over(self, until: Timestamp) -> Self {
        match self {
            Self::InGrace { since } => Self::PastDueTooLong { since },
            Self::Trialing | Self::Paid => Self::NotRenewed { until },
            // The others entitle to nothing, so nothing of them ends.
            Self::NothingBought
            | Self::Cancelled { .. }
            | Self::Paused { .. }
            | Self::Unconfirmed { .. }
            | Self::Distrusted
            | Self::NotRenewed { .. }
            | Self::PastDueTooLong { .. }
            | Self::InNoPlan
            | Self::BenefitNotGiven => self,
        }
    }
}

/// What one subscription is worth. Ordered, the best last.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Worth {
    tier: Tier,
    because: Because,
    until: Option<Timestamp>,
}

impl Default for Worth {
    fn default() -> Self {
        Self::nothing(Because::NothingBought)
    }
}

impl Worth {
    fn nothing(because: Because) -> Self {
        Self { tier: Tier::Free, because, until: None }
    }

    fn of(subscription: &Subscription, plans: &Plans, policy: Policy, now: Timestamp) -> Self {
        let renewal = if subscription.ends_with_period { Duration::ZERO } else { policy.renewal };
        let (because, until) = match subscription.state {
            State::Cancelled { at } => return Self::nothing(Because::Cancelled { at }),
            State::Paused { cause } => return Self::nothing(Because::Paused { cause }),
            State::Trialing { until } => (Because::Trialing, until.map(|end| (end, renewal))),
            State::Active { until } => (Because::Paid, until.map(|end| (end, renewal))),
            State::PastDue { since } => {
                (Because::InGrace { since }, Some((since, policy.past_due)))
            }
        };
        match until.map(|(end, grace)| end.after(grace)) {
            Some(until) if until <= now => Self::nothing(because.when_over(until)),
            until => Self::bought(subscription, plans, because, until),
        }
    }

    fn bought(
        subscription: &Subscription,
        plans: &Plans,
        because: Because,
        until: Option<Timestamp>,
    ) -> Self {
        let tier = match &subscription.bought {
            Bought::Price(price) => plans.tier(price),
            // A product of Polar's gives benefits, which are told apart.
            Bought::Product(_) => Some(Tier::Free),
            Bought::Unknown => None,
        };
        tier.map_or(Self::nothing(Because::InNoPlan), |tier| Self { tier, because, until })
    }
}

#[cfg(test)]
mod tests;
