//! Daytona keeps the promises, and some of its own.

use crate::{
    spec::Spec,
    stage::{CANARY, Stage, clock, mark, order, request},
};
use muster_providers::{
    Conflict, Outcome, Refusal, Secret, WorkerEngine,
    daytona::{Daytona, DaytonaSettings, Source, Timers},
    fake::{FakeDaytona, Fault, Timing, Trouble},
    http::{Base, Transport},
    worker::InstanceState,
};
use muster_seams::{Clock, ManualClock};
use std::{sync::Arc, time::Duration};

const HERE: &str = "http://127.0.0.1:9";

pub(crate) fn settings(base: &str) -> DaytonaSettings {
    DaytonaSettings {
        base: Base::parse(base).unwrap(),
        api_key: Secret::new(FakeDaytona::KEY),
        target: Some("eu".into()),
        source: Source::Image { image: "muster/worker:1".into(), cpu: 2, memory_gb: 4, disk_gb: 8 },
        is_public: false,
        timers: Timers { stop: 0, archive: 10_080, delete: -1 },
        address_lives: Duration::from_hours(24),
        port: 8787,
        prefix: "muster-worker".parse().unwrap(),
        provision_within: Duration::from_mins(5),
        delete_within: Duration::from_mins(2),
        healthy_within: Duration::from_mins(5),
        poll_every: Duration::from_secs(5),
    }
}

pub(crate) fn engine(
    settings: DaytonaSettings,
    transport: impl Transport + 'static,
    clock: Arc<ManualClock>,
) -> Box<dyn WorkerEngine> {
    Box::new(Daytona::new(settings, mark(), Arc::new(transport), clock))
}

fn open_with(settings: DaytonaSettings) -> (FakeDaytona, Stage) {
    let clock = clock();
    let daytona = FakeDaytona::new(clock.clone());
    daytona.fake().judged_by(Spec::daytona());
    let inventory = daytona.clone();
    let stage = Stage {
        engine: engine(settings, daytona.fake().clone(), clock.clone()),
        fake: daytona.fake().clone(),
        clock,
        inventory: Box::new(move || inventory.inventory()),
        refusals: &[Fault::RateLimited, Fault::Unauthorised, Fault::Quota, Fault::Spend],
        looks_first: false,
    };
    (daytona, stage)
}

fn open() -> Stage {
    open_with(settings(HERE)).1
}

worker_promises!(open);

#[tokio::test]
async fn the_timers_are_always_set_on_purpose() {
    let (daytona, stage) = open_with(settings(HERE));
    stage.engine.create(&order(1), &request()).await.unwrap();
    let made = daytona.order(order(1).name.as_str()).unwrap();
    let timers = ["autoStopInterval", "autoArchiveInterval", "autoDeleteInterval"];
    assert_eq!(timers.map(|name| made[name].as_i64()), [Some(0), Some(10_080), Some(-1)]);
    assert_eq!(made["env"]["MUSTER_JOIN_TOKEN"], CANARY, "the worker gets its secret");
}

#[tokio::test]
async fn a_snapshot_has_its_own_size() {
    let source = Source::Snapshot("muster-worker-1".into());
    let settings = DaytonaSettings { source, ..settings(HERE) };
    let (daytona, stage) = open_with(settings);
    stage.engine.create(&order(1), &request()).await.unwrap();
    let made = daytona.order(order(1).name.as_str()).unwrap();
    assert_eq!(made["snapshot"], "muster-worker-1");
    assert!(made.get("cpu").is_none(), "a size beside a snapshot is refused");
    assert_eq!(stage.engine.price(), None);
}

#[tokio::test]
async fn a_boot_that_fails_is_told_with_daytonas_reason() {
    let (daytona, stage) = open_with(settings(HERE));
    daytona.next_boot_fails("manifest unknown");
    let made = stage.engine.create(&order(1), &request()).await.unwrap();
    stage.clock.advance(Duration::from_mins(1));
    let seen = stage.engine.status(&made.handle, &request()).await.unwrap();
    let InstanceState::Failed(failure) = seen.state else { panic!("{seen:?}") };
    assert_eq!(
        (failure.code, failure.said.as_deref()),
        ("daytona_boot_failed", Some("manifest unknown"))
    );
}

#[tokio::test]
async fn a_secret_is_a_variable_of_its_sandbox_and_nothing_else_of_it() {
    let (daytona, stage) = open_with(settings("http://127.0.0.1:9"));
    stage.engine.create(&order(1), &request()).await.unwrap();
    let mut asked = daytona.order(order(1).name.as_str()).unwrap();
    let env = asked.as_object_mut().unwrap().remove("env").unwrap();
    assert_eq!(env["MUSTER_JOIN_TOKEN"], CANARY);
    assert!(!asked.to_string().contains(CANARY), "{asked}");
}

#[tokio::test]
async fn a_signed_address_is_a_secret_that_ends() {
    let stage = open();
    let made = stage.engine.create(&order(1), &request()).await.unwrap();
    let address = stage.engine.address(&made.handle, &request()).await.unwrap();
    assert_eq!(address.expires, Some(stage.clock.now().after(Duration::from_hours(24))));
    assert!(!format!("{address:?}").contains("proxy"), "{address:?}");
    assert!(address.url.reveal().starts_with("https://8787-"));
}

#[tokio::test]
async fn an_early_stop_is_refused_as_too_early() {
    let stage = open();
    let made = stage.engine.create(&order(1), &request()).await.unwrap();
    let error = stage.engine.stop(&made.handle, &request()).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::Conflict(Conflict::Busy)), "{error}");
}

#[tokio::test]
async fn the_throttlers_own_header_says_until_when() {
    let stage = open();
    stage.fake.trouble(Trouble::next(Fault::RateLimited, Timing::Before));
    let error = stage.engine.create(&order(1), &request()).await.unwrap_err();
    assert_eq!(error.not_before, Some(stage.clock.now().after(Duration::from_secs(45))));
}

#[tokio::test]
async fn a_list_may_lag_and_a_name_does_not() {
    let (daytona, stage) = open_with(settings(HERE));
    daytona.lag(Duration::from_mins(1));
    stage.engine.create(&order(1), &request()).await.unwrap();
    assert_eq!(stage.engine.list(&request()).await.unwrap(), []);
    assert!(stage.engine.find(&order(1).name, &request()).await.unwrap().is_some());
    stage.clock.advance(Duration::from_mins(1));
    assert_eq!(stage.engine.list(&request()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_wrong_base_address_is_no_absence() {
    let (daytona, stage) = open_with(settings("http://127.0.0.1:9/elsewhere"));
    let error = stage.engine.find(&order(1).name, &request()).await.unwrap_err();
    assert!(!error.is_absence(), "{error}");
    assert_eq!(daytona.inventory(), []);
}
