//! Workers on machines that belong to people, who say what may run there and when.

use crate::bench::{Bench, Identity, Played, shell};
use muster_api::{
    explanation::WorkerVerdict,
    job::{Job, JobState, JobSubmission},
    session::{Finished, FromWorker},
    worker::Worker,
};
use muster_core::{
    job::{AttemptEnd, FailureReason, Isolation},
    owner::{Cap, Closed, Limits, Only, Owner},
    requirement::{LabelValue, Labels},
};
use muster_store::{audit_event, organisation};

fn owner(limits: Limits, closed: Option<Closed>) -> Owner {
    Owner { limits, closed }
}

fn only_on_mains() -> Limits {
    Limits { only_on_mains: true, ..Limits::default() }
}

fn only(programs: &[&str], submitters: &[&str]) -> Limits {
    let set = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    let only = Only { programs: set(programs), submitters: set(submitters), ..Only::default() };
    Limits { only, ..Limits::default() }
}

async fn says(session: &mut Played, owner: Owner) {
    session.say(FromWorker::Changed { labels: Labels::new(), owner, failed_update: None }).await;
}

async fn only_worker(bench: &Bench) -> Worker {
    bench.client.list_workers().await.unwrap().items.remove(0)
}

/// The worker, once it is as wanted.
async fn worker(bench: &Bench, is_wanted: impl Fn(&Worker) -> bool) -> Worker {
    let waiting = async {
        loop {
            let worker = only_worker(bench).await;
            if is_wanted(&worker) {
                return worker;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), waiting).await.unwrap()
}

async fn waits_for(bench: &Bench, job: &Job, reason: &str) {
    bench.until(job, |job| job.reason.as_deref() == Some(reason)).await;
}

async fn laptop(bench: &Bench) -> (Identity, Played) {
    let laptop = bench.join("laptop", 2).await;
    let session = bench.come(&laptop, vec![]).await;
    (laptop, session)
}

#[tokio::test]
async fn a_job_waits_for_a_laptop_on_battery_and_says_so_until_it_is_plugged_in() {
    let bench = Bench::start().await;
    let (_laptop, mut session) = laptop(&bench).await;
    says(&mut session, owner(only_on_mains(), Some(Closed::OnBattery))).await;
    let seen = worker(&bench, |worker| worker.owner.closed.is_some()).await;
    assert!(seen.owner.only_on_mains);
    assert_eq!(seen.owner.closed_because.as_deref(), Some("on battery"));

    let job = bench.submit(shell("make")).await;
    waits_for(&bench, &job, "1 on battery").await;
    let groups = bench.client.explain_job(job.id).await.unwrap().groups;
    assert_eq!((groups[0].verdict, &*groups[0].helps), (WorkerVerdict::Closed, "Plug `laptop` in"));

    says(&mut session, owner(only_on_mains(), None)).await;
    assert_eq!(session.assignment().await.grant.job, job.id);
}

#[tokio::test]
async fn what_is_given_back_for_the_owner_goes_elsewhere_and_costs_nothing() {
    let bench = Bench::start().await;
    let (_laptop, mut session) = laptop(&bench).await;
    let job = bench.submit(shell("make")).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    bench.until(&job, |job| job.state == JobState::Running).await;

    says(&mut session, owner(only_on_mains(), Some(Closed::OnBattery))).await;
    let detail = Some("its worker's owner did not want jobs there any more".to_owned());
    let end = AttemptEnd { detail, ..AttemptEnd::because(FailureReason::TakenBack) };
    session.say(FromWorker::Finished(Finished::new(grant, end, 0))).await;
    waits_for(&bench, &job, "1 on battery").await;
    let tower = bench.join("tower", 1).await;
    let mut tower = bench.come(&tower, vec![]).await;
    let again = tower.assignment().await.grant;
    assert_eq!((again.job, again.attempt), (job.id, 2));
    tower.finish(again, 0).await;
    let ended = bench.until(&job, |job| job.state == JobState::Succeeded).await;
    assert_eq!(ended.max_attempts, 1, "it had one attempt to fail, and has it still");
}

#[tokio::test]
async fn an_owner_who_allows_one_program_gets_that_one_and_the_others_wait() {
    let bench = Bench::start().await;
    let (_laptop, mut session) = laptop(&bench).await;
    says(&mut session, owner(only(&["make"], &[]), None)).await;
    worker(&bench, |worker| worker.owner.programs == ["make"]).await;
    let line = bench.submit(shell("make all")).await;
    let argv = vec!["make".to_owned(), "all".to_owned()];
    let make = bench.submit(JobSubmission { argv: Some(argv), ..JobSubmission::default() }).await;
    assert_eq!(session.assignment().await.grant.job, make.id);
    waits_for(&bench, &line, "the owner of 1 worker does not allow `sh`").await;
    let groups = bench.client.explain_job(line.id).await.unwrap().groups;
    assert_eq!(groups[0].why, "its owner does not allow `sh`");
}

#[tokio::test]
async fn an_owner_who_takes_jobs_of_certain_people_only_gets_no_others() {
    let bench = Bench::start().await;
    let (_laptop, mut session) = laptop(&bench).await;
    says(&mut session, owner(only(&[], &["tok_somebody"]), None)).await;
    worker(&bench, |worker| !worker.owner.submitters.is_empty()).await;
    let job = bench.submit(shell("make")).await;
    waits_for(&bench, &job, "the owner of 1 worker does not take jobs of `operator`").await;
    says(&mut session, owner(only(&[], &["operator"]), None)).await;
    let assignment = session.assignment().await;
    assert_eq!((assignment.grant.job, &*assignment.submitter), (job.id, "operator"));
}

#[tokio::test]
async fn an_owner_who_wants_jobs_kept_apart_gets_those_and_lends_what_is_said() {
    let bench = Bench::start().await;
    let (_laptop, mut session) = laptop(&bench).await;
    let cap = Cap { cpu_percent: Some(50), memory_mib: Some(4096), disk_mib: Some(20_480) };
    let only = Only { isolation: Isolation::Landlock, ..Only::default() };
    let labels = [("landlock".to_owned(), LabelValue::Bool(true))].into();
    let owner = owner(Limits { cap, only, ..Limits::default() }, None);
    session.say(FromWorker::Changed { labels, owner, failed_update: None }).await;
    let seen = worker(&bench, |worker| worker.owner.isolation.is_some()).await.owner;
    assert_eq!((seen.cpu_percent, seen.memory_mib), (Some(50), Some(4096)));
    assert_eq!(seen.disk_mib, Some(20_480));
    assert_eq!(seen.isolation.as_deref(), Some("landlock"));

    let plain = bench.submit(shell("make")).await;
    let isolation = Some(Isolation::Landlock);
    let apart = bench.submit(JobSubmission { isolation, ..shell("make") }).await;
    assert_eq!(session.assignment().await.grant.job, apart.id);
    let reason = "the owner of 1 worker takes only jobs with `--isolation landlock` or more";
    waits_for(&bench, &plain, reason).await;
}

#[tokio::test]
async fn what_an_owner_allows_is_known_over_a_restart_and_audited_when_it_changes() {
    let bench = Bench::start().await;
    let (mut laptop, mut session) = laptop(&bench).await;
    says(&mut session, owner(only_on_mains(), Some(Closed::OnBattery))).await;
    worker(&bench, |worker| worker.owner.closed.is_some()).await;
    says(&mut session, owner(only_on_mains(), None)).await;
    worker(&bench, |worker| worker.owner.closed.is_none()).await;
    drop(session);
    let bench = bench.restart().await;
    assert!(only_worker(&bench).await.owner.only_on_mains, "it is away, and still known");

    let hours = Some("22:00-07:00".parse().unwrap());
    laptop.owner = owner(Limits { hours, ..Limits::default() }, None);
    let _session = bench.come(&laptop, vec![]).await;
    let seen = worker(&bench, |worker| worker.owner.hours.is_some()).await;
    assert!(!seen.owner.only_on_mains);
    let events = bench.store.read(|tx| {
        let own = organisation::all(tx)?.remove(0);
        audit_event::page(tx, &own, None, 100)
    });
    let events = events.await.unwrap().into_iter().rev().map(|event| (event.actor, event.entry));
    let limits: Vec<_> = events.filter(|(_, entry)| entry.action == "worker.limits").collect();
    assert_eq!(limits.len(), 2, "opening and closing is no change of what is allowed");
    assert!(limits.iter().all(|(actor, _)| *actor == laptop.id.to_string()));
    assert_eq!(limits[1].1.detail, r#"{"limits":{"hours":"22:00-07:00"}}"#);
}
