//! A gate that lacks something, as the window has it: what is filled in holds from the next start on.

use muster_client::Client;
use muster_host::{
    Host, NotFilled,
    config::{DesktopFlags, DesktopSettings, Environment, ServeSettings},
};
use muster_seams::Seams;
use std::{collections::BTreeMap, path::Path};
use tempfile::TempDir;

/// As the window starts it, with secrets in a vault; nobody listens where Polar is said to be.
fn settings(home: &Path) -> ServeSettings {
    let environment = Environment::from([
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ("MUSTER_SECRETS", "file"),
        ("MUSTER_VAULT_PASSPHRASE", "correct horse battery"),
        ("MUSTER_LISTEN", "127.0.0.1:0"),
        ("MUSTER_LOCAL_WORKER", "false"),
        ("POLAR_FEATURE_GATE_ENABLED", "true"),
        ("POLAR_API_BASE", "http://127.0.0.1:9"),
        ("POLAR_SUCCESS_URL", "nowhere"),
    ]);
    let flags = DesktopFlags { data_dir: Some(home.to_owned()) };
    DesktopSettings::resolve(&environment, flags).expect("the window starts").serve
}

async fn start(home: &Path) -> Host {
    Host::start(settings(home), Seams::real()).await.expect("the host starts")
}

fn values(said: &[(&str, &str)]) -> BTreeMap<String, String> {
    said.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn lacking(host: &Host) -> Vec<&str> {
    host.gate_lacks().iter().map(|lack| lack.variable.as_str()).collect()
}

async fn lacks_of_status(host: &Host) -> usize {
    let operator = host.operator();
    let client = Client::in_process(host.router(), move |extensions| {
        extensions.insert(operator.clone());
    });
    client.get_billing_status().await.expect("the status").lacks.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_filled_in_holds_from_the_next_start_on_and_half_of_it_is_not_taken() {
    let home = TempDir::new().unwrap();
    let host = start(home.path()).await;
    let all = [
        "POLAR_ACCESS_TOKEN",
        "POLAR_PRODUCT_ID",
        "POLAR_BENEFIT_ID",
        "POLAR_SUCCESS_URL",
        "POLAR_RETURN_URL",
    ];
    assert_eq!(lacking(&host), all);
    assert_eq!(lacks_of_status(&host).await, 5);

    let half = values(&[("POLAR_ACCESS_TOKEN", "polar_oat_hunter2")]);
    let Err(NotFilled::Lacks(left)) = host.fill_gate(half).await else { panic!("it lacks more") };
    assert_eq!(left.len(), 4, "{left:?}");
    let whole = values(&[
        ("POLAR_ACCESS_TOKEN", "polar_oat_hunter2"),
        ("POLAR_PRODUCT_ID", "1dbfc517-0bbf-4301-9ba8-555ca42b9737"),
        ("POLAR_BENEFIT_ID", "992fae2a-2a17-4b7a-8d9e-e287cf90131b"),
        ("POLAR_SUCCESS_URL", "muster://checkout-return"),
        ("POLAR_RETURN_URL", "muster://checkout-return"),
        // Where the token would go to is nothing that is filled in.
        ("POLAR_API_BASE", "https://evil.example"),
    ]);
    host.fill_gate(whole).await.unwrap();
    assert_eq!(lacking(&host), all, "this start goes on as it began");
    host.stop().await;

    let host = start(home.path()).await;
    assert_eq!((lacking(&host).len(), lacks_of_status(&host).await), (0, 0));
    host.stop().await;
    for entry in std::fs::read_dir(home.path()).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read(&path).unwrap_or_default();
        let is_told = text.windows(7).any(|part| part == b"hunter2");
        assert!(!is_told, "{} has it in clear", path.display());
    }
}
