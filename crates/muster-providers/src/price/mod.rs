//! What things cost: a table with a date, to be shown before anybody clicks.
//!
//! Amounts are list prices in millionths of a US dollar per hour, without taxes, traffic and free
//! allowances. What the table does not know has no price rather than a guessed one. A bill is the
//! provider's, and only that one counts.

mod table;

use crate::error::ProviderKind;

pub use table::{AS_OF, azure_price, azure_rates, daytona_price, render_price};
#[cfg(any(feature = "docker", feature = "kubernetes"))]
pub(crate) use table::{OWN_MACHINE_RATES, own_machine_price};

/// A month as providers count it for hourly prices.
const HOURS_A_MONTH: u64 = 730;

/// An amount in millionths of a US dollar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MicroDollars(pub u64);

/// What one instance costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// Whose price.
    pub provider: ProviderKind,
    /// While it runs.
    pub per_hour: MicroDollars,
    /// While it is stopped: what it keeps is not free everywhere.
    pub per_hour_stopped: MicroDollars,
    /// The day of the table, as `YYYY-MM-DD`.
    pub as_of: &'static str,
    /// Where the provider publishes it; nowhere, if the machine is one's own.
    pub source: &'static str,
}

/// What each part of an environment costs an hour while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// A core.
    pub core: MicroDollars,
    /// A GB of memory.
    pub memory_gb: MicroDollars,
    /// A GB of storage, which costs the same while it is stopped.
    pub storage_gb: MicroDollars,
}

impl Price {
    /// For a whole month of running.
    pub fn per_month(&self) -> MicroDollars {
        MicroDollars(self.per_hour.0 * HOURS_A_MONTH)
    }
}
