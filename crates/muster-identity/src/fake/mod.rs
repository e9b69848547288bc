//! Fakes of GitHub, Google and Turnstile, for tests: real HTTP on loopback, with a memory.
//!
//! Each signs, remembers codes and counts as the real one does, refuses what the real one refuses, and goes wrong
//! when it is told to ([`Fault`]). Time is the test's clock.

mod actions;
mod codes;
mod github;
mod google;
mod house;
mod turnstile;

pub use actions::{FakeActions, Run};
pub use github::{FakeGitHub, GitHubAccount};
pub use google::{FakeGoogle, GoogleAccount};
pub use house::{Fault, World};
pub use turnstile::FakeTurnstile;
