//! Seams: everything that makes a run differ from the last one, in one value.
//!
//! Time, randomness, tasks, sockets and injected faults come in through [`Seams`]; `clippy.toml`
//! bans the global versions. So a simulation can put its own in their place, and the same seed
//! replays the same run.
#![warn(missing_docs)]

mod clock;
mod faults;
mod gate;
mod net;
mod rng;
mod spawn;

pub use clock::{BootTime, Clock, ManualClock, SystemClock};
pub use faults::{EndAt, Faults, NamedFaults, NoFaults};
pub use gate::{Gate, Gated};
pub use net::{Io, Listen, Net, Tcp};
pub use rng::{OsRng, Rng, SeededRng};
pub use spawn::Tasks;

use std::sync::Arc;

/// The seams of one running program.
#[derive(Debug, Clone)]
pub struct Seams {
    /// Wall time and boot time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// Background tasks, and the word that ends them.
    pub tasks: Tasks,
    /// Sockets.
    pub net: Arc<dyn Net>,
    /// Faults that a test injects at named places.
    pub faults: Arc<dyn Faults>,
}

impl Seams {
    /// The real ones.
    pub fn real() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            rng: Arc::new(OsRng),
            tasks: Tasks::default(),
            net: Arc::new(Tcp),
            faults: Arc::new(NoFaults),
        }
    }
}
