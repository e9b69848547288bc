//! The store: the only crate that knows SQL.
//!
//! [`Store`] runs plain synchronous closures inside transactions, on SQLite (one file, group commit)
//! or on PostgreSQL (serializable, retried). A closure is handed a [`Read`] or a [`Write`] and hands
//! it on to the functions of a table, of which there is one module each. Every table function takes
//! the caller's organisation or scope; the few that look across organisations say so.
//!
//! Nothing is answered before it is on disk. Lookups answer `Option`; a change that finds the row
//! otherwise than its caller saw it is [`StoreError::Conflict`]; a row that no release writes is
//! [`StoreError::Corrupt`].
#![warn(missing_docs)]

pub mod agent;
pub mod ai_consent;
pub mod artefact;
pub mod attempt;
pub mod audit_event;
pub mod billing;
pub mod cloud_rule;
mod condition;
pub mod coordinator;
pub mod credential;
mod dialect;
mod driver;
mod error;
pub mod idempotency;
pub mod invariants;
pub mod job;
mod migrations;
pub mod operation;
pub mod organisation;
pub mod own_account;
pub mod past_span;
pub mod person;
mod postgres;
pub mod queue;
pub mod resource;
pub mod resource_detail;
pub mod retention;
pub mod revoked_token;
mod rider;
pub mod schedule;
pub mod secret;
pub mod signing_key;
pub mod spent_name;
mod sqlite;
mod store;
pub mod template;
pub mod token;
mod transaction;
pub mod trust_policy;
pub mod usage_count;
pub mod usage_event;
pub mod usage_notice;
pub mod usage_report;
pub mod usage_span;
mod value;
pub mod worker;

pub use condition::{Condition, LARGEST_LOG, Room};
pub use driver::{Read, Write};
pub use error::{Cause, OpenError, StoreError};
pub use rider::Rider;
pub use sqlite::{Progress, snapshot};
pub use store::Store;
