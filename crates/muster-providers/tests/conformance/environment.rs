//! The suite for environments: each function is one promise that every engine for them keeps.

use crate::{
    faults,
    stage::{CANARY, request},
};
use muster_providers::{
    Conflict, Doubt, EnvironmentEngine, EnvironmentOrder, Operation, Outcome, ProviderError,
    Refusal, Secret,
    environment::{Environment, Force, Place, Registry},
    fake::{Fake, Fault, Kept, Timing, Trouble},
    shell::{Shell, TerminalSize, Typed},
    worker::InstanceState,
};
use muster_seams::ManualClock;
use std::{fmt, sync::Arc, time::Duration};

pub(crate) struct Stage {
    pub(crate) engine: Box<dyn EnvironmentEngine>,
    pub(crate) fake: Fake,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) inventory: Box<dyn Fn() -> Vec<Kept>>,
    pub(crate) refusals: &'static [Fault],
    /// What its containers and its storages are called.
    pub(crate) kinds: [&'static str; 2],
}

impl fmt::Debug for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stage").field("engine", &self.engine).finish_non_exhaustive()
    }
}

pub(crate) fn place() -> Place {
    Place { key: "env-0123456789".parse().unwrap(), region: "east".into() }
}

pub(crate) fn order() -> EnvironmentOrder {
    EnvironmentOrder {
        place: place(),
        label_attempt: 0,
        image: "vaibhavsing/dev8-workspace:latest".into(),
        registry: Some(Registry {
            server: "index.docker.io".into(),
            username: "ada".into(),
            password: Secret::new(format!("registry-{CANARY}")),
        }),
        cpu_cores: 2,
        memory_gb: 4,
        storage_gb: 20,
        mount_path: "/home/dev8".into(),
        ports: vec![8080],
        variables: vec![("WORKSPACE_ID".into(), "env-0123456789".into())],
        secrets: vec![("GITHUB_TOKEN".into(), Secret::new(CANARY))],
        tags: vec![("userId".into(), "ada".into())],
    }
}

/// Every change of a life, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    KeepStorage,
    Create,
    Stop,
    Start,
    StopAgain,
    Delete,
    DiscardStorage,
}

pub(crate) const LIFE: [Step; 7] = [
    Step::KeepStorage,
    Step::Create,
    Step::Stop,
    Step::Start,
    Step::StopAgain,
    Step::Delete,
    Step::DiscardStorage,
];
// Longer than any change takes.
pub(crate) const A_WHILE: Duration = Duration::from_secs(20);
const MOST_PASSES: usize = 20;

impl Stage {
    pub(crate) async fn take(&self, step: Step) -> Result<(), ProviderError> {
        let (engine, order, place, request) = (&self.engine, order(), place(), request());
        match step {
            Step::KeepStorage => engine.keep_storage(&order, &request).await.map(drop),
            Step::Create => engine.create(&order, &request).await.map(drop),
            Step::Stop | Step::StopAgain => engine.stop(&place, &request).await,
            Step::Start => made_anew(engine.start(&place, &request).await),
            Step::Delete => engine.delete(&place, Force::No, &request).await,
            Step::DiscardStorage => engine.discard_storage(&place, &request).await,
        }
    }

    /// Takes every step before this one, and lets each come to its end.
    pub(crate) async fn live_until(&self, step: Step) {
        for before in LIFE.into_iter().take_while(|before| *before != step) {
            self.take(before).await.unwrap();
            self.clock.advance(A_WHILE);
            self.bring_to_its_end(before).await;
        }
    }

    /// Looks and tries again, as a reconciler does, until the step is done.
    pub(crate) async fn bring_to_its_end(&self, step: Step) {
        for _ in 0..MOST_PASSES {
            let seen = self.engine.look(&place(), &request()).await.unwrap();
            if is_done(step, &seen) {
                return;
            }
            if !is_under_way(&seen) {
                self.take(next(step, &seen)).await.unwrap();
            }
            self.clock.advance(A_WHILE);
        }
        panic!("{step:?} is out of reach");
    }
}

/// Some providers keep no container that is down: what starts one then is a create.
fn made_anew(started: Result<(), ProviderError>) -> Result<(), ProviderError> {
    started.or_else(|error| if error.is_absence() { Ok(()) } else { Err(error) })
}

/// What is asked on the way to a step's end. A container that was made is there, though it may be down.
fn next(step: Step, seen: &Environment) -> Step {
    match (step, &seen.instance) {
        (Step::Create, Some(_)) => Step::Start,
        (Step::Start, None) => Step::Create,
        _ => step,
    }
}

fn is_done(step: Step, seen: &Environment) -> bool {
    let state = seen.instance.as_ref().map(|instance| &instance.state);
    match step {
        Step::KeepStorage => seen.storage.is_some(),
        Step::Create | Step::Start => state == Some(&InstanceState::Running),
        Step::Stop | Step::StopAgain => state == Some(&InstanceState::Stopped),
        Step::Delete => state.is_none(),
        Step::DiscardStorage => seen.storage.is_none(),
    }
}

fn is_under_way(seen: &Environment) -> bool {
    let state = seen.instance.as_ref().map(|instance| &instance.state);
    matches!(state, Some(InstanceState::Starting | InstanceState::Deleting))
}

/// Whatever goes wrong at whichever request of whichever step: what is called certain is so, the step can be
/// brought to its end, and nothing is made twice or left behind.
pub(crate) async fn every_outcome_is_true(open: impl Fn() -> Stage) {
    for (fault, timing) in faults::every(open().refusals) {
        for step in LIFE {
            let mut requests = 0;
            while happens(&open(), step, (requests, fault, timing)).await {
                requests += 1;
            }
            assert!(requests > 0, "{step:?} must ask somebody");
        }
    }
}

/// Takes the step with a fault at its n-th request; says whether there was such a request.
async fn happens(
    stage: &Stage,
    step: Step,
    (requests, fault, timing): (usize, Fault, Timing),
) -> bool {
    let story = format!("{step:?} with {timing:?} {fault:?} after {requests} requests");
    stage.live_until(step).await;
    let before = (stage.inventory)();
    stage.fake.trouble(Trouble::after(requests, fault, timing));
    let result = stage.take(step).await;
    let has_happened = stage.fake.script().is_over();
    stage.fake.script().clear();
    if let Err(error) = result {
        assert_error(&error, fault, &story);
        let is_changed = (stage.inventory)() != before;
        assert!(error.is_unknown() || !is_changed, "{story}: certain means unchanged: {error}");
        let is_half = error.outcome == Outcome::Unknown(Doubt::Half);
        assert!(is_changed || !is_half, "{story}: what is half done has changed something");
    }
    stage.clock.advance(A_WHILE);
    stage.bring_to_its_end(step).await;
    assert_kept(stage, step, &story);
    has_happened
}

fn assert_error(error: &ProviderError, fault: Fault, story: &str) {
    assert!(!error.is_absence(), "{story}: a fault is no absence: {error}");
    if let Some(certain) = faults::certain(fault) {
        let is_told = match (error.outcome, certain) {
            (Outcome::Unsent, Outcome::Unknown(_))
            | (Outcome::Unknown(Doubt::Half), Outcome::Refused(_)) => true,
            // Whoever may not sign in is not told more.
            (Outcome::Refused(_), Outcome::Refused(_)) if error.operation == Operation::SignIn => {
                true
            }
            (outcome, certain) => outcome == certain,
        };
        assert!(is_told, "{story}: {error}");
    }
    let told = format!("{error} {error:?}");
    assert!(!told.contains(CANARY), "{story}: no secret is told");
}

fn assert_kept(stage: &Stage, step: Step, story: &str) {
    let kinds: Vec<_> = (stage.inventory)().into_iter().map(|kept| kept.kind).collect();
    let expected: &[&str] = match step {
        Step::KeepStorage | Step::Delete => &stage.kinds[1..],
        Step::Create | Step::Stop | Step::Start | Step::StopAgain => &stage.kinds,
        Step::DiscardStorage => &[],
    };
    assert_eq!(kinds, expected, "{story}: nothing twice, nothing left behind");
    assert_eq!(stage.fake.objections(), [""; 0], "{story}: the specification must be kept");
}

/// Looks and lists have no effect and never take a fault for an absence.
pub(crate) async fn a_look_never_takes_a_fault_for_an_absence(open: impl Fn() -> Stage) {
    for (fault, timing) in faults::every(open().refusals) {
        for requests in 0..3 {
            let stage = open();
            stage.live_until(Step::Stop).await;
            let trouble = || stage.fake.trouble(Trouble::after(requests, fault, timing));
            trouble();
            let looked = stage.engine.look(&place(), &request()).await;
            let is_whole =
                looked.as_ref().is_ok_and(|it| it.instance.is_some() && it.storage.is_some());
            assert!(is_whole || looked.is_err(), "{timing:?} {fault:?}: {looked:?}");
            trouble();
            let listed = stage.engine.list(&request()).await;
            let is_whole = listed.as_ref().is_ok_and(|it| it[0].has_instance && it[0].has_storage);
            assert!(is_whole || listed.is_err(), "{timing:?} {fault:?}: {listed:?}");
            assert_eq!((stage.inventory)().len(), 2, "looking changes nothing");
        }
    }
}

/// While anything is unsure about the container, its storage stays.
pub(crate) async fn storage_goes_last(open: impl Fn() -> Stage) {
    let stage = open();
    stage.live_until(Step::Stop).await;
    let error = stage.take(Step::DiscardStorage).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::Conflict(Conflict::Busy)), "{error}");
    for (fault, timing) in faults::every(stage.refusals) {
        for requests in 0..2 {
            stage.fake.trouble(Trouble::after(requests, fault, timing));
            assert!(stage.take(Step::DiscardStorage).await.is_err(), "{timing:?} {fault:?}");
            stage.fake.script().clear();
        }
    }
    assert_eq!((stage.inventory)().len(), 2);
}

/// A running container is only deleted by force.
pub(crate) async fn what_runs_is_not_deleted_without_force(open: impl Fn() -> Stage) {
    let stage = open();
    stage.live_until(Step::Stop).await;
    let error = stage.take(Step::Delete).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::Conflict(Conflict::Busy)), "{error}");
    stage.fake.trouble(Trouble::after(0, Fault::StrangeWord, Timing::After));
    assert!(stage.take(Step::Delete).await.is_err(), "a strange state may well be a running one");
    stage.fake.script().clear();
    assert_eq!((stage.inventory)().len(), 2);
    stage.engine.delete(&place(), Force::Yes, &request()).await.unwrap();
    stage.bring_to_its_end(Step::Delete).await;
    assert_kept(&stage, Step::Delete, "by force");
}

/// Repeats of every step change nothing more.
pub(crate) async fn repeats_do_no_harm(open: impl Fn() -> Stage) {
    let stage = open();
    for step in LIFE {
        stage.take(step).await.unwrap();
        stage.clock.advance(A_WHILE);
        stage.bring_to_its_end(step).await;
        let again = stage.take(step).await;
        match (step, again) {
            (Step::Create, again) => {
                let error = again.unwrap_err();
                let exists = Outcome::Refused(Refusal::Conflict(Conflict::Exists));
                assert_eq!(error.outcome, exists, "a second create would restart the first");
            }
            (Step::Delete | Step::DiscardStorage, again) => {
                assert!(again.unwrap_err().is_absence(), "{step:?}");
            }
            (_, again) => again.unwrap(),
        }
        stage.clock.advance(A_WHILE);
        assert_kept(&stage, step, "repeated");
    }
}

/// Nothing is asked of a container that is still on its way.
pub(crate) async fn a_change_during_a_change_is_refused(open: impl Fn() -> Stage) {
    let stage = open();
    stage.live_until(Step::Create).await;
    stage.take(Step::Create).await.unwrap();
    let seen = stage.engine.look(&place(), &request()).await.unwrap();
    if !is_under_way(&seen) {
        return;
    }
    let error = stage.take(Step::Stop).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::Conflict(Conflict::Busy)), "{error}");
    stage.bring_to_its_end(Step::Create).await;
    stage.bring_to_its_end(Step::Stop).await;
}

/// Orders that cannot be right are refused before anybody is asked, and every mistake is named.
pub(crate) async fn a_bad_order_asks_nobody(open: impl Fn() -> Stage) {
    let stage = open();
    let mut bad = order();
    (bad.cpu_cores, bad.memory_gb, bad.storage_gb) = (0, 17, 10_000);
    bad.place.region = "antarctica".into();
    bad.mount_path = "home:dev8".into();
    bad.ports.clear();
    bad.secrets.push(("HUGE".into(), Secret::new(CANARY.repeat(60_000))));
    let error = stage.engine.keep_storage(&bad, &request()).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::BadRequest));
    let problems = stage.engine.check_order(&bad).unwrap_err().problems;
    let paths: Vec<_> = problems.iter().map(|problem| problem.path.as_str()).collect();
    let expected =
        ["region", "cpu_cores", "memory_gb", "storage_gb", "secrets.HUGE", "mount_path", "ports"];
    assert_eq!(paths, expected);
    assert!(!error.said.unwrap().contains(CANARY), "no value is told");
    assert_eq!((stage.inventory)(), []);
    assert_eq!(stage.fake.seen(), [], "nobody was asked");
}

/// Every request carries the id of what caused it, the one that signs in too.
pub(crate) async fn every_request_has_its_id(open: impl Fn() -> Stage) {
    let stage = open();
    stage.live_until(Step::DiscardStorage).await;
    stage.engine.check(&request()).await.unwrap();
    for seen in stage.fake.seen() {
        assert_eq!(seen.request_id.as_deref(), Some(request().as_str()), "{seen:?}");
    }
}

/// Whatever is asked of an environment, what it was given is not in the answer, nor in its log.
pub(crate) async fn what_an_engine_says_tells_no_secret(open: impl Fn() -> Stage) {
    let (stage, request) = (open(), request());
    stage.live_until(Step::Stop).await;
    let (engine, place) = (&stage.engine, place());
    let seen = engine.look(&place, &request).await.unwrap();
    let listed = engine.list(&request).await.unwrap();
    let log = engine.logs(&place, 100, &request).await.unwrap();
    let refused = engine.create(&order(), &request).await;
    let told = format!("{:?} {seen:?} {listed:?} {log} {refused:?}", order());
    assert!(!told.contains(CANARY), "{told}");
}

/// What a shell has shown once it ended by itself.
async fn said(Shell { typed, mut shown, work }: Shell, keys: &'static str) -> String {
    let sitting = async {
        typed.send(Typed::Bytes(keys.into())).await.unwrap();
        let mut all = Vec::new();
        while let Some(piece) = shown.recv().await {
            all.extend_from_slice(&piece);
        }
        String::from_utf8(all).unwrap()
    };
    futures_util::future::join(work, sitting).await.1
}

pub(crate) async fn a_shell_is_opened_in_what_runs_and_nowhere_else(open: impl Fn() -> Stage) {
    let stage = open();
    let size = TerminalSize { columns: 100, rows: 30 };
    let (place, request) = (place(), request());
    let missing = stage.engine.shell(&place, size, &request).await.unwrap_err();
    assert!(missing.is_absence(), "{missing}");
    stage.live_until(Step::Stop).await;
    let shell = stage.engine.shell(&place, size, &request).await.unwrap();
    let first = said(shell, "whoami\recho one > notes\rexit\r").await;
    assert!(first.contains("\r\ndeveloper\r\n"), "{first}");
    let shell = stage.engine.shell(&place, size, &request).await.unwrap();
    let second = said(shell, "cat notes\rexit\r").await;
    assert!(second.contains("\r\none\r\n"), "it is the same place: {second}");
    stage.take(Step::Stop).await.unwrap();
    stage.bring_to_its_end(Step::Stop).await;
    let stopped = stage.engine.shell(&place, size, &request).await.unwrap_err();
    assert_eq!(stopped.outcome, Outcome::Refused(Refusal::Conflict(Conflict::Busy)));
}

/// All promises of an engine for environments.
macro_rules! environment_promises {
    ($open:ident: $($promise:ident)*) => {$(
        #[tokio::test(start_paused = true)]
        async fn $promise() {
            crate::environment::$promise($open).await;
        }
    )*};
    ($open:ident) => {
        environment_promises! { $open:
            every_outcome_is_true
            a_look_never_takes_a_fault_for_an_absence
            storage_goes_last
            what_runs_is_not_deleted_without_force
            repeats_do_no_harm
            a_change_during_a_change_is_refused
            a_bad_order_asks_nobody
            every_request_has_its_id
            what_an_engine_says_tells_no_secret
            a_shell_is_opened_in_what_runs_and_nowhere_else
        }
    };
}
pub(crate) use environment_promises;
