//! Fakes: providers that live in this process and behave, and misbehave, as the real ones do.
//!
//! Each keeps what it was asked to make, lets time pass on the clock that it was given, and speaks its
//! provider's HTTP: a [`Fake`] is a [`Transport`](crate::http::Transport) for engines of the same process, and [`serve`] puts it on
//! a socket. A [`Script`] makes the next requests go wrong. A [`Judge`] holds requests and answers against
//! the provider's own specification, so that a fake cannot drift away from it.
//!
//! Not here: anything that runs. An instance of a fake is an entry in a list; whoever wants something
//! to answer at its address says where that is.

mod answer;
mod azure;
mod daytona;
#[cfg(feature = "docker")]
mod docker;
mod judge;
#[cfg(feature = "kubernetes")]
mod kubernetes;
mod render;
mod script;
mod served;
mod shell;
mod voice;

pub use answer::{Fake, Seen};
pub use azure::FakeAzure;
pub use daytona::FakeDaytona;
#[cfg(feature = "docker")]
pub use docker::FakeDocker;
pub use judge::{Exchange, Judge};
#[cfg(feature = "kubernetes")]
pub use kubernetes::FakeKubernetes;
pub use render::FakeRender;
pub use script::{Fault, Script, Timing, Trouble};
pub use served::serve;
#[cfg(unix)]
pub use served::serve_at_file;

use voice::Voice;

/// Something that a fake keeps, to be compared with what the caller believes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    /// What it is: `service`, `sandbox`, `group`, `share`, `deployment`, `claim`, `container`, `volume`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
}
