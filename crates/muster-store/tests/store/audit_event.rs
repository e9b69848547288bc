//! The audit log. What tampering does to it is in [`damage`](super::damage).

use crate::{
    both::on_both,
    builders::{foreign_scope, home, later, organisation_id, read, scope_with_key, write},
};
use muster_core::Scope;
use muster_store::{
    Store,
    audit_event::{self, AuditEntry, AuditRow, Verdict},
};

on_both!(
    events_come_back_in_a_chain_that_holds,
    chains_are_apart,
    a_long_chain_is_checked_to_its_end,
);

pub(crate) fn entry(target: &str) -> AuditEntry {
    AuditEntry {
        action: "job.cancel".into(),
        target: target.to_owned(),
        detail: r#"{"reason":"wrong branch"}"#.into(),
    }
}

pub(crate) async fn append(store: &Store, scope: Scope, target: &str, seconds: u64) -> AuditRow {
    let entry = entry(target);
    let at = later(seconds);
    write(store, move |tx| audit_event::append(tx, &scope, &entry, at)).await.unwrap()
}

pub(crate) async fn verdict(store: &Store, seed: u8) -> Verdict {
    read(store, move |tx| audit_event::verify(tx, &organisation_id(seed))).await
}

async fn events_come_back_in_a_chain_that_holds(store: Store) {
    home(&store).await;
    let empty = Verdict { checked: 0, broken_at: None, head: None };
    assert_eq!(verdict(&store, 1).await, empty);
    let first = append(&store, scope_with_key("k"), "job_1", 1).await;
    let second = append(&store, scope_with_key("k"), "job_1", 1).await;
    assert_eq!((first.sequence, second.sequence), (1, 2));
    assert_ne!(first.hash, second.hash, "the same event at another place is another event");

    let page = |before, limit| {
        read(&store, move |tx| audit_event::page(tx, &organisation_id(1), before, limit))
    };
    assert_eq!(page(None, 10).await, [second.clone(), first.clone()]);
    assert_eq!(page(Some(2), 10).await, [first]);
    let expected = Verdict { checked: 2, broken_at: None, head: Some(second.hash) };
    assert_eq!(verdict(&store, 1).await, expected);
}

async fn chains_are_apart(store: Store) {
    home(&store).await;
    append(&store, scope_with_key("k"), "job_1", 1).await;
    assert_eq!(append(&store, foreign_scope(), "job_1", 2).await.sequence, 1);
    assert_eq!(append(&store, scope_with_key("k"), "job_2", 3).await.sequence, 2);
    assert_eq!(verdict(&store, 1).await.checked, 2);
    assert_eq!(verdict(&store, 2).await.checked, 1);
}

async fn a_long_chain_is_checked_to_its_end(store: Store) {
    home(&store).await;
    let append = write(&store, |tx| {
        for at in 0..1_001 {
            audit_event::append(tx, &scope_with_key("k"), &entry("job_1"), later(at))?;
        }
        Ok(())
    });
    append.await.unwrap();
    let verdict = verdict(&store, 1).await;
    assert_eq!((verdict.checked, verdict.broken_at), (1_001, None));
}
