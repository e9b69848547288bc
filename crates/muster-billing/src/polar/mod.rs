//! Polar: benefits that products give.
//!
//! What Polar calls its things stays in `wire`; everything else here is in our words.

mod client;
mod webhook;
mod wire;

pub use client::Polar;
pub use webhook::{read, sign, verify};
