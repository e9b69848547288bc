//! Usage: what is counted, what may be used, and what people are told of it.
//!
//! A newcomer reads in this order:
//!
//! 1. [`facts`]: what is counted in the transaction of the thing itself.
//! 2. [`calls`]: requests, which are counted in their transaction if they have one and otherwise in memory.
//! 3. [`limits`]: how many a plan allows, and what becomes of one more.
//! 4. [`flush`]: what is in memory is written down at least once a minute, and the summary read that requests go by.
//! 5. [`notices`]: that a limit comes near. [`reports`]: what a biller is told.
//! 6. [`series`] and [`cost`]: what people are shown.
//!
//! Not here: what a plan costs and who has which.

mod calls;
pub(crate) mod cost;
mod facts;
mod flush;
pub(crate) mod limits;
pub(crate) mod notices;
mod reports;
pub(crate) mod series;

pub(crate) use calls::{Call, refusals};
pub(crate) use facts::{Used, note_artefact, note_token};
pub(crate) use flush::run;

use calls::Tally;
use muster_api::usage::Enforcement;
use muster_billing::{BillerName, Tier, plan::Plans};
use muster_core::{Day, OrganisationId};
use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Says which plan an organisation has.
pub type TierOf = Arc<dyn Fn(&OrganisationId) -> Tier + Send + Sync>;

/// How usage is counted and limited.
#[derive(Clone)]
pub struct UsageOptions {
    /// How often what was counted in memory is written down.
    pub flush_every: Duration,
    /// Whether limits of plans are kept to.
    pub enforcement: Enforcement,
    /// What each plan allows.
    pub plans: Plans,
    /// Which plan an organisation has of which no biller has said anything.
    pub tier_of: TierOf,
    /// Which of those who sell is told what was used, if one is.
    pub told: Option<BillerName>,
}

impl Default for UsageOptions {
    fn default() -> Self {
        Self {
            flush_every: Duration::from_mins(1),
            enforcement: Enforcement::Off,
            plans: Plans::default(),
            tier_of: Arc::new(|_| Tier::Free),
            told: None,
        }
    }
}

impl fmt::Debug for UsageOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UsageOptions")
            .field("flush_every", &self.flush_every)
            .field("enforcement", &self.enforcement)
            .field("told", &self.told)
            .finish_non_exhaustive()
    }
}

/// What is counted in memory, and what requests go by.
pub(crate) struct Usage {
    pub(crate) options: UsageOptions,
    tallies: Mutex<HashMap<OrganisationId, Tally>>,
    /// The plans that were bought, as they were last looked at.
    bought: Mutex<HashMap<OrganisationId, Tier>>,
    /// Held while what is in memory is written down, so that it is written once.
    flushing: tokio::sync::Mutex<()>,
    /// Until which day everything is in a report.
    reported_until: Mutex<Option<Day>>,
}

impl Usage {
    pub(crate) fn new(options: UsageOptions) -> Self {
        Self {
            options,
            tallies: Mutex::default(),
            bought: Mutex::default(),
            flushing: tokio::sync::Mutex::default(),
            reported_until: Mutex::default(),
        }
    }

    fn reported_until(&self) -> Option<Day> {
        *self.reported_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_reported_until(&self, day: Day) {
        *self.reported_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(day);
    }

    fn tallies(&self) -> MutexGuard<'_, HashMap<OrganisationId, Tally>> {
        self.tallies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The plan of an organisation.
    pub(crate) fn tier(&self, organisation: &OrganisationId) -> Tier {
        let bought = self.bought.lock().unwrap_or_else(PoisonError::into_inner);
        let known = bought.get(organisation).copied();
        known.unwrap_or_else(|| (self.options.tier_of)(organisation))
    }

    /// What an organisation has bought.
    pub(crate) fn learn(&self, organisation: &OrganisationId, tier: Tier) {
        let mut bought = self.bought.lock().unwrap_or_else(PoisonError::into_inner);
        bought.insert(organisation.clone(), tier);
    }
}
