//! What can be found out about the machine that may be otherwise later, or takes a while to find: its
//! battery, its network and its graphics processor, as labels.

use super::{SystemProbe, hardware, network, power, said};
use crate::attempt::blocking;
use muster_core::{
    owner::Power,
    requirement::{LabelValue, Labels},
};
use std::time::Duration;
use tokio::time::timeout;

/// What takes longer is not known this time. The first look is waited for a little longer than that.
const LONGEST: Duration = Duration::from_millis(1_500);

impl SystemProbe {
    pub(super) async fn found(&self) -> Labels {
        let (power, network, is_metered, hardware) = tokio::join!(
            within(blocking(&self.tasks, power::found), "power"),
            within(blocking(&self.tasks, network::kind), "network"),
            within(self.is_metered(), "meter"),
            within(self.hardware(), "hardware"),
        );
        let truth = |name: &str, truth: bool| (name.to_owned(), LabelValue::Bool(truth));
        let mut labels = hardware.unwrap_or_default();
        if let Some((has_battery, power)) = power {
            labels.extend([truth("battery", has_battery), truth("mains", power == Power::Mains)]);
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

async fn within<T, E: std::fmt::Display>(
    look: impl Future<Output = Result<T, E>>,
    about: &'static str,
) -> Option<T> {
    match timeout(LONGEST, look).await {
        Ok(answer) => said(answer, about),
        Err(_) => {
            tracing::debug!(about, "the system takes too long to say");
            None
        }
    }
}
