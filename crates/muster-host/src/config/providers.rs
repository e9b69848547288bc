//! Who has machines for cloud workers and environments: the documented variables of each provider.

use super::{
    resolve::{Resolver, Wrong, wrong},
    setting::Setting,
};
#[cfg(feature = "kubernetes")]
use muster_providers::fake::FakeKubernetes;
use muster_providers::{
    ProviderSettings,
    fake::{FakeAzure, FakeDaytona, FakeRender},
};
use std::collections::BTreeMap;

/// How the names begin that are read. Many programs know some of them, so only `muster serve` reads them.
const FAMILIES: [&str; 13] = [
    "PROVISIONER_MODE",
    "RENDER_",
    "DAYTONA_",
    "AZURE_",
    "CONTAINER_IMAGE",
    "REGISTRY_",
    "AGENT_BASE_URL",
    "VERCEL_",
    "MUSTER_KUBE",
    "KUBECONFIG",
    "KUBERNETES_SERVICE_",
    "MUSTER_DOCKER_",
    "DOCKER_",
];

/// Whether a variable belongs to the settings of a provider.
pub(super) fn is_of_provider(name: &str) -> bool {
    FAMILIES.iter().any(|family| name.starts_with(family))
}

const MICRO: f64 = 1_000_000.0;
/// More than anybody means, in dollars an hour.
const HIGHEST_CEILING: f64 = 1_000_000.0;

/// What everything on the credentials of the environment may cost an hour, in millionths of a dollar.
pub(super) fn spend_ceiling(resolver: &mut Resolver<'_>) -> Setting<Option<u64>> {
    const NAME: &str = "MUSTER_SPEND_CEILING";
    let said = resolver.parse(NAME, None, |text| read_dollars(text).map(Some));
    let said = said.unwrap_or_else(|| Setting::by_default(None));
    let shown = said.value.map_or_else(String::new, |micro| format!("{:.4}", dollars(micro)));
    resolver.note(NAME, shown, &said.origin);
    said
}

#[expect(clippy::cast_precision_loss, reason = "no ceiling has so many digits")]
fn dollars(micro: u64) -> f64 {
    micro as f64 / MICRO
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is between nothing and the highest ceiling"
)]
fn read_dollars(text: &str) -> Result<u64, Wrong> {
    match text.parse::<f64>() {
        Ok(dollars) if (0.0..=HIGHEST_CEILING).contains(&dollars) => {
            Ok((dollars * MICRO).round() as u64)
        }
        Ok(_) | Err(_) => Err(wrong(
            format!("`{text}` is no amount of dollars"),
            "say how many US dollars an hour, like `2.50`",
        )),
    }
}

pub(super) fn resolve(resolver: &mut Resolver<'_>, is_demo: bool) -> ProviderSettings {
    let said = if is_demo { demo() } else { said(resolver) };
    ProviderSettings::read(&said).unwrap_or_else(|bad| {
        for problem in bad.problems {
            let place = resolver.place_of(&problem.variable);
            let told = wrong(problem.says, "see docs/cloud.md");
            resolver.blame_path(place, told);
        }
        ProviderSettings::default()
    })
}

fn said(resolver: &Resolver<'_>) -> BTreeMap<String, String> {
    if !resolver.reads_bare_names() {
        return BTreeMap::new();
    }
    resolver.environment.all_that(is_of_provider)
}

/// What fakes of this process want to be told.
fn demo() -> BTreeMap<String, String> {
    // Nobody dials it: what carries requests to a fake looks at no address.
    let here = "http://127.0.0.1:9";
    let said = [
        ("PROVISIONER_MODE", "render"),
        ("RENDER_API_BASE", here),
        ("RENDER_API_KEY", FakeRender::KEY),
        ("RENDER_OWNER_ID", FakeRender::OWNER),
        ("RENDER_POLL_INTERVAL_MS", "1000"),
        ("DAYTONA_API_URL", here),
        ("DAYTONA_API_KEY", FakeDaytona::KEY),
        ("DAYTONA_POLL_INTERVAL_MS", "1000"),
        ("AZURE_API_URL", here),
        ("AZURE_AUTHORITY_HOST", here),
        ("AZURE_SUBSCRIPTION_ID", FakeAzure::SUBSCRIPTION),
        ("AZURE_TENANT_ID", FakeAzure::TENANT),
        ("AZURE_CLIENT_ID", FakeAzure::CLIENT),
        ("AZURE_CLIENT_SECRET", FakeAzure::SECRET),
        (
            "AZURE_REGIONS",
            "eastus:eastus:true:rg-east:fakeeast,westeurope:westeurope:true:rg-west:fakewest",
        ),
    ];
    #[cfg(feature = "kubernetes")]
    let cluster = [
        ("MUSTER_KUBE_API_URL", here),
        ("MUSTER_KUBE_TOKEN", FakeKubernetes::TOKEN),
        ("MUSTER_KUBE_NAMESPACE", FakeKubernetes::NAMESPACE),
        ("MUSTER_KUBE_SERVICE_TYPE", "LoadBalancer"),
        ("MUSTER_KUBE_WORKER_ADDRESS", "http://{host}"),
        ("MUSTER_KUBE_POLL_SECONDS", "1"),
    ];
    #[cfg(not(feature = "kubernetes"))]
    let cluster = [];
    #[cfg(feature = "docker")]
    let engine = [("DOCKER_HOST", "tcp://127.0.0.1:9")];
    #[cfg(not(feature = "docker"))]
    let engine = [];
    let all = said.into_iter().chain(cluster).chain(engine);
    all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
