//! Jobs: a command to run, and the attempts to run it.
//!
//! What a job says is its [`Specification`]; how it goes is its [`Life`], which only
//! [`Life::apply`] may change. An *attempt* is one try of a job on one worker. An *array* is one job with
//! many tasks, each of which has a life of its own. A job may *need* others, which must be over before it is queued.

mod array;
mod disconnect;
mod hold;
mod isolation;
mod life;
mod needs;
mod specification;
mod state;

pub use array::{Array, MOST_TASKS, Progress};
pub use disconnect::{DEFAULT_LOST_AFTER, OnDisconnect};
pub use hold::Hold;
pub use isolation::Isolation;
pub use life::{Effect, Event, LONGEST_BACKOFF, Life, Refused};
pub use needs::{Circle, IfNeedsFail, MOST_NEEDS, circle};
pub use specification::{
    Command, Hidden, HiddenText, PRIORITIES, SHORTEST_SECRET, Specification, SpecificationError,
};
pub use state::{AttemptEnd, AttemptState, FailureReason, Holder, JobState, Outcome, Price};
