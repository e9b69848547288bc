//! Usage: how what was counted is told to a biller.
//!
//! A [`Report`] has an id that depends on nothing but what it counts, so that the same fact reported twice
//! is counted once. To a biller a report is whole units; fractions stay with the facts.
//!
//! Not here: counting, and what there is to count. Facts are rows in the transaction of what they count, and
//! their words come from there.

use crate::biller::Buyer;
use muster_core::{Timestamp, UsageEventId};

/// How the names of events begin at either biller.
const PREFIX: &str = "muster_";

/// One fact, as a biller is told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The fact's own id: the same whenever it is reported.
    pub id: UsageEventId,
    /// The word for what was counted.
    pub meter: &'static str,
    /// Whose it is.
    pub buyer: Buyer,
    /// How many.
    pub value: u64,
    /// When it was. Stripe takes nothing that is older than 35 days.
    pub at: Timestamp,
}

impl Report {
    /// The name of its event, for which a meter has to be made at the biller.
    pub fn event(&self) -> String {
        format!("{PREFIX}{}", self.meter)
    }
}
