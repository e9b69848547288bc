//! Invariants: silent over what a coordinator writes, and each of them notices what it is for.

use crate::{
    both::on_both,
    builders::{
        after, attempt_row, claim, fence, home, later, organisation_id, said, scope, submitted,
        worker_id, write,
    },
};
use muster_core::{
    Day, JobId, Scope, UsageEventId,
    job::{AttemptEnd, Event, FailureReason},
};
use muster_store::{
    Store, attempt,
    attempt::AttemptRow,
    audit_event,
    audit_event::AuditEntry,
    coordinator, job,
    job::{JobRow, Needed, NewJob},
    usage_count,
    usage_count::Count,
    usage_event,
    usage_event::UsageEvent,
};
use rusqlite::Connection;

on_both!(jobs_as_a_coordinator_keeps_them_break_nothing);

/// Job 1 lost its worker once and then succeeded, job 2 runs, job 3 waits, job 4 for job 3.
async fn fleet_at_work(store: &Store) {
    home(store).await;
    let jobs = submitted(store, scope(), &["one", "two", "three"]).await;
    let lost = AttemptEnd::because(FailureReason::WorkerLost);
    let first = [claim(), Event::Started(fence(1)), Event::LeaseEnded(fence(1))];
    let second = [claim(), Event::Started(fence(2))];
    let waiting = after(&jobs[0], first);
    let queued = after_wait(&waiting);
    let again = after(&queued, second);
    let done = after(&again, [Event::Finished(fence(2), AttemptEnd::exited(0))]);
    let running = after(&jobs[1], [claim(), Event::Started(fence(1))]);
    let kept = write(store, move |tx| {
        coordinator::take(tx, "here", later(0))?;
        for (number, end) in [(1, lost.clone()), (2, AttemptEnd::exited(0))] {
            try_once(tx, &scope(), &attempt_row(number), Some(&end))?;
        }
        job::save(tx, &jobs[0], &done)?;
        let second = AttemptRow { job: JobId::from_number(2), ..attempt_row(1) };
        try_once(tx, &scope(), &second, None)?;
        job::save(tx, &jobs[1], &running)?;
        let entry = AuditEntry {
            action: "job.cancel".into(),
            target: "job_9".into(),
            detail: String::new(),
        };
        audit_event::append(tx, &scope(), &entry, later(9))?;
        let needs = vec![Needed::Job(JobId::from_number(3))];
        job::insert_all(
            tx,
            &scope(),
            &[NewJob { specification: said("four"), needs, hold: None }],
            true,
            later(9),
        )?;
        Ok(())
    });
    kept.await.unwrap();
}

/// A job that waits, when its wait is over.
fn after_wait(job: &JobRow) -> JobRow {
    let (life, _) = job.life.clone().apply(Event::WaitElapsed, later(600), 0).unwrap();
    JobRow { life, ..job.clone() }
}

/// An attempt that began a second after it was granted, and ended after five, if it did.
fn try_once(
    tx: &mut dyn muster_store::Write,
    scope: &Scope,
    row: &AttemptRow,
    end: Option<&AttemptEnd>,
) -> Result<(), muster_store::StoreError> {
    attempt::open(tx, row)?;
    attempt::start(tx, &row.organisation, row.job, row.number, later(1))?;
    let Some(end) = end else { return Ok(()) };
    attempt::end(tx, &row.organisation, row.job, row.number, end, None, later(6))?;
    let event = UsageEvent {
        id: UsageEventId::from_random([u8::try_from(row.number).unwrap_or(0); 16]),
        meter: "worker_milliseconds".into(),
        quantity: 5_000,
        job: row.job,
        attempt: row.number,
        sequence: 1,
        worker: worker_id(1),
        at: later(6),
    };
    usage_event::insert(tx, scope, &event)?;
    let count = Count {
        day: Day::of(event.at),
        meter: "worker_milliseconds",
        worker: event.worker.to_string(),
        person: "operator".to_owned(),
    };
    usage_count::add(tx, &scope.organisation, 0, &[(count, event.quantity)])
}

async fn jobs_as_a_coordinator_keeps_them_break_nothing(store: Store) {
    fleet_at_work(&store).await;
    assert_eq!(store.violations().await.unwrap(), []);
}

#[tokio::test]
async fn every_invariant_notices_what_it_is_for() {
    for (damage, sentence) in [
        ("UPDATE job_sequence SET last_number = 3", "given by its organisation's sequence"),
        ("UPDATE job SET fence_counter = 8 WHERE number = 2", "has one live attempt"),
        ("UPDATE attempt SET state = 'leased' WHERE job = 2", "has one live attempt"),
        (
            "UPDATE job SET state = 'queued', holder = NULL, fence_epoch = NULL,
                    fence_counter = NULL, attempt = NULL WHERE number = 2",
            "that nobody holds has no live attempt",
        ),
        ("UPDATE job SET attempts = 3 WHERE number = 1", "without a hole"),
        ("UPDATE job SET attempts = 1 WHERE number = 1", "without a hole"),
        ("UPDATE attempt SET fence_counter = 1 WHERE job = 1", "fences rise"),
        ("UPDATE attempt SET fence_epoch = 2 WHERE job = 1 AND number = 2", "has not come yet"),
        ("UPDATE job SET crashes = 4 WHERE number = 1", "within their budgets"),
        (
            "UPDATE job SET state = 'failed', ended_at = 1 WHERE number = 3",
            "has spent its failures",
        ),
        (
            "UPDATE attempt SET reason = 'worker_stopped' WHERE job = 1 AND number = 1",
            "whose worker was lost",
        ),
        (
            "UPDATE attempt SET reason = NULL, exit_code = 0 WHERE job = 1 AND number = 1",
            "is the last one of a job that succeeded",
        ),
        (
            "UPDATE attempt SET reason = 'exit_code' WHERE job = 1 AND number = 2",
            "has an attempt that did",
        ),
        ("UPDATE job SET worker = NULL WHERE number = 1", "names the worker"),
        ("UPDATE job SET hold = '{}' WHERE number = 3", "nobody holds it back"),
        ("UPDATE job SET task_of = 1, hold = '{}' WHERE number = 3", "and not by itself"),
        ("DELETE FROM usage_event WHERE attempt = 2", "was counted once"),
        ("UPDATE usage_event SET quantity = 4000 WHERE attempt = 2", "was counted once"),
        ("UPDATE usage_event SET job = 2 WHERE attempt = 1", "was not counted"),
        ("UPDATE need SET is_open = 0", "waits for others has an open need"),
        ("UPDATE job SET state = 'cancelled', ended_at = 1 WHERE number = 3", "a job that is over"),
        ("UPDATE job SET is_blocked = 0 WHERE number = 4", "before what it needs is over"),
        (
            "UPDATE job SET is_waiting = 1 WHERE number = 4",
            "while there is something of it to grant",
        ),
        (
            "INSERT INTO audit_event SELECT organisation, 1, at, actor, request_id, NULL, action,
                    target, detail, zeroblob(32) FROM audit_record",
            "the hash of the one before",
        ),
        ("DELETE FROM audit_unsealed", "waits for its seal"),
        ("UPDATE usage_count SET quantity = quantity + 1", "the sum of its events"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("muster.db");
        let store = Store::open_sqlite(&path).unwrap();
        fleet_at_work(&store).await;
        tamper(&path, damage);
        let found = store.violations().await.unwrap();
        assert!(
            found.iter().any(|violation| violation.invariant.contains(sentence)),
            "{damage}: {found:?}"
        );
        assert!(found.iter().all(|violation| violation.organisation == organisation_id(1)));
    }
}

/// Does to the rows what no coordinator would.
fn tamper(path: &std::path::Path, damage: &str) {
    let connection = Connection::open(path).unwrap();
    let open = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;
         DROP TRIGGER audit_event_refuses_update; DROP TRIGGER usage_event_refuses_update;
         DROP TRIGGER usage_event_refuses_delete;";
    connection.execute_batch(open).unwrap();
    connection.execute_batch(damage).unwrap();
}
