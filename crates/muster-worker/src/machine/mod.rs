//! The machine: the news that its system says before the agent would notice it by itself, and what can be
//! found out about it by a [`Probe`].
//!
//! A system that says nothing is borne: sleep is noticed afterwards, by the clocks, and a connection that
//! is tied to an old address by its silence.
//!
//! Not here: what the agent does about it.

#[cfg(target_os = "linux")]
mod logind;
#[cfg(unix)]
mod network;
mod probe;

pub(crate) use probe::minute;
pub use probe::{Probe, SystemProbe, look};

use muster_seams::Tasks;
use std::{any::Any, sync::Arc};
use tokio::sync::mpsc;

/// One piece of news.
#[derive(Debug)]
pub enum News {
    /// The machine is about to sleep.
    Sleep(Hold),
    /// It is awake again, or does not sleep after all.
    Wake,
    /// Its network has changed: a link or an address.
    Network,
}

/// Has the machine wait for a moment before it sleeps, until it is dropped.
pub type Hold = Box<dyn Any + Send + Sync>;

/// What an agent hears of its machine, and whom it asks about it.
#[derive(Debug)]
pub struct Surroundings {
    /// What its system says.
    pub news: mpsc::Receiver<News>,
    /// Who finds out how it is.
    pub probe: Arc<dyn Probe>,
}

impl Surroundings {
    /// This machine.
    pub(crate) fn of_this_machine(tasks: &Tasks) -> Self {
        Self { news: news(tasks), probe: Arc::new(SystemProbe::new(tasks.clone())) }
    }
}

/// Asks the system for its news.
#[cfg(unix)]
fn news(tasks: &Tasks) -> mpsc::Receiver<News> {
    let (teller, news) = mpsc::channel(1);
    #[cfg(target_os = "linux")]
    listen(tasks, "sleep", logind::listen(teller.clone()));
    listen(tasks, "network", network::listen(teller));
    news
}

/// Asks the system for its news: here it has none.
#[cfg(not(unix))]
fn news(_: &Tasks) -> mpsc::Receiver<News> {
    mpsc::channel(1).1
}

/// Listens for as long as there is something to hear. Where there is not, the agent does without.
#[cfg(unix)]
fn listen<E: std::fmt::Display + Send>(
    tasks: &Tasks,
    about: &'static str,
    hear: impl Future<Output = Result<(), E>> + Send + 'static,
) {
    let stopping = tasks.clone();
    tasks.spawn(about, async move {
        tokio::select! {
            biased;
            () = stopping.stopped() => {}
            Err(error) = hear => tracing::debug!(%error, about, "the system says nothing"),
        }
    });
}
