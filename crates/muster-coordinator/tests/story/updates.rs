//! Updates of workers: one first, then a quarter, then the rest.

use crate::bench::{Bench, Identity, Played, shell};
use muster_api::{
    ProblemKind,
    program::label,
    session::{FailedUpdate, FromCoordinator, FromWorker, UpdateOrder},
    update::{UpdateRequest, UpdateStage},
};
use muster_client::ClientError;
use muster_core::{owner::Owner, requirement::Labels};
use muster_session::is_signed;
use std::{collections::BTreeMap, env::consts};

/// Text with a label in it is as good as a program here: nobody runs it.
fn program(version: &str) -> Vec<u8> {
    [&b"#!/bin/sh\n# "[..], &label(version)].concat()
}

fn labels() -> Labels {
    let json = serde_json::json!({ "os": consts::OS, "arch": consts::ARCH });
    serde_json::from_value(json).unwrap()
}

/// Some workers that are here, and a program to which they can be brought.
async fn fleet(names: &[&str]) -> (Bench, Vec<(Identity, Played)>) {
    let bench = Bench::start().await;
    let programs = bench.client.bring_program(program("2.0.0")).await.unwrap();
    assert_eq!(programs.items[0].version, "2.0.0");
    let mut workers = vec![];
    for name in names {
        let identity = bench.join_with(name, 1, labels()).await;
        let session = bench.come(&identity, vec![]).await;
        workers.push((identity, session));
    }
    (bench, workers)
}

async fn order(session: &mut Played) -> UpdateOrder {
    let wanted = |frame| match frame {
        FromCoordinator::Update(order) => Some(order),
        _ => None,
    };
    session.hear_until(wanted).await
}

async fn stages(bench: &Bench) -> BTreeMap<String, UpdateStage> {
    let workers = bench.client.list_workers().await.unwrap().items;
    workers.into_iter().filter_map(|one| Some((one.name, one.update?.stage))).collect()
}

async fn until(bench: &Bench, expected: &[(&str, UpdateStage)]) {
    let expected: BTreeMap<_, _> =
        expected.iter().map(|(name, stage)| ((*name).to_owned(), *stage)).collect();
    let waiting = async {
        while stages(bench).await != expected {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let done = tokio::time::timeout(std::time::Duration::from_secs(30), waiting).await;
    assert!(done.is_ok(), "{:?} in place of {expected:?}", stages(bench).await);
}

/// Does as it was told, and comes back.
async fn change(bench: &Bench, identity: &mut Identity, session: &mut Played) {
    let order = order(session).await;
    assert!(is_signed(&order, &identity.id, &identity.coordinator));
    identity.version = order.version;
    *session = bench.come(identity, vec![]).await;
}

#[tokio::test]
async fn one_worker_changes_first_and_then_the_rest_each_after_its_job() {
    use UpdateStage::{Changing, Done, Draining, Waiting};
    let (bench, mut workers) = fleet(&["a", "b"]).await;
    let job = bench.submit(shell("make")).await;
    let grant = workers[0].1.assignment().await.grant;
    assert_eq!(grant.job, job.id);
    let asked = bench.client.update_workers(&UpdateRequest::default()).await.unwrap();
    assert_eq!(asked.count, 2);
    until(&bench, &[("a", Draining), ("b", Waiting)]).await;
    let next = bench.submit(shell("make more")).await;
    let next_grant = workers[1].1.assignment().await.grant;
    assert_eq!(next_grant.job, next.id, "the first is given nothing new");

    workers[0].1.finish(grant, 0).await;
    until(&bench, &[("a", Changing), ("b", Waiting)]).await;
    let (identity, session) = &mut workers[0];
    change(&bench, identity, session).await;
    until(&bench, &[("a", Done), ("b", Draining)]).await;
    let (identity, session) = &mut workers[1];
    session.finish(next_grant, 0).await;
    change(&bench, identity, session).await;
    until(&bench, &[("a", Done), ("b", Done)]).await;
}

#[tokio::test]
async fn the_first_that_fails_stops_those_that_have_not_begun() {
    use UpdateStage::{Changing, Failed, Stopped, Waiting};
    let (bench, mut workers) = fleet(&["a", "b", "c"]).await;
    bench.client.update_workers(&UpdateRequest::default()).await.unwrap();
    until(&bench, &[("a", Changing), ("b", Waiting), ("c", Waiting)]).await;
    let again = bench.client.update_workers(&UpdateRequest::default()).await.unwrap_err();
    assert!(matches!(again, ClientError::Problem(problem) if problem.error.as_str() == "not_now"));

    let asked_at = order(&mut workers[0].1).await.asked_at;
    let why = "the new program does not start here".to_owned();
    let failed_update = Some(FailedUpdate { asked_at, why: why.clone() });
    let owner = Owner::default();
    workers[0].1.say(FromWorker::Changed { labels: labels(), owner, failed_update }).await;
    until(&bench, &[("a", Failed), ("b", Stopped), ("c", Stopped)]).await;
    let workers = bench.client.list_workers().await.unwrap().items;
    let reasons: Vec<_> = workers.into_iter().map(|one| one.update.unwrap().reason).collect();
    let stopped = Some("a could not be updated".to_owned());
    assert_eq!(reasons, [Some(why), stopped.clone(), stopped]);
}

#[tokio::test]
async fn who_went_back_to_the_version_before_says_so_when_it_comes() {
    let (bench, mut workers) = fleet(&["a"]).await;
    bench.client.update_workers(&UpdateRequest::default()).await.unwrap();
    let (identity, session) = &mut workers[0];
    let asked_at = order(session).await.asked_at;
    let why = "it went back to the version before".to_owned();
    identity.failed_update = Some(FailedUpdate { asked_at, why });
    *session = bench.come(identity, vec![]).await;
    until(&bench, &[("a", UpdateStage::Failed)]).await;
    // It goes on saying so, and a later update is not the one that failed.
    bench.clock.advance(std::time::Duration::from_secs(1));
    bench.client.update_workers(&UpdateRequest::default()).await.unwrap();
    order(session).await;
    *session = bench.come(identity, vec![]).await;
    order(session).await;
    until(&bench, &[("a", UpdateStage::Changing)]).await;
}

#[tokio::test]
async fn what_was_asked_for_goes_on_after_a_restart_and_can_be_stopped() {
    use UpdateStage::{Changing, Done, Stopped, Waiting};
    let (bench, workers) = fleet(&["a", "b"]).await;
    bench.client.update_workers(&UpdateRequest::default()).await.unwrap();
    until(&bench, &[("a", Changing), ("b", Waiting)]).await;
    let mut identities: Vec<_> = workers.into_iter().map(|(identity, _)| identity).collect();
    let bench = bench.restart().await;
    let mut session = bench.come(&identities[0], vec![]).await;
    order(&mut session).await;
    assert_eq!(bench.client.stop_updates().await.unwrap().count, 1);
    until(&bench, &[("a", Changing), ("b", Stopped)]).await;
    // What had begun comes to its end.
    "2.0.0".clone_into(&mut identities[0].version);
    let _session = bench.come(&identities[0], vec![]).await;
    until(&bench, &[("a", Done), ("b", Stopped)]).await;
}

#[tokio::test]
async fn for_a_machine_without_a_program_there_is_a_reason_and_a_file_that_is_none_is_refused() {
    let (bench, _workers) = fleet(&["a"]).await;
    let other = serde_json::from_str(r#"{"os":"plan9","arch":"vax"}"#).unwrap();
    let other = bench.join_with("b", 1, other).await;
    let request = UpdateRequest { workers: Some(vec![other.id]) };
    assert_eq!(bench.client.update_workers(&request).await.unwrap().count, 0);
    let worker = bench.client.list_workers().await.unwrap().items.remove(1);
    let update = worker.update.unwrap();
    assert_eq!(update.stage, UpdateStage::Skipped);
    assert_eq!(update.reason.as_deref(), Some("there is no program for plan9-vax here; bring one"));
    let refused = bench.client.bring_program(b"#!/bin/sh\n".to_vec()).await.unwrap_err();
    let ClientError::Problem(problem) = refused else { panic!("not a refusal: {refused:?}") };
    assert_eq!(problem.error.as_str(), "validation");
}

#[tokio::test]
async fn a_program_that_was_brought_is_taken_back_once_no_worker_is_on_its_way_to_it() {
    use UpdateStage::{Changing, Failed, Stopped, Waiting};
    let (bench, mut workers) = fleet(&["a", "b"]).await;
    let sha256 = bench.client.list_programs().await.unwrap().items.remove(0).sha256;
    bench.client.update_workers(&UpdateRequest::default()).await.unwrap();
    until(&bench, &[("a", Changing), ("b", Waiting)]).await;
    let refused = bench.client.remove_program(&sha256).await.unwrap_err();
    assert!(refused.is(ProblemKind::NotNow), "{refused:?}");

    let asked_at = order(&mut workers[0].1).await.asked_at;
    let failed_update = Some(FailedUpdate { asked_at, why: "it does not start".to_owned() });
    let owner = Owner::default();
    workers[0].1.say(FromWorker::Changed { labels: labels(), owner, failed_update }).await;
    until(&bench, &[("a", Failed), ("b", Stopped)]).await;
    bench.client.remove_program(&sha256).await.unwrap();
    assert_eq!(bench.client.list_programs().await.unwrap().items, []);
    let gone = bench.client.remove_program(&sha256).await.unwrap_err();
    assert!(gone.is(ProblemKind::RouteNotFound), "{gone:?}");
    // An older one, with which all is well, is the newest again.
    let programs = bench.client.bring_program(program("1.9.0")).await.unwrap();
    assert_eq!(programs.items[0].version, "1.9.0");
}

#[tokio::test]
async fn how_far_it_is_is_counted_over_all_workers_and_not_over_a_page_of_them() {
    const MORE_THAN_A_PAGE: usize = 505;
    let (bench, mut workers) = fleet(&["zz-last"]).await;
    let none = bench.client.updates_of_workers().await.unwrap();
    assert_eq!((none.workers, none.last), (1, None));
    for number in 0..MORE_THAN_A_PAGE {
        bench.join_with(&format!("w{number:03}"), 1, labels()).await;
    }
    bench.client.update_workers(&UpdateRequest::default()).await.unwrap();
    let asked_at = order(&mut workers[0].1).await.asked_at;
    let report = bench.client.updates_of_workers().await.unwrap();
    let last = report.last.unwrap();
    let all = MORE_THAN_A_PAGE as u64 + 1;
    assert_eq!((report.workers, last.total, last.failed), (all, all, 0));
    assert!(last.is_under_way(), "the last by name is the one that changes: {last:?}");
    let one = last.one.unwrap();
    assert_eq!((one.name.as_str(), one.update.stage), ("zz-last", UpdateStage::Changing));
    assert_eq!(last.over, all - 1, "those that are not here hold nobody up");
    assert_eq!((last.version.as_str(), last.asked_at), ("2.0.0", asked_at));

    let why = "the new program does not start here".to_owned();
    let failed_update = Some(FailedUpdate { asked_at, why });
    let owner = Owner::default();
    workers[0].1.say(FromWorker::Changed { labels: labels(), owner, failed_update }).await;
    let failing = async {
        loop {
            let last = bench.client.updates_of_workers().await.unwrap().last.unwrap();
            if last.failed > 0 {
                return last;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let last = tokio::time::timeout(std::time::Duration::from_secs(30), failing).await.unwrap();
    assert_eq!((last.over, last.failed, last.is_under_way()), (all, 1, false));
    assert_eq!(last.one.unwrap().update.stage, UpdateStage::Failed);
}
