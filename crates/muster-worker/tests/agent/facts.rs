//! What an agent finds of its machine is what it says of itself.

use crate::stage::{Session, Stage};
use muster_api::session::FromWorker;
use muster_core::requirement::Labels;
use muster_worker::{Probe, SystemProbe, found_labels};
use std::collections::BTreeSet;

fn labels(json: &str) -> Labels {
    serde_json::from_str(json).unwrap()
}

/// What the worker says next of its labels. Its word of heartbeats is passed over.
async fn said(session: &mut Session) -> Labels {
    match session.next().await {
        FromWorker::Changed { labels, .. } => labels,
        other => panic!("expected what it has, got {other:?}"),
    }
}

#[tokio::test]
async fn what_is_found_is_in_the_first_word_and_said_again_when_it_is_otherwise() {
    let on_mains = labels(r#"{"battery":true,"mains":true}"#);
    let mut stage = Stage::on_machine(Some(on_mains.clone()));
    let mut session = stage.welcome().await;
    assert_eq!(session.hello.labels, on_mains);
    let on_battery = labels(r#"{"battery":true,"mains":false}"#);
    stage.have(on_battery.clone()).await;
    assert_eq!(said(&mut session).await, on_battery);
    drop(session);
    assert_eq!(stage.welcome().await.hello.labels, on_battery, "it has not forgotten");
}

#[tokio::test]
async fn a_machine_that_does_not_answer_keeps_its_worker_for_a_moment_only() {
    let mut stage = Stage::on_machine(None);
    let mut session = stage.welcome().await;
    assert_eq!(session.hello.labels, Labels::new());
    let late = labels(r#"{"network":"wifi"}"#);
    stage.have(late.clone()).await;
    assert_eq!(said(&mut session).await, late);
}

#[tokio::test]
async fn whatever_a_machine_finds_only_the_machine_can_say_but_for_what_it_may_miss() {
    let seams = muster_seams::Seams::real();
    let more = SystemProbe::new(seams.tasks.clone()).find().await;
    if cfg!(target_os = "linux") {
        assert!(more.contains_key("battery") && more.contains_key("mains"), "{more:?}");
    }
    let fixed = found_labels();
    let found: BTreeSet<_> = fixed.keys().chain(more.keys()).map(String::as_str).collect();
    let open = found.into_iter().filter(|name| !muster_core::labels::is_reserved(name));
    assert!(open.eq(more.contains_key("gpu").then_some("gpu")), "{fixed:?} {more:?}");
}
