//! A simulated machine's clocks: they follow the world's time, and faults move them.

use muster_core::Timestamp;
use muster_seams::{BootTime, Clock};
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// When every world begins, for people.
const BEGINNING: Timestamp = Timestamp::from_millis(1_795_219_200_000);
/// Machines are not started for us.
const UP_BEFORE: Duration = Duration::from_secs(1_000);
const DAY: Duration = Duration::from_hours(24);

/// The clocks of one machine. They outlive its programs.
#[derive(Debug, Default)]
pub(crate) struct SimClock(Mutex<Shifts>);

#[derive(Debug, Default, Clone, Copy)]
struct Shifts {
    /// Days by which the wall clock was set wrong.
    days: i32,
    slept: Duration,
}

impl SimClock {
    /// Somebody sets the wall clock.
    pub(crate) fn set_days(&self, days: i32) {
        self.shift(|shifts| shifts.days = days);
    }

    /// The machine slept for so long.
    pub(crate) fn has_slept(&self, span: Duration) {
        self.shift(|shifts| shifts.slept += span);
    }

    fn shift(&self, change: impl FnOnce(&mut Shifts)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn shifts(&self) -> Shifts {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How old the world is. Nothing, outside of a world.
pub(crate) fn age() -> Duration {
    turmoil::sim_elapsed().unwrap_or_default()
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        let days = self.shifts().days;
        let off = DAY * days.unsigned_abs();
        let off = i64::try_from(off.as_millis()).unwrap_or(i64::MAX) * i64::from(days.signum());
        Timestamp::from_millis(BEGINNING.after(age()).millis() + off)
    }

    fn boot(&self) -> BootTime {
        BootTime(UP_BEFORE + age())
    }

    fn awake(&self) -> Duration {
        (UP_BEFORE + age()).saturating_sub(self.shifts().slept)
    }
}
