//! Billing: what billers have told, and what follows from it. To these tables accounts, leases and news are sealed texts.
//!
//! - [`account`]: what one biller has told of one organisation, and how asking it goes.
//! - [`customer`]: which organisation a customer is.
//! - [`checkout`]: what somebody wanted to buy.
//! - [`lease`]: what an organisation may have.
//! - [`webhook`]: every message, once.

pub mod account;
pub mod checkout;
pub mod customer;
pub mod lease;
pub mod webhook;
