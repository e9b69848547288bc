//! Plans and payment: what was bought through Polar or Stripe, and what may be created because of it.
//!
//! A newcomer reads in this order:
//!
//! 1. [`subscription`]: what somebody bought, and the states it goes through.
//! 2. [`account`]: everything that is known of one customer of a biller. Billers tell it in pieces, late, twice and
//!    in any order; an account comes to the same end whatever the order, and a snapshot corrects it.
//! 3. [`plan`] and [`entitlement`]: what an account is worth, and whether one more thing may be created.
//! 4. [`lease`]: the same when the biller is out of reach.
//! 5. [`webhook`] and [`biller`]: how news come in and how questions are asked; [`polar`] and [`stripe`] do
//!    both. A signature is checked on the raw bytes, and only what was verified can be read.
//! 6. [`settings`]: what the documented variables mean.
//! 7. `fake`, behind the feature of that name: both billers for tests, on loopback and with a memory.
//!
//! Not here: rows, routes, timers and retries. Whoever calls keeps an [`account::Account`] in a row, asks
//! again when it likes, and passes `now` in.
#![warn(missing_docs)]

pub mod account;
pub mod biller;
pub mod entitlement;
#[cfg(feature = "fake")]
pub mod fake;
pub mod id;
pub mod invoice;
pub mod lease;
pub mod notice;
pub mod outbound;
pub mod plan;
pub mod polar;
pub mod settings;
pub mod stripe;
pub mod subscription;
pub mod usage;
pub mod webhook;

pub use account::Account;
pub use biller::Biller;
pub use entitlement::Entitlement;
pub use muster_core::Secret;
pub use plan::Tier;
pub use subscription::Subscription;

use serde::{Deserialize, Serialize};
use std::fmt;

/// Who bills: one of the two companies that take money for whoever runs the coordinator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillerName {
    /// Polar: a benefit is what counts.
    Polar,
    /// Stripe: the price of a subscription is what counts.
    Stripe,
}

impl BillerName {
    /// The word in rows, routes and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Polar => "polar",
            Self::Stripe => "stripe",
        }
    }
}

impl fmt::Display for BillerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Polar => "Polar",
            Self::Stripe => "Stripe",
        })
    }
}
