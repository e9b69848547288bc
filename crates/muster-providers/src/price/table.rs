//! The table itself.

use super::{HOURS_A_MONTH, MicroDollars, Price, Rates};
use crate::error::ProviderKind;

/// The day of these list prices. Whoever changes one checks them all and sets it anew.
pub const AS_OF: &str = "2025-06-01";

const RENDER: &str = "https://render.com/pricing";
const DAYTONA: &str = "https://www.daytona.io/pricing";
const AZURE: &str = "https://azure.microsoft.com/pricing/details/container-instances/";

/// Dollars a month per plan, the same in every region; a suspended service costs nothing.
const RENDER_PLANS: &[(&str, u64)] = &[
    ("free", 0),
    ("starter", 7),
    ("standard", 25),
    ("pro", 85),
    ("pro_plus", 175),
    ("pro_max", 225),
    ("pro_ultra", 450),
];

/// A web service of this plan.
pub fn render_price(plan: &str) -> Option<Price> {
    let (_, dollars) = RENDER_PLANS.iter().find(|(name, _)| *name == plan)?;
    let per_hour = MicroDollars(dollars * 1_000_000 / HOURS_A_MONTH);
    let per_hour_stopped = MicroDollars(0);
    Some(Price {
        provider: ProviderKind::Render,
        per_hour,
        per_hour_stopped,
        as_of: AS_OF,
        source: RENDER,
    })
}

// Per hour for each core, each GiB of memory and each GiB of disk.
const DAYTONA_CORE: u64 = 50_400;
const DAYTONA_MEMORY: u64 = 16_200;
const DAYTONA_DISK: u64 = 108;

/// A sandbox of this size; a stopped one keeps its disk.
pub fn daytona_price(cores: u32, memory_gb: u32, disk_gb: u32) -> Price {
    let disk = u64::from(disk_gb) * DAYTONA_DISK;
    let running = u64::from(cores) * DAYTONA_CORE + u64::from(memory_gb) * DAYTONA_MEMORY + disk;
    Price {
        provider: ProviderKind::Daytona,
        per_hour: MicroDollars(running),
        per_hour_stopped: MicroDollars(disk),
        as_of: AS_OF,
        source: DAYTONA,
    }
}

/// Per hour for each core, each GB of memory, each GB of a share, per location.
const AZURE_LOCATIONS: &[(&str, u64, u64, u64)] = &[("eastus", 40_500, 4_450, 82)];

/// What the parts of a container group cost there.
pub fn azure_rates(location: &str) -> Option<Rates> {
    let (_, core, memory, share) = AZURE_LOCATIONS.iter().find(|(name, ..)| *name == location)?;
    let [core, memory_gb, storage_gb] = [core, memory, share].map(|price| MicroDollars(*price));
    Some(Rates { core, memory_gb, storage_gb })
}

/// A container group of this size; a stopped one keeps its share.
pub fn azure_price(location: &str, cores: u32, memory_gb: u32, storage_gb: u32) -> Option<Price> {
    let rates = azure_rates(location)?;
    let stopped = u64::from(storage_gb) * rates.storage_gb.0;
    let (cores, memory) = (u64::from(cores), u64::from(memory_gb));
    let running = cores * rates.core.0 + memory * rates.memory_gb.0 + stopped;
    Some(Price {
        provider: ProviderKind::Azure,
        per_hour: MicroDollars(running),
        per_hour_stopped: MicroDollars(stopped),
        as_of: AS_OF,
        source: AZURE,
    })
}

/// Nobody sends a bill for them.
#[cfg(any(feature = "docker", feature = "kubernetes"))]
pub(crate) const OWN_MACHINE_RATES: Rates =
    Rates { core: MicroDollars(0), memory_gb: MicroDollars(0), storage_gb: MicroDollars(0) };

/// Machines of one's own: nobody sends a bill for them, so they are neither counted nor limited.
#[cfg(any(feature = "docker", feature = "kubernetes"))]
pub(crate) fn own_machine_price(provider: ProviderKind) -> Price {
    let nothing = MicroDollars(0);
    let (per_hour, per_hour_stopped) = (nothing, nothing);
    Price { provider, per_hour, per_hour_stopped, as_of: AS_OF, source: "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_known_or_missing_and_never_guessed() {
        assert_eq!(render_price("pro_plus_legacy"), None);
        assert_eq!(azure_price("antarctica", 2, 4, 10), None);
        let standard = render_price("standard").unwrap();
        // A month of hours rounds down by less than a cent.
        assert!((24_990_000..=25_000_000).contains(&standard.per_month().0), "{standard:?}");
        let small = daytona_price(1, 1, 3);
        assert_eq!(
            (small.per_hour, small.per_hour_stopped),
            (MicroDollars(66_924), MicroDollars(324))
        );
    }
}
