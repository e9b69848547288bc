//! Groups: which requests are counted together, and how many of them are allowed.

use std::{num::NonZeroU32, time::Duration};

/// Requests that are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Everything that has no group of its own.
    Default,
    /// What is asked again and again: events, logs, heartbeats.
    Telemetry,
    /// What costs much: submissions in bulk, explanations by a model.
    Compute,
    /// Tokens taken, exchanged and revoked.
    Auth,
    /// Attempts to sign in with a password.
    SignIn,
    /// Attempts to join as a worker.
    Join,
    /// `GET /audit/verify`.
    AuditVerify,
    /// The public marketplace.
    Marketplace,
    /// Reports about a listing.
    MarketplaceReport,
}

impl Group {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Default,
        Self::Telemetry,
        Self::Compute,
        Self::Auth,
        Self::SignIn,
        Self::Join,
        Self::AuditVerify,
        Self::Marketplace,
        Self::MarketplaceReport,
    ];

    /// The word in headers, metrics and keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Telemetry => "telemetry",
            Self::Compute => "compute",
            Self::Auth => "auth",
            Self::SignIn => "sign_in",
            Self::Join => "join",
            Self::AuditVerify => "audit_verify",
            Self::Marketplace => "marketplace",
            Self::MarketplaceReport => "marketplace_report",
        }
    }

    /// Its place among all.
    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

/// So many parts a window has. What was admitted leaves it up to one part late, never early.
pub(crate) const STEPS: u64 = 60;

/// How many requests are allowed in any window of this length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// How many.
    pub requests: NonZeroU32,
    /// In what time, to the millisecond.
    pub window: Duration,
}

impl Quota {
    /// So many in a minute.
    pub const fn a_minute(requests: u32) -> Self {
        Self::within(requests, Duration::from_mins(1))
    }

    /// So many in any time of this length; none is not a quota, and becomes one.
    pub const fn within(requests: u32, window: Duration) -> Self {
        match NonZeroU32::new(requests) {
            Some(requests) => Self { requests, window },
            None => Self { requests: NonZeroU32::MIN, window },
        }
    }

    /// How long a part of the window is.
    pub(crate) fn step_ms(self) -> u64 {
        millis(self.window).div_ceil(STEPS).max(1)
    }
}

pub(crate) fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// The quota of every group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotas([Quota; Group::ALL.len()]);

impl Default for Quotas {
    fn default() -> Self {
        Self(Group::ALL.map(|group| match group {
            // A console that is looked at, or a script; nodes share a token.
            Group::Default => Quota::a_minute(1_200),
            Group::Telemetry => Quota::a_minute(6_000),
            Group::Compute | Group::Join => Quota::a_minute(10),
            Group::Auth => Quota::a_minute(20),
            // A person mistypes a few times; a guesser gets nowhere.
            Group::SignIn => Quota::within(10, Duration::from_mins(5)),
            Group::AuditVerify => Quota::a_minute(30),
            Group::Marketplace => Quota::a_minute(60),
            Group::MarketplaceReport => Quota::within(5, Duration::from_hours(1)),
        }))
    }
}

impl Quotas {
    /// The same with another quota for a group.
    pub fn with(mut self, group: Group, quota: Quota) -> Self {
        self.0[group.index()] = quota;
        self
    }

    /// The quota of a group.
    pub fn of(&self, group: Group) -> Quota {
        self.0[group.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_its_place_and_its_word() {
        for (place, group) in Group::ALL.into_iter().enumerate() {
            assert_eq!(group.index(), place);
            assert_eq!(Group::ALL.iter().filter(|it| it.as_str() == group.as_str()).count(), 1);
        }
        assert_eq!(Quotas::default().of(Group::AuditVerify), Quota::a_minute(30));
    }
}
