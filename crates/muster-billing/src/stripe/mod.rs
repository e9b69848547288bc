//! Stripe: prices that subscriptions are paid at.
//!
//! What Stripe calls its things stays in `wire`; everything else here is in our words.

mod client;
mod form;
mod webhook;
mod wire;

pub use client::Stripe;
pub use webhook::{read, sign, verify};

/// Where our organisation stands in the metadata of whatever a checkout of ours makes.
pub(crate) const ORGANISATION: &str = "muster_organisation";
