//! Render keeps the promises, and some of its own.

use crate::{
    ledger::{Belief, Goal, Ledger},
    spec::Spec,
    stage::{CANARY, Stage, clock, mark, order, request},
    suite,
};
use muster_core::Timestamp;
use muster_providers::{
    Outcome, Refusal, Secret, WorkerEngine,
    fake::{FakeRender, Fault, Timing, Trouble},
    http::{Base, Transport},
    render::{Render, RenderSettings, Source},
    worker::InstanceState,
};
use muster_seams::{Clock, ManualClock};
use std::{sync::Arc, time::Duration};

pub(crate) fn settings(base: &str) -> RenderSettings {
    RenderSettings {
        base: Base::parse(base).unwrap(),
        api_key: Secret::new(FakeRender::KEY),
        owner: FakeRender::OWNER.into(),
        source: Source::Image("docker.io/muster/worker:1".into()),
        plan: "standard".into(),
        region: "oregon".into(),
        prefix: "muster-worker".parse().unwrap(),
        provision_within: Duration::from_mins(15),
        healthy_within: Duration::from_mins(3),
        poll_every: Duration::from_secs(5),
    }
}

pub(crate) fn engine(
    base: &str,
    transport: impl Transport + 'static,
    clock: Arc<ManualClock>,
) -> Box<dyn WorkerEngine> {
    Box::new(Render::new(settings(base), mark(), Arc::new(transport), clock))
}

fn open_with(clock: Arc<ManualClock>) -> (FakeRender, Stage) {
    let render = FakeRender::new(clock.clone());
    render.creates_an_hour(1_000);
    render.fake().judged_by(Spec::render());
    let inventory = render.clone();
    let stage = Stage {
        engine: engine("http://127.0.0.1:9", render.fake().clone(), clock.clone()),
        fake: render.fake().clone(),
        clock,
        inventory: Box::new(move || inventory.inventory()),
        refusals: &[Fault::RateLimited, Fault::Unauthorised, Fault::Spend],
        looks_first: false,
    };
    (render, stage)
}

fn open() -> Stage {
    open_with(clock()).1
}

worker_promises!(open);

fn open_with_a_lag() -> Stage {
    let (render, stage) = open_with(clock());
    render.lag(Duration::from_secs(90));
    stage
}

#[tokio::test(start_paused = true)]
async fn the_books_agree_even_if_searches_lag() {
    suite::the_books_agree_after_every_fault(open_with_a_lag).await;
}

#[tokio::test(start_paused = true)]
async fn bad_luck_never_makes_the_books_wrong_even_if_searches_lag() {
    suite::bad_luck_never_makes_the_books_wrong(open_with_a_lag).await;
}

#[tokio::test(start_paused = true)]
async fn what_was_given_up_in_doubt_is_deleted_even_if_searches_lag() {
    suite::what_was_given_up_in_doubt_is_deleted(open_with_a_lag).await;
}

#[tokio::test]
async fn a_failed_deploy_is_told_with_its_reason() {
    let (render, stage) = open_with(clock());
    render.next_deploy_fails();
    let made = stage.engine.create(&order(1), &request()).await.unwrap();
    stage.clock.advance(Duration::from_mins(1));
    let seen = stage.engine.status(&made.handle, &request()).await.unwrap();
    let InstanceState::Failed(failure) = seen.state else { panic!("{seen:?}") };
    assert_eq!(failure.code, "render_deploy_failed");
    assert_eq!(failure.said.as_deref(), Some("the deploy ended as build_failed"));
}

#[tokio::test]
async fn the_twenty_first_create_of_an_hour_is_told_when_to_come_back() {
    let (render, stage) = open_with(clock());
    render.creates_an_hour(20);
    for number in 0..20 {
        stage.engine.create(&order(number), &request()).await.unwrap();
    }
    let error = stage.engine.create(&order(20), &request()).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::RateLimited));
    let in_an_hour = stage.clock.now().after(Duration::from_hours(1));
    assert_eq!(error.not_before, Some(in_an_hour));
    stage.clock.advance(Duration::from_hours(1));
    stage.engine.create(&order(20), &request()).await.unwrap();
}

#[tokio::test]
async fn of_thirty_creates_at_once_ten_are_told_when_to_come_back() {
    let (render, stage) = open_with(clock());
    render.creates_an_hour(20);
    let (id, orders): (_, Vec<_>) = (request(), (0..30).map(order).collect());
    let creates = orders.iter().map(|order| stage.engine.create(order, &id));
    let answers = futures_util::future::join_all(creates).await;
    let (made, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!((made.len(), refused.len(), render.inventory().len()), (20, 10, 20));
    for error in refused.into_iter().filter_map(Result::err) {
        assert_eq!(error.outcome, Outcome::Refused(Refusal::RateLimited));
        assert!(error.not_before.is_some());
    }
}

#[tokio::test]
async fn a_limit_without_retry_after_is_read_from_the_reset() {
    let stage = open();
    stage.fake.trouble(Trouble::next(Fault::RateLimited, Timing::Before));
    let error = stage.engine.check(&request()).await.unwrap_err();
    let now: Timestamp = stage.clock.now();
    assert_eq!(error.not_before, Some(now.after(Duration::from_secs(90))));
}

#[tokio::test]
async fn secrets_travel_as_files() {
    let (render, stage) = open_with(clock());
    stage.engine.create(&order(1), &request()).await.unwrap();
    let files = render.secret_files(order(1).name.as_str());
    assert_eq!(files, [("MUSTER_JOIN_TOKEN".to_owned(), CANARY.to_owned())]);
}

#[tokio::test]
async fn an_address_into_our_own_network_is_not_taken() {
    let (render, stage) = open_with(clock());
    render.answering_at(|_| "http://192.168.1.1/".into());
    let made = stage.engine.create(&order(1), &request()).await.unwrap();
    assert_eq!(made.address, None);
    assert!(stage.engine.address(&made.handle, &request()).await.unwrap_err().is_unknown());
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_found_by_name_once_the_search_has_caught_up() {
    let (render, stage) = open_with(clock());
    render.lag(Duration::from_secs(90));
    stage.fake.trouble(Trouble::next(Fault::Silence, Timing::After));
    let mut ledger = Ledger::new(&stage, 1);
    ledger.pass(Goal::Running).await;
    ledger.pass(Goal::Running).await;
    assert!(matches!(ledger.belief, Belief::Unknown { .. }), "an early absence proves nothing");
    ledger.reach(Goal::Running).await;
    ledger.assert_true("after the search has caught up");
}
