//! Identity: who somebody is, proven.
//!
//! A newcomer reads in this order:
//!
//! 1. [`password`], [`session`] and [`cookie`]: what a person knows and holds, and what is kept of both.
//! 2. [`jwt`]: signed tokens, ours and those of others, and everything that is refused about them.
//! 3. [`scope`] and [`agent`]: programs that act on somebody's behalf, and what they may do.
//! 4. [`oidc`]: the word of a foreign issuer, which is taken by rules.
//! 5. [`social`]: people who sign in with GitHub or Google, and whether they are people at all.
//! 6. [`signed`]: requests that carry their own proof.
//! 7. [`settings`] and [`dev_admin`]: what the documented variables mean.
//! 8. `fake`, behind the feature of that name: GitHub, Google and Turnstile for tests, with a memory.
//!
//! Not here: rows, routes, rate limits and audit. Whoever calls keeps rows, passes `now` in, and answers whether
//! something was used before; what must not be used twice is a value that has to be spent before it says
//! anything.
#![warn(missing_docs)]

pub mod address;
pub mod agent;
pub mod cookie;
pub mod dev_admin;
pub mod email;
#[cfg(feature = "fake")]
pub mod fake;
pub mod jwt;
pub mod oidc;
pub mod once;
pub mod outbound;
pub mod password;
mod pem;
pub mod scope;
pub mod session;
pub mod settings;
pub mod signed;
pub mod social;

pub use agent::Agent;
pub use email::Email;
pub use muster_core::Secret;
pub use scope::{BadScopes, Scopes};
