//! The gate: whether jobs may start on a machine now, after all that was seen of it.
//!
//! It closes at the first sight of a cause. What goes and comes, like a battery at its floor or a plug
//! that sits loose, has to be well for a while before it opens again. A gate knows one set of limits: who
//! changes them begins with a new one.

use super::{Closed, Limits, Machine};
use std::time::Duration;

/// How long power, network and what could not be found out have to be well before a gate that they have closed opens.
pub const SETTLE: Duration = Duration::from_mins(1);
/// So many per cent above its floor a battery has recovered.
const RECOVERED: u8 = 5;

/// Open until something is seen that closes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gate {
    closed: Option<Closed>,
    /// Its battery was below its floor, and has not been seen to recover.
    is_low: bool,
    /// Since when there is no cause any more, on the clock that counts sleep.
    well_since: Option<Duration>,
}

impl Gate {
    /// What keeps jobs from the machine after what is seen of it now.
    pub fn look(&mut self, limits: &Limits, machine: &Machine, now: Duration) -> Option<Closed> {
        let margin = if self.is_low { RECOVERED } else { 0 };
        let cause = limits.closed_with(machine, margin);
        if machine.power.is_some() {
            self.is_low = limits.is_low(machine.power, margin);
        }
        if cause.is_some() {
            *self = Self { closed: cause, well_since: None, ..*self };
        } else if self.has_settled(now) {
            *self = Self::default();
        }
        self.closed
    }

    fn has_settled(&mut self, now: Duration) -> bool {
        match self.closed {
            Some(Closed::OnBattery | Closed::BatteryLow | Closed::Metered | Closed::Unknown) => {
                let since = *self.well_since.get_or_insert(now);
                now.saturating_sub(since) >= SETTLE
            }
            None
            | Some(Closed::OutsideHours | Closed::InUse | Closed::Unreadable | Closed::Other) => {
                true
            }
        }
    }
}
