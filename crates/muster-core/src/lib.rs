//! Pure nouns of Muster and their state machines.
//!
//! Nothing here reads a clock, draws a random number or touches the outside: callers pass `now`
//! and random bytes in, and get values back. That is what lets the engine, the model test and the
//! simulator run the very same code.
#![warn(missing_docs)]
#![deny(clippy::wildcard_enum_match_arm)]

pub mod artefact;
pub mod cloud;
mod day;
pub mod explain;
pub mod fence;
pub mod id;
pub mod job;
pub mod labels;
pub mod log;
pub mod name;
pub mod network;
pub mod owner;
pub mod ranges;
pub mod requirement;
pub mod retention;
pub mod role;
pub mod schedule;
pub mod scope;
pub mod sealed;
pub mod secret;
pub mod template;
pub mod time;
pub mod token;
pub mod update;
pub mod worker;

pub use day::{BadDay, Day};
pub use fence::Fence;
pub use id::{
    AgentId, AuditEventId, InvitationId, JobId, MembershipId, OperationId, OrganisationId,
    PersonId, TokenId, TrustPolicyId, UsageEventId, WorkerId,
};
pub use name::Name;
pub use role::Role;
pub use scope::{Actor, IdempotencyKey, RequestId, Scope};
pub use secret::Secret;
pub use time::Timestamp;
