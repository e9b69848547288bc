//! The audit log. What tampering does to the part from before there were seals is in [`damage`](super::damage).

use crate::{
    both::on_both,
    builders::{foreign_scope, home, later, organisation_id, read, scope_with_key, write},
};
use muster_audit::{
    DateRange, HeadKey, Keyring, Outcome, Question, SealKey, Sealed, SignedHead,
    verify::{End, verify},
};
use muster_core::Scope;
use muster_store::{
    Store,
    audit_event::{self, AuditEntry, AuditFilter, AuditRow, before, before::Verdict, chain},
};

on_both!(
    events_come_back_newest_first_and_get_their_places_afterwards,
    logs_of_organisations_are_apart,
    only_what_is_asked_for_is_found,
    a_sealed_log_holds_and_goes_on_from_its_tail,
    the_newest_head_is_kept,
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
    read(store, move |tx| before::verify(tx, &organisation_id(seed))).await
}

fn key() -> SealKey {
    SealKey::derive(b"a test")
}

/// Seals whatever waits, and answers with the whole chain.
pub(crate) async fn sealed(store: &Store, seed: u8) -> Vec<Sealed> {
    let own = organisation_id(seed);
    let sealing = write(store, move |tx| {
        let (tail, events) = (chain::tail(tx, &own)?, chain::unsealed(tx, &own, 1_000)?);
        let seals = muster_audit::seal(tail.as_ref(), &key(), &events);
        chain::keep_seals(tx, &own, &events, &seals)
    });
    sealing.await.unwrap();
    let page = read(store, move |tx| chain::after(tx, &organisation_id(seed), 0, 1_000)).await;
    assert!(page.is_last);
    page.events
}

async fn events_come_back_newest_first_and_get_their_places_afterwards(store: Store) {
    home(&store).await;
    let first = append(&store, scope_with_key("k"), "job_1", 1).await;
    let second = append(&store, scope_with_key("k"), "job_1", 1).await;
    assert_ne!(first.id, second.id, "the same once more is another event");
    let page = |before: Option<&AuditRow>, limit| {
        let before = before.map(|row| row.id.clone());
        read(&store, move |tx| audit_event::page(tx, &organisation_id(1), before.as_ref(), limit))
    };
    assert_eq!(page(None, 10).await, [second.clone(), first.clone()]);
    assert_eq!((first.place, first.outcome), (None, Outcome::Succeeded));
    assert_eq!(page(Some(&second), 10).await, [first]);

    let waiting = || read(&store, |tx| chain::waiting(tx));
    assert_eq!(waiting().await, [organisation_id(1)]);
    sealed(&store, 1).await;
    assert_eq!(waiting().await, []);
    let places: Vec<_> = page(None, 10).await.iter().map(|row| row.place).collect();
    assert_eq!(places, [Some(2), Some(1)]);
}

async fn logs_of_organisations_are_apart(store: Store) {
    home(&store).await;
    append(&store, scope_with_key("k"), "job_1", 1).await;
    append(&store, foreign_scope(), "job_1", 2).await;
    append(&store, scope_with_key("k"), "job_2", 3).await;
    assert_eq!((sealed(&store, 1).await.len(), sealed(&store, 2).await.len()), (2, 1));
    let theirs = read(&store, |tx| audit_event::page(tx, &organisation_id(2), None, 10)).await;
    assert_eq!((theirs.len(), theirs[0].place), (1, Some(1)));
}

async fn only_what_is_asked_for_is_found(store: Store) {
    home(&store).await;
    for number in 1..=4 {
        append(&store, scope_with_key("k"), &format!("job_{number}"), number).await;
    }
    let denied = |tx: &mut dyn muster_store::Write| {
        let entry = AuditEntry { action: "request.deny".into(), ..entry("/v1/jobs") };
        audit_event::append_as(tx, &scope_with_key("k"), &entry, Outcome::Denied, later(5))
    };
    write(&store, denied).await.unwrap();
    let found = |filter: AuditFilter| {
        let rows =
            read(&store, move |tx| audit_event::find(tx, &organisation_id(1), &filter, None, 10));
        async move { rows.await.into_iter().map(|row| row.entry.target).collect::<Vec<_>>() }
    };
    let said = |text: &str| Some(text.to_owned());
    let none = AuditFilter::default;
    let denials = AuditFilter { action: said("request.deny"), ..none() };
    assert_eq!(found(denials).await, ["/v1/jobs"]);
    assert_eq!(found(AuditFilter { target: said("job_2"), ..none() }).await, ["job_2"]);
    assert_eq!(found(AuditFilter { actor: said("nobody"), ..none() }).await, [""; 0]);
    let range = DateRange { from: Some(later(2)), to: Some(later(3)) };
    let filter = AuditFilter { actor: said("operator"), range, ..none() };
    assert_eq!(found(filter).await, ["job_3", "job_2"]);
}

async fn a_sealed_log_holds_and_goes_on_from_its_tail(store: Store) {
    home(&store).await;
    for number in 1..=3 {
        append(&store, scope_with_key("k"), "job_1", number).await;
        sealed(&store, 1).await;
    }
    let (events, keyring) = (sealed(&store, 1).await, Keyring::new(key()));
    let question = Question {
        organisation: organisation_id(1),
        range: DateRange::default(),
        anchor: None,
        keyring: Some(&keyring),
        heads: &[],
    };
    let report = verify(&events, question, End::Tail { own: None });
    assert_eq!((report.verified, report.checked_count), (true, 3), "{report:?}");

    let range = DateRange { from: Some(later(2)), to: Some(later(2)) };
    let stretch = |range| read(&store, move |tx| chain::stretch(tx, &organisation_id(1), &range));
    assert_eq!(stretch(range).await, Some((2, 2)));
    assert_eq!(stretch(DateRange { from: Some(later(9)), to: None }).await, None);
    let page = read(&store, |tx| chain::after(tx, &organisation_id(1), 0, 2)).await;
    assert_eq!((page.events.len(), page.last, page.is_last), (2, Some(2), false));
}

async fn the_newest_head_is_kept(store: Store) {
    home(&store).await;
    append(&store, scope_with_key("k"), "job_1", 1).await;
    let newest = sealed(&store, 1).await.remove(0);
    let head = SignedHead::sign(&newest, later(2), &HeadKey::derive(b"a test").unwrap());
    let text = serde_json::to_string(&head).unwrap();
    for text in ["an older one".to_owned(), text.clone()] {
        let keeping = write(&store, move |tx| chain::keep_head(tx, &organisation_id(1), &text));
        keeping.await.unwrap();
    }
    assert_eq!(read(&store, |tx| chain::head(tx, &organisation_id(1))).await, Some(text));
    assert_eq!(read(&store, |tx| chain::head(tx, &organisation_id(2))).await, None);
}

/// Whoever wrote an event elsewhere could do it in another transaction than its change, or without a wait for its seal.
#[test]
fn there_is_no_second_way_to_write_an_event() {
    let mut found = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let words: Vec<_> = text.split_whitespace().collect();
            for pair in words.windows(2).filter(|pair| pair[0] == "INTO") {
                if pair[1].starts_with("audit_") {
                    let name = path.file_name().unwrap().to_string_lossy().into_owned();
                    found.push(format!("{name}: {}", pair[1]));
                }
            }
        }
    }
    found.sort();
    assert_eq!(
        found,
        [
            "chain.rs: audit_head",
            "chain.rs: audit_key",
            "chain.rs: audit_seal",
            "mod.rs: audit_record",
            "mod.rs: audit_unsealed"
        ]
    );
}
