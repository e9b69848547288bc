//! The suite: each function is one promise that every engine for workers keeps.

use crate::{
    faults,
    ledger::{Goal, Ledger},
    stage::{CANARY, Stage, mark, order, request, worker},
};
use muster_providers::{
    Outcome, Refusal,
    fake::{Fault, Timing, Trouble},
};
use muster_seams::{Rng, SeededRng};
use std::time::Duration;

/// A test for each promise; `open` sets the stage.
macro_rules! promises {
    ($open:ident: $($promise:ident)*) => {$(
        #[tokio::test(start_paused = true)]
        async fn $promise() {
            crate::suite::$promise($open).await;
        }
    )*};
}

/// All promises of an engine for workers.
macro_rules! worker_promises {
    ($open:ident) => {
        promises! { $open:
            the_books_agree_after_every_fault
            a_look_never_takes_a_fault_for_an_absence
            what_is_gone_is_absent_to_every_call
            a_name_is_made_once
            a_name_is_found_exactly
            what_was_given_up_in_doubt_is_deleted
            a_list_shows_ours_alone
            bad_luck_never_makes_the_books_wrong
            every_request_has_its_id
            a_slow_answer_is_an_answer
            a_bad_order_asks_nobody
            what_an_engine_says_tells_no_secret
        }
    };
}

/// Every change of a life, and what stands before it.
const STEPS: &[(&[Goal], Goal)] = &[
    (&[], Goal::Running),
    (&[Goal::Running], Goal::Stopped),
    (&[Goal::Running, Goal::Stopped], Goal::Running),
    (&[Goal::Running], Goal::Gone),
    (&[Goal::Running, Goal::Stopped], Goal::Gone),
];

/// Whatever goes wrong at whichever step, the goal is reached, there is never a second instance, and what
/// the caller believes is what the provider has.
pub(crate) async fn the_books_agree_after_every_fault(open: impl Fn() -> Stage) {
    for (fault, timing) in faults::every(open().refusals) {
        for (before, goal) in STEPS {
            let stage = open();
            let mut ledger = Ledger::new(&stage, 1);
            for goal in *before {
                ledger.reach(*goal).await;
            }
            stage.fake.trouble(Trouble::next(fault, timing));
            let story = format!("{timing:?} {fault:?} on the way to {goal:?}");
            ledger.pass(*goal).await;
            assert_first_error(&stage, &ledger, fault, &story);
            ledger.reach(*goal).await;
            ledger.assert_true(&story);
            assert!(stage.fake.script().is_over(), "{story}: it must have happened");
            ledger.reach(Goal::Gone).await;
            ledger.assert_true(&story);
        }
    }
}

fn assert_first_error(stage: &Stage, ledger: &Ledger<'_>, fault: Fault, story: &str) {
    if let Some(certain) = faults::certain(fault) {
        let error = ledger.errors.first().unwrap_or_else(|| panic!("{story}: no error"));
        let was_look = stage.looks_first && error.outcome == Outcome::Unsent;
        let is_doubt = matches!(certain, Outcome::Unknown(_));
        assert!(error.outcome == certain || (was_look && is_doubt), "{story}: {error}");
        let is_limit = certain == Outcome::Refused(Refusal::RateLimited);
        assert_eq!(error.not_before.is_some(), is_limit, "{story}: until when");
    }
    let told =
        format!("{ledger:?} {}", ledger.errors.iter().map(ToString::to_string).collect::<String>());
    assert!(!told.contains(CANARY), "{story}: no secret is told");
}

/// Looks, lists and checks have no effect, and say what is certain as well as changes do.
pub(crate) async fn a_look_never_takes_a_fault_for_an_absence(open: impl Fn() -> Stage) {
    for (fault, timing) in faults::every(open().refusals) {
        let Some(certain) = faults::certain(fault) else { continue };
        let stage = open();
        let made = stage.engine.create(&order(1), &request()).await.unwrap();
        let trouble = || stage.fake.trouble(Trouble::next(fault, timing));
        let told =
            |error: muster_providers::ProviderError| assert_eq!(error.outcome, certain, "{error}");
        trouble();
        told(stage.engine.find(&order(1).name, &request()).await.unwrap_err());
        trouble();
        told(stage.engine.status(&made.handle, &request()).await.unwrap_err());
        trouble();
        told(stage.engine.list(&request()).await.unwrap_err());
        trouble();
        told(stage.engine.address(&made.handle, &request()).await.unwrap_err());
        trouble();
        told(stage.engine.check(&request()).await.unwrap_err());
        assert_eq!((stage.inventory)().len(), 1, "looking changes nothing");
    }
}

/// Only the provider's own "not found" is an absence, and a thing that is gone is told so by each call.
pub(crate) async fn what_is_gone_is_absent_to_every_call(open: impl Fn() -> Stage) {
    let stage = open();
    let mut ledger = Ledger::new(&stage, 1);
    let made = stage.engine.create(&order(1), &request()).await.unwrap();
    ledger.belief = crate::ledger::Belief::Known { handle: made.handle.clone(), state: None };
    ledger.reach(Goal::Gone).await;
    let engine = &stage.engine;
    assert!(engine.status(&made.handle, &request()).await.unwrap_err().is_absence());
    assert!(engine.stop(&made.handle, &request()).await.unwrap_err().is_absence());
    assert!(engine.wake(&made.handle, &request()).await.unwrap_err().is_absence());
    assert!(engine.delete(&made.handle, &request()).await.unwrap_err().is_absence());
    assert!(engine.address(&made.handle, &request()).await.unwrap_err().is_absence());
    assert_eq!(engine.find(&order(1).name, &request()).await.unwrap(), None);
}

/// A name is made once, however often and from however many places it is asked for.
pub(crate) async fn a_name_is_made_once(open: impl Fn() -> Stage) {
    let stage = open();
    stage.engine.create(&order(1), &request()).await.unwrap();
    let error = stage.engine.create(&order(1), &request()).await.unwrap_err();
    let exists = Outcome::Refused(Refusal::Conflict(muster_providers::Conflict::Exists));
    assert_eq!(error.outcome, exists, "{error}");
    assert_eq!((stage.inventory)().len(), 1);
}

/// Whoever gives up a create in doubt leaves nothing behind, even if it shows late.
pub(crate) async fn what_was_given_up_in_doubt_is_deleted(open: impl Fn() -> Stage) {
    for fault in [Fault::Silence, Fault::Cut, Fault::Page(502), Fault::Garbled] {
        let stage = open();
        stage.fake.trouble(Trouble::next(fault, Timing::After));
        let mut ledger = Ledger::new(&stage, 1);
        ledger.pass(Goal::Running).await;
        ledger.reach(Goal::Gone).await;
        ledger.assert_true("given up");
    }
}

/// A name that only resembles the wanted one is another's.
pub(crate) async fn a_name_is_found_exactly(open: impl Fn() -> Stage) {
    let stage = open();
    let mut longer = order(1);
    longer.name = format!("x-{}", order(1).name).parse().unwrap();
    stage.engine.create(&longer, &request()).await.unwrap();
    assert_eq!(stage.engine.find(&order(1).name, &request()).await.unwrap(), None);
    let found = stage.engine.find(&longer.name, &request()).await.unwrap();
    assert_eq!(found.map(|it| it.name), Some(longer.name));
}

/// One goal after another, and something goes wrong at every other request: in the end the books agree.
pub(crate) async fn bad_luck_never_makes_the_books_wrong(open: impl Fn() -> Stage) {
    for seed in 0..40 {
        let (stage, dice) = (open(), SeededRng::from_seed(seed));
        let mut ledger = Ledger::new(&stage, 1);
        for _ in 0..30 {
            let [goal, luck, which, requests] = (&dice as &dyn Rng).bytes();
            let goal = [Goal::Running, Goal::Stopped, Goal::Gone][usize::from(goal % 3)];
            if luck % 2 == 0 {
                let faults = faults::every(stage.refusals);
                let (fault, timing) = faults[usize::from(which) % faults.len()];
                let most = if stage.looks_first { 7 } else { 2 };
                stage.fake.trouble(Trouble::after(usize::from(requests % most), fault, timing));
            }
            ledger.pass(goal).await;
            stage.fake.script().clear();
            stage.clock.advance(Duration::from_secs(15));
        }
        for goal in [Goal::Running, Goal::Gone] {
            ledger.reach(goal).await;
            ledger.assert_true(&format!("seed {seed}"));
        }
    }
}

/// A list shows what this installation made and nothing else, over as many pages as it takes.
pub(crate) async fn a_list_shows_ours_alone(open: impl Fn() -> Stage) {
    let stage = open();
    let others = muster_providers::Mark::from_random([1; 16]);
    let mut foreign = order(250);
    foreign.name =
        muster_providers::WorkerName::of(&"muster-worker".parse().unwrap(), &others, &worker(250));
    stage.engine.create(&foreign, &request()).await.unwrap();
    for number in 0..230 {
        stage.engine.create(&order(number), &request()).await.unwrap();
    }
    stage.clock.advance(Duration::from_mins(5));
    let mut listed: Vec<_> =
        stage.engine.list(&request()).await.unwrap().into_iter().map(|it| it.worker).collect();
    listed.sort();
    let mut made: Vec<_> = (0..230).map(worker).collect();
    made.sort();
    assert_eq!(listed, made);
    assert_eq!(foreign.name.worker(&mark()), None);
    assert_eq!(stage.fake.objections(), [""; 0]);
}

/// Every request carries the id of what caused it.
pub(crate) async fn every_request_has_its_id(open: impl Fn() -> Stage) {
    let stage = open();
    let mut ledger = Ledger::new(&stage, 1);
    for goal in [Goal::Running, Goal::Stopped, Goal::Running, Goal::Gone] {
        ledger.reach(goal).await;
    }
    stage.engine.check(&request()).await.unwrap();
    for seen in stage.fake.seen() {
        assert_eq!(seen.request_id.as_deref(), Some(request().as_str()), "{seen:?}");
    }
}

/// A provider that is slow, but not too slow, is waited for.
pub(crate) async fn a_slow_answer_is_an_answer(open: impl Fn() -> Stage) {
    let stage = open();
    stage.fake.script().delay(Duration::from_secs(40));
    let mut ledger = Ledger::new(&stage, 1);
    ledger.reach(Goal::Running).await;
    ledger.assert_true("with answers after 40 s");
    assert!(ledger.errors.is_empty(), "{:?}", ledger.errors);
    stage.fake.trouble(Trouble::next(Fault::Silence, Timing::Before));
    assert!(stage.engine.check(&request()).await.unwrap_err().is_unknown());
}

/// An order that cannot be right is refused before anybody is asked, and every mistake is named.
pub(crate) async fn a_bad_order_asks_nobody(open: impl Fn() -> Stage) {
    let stage = open();
    let mut bad = order(1);
    bad.variables.push(("NOT A NAME".into(), String::new()));
    bad.secrets.push(("HUGE".into(), muster_providers::Secret::new(CANARY.repeat(60_000))));
    let error = stage.engine.create(&bad, &request()).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::BadRequest));
    let said = error.said.unwrap();
    assert!(said.contains("variables.NOT?A?NAME") && said.contains("secrets.HUGE"), "{said}");
    assert!(!said.contains(CANARY), "no value is told");
    assert_eq!((stage.inventory)(), []);
    assert_eq!(stage.fake.seen(), [], "nobody was asked");
}

/// Whatever is asked of an instance, and whatever a provider says back to it, what the instance was given is not in the answer.
pub(crate) async fn what_an_engine_says_tells_no_secret(open: impl Fn() -> Stage) {
    let (stage, request, order) = (open(), request(), order(1));
    let made = stage.engine.create(&order, &request).await.unwrap();
    stage.clock.advance(Duration::from_mins(5));
    let found = stage.engine.find(&order.name, &request).await;
    let seen = stage.engine.status(&made.handle, &request).await;
    let listed = stage.engine.list(&request).await;
    let checked = stage.engine.check(&request).await;
    let told = format!("{order:?} {made:?} {found:?} {seen:?} {listed:?} {checked:?}");
    assert!(!told.contains(CANARY), "{told}");
    for requests in 0..5 {
        let stage = open();
        stage.fake.trouble(Trouble::after(requests, Fault::Echo, Timing::Before));
        let Err(error) = stage.engine.create(&order, &request).await else { continue };
        let told = format!("{error} {error:?}");
        assert!(!told.contains(CANARY), "after {requests} requests: {told}");
    }
}
