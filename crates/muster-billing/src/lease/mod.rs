//! Leases: the last entitlement that was confirmed, for as long as the biller is out of reach.
//!
//! A lease is *valid* until a moment that everybody can see, counted from the biller's last answer. It is
//! kept in the store, sealed with a key of the coordinator's own, so that a lease which somebody has edited
//! is told from a real one. A [`HighWater`] is kept outside the store, sealed as well: it holds the number
//! of the newest lease and the latest time that was ever seen. So an older copy of the store is noticed,
//! and a clock that was put back makes no lease longer.
//!
//! This detects; it does not enforce. Whoever owns the machine has the key and can put back store and mark
//! together. They are the merchant, so they would only deceive themselves; what is detected is an accident
//! or somebody else.

mod sealed;

pub use sealed::LeaseKey;

use crate::{
    Entitlement,
    entitlement::{Because, Policy},
};
use muster_core::{OrganisationId, Timestamp};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, time::Duration};

/// A clock that was put back by less was corrected; by more, it is named.
const PUT_BACK: Duration = Duration::from_mins(5);

/// The last entitlement that was confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Whose it is.
    pub organisation: OrganisationId,
    /// What was confirmed.
    pub entitlement: Entitlement,
    /// When the biller confirmed it, on the biller's clock.
    pub confirmed_at: Timestamp,
    /// Until when it counts without news.
    pub valid_until: Timestamp,
    /// Each lease of an organisation has a greater number than the one before.
    pub number: u64,
}

/// What is remembered outside the store. It is written after the lease that it counts, so that a crash in
/// between looks like a lease that is newer than its mark, which is no reason for distrust.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HighWater {
    /// The number of each organisation's newest lease.
    numbers: BTreeMap<OrganisationId, u64>,
    /// The latest time that was seen, in milliseconds since 1970.
    clock_ms: i64,
}

/// Why a lease is not trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// It is not in the form of a lease at all.
    #[error("not a sealed lease")]
    NotALease,
    /// It was changed after it was sealed, or sealed with another key.
    #[error("edited: the seal does not fit")]
    Edited,
    /// It is somebody else's.
    #[error("of another organisation")]
    OtherOrganisation,
    /// It is older than the newest that there was.
    #[error("rolled back: it is number {found}, and number {newest} has been given since")]
    RolledBack {
        /// Its number.
        found: u64,
        /// The newest number.
        newest: u64,
    },
    /// There is a lease, but nothing outside the store remembers one.
    #[error("the mark that is kept outside the store is gone")]
    NoMark,
}

impl Distrust {
    /// The word for rows, metrics and the API.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NotALease => "not_a_lease",
            Self::Edited => "edited",
            Self::OtherOrganisation => "other_organisation",
            Self::RolledBack { .. } => "rolled_back",
            Self::NoMark => "no_mark",
        }
    }
}

/// What a lease says at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Valid,
    /// The biller was out of reach for too long.
    Expired,
    /// It is judged by the latest time that was ever seen, because the clock is behind it.
    ClockPutBack {
        /// By how much.
        by: Duration,
        /// Whether it counts all the same.
        is_valid: bool,
    },
}

impl HighWater {
    /// Remembers that it is at least this late. Time that was seen once does not come again.
    pub fn saw(&mut self, now: Timestamp) {
        self.clock_ms = self.clock_ms.max(now.millis());
    }

    /// The latest time that was seen.
    pub fn clock(&self) -> Timestamp {
        Timestamp::from_millis(self.clock_ms)
    }

    /// The next lease, after the biller confirmed an entitlement. A clock that was wrongly far ahead is
    /// forgotten here, because the biller's own is better.
    pub fn lease(
        &mut self,
        organisation: OrganisationId,
        entitlement: Entitlement,
        confirmed_at: Timestamp,
        policy: Policy,
    ) -> Lease {
        let newest = self.numbers.entry(organisation.clone()).or_default();
        *newest += 1;
        let number = *newest;
        self.clock_ms = confirmed_at.millis();
        let valid_until = confirmed_at.after(policy.unreachable);
        Lease { organisation, entitlement, confirmed_at, valid_until, number }
    }

    fn accepts(&self, lease: &Lease) -> Result<(), Distrust> {
        let (found, newest) = (lease.number, self.numbers.get(&lease.organisation));
        match newest {
            Some(&newest) if found < newest => Err(Distrust::RolledBack { found, newest }),
            Some(_) | None => Ok(()),
        }
    }
}

impl Lease {
    /// Opens a sealed lease, if it can be trusted.
    pub fn open(
        sealed: &str,
        key: &LeaseKey,
        organisation: &OrganisationId,
        mark: Option<&HighWater>,
    ) -> Result<Self, Distrust> {
        let lease = key.open_lease(sealed)?;
        if lease.organisation != *organisation {
            return Err(Distrust::OtherOrganisation);
        }
        mark.ok_or(Distrust::NoMark)?.accepts(&lease)?;
        Ok(lease)
    }

    /// Whether it counts now.
    pub fn standing(&self, mark: &HighWater, now: Timestamp) -> Standing {
        let is_valid = now.max(mark.clock()) < self.valid_until;
        match mark.clock().since(now) {
            by if by >= PUT_BACK => Standing::ClockPutBack { by, is_valid },
            _ if is_valid => Standing::Valid,
            _ => Standing::Expired,
        }
    }

    /// What is entitled now: what was confirmed, while the lease and the tier in it count; nothing after.
    pub fn entitlement(&self, mark: &HighWater, now: Timestamp) -> Entitlement {
        let latest = now.max(mark.clock());
        if latest < self.valid_until {
            return self.entitlement.clone().later(latest);
        }
        let because = Because::Unconfirmed { until: self.valid_until };
        Entitlement { because, ..Entitlement::default() }
    }
}

#[cfg(test)]
mod tests;
