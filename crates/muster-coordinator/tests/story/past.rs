//! How workers were: what is kept of it, and what nobody saw.

use crate::bench::{Bench, Identity, Played};
use muster_api::{
    ProblemKind,
    session::{ByeReason, FromWorker},
    worker::WorkerLiveness::{self, Asleep, Disconnected, Lost, Online},
    worker_history::{FleetHistoryQuery, WorkerHistoryQuery, WorkerSpan},
};
use muster_core::WorkerId;
use muster_seams::{Clock, NoFaults};
use std::{sync::Arc, time::Duration};

/// Workers that say nothing are looked at this often.
const PASS: Duration = Duration::from_secs(15);

async fn bench() -> Bench {
    Bench::without_threads(Arc::new(NoFaults)).await
}

async fn spans(bench: &Bench, who: &Identity) -> Vec<WorkerSpan> {
    bench.client.worker_history(&who.id, &WorkerHistoryQuery::default()).await.unwrap().items
}

fn states(spans: &[WorkerSpan]) -> Vec<WorkerLiveness> {
    spans.iter().map(|span| span.state).collect()
}

/// Waits until these are known, newest first.
async fn until(bench: &Bench, who: &Identity, expected: &[WorkerLiveness]) -> Vec<WorkerSpan> {
    let waiting = async {
        loop {
            let spans = spans(bench, who).await;
            if states(&spans) == expected {
                return spans;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    match tokio::time::timeout(Duration::from_mins(1), waiting).await {
        Ok(spans) => spans,
        Err(late) => panic!("not {expected:?}: {late}: {:?}", states(&spans(bench, who).await)),
    }
}

/// Time goes by, and somebody looks all the while; who is here says so.
async fn passes(bench: &Bench, mut session: Option<&mut Played>, count: u32) {
    for _ in 0..count {
        if let Some(session) = session.as_mut() {
            session.say(FromWorker::Heartbeat { grants: vec![] }).await;
        }
        bench.clock.advance(PASS);
        tokio::time::sleep(PASS).await;
    }
}

#[tokio::test(start_paused = true)]
async fn each_change_of_a_worker_is_kept_with_what_it_was_known_by() {
    let bench = bench().await;
    let laptop = bench.join("laptop", 1).await;
    let mut session = bench.come(&laptop, vec![]).await;
    let began = until(&bench, &laptop, &[Online]).await[0].from;
    assert_eq!(began, bench.clock.now());
    passes(&bench, Some(&mut session), 2).await;
    assert_eq!(spans(&bench, &laptop).await.len(), 1, "nothing is written while nothing changes");
    drop(session);
    let gone = bench.clock.now();
    let known = until(&bench, &laptop, &[Disconnected, Online]).await;
    assert_eq!((known[0].from, known[0].until), (gone, None));
    assert_eq!(known[0].evidence, "its session is gone without a word");
    assert_eq!((known[1].until, known[1].evidence.as_str()), (Some(gone), "its session is open"));

    passes(&bench, None, 22).await;
    let known = until(&bench, &laptop, &[Lost, Disconnected, Online]).await;
    assert_eq!(known[0].from, gone.after(Duration::from_mins(5)), "since then, not since the look");
    let mut session = bench.come(&laptop, vec![]).await;
    session.say(FromWorker::Bye { reason: ByeReason::Sleep }).await;
    // Whoever hangs up at once may not be heard.
    tokio::time::sleep(Duration::from_secs(1)).await;
    drop(session);
    let known = until(&bench, &laptop, &[Asleep, Lost, Disconnected, Online]).await;
    assert_eq!(known[0].evidence, "it said that it goes to sleep");
}

#[tokio::test(start_paused = true)]
async fn what_nobody_saw_is_told_as_nothing_and_a_new_start_is_no_change() {
    let bench = bench().await;
    let laptop = bench.join("laptop", 1).await;
    let mut session = bench.come(&laptop, vec![]).await;
    until(&bench, &laptop, &[Online]).await;
    passes(&bench, Some(&mut session), 1).await;
    let last = bench.clock.now();
    bench.clock.advance(Duration::from_hours(1));
    passes(&bench, Some(&mut session), 1).await;
    let known = until(&bench, &laptop, &[Online, Online]).await;
    assert_eq!(known[1].until, Some(last), "the machine of the coordinator slept");
    assert!(known[0].from >= last.after(Duration::from_hours(1)));

    drop(session);
    let bench = bench.restart().await;
    // Looked at before it has found its way back.
    passes(&bench, None, 1).await;
    let mut session = bench.come(&laptop, vec![]).await;
    passes(&bench, Some(&mut session), 1).await;
    assert_eq!(states(&spans(&bench, &laptop).await), [Online, Online]);
}

#[tokio::test(start_paused = true)]
async fn a_history_is_read_page_by_page_and_that_of_many_at_once() {
    let bench = bench().await;
    let (laptop, studio) = (bench.join("laptop", 1).await, bench.join("studio", 1).await);
    for _ in 0..3 {
        let session = bench.come(&laptop, vec![]).await;
        bench.clock.advance(Duration::from_secs(1));
        drop(session);
        bench.clock.advance(Duration::from_secs(1));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let _here = bench.come(&studio, vec![]).await;
    until(&bench, &studio, &[Online]).await;
    let all = spans(&bench, &laptop).await;
    let mut query = WorkerHistoryQuery { limit: Some(2), cursor: None };
    let mut read = Vec::new();
    loop {
        let page = bench.client.worker_history(&laptop.id, &query).await.unwrap();
        read.extend(page.items);
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            break;
        }
    }
    assert_eq!(read, all);

    let stranger = WorkerId::from_random([9; 16]);
    let workers = [&studio.id, &stranger, &laptop.id, &studio.id].map(ToString::to_string);
    let ask = |workers: &[String]| FleetHistoryQuery { workers: workers.join(","), since: None };
    let told = bench.client.fleet_history(&ask(&workers)).await.unwrap();
    let named: Vec<_> = told.items.iter().map(|one| &one.worker).collect();
    assert_eq!(named, [&studio.id, &laptop.id], "each once, and nobody who is not there");
    assert_eq!(told.items[0].spans, spans(&bench, &studio).await);
    let oldest_first: Vec<_> = all.into_iter().rev().collect();
    assert_eq!(told.items[1].spans, oldest_first);

    let refused = bench.client.worker_history(&stranger, &query).await.unwrap_err();
    assert!(refused.is(ProblemKind::WorkerNotFound));
    let crowd: Vec<_> = (0..51).map(|seed| WorkerId::from_random([seed; 16]).to_string()).collect();
    let nonsense = FleetHistoryQuery { since: Some("soon".to_owned()), ..ask(&workers) };
    for asked in [ask(&crowd), ask(&["laptop".to_owned()]), nonsense] {
        let refused = bench.client.fleet_history(&asked).await.unwrap_err();
        assert!(refused.is(ProblemKind::Validation), "{asked:?}");
    }
    bench.client.remove_worker(&laptop.id).await.unwrap();
    let gone = bench.client.worker_history(&laptop.id, &query).await.unwrap_err();
    assert!(gone.is(ProblemKind::WorkerNotFound));
}
