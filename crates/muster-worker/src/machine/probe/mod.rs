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
    owner::{Limits, Machine},
    requirement::Labels,
};
use muster_seams::Tasks;
use std::fmt;
use tokio::sync::OnceCell;

/// Asks the machine about itself.
pub trait Probe: fmt::Debug + Send + Sync {
    /// How it is now, as far as these limits ask for it.
    fn look<'a>(&'a self, limits: &'a Limits, now: Timestamp) -> BoxFuture<'a, Machine>;

    /// What it has, as labels, as far as that may be otherwise later or takes a while to find.
    fn find(&self) -> BoxFuture<'_, Labels>;
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
    fn look<'a>(&'a self, limits: &'a Limits, now: Timestamp) -> BoxFuture<'a, Machine> {
        let look = async move {
            let mut machine = Machine { minute: minute(now), ..Machine::default() };
            if limits.asks_for_power() {
                machine.power = said(blocking(&self.tasks, power::read).await, "power");
            }
            if limits.idle_minutes.is_some() {
                machine.idle = said(self.idle(now).await, "use");
            }
            if limits.not_metered {
                machine.is_metered = said(self.is_metered().await, "network");
            }
            machine
        };
        look.boxed()
    }

    fn find(&self) -> BoxFuture<'_, Labels> {
        self.found().boxed()
    }
}

#[cfg(target_os = "linux")]
impl SystemProbe {
    async fn idle(&self, now: Timestamp) -> zbus::Result<std::time::Duration> {
        self.bus.idle(now).await
    }
    async fn is_metered(&self) -> zbus::Result<bool> {
        self.bus.is_metered().await
    }
}

#[cfg(target_os = "macos")]
impl SystemProbe {
    async fn idle(&self, _: Timestamp) -> std::io::Result<std::time::Duration> {
        blocking(&self.tasks, ioreg::idle).await
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
impl SystemProbe {
    async fn idle(&self, _: Timestamp) -> std::io::Result<std::time::Duration> {
        Err(std::io::ErrorKind::Unsupported.into())
    }
}

#[cfg(not(target_os = "linux"))]
impl SystemProbe {
    async fn is_metered(&self) -> std::io::Result<bool> {
        Err(std::io::ErrorKind::Unsupported.into())
    }
}

fn said<T, E: fmt::Display>(answer: Result<T, E>, about: &'static str) -> Option<T> {
    answer.inspect_err(|error| tracing::debug!(%error, about, "the system does not say")).ok()
}

/// The minute of the day by the clock on this machine's wall.
pub(crate) fn minute(now: Timestamp) -> Option<u16> {
    let moment = DateTime::from_timestamp_millis(now.millis())?.with_timezone(&Local);
    u16::try_from(moment.hour() * 60 + moment.minute()).ok()
}
