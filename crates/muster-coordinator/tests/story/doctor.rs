//! The doctor's hands: one thing checked again, what can be mended is mended once somebody says so, and what others need
//! who help has no secret in it.

use crate::bench::{Bench, Set};
use futures_util::future::BoxFuture;
use muster_api::{
    ProblemKind,
    instance::{Check, Fix, FixKind, FixRequest, Verdict},
    secret::SecretRequest,
};
use muster_client::ClientError;
use muster_coordinator::HostDoctor;
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

const KEPT: &str = "canary-kept-by-name-6e94c1b8";
const OF_THE_HOST: &str = "canary-of-the-host-19d4f8e6";
const BY_ITS_FORM: &str = "canary-in-an-address-c46d8f30";

/// A host with a folder that others may read.
#[derive(Default)]
struct Host {
    is_closed: AtomicBool,
    looks: AtomicU64,
}

impl HostDoctor for Host {
    fn checks(&self, only: Option<String>) -> BoxFuture<'static, Vec<Check>> {
        self.looks.fetch_add(1, Ordering::Relaxed);
        let is_closed = self.is_closed.load(Ordering::Relaxed);
        let does = "Make it its owner's alone".to_owned();
        let fix = Fix { kind: FixKind::CloseDataDirectory, does, place: None };
        let check = Check {
            name: "data directory".to_owned(),
            verdict: if is_closed { Verdict::Good } else { Verdict::Warning },
            finding: "a finding".to_owned(),
            hint: None,
            fix: (!is_closed).then_some(fix),
        };
        let is_wanted = only.is_none_or(|only| only == check.name);
        Box::pin(std::future::ready(is_wanted.then_some(check).into_iter().collect()))
    }

    fn mend(&self, fix: FixKind) -> Result<String, String> {
        assert_eq!(fix, FixKind::CloseDataDirectory);
        self.is_closed.store(true, Ordering::Relaxed);
        Ok("it is closed now".to_owned())
    }

    fn log(&self) -> String {
        format!(
            "job said {KEPT}\nstarted with {OF_THE_HOST}\nredis://ada:{BY_ITS_FORM}@host\nfine\n"
        )
    }

    fn secrets(&self) -> Vec<String> {
        vec![OF_THE_HOST.to_owned()]
    }
}

async fn bench() -> (Bench, Arc<Host>) {
    let host = Arc::new(Host::default());
    let set = Set { doctor: Some(host.clone()), ..Set::default() };
    (Bench::that_is_told(set).await, host)
}

fn request(check: &str, fix: FixKind) -> FixRequest {
    FixRequest { check: check.to_owned(), fix }
}

async fn actions(bench: &Bench) -> String {
    let door = bench.door().await;
    door.ask("GET", "/v1/audit/events", None).await.1.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_thing_is_checked_again_without_the_others() {
    let (bench, _host) = bench().await;
    for name in ["store", "workers", "data directory"] {
        let checks = bench.client.doctor_only(name).await.unwrap().checks;
        assert_eq!(checks.iter().map(|check| check.name.as_str()).collect::<Vec<_>>(), [name]);
    }
    assert!(bench.client.doctor_only("nothing of this name").await.unwrap().checks.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_offered_is_mended_once_written_down_and_looked_at_again() {
    let (bench, _host) = bench().await;
    let fix = request("data directory", FixKind::CloseDataDirectory);
    let done = bench.client.fix(&fix).await.unwrap();
    assert_eq!(done.said, "it is closed now");
    assert_eq!(done.checks[0].verdict, Verdict::Good);
    assert!(actions(&bench).await.contains("doctor.fix"), "it is in the audit log");
    let again = bench.client.fix(&fix).await.unwrap_err();
    let ClientError::Problem(problem) = again else { panic!("{again:?}") };
    assert_eq!(problem.error, ProblemKind::NotNow, "nothing is left to be mended");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_check_offers_is_not_done() {
    let (bench, host) = bench().await;
    for (check, fix) in [
        ("store", FixKind::CloseDataDirectory),
        ("data directory", FixKind::CloseFile),
        ("data directory", FixKind::MakeBackup),
        ("reconcilers", FixKind::RepeatPasses),
    ] {
        bench.client.fix(&request(check, fix)).await.unwrap_err();
    }
    assert!(!host.is_closed.load(Ordering::Relaxed));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_support_bundle_has_what_helps_and_no_secret() {
    let (bench, _host) = bench().await;
    let secret = SecretRequest { value: KEPT.to_owned() };
    bench.client.put_secret(&"deploy".parse().unwrap(), &secret).await.unwrap();
    let bundle = bench.client.support_bundle().await.unwrap();
    let names: Vec<_> = bundle.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "about.json",
            "doctor.json",
            "settings.txt",
            "reconcilers.json",
            "workers.json",
            "operations.json",
            "metrics.txt",
            "coordinator.log"
        ]
    );
    let text = bundle.text(|_| true);
    assert!(!text.contains("canary"), "{text}");
    let log = bundle.files.last().unwrap();
    assert_eq!(log.text.lines().last(), Some("fine"), "what is no secret stays");
    assert_eq!(log.redacted, 3);
    assert!(
        actions(&bench).await.contains("doctor.bundle"),
        "whoever gathered it is in the audit log"
    );
}
