//! A disk that is full: new work is refused, what must be kept of work under way is kept, and it
//! goes on by itself once there is room.
#![cfg(target_os = "linux")]

use crate::{
    builders::{NOW, after, home, organisation_id, read, said, save, scope, write},
    disk::{fill, on_tiny_disk},
};
use muster_core::job::{Event, JobState};
use muster_store::{Room, Store, StoreError, job, job::JobFilter, job::JobRow};
use std::{fs, time::Duration};

async fn admit(store: &Store, size: usize) -> Result<JobRow, StoreError> {
    let said = said(&"x".repeat(size));
    store.admit(move |tx| job::insert(tx, &scope(), &said, NOW)).await
}

async fn jobs(store: &Store) -> Vec<JobRow> {
    let all = JobFilter::default();
    read(store, move |tx| job::page(tx, &organisation_id(1), &all, None, 10_000)).await.jobs
}

/// Admits jobs until the disk is full, and answers those that were taken.
async fn admit_until_full(store: &Store, size: usize) -> Vec<JobRow> {
    let mut taken = Vec::new();
    loop {
        match admit(store, size).await {
            Ok(job) => taken.push(job),
            Err(error) => {
                assert!(matches!(error, StoreError::Full), "{error:?}");
                return taken;
            }
        }
    }
}

async fn until_room(store: &Store, room: Room) {
    let patience = tokio::time::timeout(Duration::from_mins(1), async {
        while store.condition().room != room {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    patience.await.expect("the store notices by itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_reports_are_kept_and_new_work_waits() {
    let name = "disk_full::on_a_full_disk_reports_are_kept_and_new_work_waits";
    let Some(folder) = on_tiny_disk(name, 5 * 1024) else { return };
    let store = Store::open_sqlite(&folder.join("muster.db")).unwrap();
    let reserve = folder.join("muster.db-reserve");
    home(&store).await;
    let mut known = Vec::new();
    for _ in 0..100 {
        known.push(admit(&store, 100).await.unwrap());
    }
    // Somebody else's file takes all the room that is left.
    fill(&folder.join("filler"));
    known.extend(admit_until_full(&store, 4_000).await);
    assert_eq!(store.condition().room, Room::Full);
    assert!(reserve.exists(), "new work never spends the reserve");
    assert_eq!(jobs(&store).await.len(), known.len(), "everything acknowledged is readable");

    for job in &known {
        let cancelled = after(job, [Event::CancelRequested]);
        save(&store, job, &cancelled).await.expect("how a job ended is kept");
    }
    assert!(matches!(admit(&store, 10).await, Err(StoreError::Full)), "new work still waits");
    let ended = |job: &JobRow| matches!(job.life.state, JobState::Ended { .. });
    let kept = jobs(&store).await;
    assert!(kept.len() == known.len() && kept.iter().all(ended), "all of them, and none twice");

    fs::remove_file(folder.join("filler")).unwrap();
    until_room(&store, Room::Enough).await;
    assert!(reserve.exists(), "the reserve is laid again");
    admit(&store, 1_000).await.expect("new work is taken again, by the same store");
    assert_eq!(jobs(&store).await.len(), known.len() + 1);
    assert_eq!(store.check().await.unwrap(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_on_a_full_disk_lives_on_the_reserve() {
    let name = "disk_full::a_start_on_a_full_disk_lives_on_the_reserve";
    let Some(folder) = on_tiny_disk(name, 5 * 1024) else { return };
    let path = folder.join("muster.db");
    let store = Store::open_sqlite(&path).unwrap();
    home(&store).await;
    let job = admit(&store, 100).await.unwrap();
    store.close().await;
    fill(&folder.join("filler"));

    let store = Store::open_sqlite(&path).expect("it has kept some room for this");
    assert_eq!(store.condition().room, Room::Full);
    save(&store, &job, &after(&job, [Event::CancelRequested])).await.unwrap();
    assert!(matches!(admit(&store, 10).await, Err(StoreError::Full)));
    fs::remove_file(folder.join("filler")).unwrap();
    until_room(&store, Room::Enough).await;
    admit(&store, 10).await.unwrap();
}

/// A group in which one write finds the disk full: the others are kept whole, or refused whole.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_fills_the_disk_is_never_kept_in_part() {
    let name = "disk_full::a_batch_that_fills_the_disk_is_never_kept_in_part";
    let Some(folder) = on_tiny_disk(name, 5 * 1024) else { return };
    let store = Store::open_sqlite(&folder.join("muster.db")).unwrap();
    home(&store).await;
    let mut callers = tokio::task::JoinSet::new();
    for caller in 0..40 {
        let store = store.clone();
        callers.spawn(async move {
            let line = "y".repeat(10_000);
            let batch = move |tx: &mut dyn muster_store::Write| {
                (0..10)
                    .map(|_| job::insert(tx, &scope(), &said(&line), NOW))
                    .collect::<Result<Vec<_>, StoreError>>()
            };
            let kept =
                if caller % 2 == 0 { store.admit(batch).await } else { write(&store, batch).await };
            kept.map_or(0, |jobs| jobs.len())
        });
    }
    let acknowledged: Vec<usize> = callers.join_all().await;
    assert!(acknowledged.contains(&0) && acknowledged.contains(&10), "{acknowledged:?}");
    assert_eq!(jobs(&store).await.len(), acknowledged.iter().sum::<usize>());
    assert_eq!(store.check().await.unwrap(), [""; 0]);
}
