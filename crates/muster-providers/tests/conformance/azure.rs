//! Azure keeps the promises, and some of its own.

use crate::{
    environment::{A_WHILE, Stage, Step, environment_promises, order, place},
    spec::Spec,
    stage::{CANARY, clock, mark, request},
};
use muster_providers::{
    Conflict, Mark, Outcome, Refusal, Secret,
    azure::{Azure, AzureSettings, Identity, Region},
    fake::{FakeAzure, Fault, Timing, Trouble},
    http::{Base, Https, Transport},
    worker::InstanceState,
};
use muster_seams::ManualClock;
use std::{sync::Arc, time::Duration};

pub(crate) const HERE: &str = "http://127.0.0.1:9";

pub(crate) fn identity(base: &str) -> Identity {
    Identity::ClientSecret {
        authority: Base::parse(base).unwrap(),
        tenant: FakeAzure::TENANT.into(),
        client: FakeAzure::CLIENT.into(),
        secret: Secret::new(FakeAzure::SECRET),
    }
}

fn region(name: &str, location: &str, (group, account): (&str, &str)) -> Region {
    Region {
        name: name.into(),
        location: location.into(),
        resource_group: group.into(),
        storage_account: account.into(),
        storage_key: None,
    }
}

pub(crate) fn settings() -> AzureSettings {
    settings_at(HERE)
}

fn settings_at(base: &str) -> AzureSettings {
    let [east, west] = FakeAzure::PLACES;
    AzureSettings {
        base: Base::parse(base).unwrap(),
        subscription: FakeAzure::SUBSCRIPTION.into(),
        identity: identity(base),
        regions: vec![region("east", "eastus", east), region("west", "westeurope", west)],
    }
}

fn stage(azure: &FakeAzure, clock: Arc<ManualClock>, settings: AzureSettings, mark: Mark) -> Stage {
    let transport = Arc::new(azure.fake().clone());
    stage_over(transport, azure, clock, settings, mark)
}

/// The same engine over a socket at this address.
pub(crate) fn at_address(azure: &FakeAzure, clock: Arc<ManualClock>, base: &str) -> Stage {
    let https = Https::to(&Base::parse(base).unwrap()).unwrap();
    stage_over(Arc::new(https), azure, clock, settings_at(base), mark())
}

/// The same over another transport, where people sign in at an address of its own.
pub(crate) fn signing_in_at(
    azure: &FakeAzure,
    clock: Arc<ManualClock>,
    base: &str,
    sign_in: Base,
    transport: Arc<dyn Transport>,
) -> Stage {
    let mut settings = settings_at(base);
    if let Identity::ClientSecret { authority, .. } = &mut settings.identity {
        *authority = sign_in;
    }
    stage_over(transport, azure, clock, settings, mark())
}

fn stage_over(
    transport: Arc<dyn Transport>,
    azure: &FakeAzure,
    clock: Arc<ManualClock>,
    settings: AzureSettings,
    mark: Mark,
) -> Stage {
    let inventory = azure.clone();
    Stage {
        engine: Box::new(Azure::new(settings, mark, transport, clock.clone())),
        fake: azure.fake().clone(),
        clock,
        inventory: Box::new(move || inventory.inventory()),
        refusals: &[Fault::RateLimited, Fault::Unauthorised, Fault::Quota, Fault::Spend],
        kinds: ["group", "share"],
    }
}

pub(crate) fn open_with(settings: AzureSettings) -> (FakeAzure, Stage) {
    let clock = clock();
    let azure = FakeAzure::new(clock.clone());
    azure.fake().judged_by(Spec::azure());
    let stage = stage(&azure, clock, settings, mark());
    (azure, stage)
}

fn open() -> Stage {
    open_with(settings()).1
}

environment_promises!(open);

#[tokio::test]
async fn a_stop_and_a_start_leave_secrets_and_files_as_they_were() {
    let (azure, stage) = open_with(settings());
    stage.live_until(Step::Stop).await;
    let number = azure.share_number(&place().key.share());
    let secrets = [("GITHUB_TOKEN".to_owned(), CANARY.to_owned())];
    assert_eq!(azure.secrets(&place().key.group()), secrets);
    stage.take(Step::Stop).await.unwrap();
    stage.take(Step::Start).await.unwrap();
    assert_eq!(azure.secrets(&place().key.group()), secrets);
    assert_eq!(azure.share_number(&place().key.share()), number, "it is the same share");
}

#[tokio::test]
async fn a_container_that_is_lost_is_made_again_on_its_files() {
    let (azure, stage) = open_with(settings());
    stage.live_until(Step::Delete).await;
    let number = azure.share_number(&place().key.share());
    stage.take(Step::Delete).await.unwrap();
    stage.clock.advance(Duration::from_mins(1));
    stage.take(Step::KeepStorage).await.unwrap();
    stage.take(Step::Create).await.unwrap();
    assert_eq!(azure.share_number(&place().key.share()), number, "it is the same share");
}

#[tokio::test]
async fn a_taken_host_name_is_told_apart_and_the_next_one_does() {
    let (azure, stage) = open_with(settings());
    azure.take_label("ws-env-0123456789");
    stage.take(Step::KeepStorage).await.unwrap();
    let error = stage.take(Step::Create).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::Conflict(Conflict::AddressTaken)));
    let mut next = order();
    next.label_attempt = 1;
    stage.engine.create(&next, &request()).await.unwrap();
    let seen = stage.engine.look(&place(), &request()).await.unwrap();
    let connection = seen.instance.unwrap().connection.unwrap();
    assert_eq!(connection.host, "ws-env-0123456789-1.eastus.azurecontainer.io");
    assert_eq!(connection.ports, [8080]);
}

#[tokio::test]
async fn a_group_that_does_not_come_up_says_why() {
    let (azure, stage) = open_with(settings());
    stage.live_until(Step::Create).await;
    azure.next_group_fails();
    stage.take(Step::Create).await.unwrap();
    stage.clock.advance(A_WHILE);
    let seen = stage.engine.look(&place(), &request()).await.unwrap();
    let InstanceState::Failed(failure) = seen.instance.unwrap().state else { panic!("it failed") };
    assert_eq!(failure.code, "azure_provisioning_failed");
    assert!(failure.said.unwrap().starts_with("FailedMount: cannot mount"));
}

#[tokio::test]
async fn another_installation_with_the_same_key_is_left_alone() {
    let (azure, theirs) = open_with(settings());
    theirs.live_until(Step::Stop).await;
    let ours = stage(&azure, theirs.clock.clone(), settings(), Mark::from_random([77; 16]));
    let not_ours = Outcome::Refused(Refusal::Conflict(Conflict::NotOurs));
    for step in [Step::KeepStorage, Step::Create, Step::Stop, Step::Delete, Step::DiscardStorage] {
        let error = ours.take(step).await.unwrap_err();
        assert_eq!(error.outcome, not_ours, "{step:?}");
    }
    assert_eq!(ours.engine.look(&place(), &request()).await.unwrap_err().outcome, not_ours);
    assert!(ours.engine.logs(&place(), 10, &request()).await.is_err());
    assert_eq!(ours.engine.list(&request()).await.unwrap(), []);
    assert_eq!(azure.inventory().len(), 2);
}

#[tokio::test]
async fn a_list_rebuilds_what_a_lost_database_knew() {
    let (azure, stage) = open_with(settings());
    azure.lists_without_metadata();
    stage.live_until(Step::Stop).await;
    let mut west = order();
    west.place.region = "west".into();
    west.place.key = "env-9876543210".parse().unwrap();
    stage.engine.keep_storage(&west, &request()).await.unwrap();
    let found = stage.engine.list(&request()).await.unwrap();
    let seen: Vec<_> =
        found.iter().map(|it| (&it.place, it.has_instance, it.has_storage)).collect();
    assert_eq!(seen, [(&place(), true, true), (&west.place, false, true)]);
    assert_eq!(found[0].tags, [("userId".to_owned(), "ada".to_owned())]);
}

#[tokio::test]
async fn a_resource_group_that_does_not_exist_is_no_absence() {
    let mut mistaken = settings();
    mistaken.regions[0].resource_group = "rg-typo".into();
    let (_, stage) = open_with(mistaken);
    let error = stage.engine.look(&place(), &request()).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::BadRequest), "{error}");
    let mut mistaken = settings();
    mistaken.regions[0].storage_account = "typo".into();
    let (_, stage) = open_with(mistaken);
    assert!(!stage.take(Step::KeepStorage).await.unwrap_err().is_absence());
}

#[tokio::test]
async fn azure_shows_neither_secret_nor_password_nor_key_of_a_group() {
    let (azure, stage) = open_with(settings());
    stage.live_until(Step::Stop).await;
    let secret = ("GITHUB_TOKEN".to_owned(), CANARY.to_owned());
    assert!(azure.secrets("aci-env-0123456789").contains(&secret), "the container has it");
    let shown = azure.shown("aci-env-0123456789").unwrap().to_string();
    assert!(shown.contains("GITHUB_TOKEN") && shown.contains("WORKSPACE_ID"), "{shown}");
    assert!(!shown.contains(CANARY) && !shown.contains("fake-storage-key"), "{shown}");
}

#[tokio::test]
async fn an_echo_of_a_request_tells_no_key() {
    for requests in [0, 4] {
        let stage = open();
        stage.take(Step::KeepStorage).await.unwrap();
        stage.clock.advance(Duration::from_hours(1));
        stage.fake.trouble(Trouble::after(requests, Fault::Echo, Timing::Before));
        let said = stage.take(Step::Create).await.unwrap_err().said.unwrap();
        assert!(said.contains("***"), "something was cut out: {said}");
        let secrets = [CANARY, "fake-storage-key", FakeAzure::SECRET, "secret%7Eof"];
        assert!(!secrets.iter().any(|secret| said.contains(secret)), "{said}");
    }
}

#[tokio::test]
async fn logs_are_read_from_the_one_container() {
    let stage = open();
    stage.live_until(Step::Stop).await;
    let logs = stage.engine.logs(&place(), 100, &request()).await.unwrap();
    assert_eq!(logs, "aci-env-0123456789 is up\n");
}

#[tokio::test]
async fn a_container_without_its_storage_is_not_made() {
    let stage = open();
    let error = stage.take(Step::Create).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::BadRequest));
    assert_eq!(error.said.as_deref(), Some("there is no storage yet"));
}

#[tokio::test]
async fn an_unpriced_region_has_no_price() {
    let stage = open();
    let mut west = order();
    assert!(stage.engine.price(&west).is_some());
    west.place.region = "west".into();
    assert_eq!(stage.engine.price(&west), None);
}
