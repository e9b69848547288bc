//! What can be found out about the machine when somebody asks: the time of its day, what it runs on, for
//! how long nobody has used it, and whether its network is metered; and what of it is worth a label.
//!
//! Of what an owner's limits may ask for, only that is looked up. What cannot be found out is nothing.

#[cfg(target_os = "linux")]
mod bus;
#[cfg(target_os = "macos")]
mod command;
mod found;
mod hardware;
#[cfg(target_os = "macos")]
mod ioreg;
mod network;
mod power;

use crate::attempt::blocking;
use chrono::{DateTime, Local, Timelike};
use futures_util::{FutureExt, future::BoxFuture};
use muster_core::{
    Timestamp,
    owner::{Limits, Machine, Power},
    requirement::Labels,
};
use muster_seams::Tasks;
use std::{fmt, io, time::Duration};
use tokio::{sync::OnceCell, time::timeout};

/// What takes longer is not known this time. The first look is waited for a little longer than that.
const LONGEST_ANSWER: Duration = Duration::from_millis(1_500);

/// Asks the machine about itself.
pub trait Probe: fmt::Debug + Send + Sync {
    /// What it runs on.
    fn power(&self) -> BoxFuture<'_, io::Result<Power>>;
    /// For how long nobody has used it.
    fn idle(&self, now: Timestamp) -> BoxFuture<'_, io::Result<Duration>>;
    /// Whether its network is paid for by what it carries.
    fn is_metered(&self) -> BoxFuture<'_, io::Result<bool>>;
    /// What it has, as labels, as far as that may be otherwise later or takes a while to find.
    fn find(&self) -> BoxFuture<'_, Labels>;
}

/// How the machine is now, as far as these limits ask for it. What hangs is not waited for.
pub async fn look(probe: &dyn Probe, limits: &Limits, now: Timestamp) -> Machine {
    let (power, idle, is_metered) = tokio::join!(
        asked(limits.asks_for_power(), said("power", probe.power())),
        asked(limits.idle_minutes.is_some(), said("use", probe.idle(now))),
        asked(limits.not_metered, said("network", probe.is_metered())),
    );
    Machine { minute: minute(now), power, idle, is_metered }
}

async fn asked<T>(is_asked: bool, answer: impl Future<Output = Option<T>>) -> Option<T> {
    if is_asked { answer.await } else { None }
}

/// What the system answers in time.
async fn said<T, E: fmt::Display>(
    about: &'static str,
    answer: impl Future<Output = Result<T, E>>,
) -> Option<T> {
    let Ok(answer) = timeout(LONGEST_ANSWER, answer).await else {
        tracing::debug!(about, "the system takes too long to say");
        return None;
    };
    answer.inspect_err(|error| tracing::debug!(%error, about, "the system does not say")).ok()
}

/// This system.
#[derive(Debug)]
pub struct SystemProbe {
    tasks: Tasks,
    hardware: OnceCell<Labels>,
    #[cfg(target_os = "linux")]
    bus: bus::Bus,
}

impl SystemProbe {
    /// It reads what may take a while with these tasks.
    pub fn new(tasks: Tasks) -> Self {
        Self {
            tasks,
            hardware: OnceCell::new(),
            #[cfg(target_os = "linux")]
            bus: bus::Bus::default(),
        }
    }
}

impl Probe for SystemProbe {
    fn power(&self) -> BoxFuture<'_, io::Result<Power>> {
        blocking(&self.tasks, power::read).boxed()
    }

    fn find(&self) -> BoxFuture<'_, Labels> {
        self.found().boxed()
    }

    #[cfg(target_os = "linux")]
    fn idle(&self, now: Timestamp) -> BoxFuture<'_, io::Result<Duration>> {
        self.bus.idle(now).map(|idle| idle.map_err(io::Error::other)).boxed()
    }
    #[cfg(target_os = "macos")]
    fn idle(&self, _: Timestamp) -> BoxFuture<'_, io::Result<Duration>> {
        blocking(&self.tasks, ioreg::idle).boxed()
    }
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    fn idle(&self, _: Timestamp) -> BoxFuture<'_, io::Result<Duration>> {
        not_said()
    }

    #[cfg(target_os = "linux")]
    fn is_metered(&self) -> BoxFuture<'_, io::Result<bool>> {
        self.bus.is_metered().map(|is_metered| is_metered.map_err(io::Error::other)).boxed()
    }
    #[cfg(not(target_os = "linux"))]
    fn is_metered(&self) -> BoxFuture<'_, io::Result<bool>> {
        not_said()
    }
}

#[cfg(not(target_os = "linux"))]
fn not_said<T: Send>() -> BoxFuture<'static, io::Result<T>> {
    std::future::ready(Err(io::ErrorKind::Unsupported.into())).boxed()
}

/// The minute of the day by the clock on this machine's wall.
pub(crate) fn minute(now: Timestamp) -> Option<u16> {
    let moment = DateTime::from_timestamp_millis(now.millis())?.with_timezone(&Local);
    u16::try_from(moment.hour() * 60 + moment.minute()).ok()
}
