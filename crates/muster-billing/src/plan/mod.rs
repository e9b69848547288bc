//! Plans: what each tier allows, as data, in this one place.
//!
//! A *tier* is what somebody pays for; *free* is paid for by nobody. An *allowance* says how many of a
//! thing there may be at a time, or in a day (UTC). Prices are the biller's and are not repeated here:
//! a [`Plans`] knows only which price of theirs buys which tier.

use crate::id::PriceId;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// What somebody pays for, from nothing upwards.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Nothing is paid.
    #[default]
    Free,
    /// The smallest plan.
    Basic,
    /// The middle plan.
    Pro,
    /// The large plan.
    Family,
}

/// A word that names no tier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such tier: there are `free`, `basic`, `pro` and `family`")]
pub struct UnknownTier;

impl Tier {
    /// Every tier, from the smallest.
    pub const ALL: [Self; 4] = [Self::Free, Self::Basic, Self::Pro, Self::Family];
    /// Those that can be bought.
    pub const PAID: [Self; 3] = [Self::Basic, Self::Pro, Self::Family];

    /// The word in the API and in rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Basic => "basic",
            Self::Pro => "pro",
            Self::Family => "family",
        }
    }
}

impl FromStr for Tier {
    type Err = UnknownTier;
    /// Also takes the older words for the same three plans.
    fn from_str(text: &str) -> Result<Self, UnknownTier> {
        match text {
            "free" => Ok(Self::Free),
            "basic" | "insight" => Ok(Self::Basic),
            "pro" | "integration" => Ok(Self::Pro),
            "family" | "constellation" => Ok(Self::Family),
            _ => Err(UnknownTier),
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How many of a thing there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Option<u32>", into = "Option<u32>")]
pub enum Allowance {
    /// So many, and no more.
    UpTo(u32),
    /// As many as anybody likes.
    Unlimited,
}

impl Allowance {
    /// Whether there may be one more beside those that there are.
    pub fn has_room(self, held: u32) -> bool {
        match self {
            Self::UpTo(most) => held < most,
            Self::Unlimited => true,
        }
    }
}

impl From<Option<u32>> for Allowance {
    fn from(most: Option<u32>) -> Self {
        most.map_or(Self::Unlimited, Self::UpTo)
    }
}

impl From<Allowance> for Option<u32> {
    fn from(allowance: Allowance) -> Self {
        match allowance {
            Allowance::UpTo(most) => Some(most),
            Allowance::Unlimited => None,
        }
    }
}

/// A thing whose number a plan limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limited {
    /// A worker at a cloud provider. This machine and those that joined are never limited.
    CloudWorker,
    /// An environment at a cloud provider. Local Docker and one's own Kubernetes are never limited.
    Environment,
    /// An agent that is active.
    Agent,
    /// A request to the API on one UTC day.
    ApiCall,
}

impl Limited {
    /// Everything that a plan limits.
    pub const ALL: [Self; 4] = [Self::CloudWorker, Self::Environment, Self::Agent, Self::ApiCall];

    /// What people call them.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CloudWorker => "cloud workers",
            Self::Environment => "environments",
            Self::Agent => "active agents",
            Self::ApiCall => "API calls a day",
        }
    }

    /// What makes room again without paying.
    pub fn frees(self) -> &'static str {
        match self {
            Self::CloudWorker => "delete a cloud worker",
            Self::Environment => "delete an environment",
            Self::Agent => "suspend or decommission an agent",
            Self::ApiCall => "wait until the next UTC day begins",
        }
    }
}

/// What one tier allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Cloud workers at a time.
    pub cloud_workers: Allowance,
    /// Environments at a time.
    pub environments: Allowance,
    /// Active agents at a time.
    pub agents: Allowance,
    /// API calls on a UTC day.
    pub api_calls_a_day: Allowance,
}

impl Limits {
    /// How many of this thing.
    pub fn of(&self, thing: Limited) -> Allowance {
        match thing {
            Limited::CloudWorker => self.cloud_workers,
            Limited::Environment => self.environments,
            Limited::Agent => self.agents,
            Limited::ApiCall => self.api_calls_a_day,
        }
    }
}

const fn limits(cloud: u32, environments: u32, agents: u32, api_calls_a_day: u32) -> Limits {
    Limits {
        cloud_workers: Allowance::UpTo(cloud),
        environments: Allowance::UpTo(environments),
        agents: Allowance::UpTo(agents),
        api_calls_a_day: Allowance::UpTo(api_calls_a_day),
    }
}

const UNLIMITED: Limits = Limits {
    cloud_workers: Allowance::Unlimited,
    environments: Allowance::Unlimited,
    agents: Allowance::Unlimited,
    api_calls_a_day: Allowance::Unlimited,
};

/// What a tier allows where nobody has set anything else.
const fn usual(tier: Tier) -> Limits {
    match tier {
        // Ten agents and a thousand calls are documented for the free tier. The rest are our own steps of ten.
        Tier::Free => limits(0, 0, 10, 1_000),
        Tier::Basic => limits(2, 2, 100, 10_000),
        Tier::Pro => limits(20, 20, 1_000, 100_000),
        Tier::Family => UNLIMITED,
    }
}

/// The table of plans: what each tier allows, and which price buys it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plans {
    limits: BTreeMap<Tier, Limits>,
    prices: BTreeMap<Tier, PriceId>,
}

impl Default for Plans {
    fn default() -> Self {
        let limits = Tier::ALL.into_iter().map(|tier| (tier, usual(tier))).collect();
        Self { limits, prices: BTreeMap::new() }
    }
}

impl Plans {
    /// The same table with other limits for one tier.
    pub fn with_limits(mut self, tier: Tier, limits: Limits) -> Self {
        self.limits.insert(tier, limits);
        self
    }

    /// The same table, where this price buys this tier.
    pub fn with_price(mut self, tier: Tier, price: PriceId) -> Self {
        self.prices.insert(tier, price);
        self
    }

    /// What a tier allows.
    pub fn limits(&self, tier: Tier) -> Limits {
        self.limits.get(&tier).copied().unwrap_or(usual(tier))
    }

    /// The price that buys a tier, if it can be bought.
    pub fn price(&self, tier: Tier) -> Option<&PriceId> {
        self.prices.get(&tier)
    }

    /// The tier that a price buys.
    pub fn tier(&self, price: &PriceId) -> Option<Tier> {
        self.prices.iter().find(|(_, known)| *known == price).map(|(tier, _)| *tier)
    }
}

#[cfg(test)]
mod tests;
