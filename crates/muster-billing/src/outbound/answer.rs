//! Answers: what became of a call to a biller.
//!
//! Three ends are told apart. It is *done*; it was *refused*, and surely nothing changed; or the outcome is
//! *unknown*, and whoever asks again looks first whether it was done. Nothing is tried again in here.

use crate::BillerName;
use muster_core::Timestamp;
use std::{fmt, time::Duration};

/// A cause of any kind, for the log.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What became of a call.
pub type Answer<T> = Result<Done<T>, Failure>;

/// It is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done<T> {
    /// What was answered.
    pub value: T,
    /// A moment on the biller's clock before which everything is surely contained in the answer.
    pub as_of: Timestamp,
    /// How far the biller's clock is ahead of ours; negative, if it is behind.
    pub clock_offset_ms: i64,
}

impl<T> Done<T> {
    /// The same answer, put differently.
    pub(crate) fn map<U>(self, put: impl FnOnce(T) -> U) -> Done<U> {
        Done { value: put(self.value), as_of: self.as_of, clock_offset_ms: self.clock_offset_ms }
    }
}

/// It was refused, or the outcome is unknown.
#[derive(Debug, thiserror::Error)]
#[error("{operation} at {biller}: {kind}")]
pub struct Failure {
    /// Who was asked.
    pub biller: BillerName,
    /// What for.
    pub operation: Operation,
    /// What came of it.
    pub kind: FailureKind,
    /// The biller's own id of the request, for its support.
    pub reference: Option<String>,
    /// What lies behind it.
    #[source]
    pub source: Option<BoxError>,
}

/// What a biller is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// To open a checkout.
    OpenCheckout,
    /// To say how a checkout stands.
    ReadCheckout,
    /// To open the customer's own pages.
    OpenPortal,
    /// To say everything about a customer.
    ReadCustomer,
    /// To say what something costs.
    ReadTerms,
    /// To show the invoices of a customer.
    ReadInvoices,
    /// To end a subscription, or not to.
    EndSubscription,
    /// To take in usage.
    ReportUsage,
    /// To say whether it still sends webhooks.
    ReadEndpoint,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OpenCheckout => "open a checkout",
            Self::ReadCheckout => "read a checkout",
            Self::OpenPortal => "open the customer portal",
            Self::ReadCustomer => "read the customer",
            Self::ReadTerms => "read what something costs",
            Self::ReadInvoices => "read the invoices",
            Self::EndSubscription => "change the end of a subscription",
            Self::ReportUsage => "report usage",
            Self::ReadEndpoint => "read the state of the webhook endpoint",
        })
    }
}

/// What came of a call that was not simply done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailureKind {
    /// Surely nothing was changed.
    Refused(Refusal),
    /// It may have been done.
    Unknown(Doubt),
}

/// Why surely nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody could be reached.
    Unreachable,
    /// The key is wrong, or may not do this.
    Unauthorised,
    /// The biller says that there is no such thing.
    NotFound,
    /// Something else than the biller's API is there, or it does not know our version of it.
    NotTheApi,
    /// The request is wrong.
    Invalid {
        /// What the biller says about it.
        says: String,
    },
    /// The thing is not in a state for this, or busy.
    Conflict,
    /// A payment would be needed first and failed.
    PaymentFailed,
    /// Too many requests.
    RateLimited {
        /// When to ask again, if the biller says so.
        after: Option<Duration>,
    },
}

/// Why it is not known whether it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// No answer came in time.
    TimedOut,
    /// The connection broke before the answer was there.
    ConnectionLost,
    /// The biller failed.
    ServerError {
        /// With this status.
        status: u16,
    },
    /// An answer came that is none of this API.
    Unreadable,
}

/// Whether to ask again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The same request will be refused again.
    Never,
    /// The same request may be sent again, not before this has passed.
    After(Duration),
    /// First look whether it was done; a repeat under the same key is a look as well.
    LookFirst,
}

// A biller that does not say when is left alone for as long as a person waits before trying again.
const USUAL_WAIT: Duration = Duration::from_secs(30);

impl Failure {
    /// Whether to ask again.
    pub fn retry(&self) -> Retry {
        match &self.kind {
            FailureKind::Refused(Refusal::RateLimited { after }) => {
                Retry::After(after.unwrap_or(USUAL_WAIT))
            }
            FailureKind::Refused(Refusal::Unreachable | Refusal::Conflict) => {
                Retry::After(USUAL_WAIT)
            }
            FailureKind::Refused(_) => Retry::Never,
            FailureKind::Unknown(_) => Retry::LookFirst,
        }
    }

    /// Whether the biller itself says that there is no such thing.
    pub fn is_not_found(&self) -> bool {
        self.kind == FailureKind::Refused(Refusal::NotFound)
    }
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "refused, {refusal}"),
            Self::Unknown(doubt) => write!(f, "outcome unknown, {doubt}"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable => f.write_str("it could not be reached"),
            Self::Unauthorised => f.write_str("the key is not accepted for this"),
            Self::NotFound => f.write_str("there is no such thing"),
            Self::NotTheApi => f.write_str("what answers is not its API in a version known here"),
            Self::Invalid { says } => write!(f, "the request is wrong: {says}"),
            Self::Conflict => f.write_str("it is not in a state for this"),
            Self::PaymentFailed => f.write_str("the payment failed"),
            Self::RateLimited { .. } => f.write_str("too many requests"),
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut => f.write_str("no answer came in time"),
            Self::ConnectionLost => f.write_str("the connection broke"),
            Self::ServerError { status } => write!(f, "it failed with status {status}"),
            Self::Unreadable => f.write_str("its answer cannot be read"),
        }
    }
}
