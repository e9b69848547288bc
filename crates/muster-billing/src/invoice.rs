//! Invoices: what was asked of a customer, as the biller shows it.
//!
//! They are shown and nothing follows from them: what somebody has is a matter of subscriptions.

use crate::{id::InvoiceId, outbound::Page};
use muster_core::Timestamp;

/// One invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// Its biller's id.
    pub id: InvoiceId,
    /// When it was made.
    pub at: Timestamp,
    /// How it stands.
    pub status: InvoiceStatus,
    /// In the currency's smallest unit.
    pub total: i64,
    /// As billers write it: `usd`, `eur`.
    pub currency: String,
    /// What stands on it, once it has a number.
    pub number: Option<String>,
    /// Where it can be read. Polar makes such a page only when somebody asks for it in the portal.
    pub page: Option<Page>,
}

/// How an invoice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvoiceStatus {
    /// It can still change.
    Draft,
    /// It waits for money.
    Open,
    /// It is paid.
    Paid,
    /// All or some of the money was given back.
    Refunded,
    /// It is not valid any more.
    Void,
    /// Nobody expects the money any more.
    Uncollectible,
    /// The biller has a word for it that we do not know.
    Unknown,
}

impl InvoiceStatus {
    /// The status that a word of either biller means.
    pub(crate) fn from_word(word: &str) -> Self {
        match word {
            "draft" => Self::Draft,
            "open" | "pending" => Self::Open,
            "paid" => Self::Paid,
            "refunded" | "partially_refunded" => Self::Refunded,
            "void" => Self::Void,
            "uncollectible" => Self::Uncollectible,
            _ => Self::Unknown,
        }
    }

    /// The word in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Refunded => "refunded",
            Self::Void => "void",
            Self::Uncollectible => "uncollectible",
            Self::Unknown => "unknown",
        }
    }
}
