//! Two clocks: wall time for people, boot time for leases.
//!
//! Boot time never jumps and counts through sleep, so a lease can be timed on it even when somebody
//! sets the wall clock or closes the lid.

use muster_core::Timestamp;
use std::{fmt, sync::Mutex, time::Duration};

/// Time since the machine started, sleep included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct BootTime(pub Duration);

impl BootTime {
    /// This moment plus a span.
    pub fn after(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span))
    }
    /// How long ago `earlier` was.
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

/// What time it is.
pub trait Clock: fmt::Debug + Send + Sync {
    /// Wall time, for people and for expiry.
    fn now(&self) -> Timestamp;
    /// Boot time, for leases and time-outs.
    fn boot(&self) -> BootTime;
    /// Time since the machine started, without sleep; the difference to boot time is time slept.
    fn awake(&self) -> Duration;
}

/// The machine's own clocks.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the seam")]
    fn now(&self) -> Timestamp {
        let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let millis = since_1970.map_or(0, |span| span.as_millis());
        Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }

    fn boot(&self) -> BootTime {
        BootTime(system::boot_time())
    }

    fn awake(&self) -> Duration {
        system::awake_time()
    }
}

// Each system counts sleep in one clock and keeps it out of another that runs at the same pace, so
// that the difference between the two grows by sleep alone.

#[cfg(target_os = "linux")]
mod system {
    use rustix::time::{ClockId, clock_gettime};
    use std::time::Duration;

    pub(super) fn boot_time() -> Duration {
        Duration::try_from(clock_gettime(ClockId::Boottime)).unwrap_or_default()
    }

    pub(super) fn awake_time() -> Duration {
        Duration::try_from(clock_gettime(ClockId::Monotonic)).unwrap_or_default()
    }
}

#[cfg(target_os = "macos")]
mod system {
    use nix::{libc, time::ClockId};
    use std::time::Duration;

    fn read(clock: libc::clockid_t) -> Duration {
        ClockId::from_raw(clock).now().map(Duration::from).unwrap_or_default()
    }

    // CLOCK_MONOTONIC follows the corrections of the wall clock; the raw one does not, nor does UPTIME.
    pub(super) fn boot_time() -> Duration {
        read(libc::CLOCK_MONOTONIC_RAW)
    }

    pub(super) fn awake_time() -> Duration {
        read(libc::CLOCK_UPTIME_RAW)
    }
}

#[cfg(windows)]
#[expect(unsafe_code, reason = "the system's two clocks take a pointer to write to")]
mod system {
    use std::time::Duration;
    use windows_sys::Win32::System::WindowsProgramming::{
        QueryInterruptTime, QueryUnbiasedInterruptTime,
    };

    /// The system counts in units of 100 ns.
    fn span(units: u64) -> Duration {
        Duration::from_micros(units / 10)
    }

    pub(super) fn boot_time() -> Duration {
        let mut units = 0;
        // SAFETY: it writes one number, to a place that lives until it has returned.
        unsafe { QueryInterruptTime(&raw mut units) };
        span(units)
    }

    pub(super) fn awake_time() -> Duration {
        let mut units = 0;
        // SAFETY: as above. It fails for a null pointer only.
        unsafe { QueryUnbiasedInterruptTime(&raw mut units) };
        span(units)
    }
}

/// A clock that a test moves by hand.
#[derive(Debug)]
pub struct ManualClock(Mutex<(Timestamp, Duration)>);

impl ManualClock {
    /// A clock that shows this time and stands still.
    pub fn at(now: Timestamp) -> Self {
        Self(Mutex::new((now, Duration::from_secs(1_000))))
    }
    /// Lets time pass on both clocks.
    pub fn advance(&self, span: Duration) {
        let mut hands = self.hands();
        *hands = (hands.0.after(span), hands.1 + span);
    }
    /// Sets the wall clock, as somebody does; boot time goes on as before.
    pub fn set(&self, now: Timestamp) {
        self.hands().0 = now;
    }
    fn hands(&self) -> std::sync::MutexGuard<'_, (Timestamp, Duration)> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.hands().0
    }
    fn boot(&self) -> BootTime {
        BootTime(self.hands().1)
    }
    fn awake(&self) -> Duration {
        self.hands().1
    }
}
