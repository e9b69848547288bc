//! Jobs: a command to run, and the attempts to run it.
//!
//! What a job says is its [`Specification`]; how it goes is its [`Life`], which only
//! [`Life::apply`] may change. An *attempt* is one try of a job on one worker. An *array* is one job with
//! many tasks, each of which has a life of its own.

mod array;
mod disconnect;
mod life;
mod specification;
mod state;

pub use array::{Array, MOST_TASKS, Progress};
pub use disconnect::{DEFAULT_LOST_AFTER, OnDisconnect};
pub use life::{Effect, Event, LONGEST_BACKOFF, Life, Refused};
pub use specification::{Command, Hidden, Specification, SpecificationError};
pub use state::{AttemptEnd, AttemptState, FailureReason, Holder, JobState, Outcome, Price};
