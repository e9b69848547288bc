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
    /// Since when there is no cause any more, on the clock that counts sleep.
    well_since: Option<Duration>,
}

impl Gate {
    /// What keeps jobs from the machine after what is seen of it now.
    pub fn look(&mut self, limits: &Limits, machine: &Machine, now: Duration) -> Option<Closed> {
        let cause = limits.closed(machine).or_else(|| self.is_not_recovered(limits, machine));
        if cause.is_some() {
            *self = Self { closed: cause, well_since: None };
        } else if self.has_settled(now) {
            *self = Self::default();
        }
        self.closed
    }

    fn is_not_recovered(&self, limits: &Limits, machine: &Machine) -> Option<Closed> {
        let was_low = self.closed == Some(Closed::BatteryLow);
        was_low.then(|| limits.closed_by_power(machine.power, RECOVERED))?
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
