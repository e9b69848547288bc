//! The states of a subscription, and how payments move it.

use muster_core::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a subscription is. Ordered by how far on in life it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// It gives nothing now and may go on later.
    Paused {
        /// Why.
        cause: Pause,
    },
    /// It gives everything, and nothing was paid yet.
    Trialing {
        /// When the trial ends.
        until: Option<Timestamp>,
    },
    /// It is paid.
    Active {
        /// When the paid period ends.
        until: Option<Timestamp>,
    },
    /// A payment failed and is tried again.
    PastDue {
        /// Since when it is unpaid.
        since: Timestamp,
    },
    /// It is over for good.
    Cancelled {
        /// When it ended.
        at: Timestamp,
    },
}

/// Why a subscription gives nothing although it is not over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pause {
    /// The biller has a word for its state that we do not know; what is not known is a no.
    UnknownStatus,
    /// The first payment has not come yet.
    FirstPaymentOpen,
    /// Somebody paused it.
    ByRequest,
    /// The biller has given up collecting.
    PaymentsFailed,
}

/// News of a payment, which is told apart from the subscription that it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "payment", rename_all = "snake_case")]
pub enum Payment {
    /// It failed, and is tried again.
    Failed {
        /// When the period began that is not paid: the same for every try.
        since: Timestamp,
    },
    /// It came.
    Paid {
        /// When the period ends that it is for.
        until: Option<Timestamp>,
    },
}

/// The moments that a biller gives beside a status.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moments {
    pub(crate) trial_end: Option<Timestamp>,
    pub(crate) period_end: Option<Timestamp>,
    pub(crate) unpaid_since: Timestamp,
    pub(crate) ended: Timestamp,
}

impl State {
    /// The state that a status means. Both billers use the same words.
    pub(crate) fn from_status(status: &str, moments: &Moments) -> Self {
        match status {
            "trialing" => Self::Trialing { until: moments.trial_end },
            "active" => Self::Active { until: moments.period_end },
            "past_due" => Self::PastDue { since: moments.unpaid_since },
            "canceled" | "incomplete_expired" => Self::Cancelled { at: moments.ended },
            "incomplete" => Self::Paused { cause: Pause::FirstPaymentOpen },
            "unpaid" => Self::Paused { cause: Pause::PaymentsFailed },
            "paused" => Self::Paused { cause: Pause::ByRequest },
            _ => Self::Paused { cause: Pause::UnknownStatus },
        }
    }

    /// The only way a state changes. Pure: same inputs, same answer.
    pub fn apply(self, payment: &Payment) -> Self {
        match payment {
            Payment::Paid { until } => self.paid(*until),
            Payment::Failed { since } => self.failed(*since),
        }
    }

    fn paid(self, until: Option<Timestamp>) -> Self {
        match self {
            Self::Active { until: known } => Self::Active { until: known.max(until) },
            Self::PastDue { .. }
            | Self::Paused { cause: Pause::FirstPaymentOpen | Pause::PaymentsFailed } => {
                Self::Active { until }
            }
            // A trial begins with a bill over nothing, which is paid at once. What somebody has paused or
            // ended may have an old bill paid, and that does not bring it back.
            Self::Trialing { .. }
            | Self::Paused { cause: Pause::ByRequest | Pause::UnknownStatus }
            | Self::Cancelled { .. } => self,
        }
    }

    fn failed(self, since: Timestamp) -> Self {
        match self {
            Self::Trialing { .. } | Self::Active { .. } => Self::PastDue { since },
            Self::PastDue { .. } | Self::Paused { .. } | Self::Cancelled { .. } => self,
        }
    }

    /// The word in the API and in rows.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Paused { .. } => "paused",
            Self::Trialing { .. } => "trialing",
            Self::Active { .. } => "active",
            Self::PastDue { .. } => "past_due",
            Self::Cancelled { .. } => "cancelled",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    fn second(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    fn states() -> Vec<State> {
        let pauses = [
            Pause::UnknownStatus,
            Pause::FirstPaymentOpen,
            Pause::ByRequest,
            Pause::PaymentsFailed,
        ];
        let others = [
            State::Trialing { until: Some(second(100)) },
            State::Active { until: Some(second(100)) },
            State::Active { until: None },
            State::PastDue { since: second(50) },
            State::Cancelled { at: second(60) },
        ];
        pauses.into_iter().map(|cause| State::Paused { cause }).chain(others).collect()
    }

    #[test]
    fn every_pair_of_state_and_payment_is_decided() {
        let payments = [
            Payment::Failed { since: second(90) },
            Payment::Paid { until: Some(second(200)) },
            Payment::Paid { until: None },
        ];
        let mut table = String::new();
        for state in states() {
            for payment in payments {
                writeln!(table, "{state:?} + {payment:?} = {:?}", state.apply(&payment)).unwrap();
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn the_same_news_twice_changes_nothing() {
        for state in states() {
            for payment in [Payment::Failed { since: second(90) }, Payment::Paid { until: None }] {
                let once = state.apply(&payment);
                assert_eq!(once.apply(&payment), once, "{state:?} and {payment:?}");
            }
        }
    }
}
