//! What can be found out about the machine that may be otherwise later, or takes a while to find: its
//! battery, its network and its graphics processor, as labels.

use super::{Probe, SystemProbe, hardware, network, power, said};
use crate::attempt::blocking;
use muster_core::{
    owner::Power,
    requirement::{LabelValue, Labels},
};

impl SystemProbe {
    pub(super) async fn found(&self) -> Labels {
        let (power, network, is_metered, hardware) = tokio::join!(
            said("power", blocking(&self.tasks, power::found)),
            said("network", blocking(&self.tasks, network::kind)),
            said("meter", self.is_metered()),
            said("hardware", self.hardware()),
        );
        let truth = |name: &str, truth: bool| (name.to_owned(), LabelValue::Bool(truth));
        let mut labels = hardware.unwrap_or_default();
        if let Some((has_battery, power)) = power {
            labels.extend([truth("battery", has_battery)]);
            labels.extend(power.map(|power| truth("mains", power == Power::Mains)));
        }
        let network = network.flatten().map(|kind| LabelValue::Text(kind.to_owned()));
        labels.extend(network.map(|kind| ("network".to_owned(), kind)));
        labels.extend(is_metered.map(|is_metered| truth("metered", is_metered)));
        labels
    }

    /// What nobody changes while the machine runs is looked for until it was found out once.
    async fn hardware(&self) -> std::io::Result<Labels> {
        let found = self.hardware.get_or_try_init(|| blocking(&self.tasks, hardware::found));
        found.await.cloned()
    }
}
