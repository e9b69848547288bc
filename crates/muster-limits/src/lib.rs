//! Rate limits for HTTP: how many requests one caller may make in any window of time.
//!
//! A newcomer reads in this order:
//!
//! 1. [`group`]: which requests are counted together, and how many of them are allowed.
//! 2. [`key`]: who is counted: a token, or an address.
//! 3. `window`: the counting itself, the same in memory and in Redis.
//! 4. `memory`: the windows of this process, in bounded memory that nobody can use to get a fresh window.
//! 5. `shared`: the windows of several coordinators, in one Redis, and what happens without it.
//! 6. [`Limits`]: both together. [`Admission`]: the answer, and its headers.
//! 7. [`permits`]: how many requests of a group run at once.
//! 8. [`settings`]: what the documented variables mean.
//!
//! Not here: routes, problems and who a caller is. Whoever calls turns a refusal into an answer.
#![warn(missing_docs)]

mod admission;
pub mod group;
pub mod key;
mod limits;
mod memory;
pub mod permits;
pub mod settings;
mod shared;
mod standing;
mod window;

pub use admission::Admission;
pub use group::{Group, Quota, Quotas};
pub use key::Key;
pub use limits::Limits;
pub use permits::{Busy, Permit, Permits};
pub use settings::Settings;
pub use standing::{Lost, Standing};
